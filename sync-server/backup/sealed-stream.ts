import { createCipheriv, createDecipheriv, createECDH } from 'node:crypto'
import { fromBase64url, toBase64url, utf8 } from '#shared/kernel/bytes'
import { nonceOf } from '#shared/sync/sealed-answer'
import { messageKey, pointBytes, sealingKeyId, sealingKeyIdBytes, tagBytes } from '#shared/sync/sealing'
import type { KeyPair } from '../sync/sealing-key.ts'
import { BackupError } from './backup-error.ts'

/*
 * Encryption of a backup and the files next to it to the project's key, whose private half is in the recovery
 * key. Format: the words `ZILA sealed backup 1` and a line end, 8 bytes of key id, the sender's point, then
 * blocks of 1 MiB, each AES-256-GCM with its tag. Key and nonces are those of HPKE (RFC 9180) for the
 * messages of one exchange; the last block is marked as the last, so that a truncated file does not open.
 */

const magic = utf8('ZILA sealed backup 1\n')
const info = utf8('ZILA sealed backup')
const blockBytes = 1024 * 1024
const headBytes = magic.length + sealingKeyIdBytes + pointBytes
const cipher = 'aes-256-gcm'
const lastBlock = Buffer.from([1])
const notLast = Buffer.from([0])

/** Returns the key pair with this id. Null if it is unknown. */
export type FindKey = (id: string) => KeyPair | null

/** Bytes of the header, which shows whether a file is encrypted, and to which key. */
export const sealedHeadBytes = headBytes

/** Returns the id of the key for data that begins with this header. Null if it is not encrypted. */
export function sealedTo(head: Uint8Array): string | null {
	if (head.length < headBytes || !Buffer.from(head.subarray(0, magic.length)).equals(magic)) return null
	return toBase64url(head.subarray(magic.length, magic.length + sealingKeyIdBytes))
}

/** `publicKey`: a point of P-256, base64url. */
export async function* sealStream(
	plain: AsyncIterable<Uint8Array>,
	publicKey: string,
): AsyncGenerator<Buffer> {
	const recipient = fromBase64url(publicKey)
	const sender = createECDH('prime256v1')
	const enc = sender.generateKeys()
	const { key, nonce } = messageKey({ enc, recipient, common: sender.computeSecret(recipient) }, info)
	yield Buffer.concat([magic, sealingKeyId(recipient), enc])
	let block = 0
	for await (const { bytes, isLast } of inBlocks(plain, blockBytes)) {
		const sealing = createCipheriv(cipher, key, nonceOf(nonce, block++), { authTagLength: tagBytes })
		sealing.setAAD(isLast ? lastBlock : notLast)
		yield Buffer.concat([sealing.update(bytes), sealing.final(), sealing.getAuthTag()])
	}
}

/**
 * Decrypts a stream. @throws BackupError if it is not encrypted, its key is unknown, or it is damaged or
 * truncated
 */
export async function* openStream(sealed: AsyncIterable<Uint8Array>, find: FindKey): AsyncGenerator<Buffer> {
	const bytes = new Buffered(sealed)
	const head = await bytes.take(headBytes)
	const id = sealedTo(head)
	const pair = id === null ? null : find(id)
	if (!pair) throw new BackupError(id === null ? notSealed : otherKey)
	const enc = head.subarray(magic.length + sealingKeyIdBytes)
	const recipient = createECDH('prime256v1')
	recipient.setPrivateKey(fromBase64url(pair.privateKey))
	const { key, nonce } = messageKey(
		{ enc, recipient: fromBase64url(pair.publicKey), common: commonOf(recipient, enc) },
		info,
	)
	let block = 0
	for await (const { bytes: box, isLast } of inBlocks(bytes.rest(), blockBytes + tagBytes)) {
		const tagAt = box.length - tagBytes
		if (tagAt < 0) throw new BackupError(damaged)
		const opening = createDecipheriv(cipher, key, nonceOf(nonce, block++), { authTagLength: tagBytes })
		opening.setAAD(isLast ? lastBlock : notLast)
		opening.setAuthTag(box.subarray(tagAt))
		yield opened(() => Buffer.concat([opening.update(box.subarray(0, tagAt)), opening.final()]))
	}
}

const notSealed = 'It is no encrypted backup.'
const otherKey = 'It is encrypted to another recovery key: take the one that was valid when it was made.'
const damaged = 'It is damaged, or was cut off. Keep the file, and take an older or a newer one.'

function opened<Found>(open: () => Found): Found {
	try {
		return open()
	} catch (thrown) {
		throw Object.assign(new BackupError(damaged), { cause: thrown })
	}
}
const commonOf = (recipient: ReturnType<typeof createECDH>, enc: Uint8Array) =>
	opened(() => recipient.computeSecret(enc))

/**
 * Yields blocks of exactly this size, except the last, which may be empty, each with a flag for the last one.
 */
async function* inBlocks(bytes: AsyncIterable<Uint8Array>, size: number) {
	const buffered = new Buffered(bytes)
	let block = await buffered.take(size)
	for (;;) {
		const next = await buffered.take(size)
		yield { bytes: block, isLast: next.length === 0 }
		if (next.length === 0) return
		block = next
	}
}

/** Reads a stream in chunks of requested sizes. */
class Buffered {
	readonly #from: AsyncIterator<Uint8Array>
	#held: Buffer[] = []
	#length = 0

	constructor(from: AsyncIterable<Uint8Array>) {
		this.#from = from[Symbol.asyncIterator]()
	}
	/** Returns `size` bytes, or fewer at the end of the stream. */
	async take(size: number): Promise<Buffer> {
		while (this.#length < size) {
			const { value, done } = await this.#from.next()
			if (done) break
			this.#held.push(Buffer.from(value))
			this.#length += value.length
		}
		const all = Buffer.concat(this.#held)
		const taken = all.subarray(0, size)
		this.#held = [all.subarray(taken.length)]
		this.#length = all.length - taken.length
		return taken
	}
	async *rest(): AsyncGenerator<Uint8Array> {
		yield* this.#held
		for (;;) {
			const { value, done } = await this.#from.next()
			if (done) return
			yield value
		}
	}
}
