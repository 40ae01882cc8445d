import type { Bytes } from '#shared/kernel/bytes'
import { bundleMagic } from './bundle.ts'

/*
 * Browsers share only files of a few types, text among them; and text may get other line ends on its way.
 * Therefore an offline bundle for a messenger is base64 (RFC 4648 §4) in lines, as in MIME.
 */

const lineBytes = 57
const lineBatchSize = 1000

interface FileInParts {
	readonly size: number
	slice(from: number, to: number): Blob
}

/**
 * Encodes a file as text. Base64 of three bytes is independent of the rest, so pieces of whole lines can be
 * concatenated.
 */
export async function asText(file: FileInParts): Promise<Blob> {
	// a large blob is stored on disk; a string would need memory
	const parts: Blob[] = []
	for (let at = 0; at < file.size; at += lineBytes * lineBatchSize) {
		const bytes = new Uint8Array(await file.slice(at, at + lineBytes * lineBatchSize).arrayBuffer())
		let lines = ''
		for (let line = 0; line < bytes.length; line += lineBytes)
			lines += `${btoa(lettersOf(bytes.subarray(line, line + lineBytes)))}\n`
		parts.push(new Blob([lines]))
	}
	return new Blob(parts, { type: 'text/plain' })
}

const lettersOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
const bytesOf = (letters: string): Bytes => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))

/** Base64 prefix of every bundle. */
const textMagic = btoa(lettersOf(bundleMagic)).slice(0, 8)
const letterBatchSize = 256 * 1024

/** Decodes the text to the original file; a file that is not text is returned unchanged. */
export async function fromText(file: Blob): Promise<Blob> {
	if (!(await file.slice(0, 64).text()).trimStart().startsWith(textMagic)) return file
	const parts: Blob[] = []
	let left = ''
	for (let at = 0; at < file.size; at += letterBatchSize) {
		const text = left + (await file.slice(at, at + letterBatchSize).text()).replace(/[^A-Za-z\d+/]/g, '')
		const whole = text.length - (text.length % 4)
		parts.push(new Blob([bytesOf(atob(text.slice(0, whole)))]))
		left = text.slice(whole)
	}
	// truncated last group: two letters are one byte
	if (left.length > 1) parts.push(new Blob([bytesOf(atob(left))]))
	return new Blob(parts)
}
