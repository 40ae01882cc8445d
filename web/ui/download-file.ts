import { localTimeOf } from '#shared/study/study-day'
import { asText } from '#shared/sync/bundle-text'
import { emitActivity } from './activity-events.ts'

/** Downloads a file to the phone's download folder, outside of the browser's own storage. */
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

/** True if text files can be shared: browsers share only a few types of files, and text is always one. */
export const canShareText = (): boolean => navigator.canShare?.({ files: [textFile('.', 'notes')] }) ?? false

/**
 * Shares a file as text by Bluetooth, a messenger or another app; encodes it on demand. True if it was
 * shared.
 */
export async function shareAsText(file: File): Promise<boolean> {
	const text = textFile(await asText(file), file.name.replace(/\.\w+$/, ''))
	emitActivity('goes-out')
	try {
		await navigator.share({ files: [text] })
		return true
	} catch {
		// cancelled: the file can still be saved
		return false
	} finally {
		emitActivity('is-back')
	}
}

/** Returns a name such as `notes-2026-11-25-1840`: the time on the screen, and nothing about the subject. */
export function fileNameAt(what: string, at: number): string {
	const local = localTimeOf(at)
	return `${what}-${local.slice(0, 10)}-${local.slice(11).replace(':', '')}`
}
