import { createHash } from 'node:crypto'

/** SHA-256 of a stream, hexadecimal. */
export async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
	const digest = createHash('sha256')
	for await (const block of bytes) digest.update(block)
	return digest.digest('hex')
}
