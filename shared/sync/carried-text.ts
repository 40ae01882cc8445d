import type { Bytes } from '#shared/kernel/bytes'
import { bundleMagic } from './bundle.ts'

/*
 * Browsers share only files of a few kinds, of which text is one; and what passes for text on its way may get other
 * line ends. So a carried file that goes by a messenger is base64 (RFC 4648 §4) in lines, as in a letter.
 */

const lineBytes = 57
const linesAtATime = 1000

interface FileInParts {
	readonly size: number
	slice(from: number, to: number): Blob
}

/** base64 of three bytes stands by itself, so that pieces of whole lines can be put one behind the other. */
export async function asText(file: FileInParts): Promise<Blob> {
	// a blob lies on the disk where it is large; letters would lie in memory
	const parts: Blob[] = []
	for (let at = 0; at < file.size; at += lineBytes * linesAtATime) {
		const bytes = new Uint8Array(await file.slice(at, at + lineBytes * linesAtATime).arrayBuffer())
		let lines = ''
		for (let line = 0; line < bytes.length; line += lineBytes)
			lines += `${btoa(lettersOf(bytes.subarray(line, line + lineBytes)))}\n`
		parts.push(new Blob([lines]))
	}
	return new Blob(parts, { type: 'text/plain' })
}

const lettersOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
const bytesOf = (letters: string): Bytes => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))

/** How base64 of the first bytes of every bundle begins. */
const textMagic = btoa(lettersOf(bundleMagic)).slice(0, 8)
const lettersAtATime = 256 * 1024

/** The bundles of a file as they were before they became text; one that never did as it is. */
export async function fromText(file: Blob): Promise<Blob> {
	if (!(await file.slice(0, 64).text()).trimStart().startsWith(textMagic)) return file
	const parts: Blob[] = []
	let left = ''
	for (let at = 0; at < file.size; at += lettersAtATime) {
		const text = left + (await file.slice(at, at + lettersAtATime).text()).replace(/[^A-Za-z\d+/]/g, '')
		const whole = text.length - (text.length % 4)
		parts.push(new Blob([bytesOf(atob(text.slice(0, whole)))]))
		left = text.slice(whole)
	}
	// what a cut leaves of the last group: of two letters one byte
	if (left.length > 1) parts.push(new Blob([bytesOf(atob(left))]))
	return new Blob(parts)
}
