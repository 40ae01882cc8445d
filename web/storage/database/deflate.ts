import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import { limits } from '#shared/sync/protocol'
import { traced } from './live-query.ts'

/** Compresses with raw deflate (RFC 1951), using the browser's implementation. */
export const deflate = (bytes: Bytes): Promise<Bytes> =>
	through(bytes, new CompressionStream('deflate-raw'), Infinity)

/**
 * @throws RangeError if the result exceeds the maximum size of a document, TypeError if the bytes are not
 * deflated
 */
export const inflate = (bytes: Bytes): Promise<Bytes> =>
	traced(through(bytes, new DecompressionStream('deflate-raw'), limits.plainDocument))

async function through(
	bytes: Bytes,
	stream: CompressionStream | DecompressionStream,
	most: number,
): Promise<Bytes> {
	const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader()
	const parts: Uint8Array[] = []
	let size = 0
	for (;;) {
		const { done, value } = await reader.read()
		if (done) return joinBytes(parts)
		size += value.length
		if (size > most) throw new RangeError('too large')
		parts.push(value)
	}
}
