import { type Answer, isAnswer } from '#shared/forms/answers'
import { isSealed, sealedPrefix } from '#shared/forms/sealed-answer-text'
import { type Bytes, fromBase64url, fromUtf8, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { pointBytes, sealingKeyIdBytes, tagBytes } from './sealing.ts'

/*
 * An answer that is sealed to a role: HPKE (RFC 9180, as in sealing.ts) in base mode, one exchange for all
 * answers of one revision and one message for each. It replaces the answer: `sealed.` and, in base64url,
 * version (1 byte), id of the key (8), the sender's point (65), a byte that is 0, number of the message in
 * the exchange (2), the box. The common prefix of all answers of a revision is a whole number of letters, and
 * compresses to nothing.
 */

/** HPKE info: used for nothing else that is sealed. */
export const answerInfo = utf8('ZILA sealed answer')

export interface SealedAnswer {
	/** Id of the role's key, base64url. */
	readonly keyId: string
	readonly enc: Uint8Array
	readonly message: number
	readonly box: Uint8Array
}

const version = 1
const headBytes = 1 + sealingKeyIdBytes + pointBytes + 1
const messageBytes = 2
const maxMessages = 0xffff

export function encodeSealedAnswer(
	keyId: Uint8Array,
	enc: Uint8Array,
	message: number,
	box: Uint8Array,
): string {
	if (message > maxMessages) throw new RangeError('too many answers in one revision')
	const bytes = joinBytes([
		new Uint8Array([version]),
		keyId,
		enc,
		new Uint8Array([0, message >> 8, message & 0xff]),
		box,
	])
	return sealedPrefix + toBase64url(bytes)
}

/** Parses a sealed answer. Null if the text is not one, or of another version. */
export function decodeSealedAnswer(text: unknown): SealedAnswer | null {
	if (!isSealed(text as Answer)) return null
	let bytes: Bytes
	try {
		bytes = fromBase64url((text as string).slice(sealedPrefix.length))
	} catch {
		return null
	}
	if (bytes.length < headBytes + messageBytes + tagBytes || bytes[0] !== version) return null
	return {
		keyId: toBase64url(bytes.subarray(1, 1 + sealingKeyIdBytes)),
		enc: bytes.subarray(1 + sealingKeyIdBytes, headBytes - 1),
		message: ((bytes[headBytes] ?? 0) << 8) | (bytes[headBytes + 1] ?? 0),
		box: bytes.subarray(headBytes + messageBytes),
	}
}

/** Returns the nonce of a later message of the exchange, which are fewer than 2³²: RFC 9180, section 5.2. */
export function nonceOf(first: Uint8Array, message: number): Bytes {
	const nonce = new Uint8Array(first)
	const view = new DataView(nonce.buffer)
	const last = nonce.length - 4
	view.setUint32(last, view.getUint32(last) ^ message)
	return nonce
}

/** Additional data: an answer that was moved to another question or record does not open. */
export const buildSealedAnswerAad = (record: string, path: string): Bytes => utf8(`${record}\n${path}`)

/** Padding block, so that the length does not disclose `yes` or `no`. */
const block = 64

/** Pads an answer. Null: the question has no answer. */
export function padAnswer(answer: Answer | null): Bytes {
	const bytes = utf8(JSON.stringify(answer))
	const padded = new Uint8Array(Math.ceil(bytes.length / block) * block).fill(0x20)
	padded.set(bytes)
	return padded
}

/** Removes the padding. Undefined if the bytes are no answer; null is the absence of an answer. */
export function unpadAnswer(bytes: Uint8Array): Answer | null | undefined {
	try {
		const value: unknown = JSON.parse(fromUtf8(bytes))
		return value === null || isAnswer(value) ? value : undefined
	} catch {
		return undefined
	}
}
