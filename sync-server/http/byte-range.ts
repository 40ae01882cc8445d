import type { ByteRange } from '../attachments/file-store.ts'

/**
 * Parses the range of a media player that seeks (RFC 9110 §14). Null for the whole file: no header, or
 * anything but one plain range inside the file.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | null {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
	if (!match || (match[1] === '' && match[2] === '')) return null
	const [, from = '', to = ''] = match
	const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
	const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
	return first <= last ? { first, last } : null
}
