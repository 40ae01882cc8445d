import { createHmac, timingSafeEqual } from 'node:crypto'

/*
 * Time-based one-time passwords of authenticator apps: RFC 6238 with SHA-1, 30 seconds and six digits, the
 * parameters that every app supports.
 */

const stepMs = 30_000
const digits = 6
/** RFC 4648. */
const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** `bytes`: a multiple of five, so that no padding is needed. */
export function toBase32(bytes: Uint8Array): string {
	const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
	return bits.replace(/.{5}/g, (five) => base32Letters.charAt(Number.parseInt(five, 2)))
}

export function fromBase32(text: string): Uint8Array {
	const bits = Array.from(text, (letter) => base32Letters.indexOf(letter).toString(2).padStart(5, '0')).join(
		'',
	)
	return Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2))
}

/** Returns the six digits of a time step: half minutes since 1970. */
export function oneTimePassword(secret: Uint8Array, step: number): string {
	const counter = Buffer.alloc(8)
	counter.writeBigUInt64BE(BigInt(step))
	const mac = createHmac('sha1', secret).update(counter).digest()
	const from = (mac.at(-1) ?? 0) & 15
	const number = mac.readUInt32BE(from) & 0x7fff_ffff
	return String(number % 10 ** digits).padStart(digits, '0')
}

/**
 * Returns the time step of a password: the current one, or a neighbour if a clock is half a minute off. Null
 * if none matches. `given`: six digits, else it throws.
 */
export function stepOf(secret: Uint8Array, given: string, now: number): number | null {
	const current = Math.floor(now / stepMs)
	let found: number | null = null
	// always compare all three, so that the time taken discloses nothing
	for (const step of [current - 1, current, current + 1])
		if (timingSafeEqual(Buffer.from(oneTimePassword(secret, step)), Buffer.from(given))) found = step
	return found
}
