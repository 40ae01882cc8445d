/** Bytes as text and back. Typed to a plain ArrayBuffer, which WebCrypto and IndexedDB ask for. */
export type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

export const utf8 = (text: string): Bytes => encoder.encode(text)

/** @throws TypeError when the bytes are not UTF-8 */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes)

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const noDigit = 64
/** Value of each digit, by the character code of its letter. */
const digits = new Uint8Array(128).fill(noDigit)
for (let value = 0; value < alphabet.length; value++) digits[alphabet.charCodeAt(value)] = value

/** base64url without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
	let text = ''
	for (let i = 0; i < bytes.length; i += 3) {
		const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
		const letters = Math.min(bytes.length - i, 3) + 1
		for (let k = 0; k < letters; k++) text += alphabet[(group >> (18 - 6 * k)) & 63]
	}
	return text
}

/** @throws RangeError on a letter outside the alphabet */
export function fromBase64url(text: string): Bytes {
	const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
	let bits = 0
	let buffered = 0
	let at = 0
	for (let i = 0; i < text.length; i++) {
		const digit = digits[text.charCodeAt(i)] ?? noDigit
		if (digit === noDigit) throw new RangeError('not base64url')
		buffered = ((buffered << 6) | digit) & 0xffff
		bits += 6
		if (bits >= 8) {
			bits -= 8
			bytes[at++] = (buffered >> bits) & 0xff
		}
	}
	return bytes
}

export const toHex = (bytes: Uint8Array): string =>
	Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

export function joinBytes(parts: readonly Uint8Array[]): Bytes {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
	let at = 0
	for (const part of parts) {
		whole.set(part, at)
		at += part.length
	}
	return whole
}
