import type { ByteRange } from '../attachments/file-store.ts'

/**
 * The bytes that a player asks for who jumps forward in a sound (RFC 9110 §14). Null: all of them, as for anything but one
 * plain range that lies inside.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | null {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
	if (!match || (match[1] === '' && match[2] === '')) return null
	const [, from = '', to = ''] = match
	const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
	const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
	return first <= last ? { first, last } : null
}
