import { asText } from '#shared/sync/carried-text'
import { emitActivity } from './stay-open.ts'

/** Hands a file to the browser, which puts it where its person keeps downloads: outside of the browser's own storage. */
export function saveFile(name: string, content: Blob): void {
	const address = URL.createObjectURL(content)
	const link = document.createElement('a')
	link.href = address
	link.download = name
	link.click()
	// the browser reads it after the click
	setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

const textFile = (content: Blob | string, name: string): File =>
	new File([content], `${name}.txt`, { type: 'text/plain' })

/** Browsers share files of a few kinds only: text is one everywhere. */
export const canShareText = (): boolean => navigator.canShare?.({ files: [textFile('.', 'notes')] }) ?? false

/**
 * Hands a file, as text, to Bluetooth, a messenger, or whatever else the phone has; the text is made only now. True if
 * somebody took it.
 */
export async function shareAsText(file: File): Promise<boolean> {
	const text = textFile(await asText(file), file.name.replace(/\.\w+$/, ''))
	emitActivity('goes-out')
	try {
		await navigator.share({ files: [text] })
		return true
	} catch {
		// closed again: the file can be saved all the same
		return false
	} finally {
		emitActivity('is-back')
	}
}

/** `notes-2026-11-25-1840`: says when, and nothing of the subject. */
export function fileNameAt(what: string, at: number): string {
	const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString()
	return `${what}-${local.slice(0, 10)}-${local.slice(11, 16).replace(':', '')}`
}
