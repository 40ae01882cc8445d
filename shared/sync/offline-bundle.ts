import { type Bytes, joinBytes, utf8 } from '#shared/kernel/bytes'
import { bundleMagic, endOfBundle, frameTypes, readBundle } from './bundle.ts'
import {
	type ReplyHeader,
	type RequestHeader,
	readMessage,
	replyHeaderSchema,
	requestHeaderSchema,
	withHead,
} from './messages.ts'
import { limits } from './protocol.ts'

/*
 * Offline bundle: a file with bundles one after the other, each as a phone would send it, so that the carrier
 * can post them one by one to the same endpoint. A receipt has the same format with the server's responses.
 *
 * For messengers that pass on text only, the file is base64, in lines.
 */

/**
 * Maximum size of a written bundle, so that it can be posted over 2G; one with a single large part may exceed
 * it.
 */
export const maxOfflineBundleBytes = 96 * 1024
/** Bytes that contain a whole bundle, wherever it begins. */
const windowBytes = limits.body + 64 * 1024

/** Data read in slices: a file that does not fit into a phone's memory. */
export interface Sliced {
	readonly size: number
	slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> }
}

const bytesAt = async (file: Sliced, from: number, to: number): Promise<Bytes> =>
	new Uint8Array(await file.slice(from, Math.min(to, file.size)).arrayBuffer())

/**
 * Yields the bundles of a file, in order. A truncated one yields its complete frames; after lost or changed
 * bytes, reading continues with the next bundle.
 */
export async function* bundlesIn(file: Sliced): AsyncGenerator<{ bundle: Bytes; readUpTo: number }> {
	for (let at = 0; at < file.size; ) {
		const ahead = await bytesAt(file, at, at + windowBytes)
		const begin = nextMagic(ahead, 0)
		if (begin > 0) {
			// a magic number cut by the window is searched again
			at += begin === ahead.length ? Math.max(1, begin - bundleMagic.length) : begin
			if (begin === ahead.length && at + bundleMagic.length >= file.size) return
			continue
		}
		const end = endOfBundle(ahead) ?? nextMagic(ahead, 1)
		at += end
		yield { bundle: ahead.slice(0, end), readUpTo: at }
	}
}

/** Returns the offset of the next bundle at or after `from`; the length if there is none. */
function nextMagic(bytes: Uint8Array, from: number): number {
	for (
		let at = bytes.indexOf(bundleMagic[0] ?? 0, from);
		at >= 0;
		at = bytes.indexOf(bundleMagic[0] ?? 0, at + 1)
	)
		if (bundleMagic.every((byte, i) => bytes[at + i] === byte)) return at
	return bytes.length
}

/** Header of a bundle in an offline file, as the carrier can read it. */
export type OfflineBundleHeader =
	| { readonly kind: 'carried'; readonly header: RequestHeader & { readonly carried: number } }
	| { readonly kind: 'receipt'; readonly header: ReplyHeader & { readonly receipt: string } }

/** Parses the header. Null if the bundle is not from an offline file. */
export function parseOfflineBundleHeader(bundle: Uint8Array): OfflineBundleHeader | null {
	const [first] = readBundle(bundle)?.frames ?? []
	if (first?.type !== frameTypes.header) return null
	const header = readMessage(requestHeaderSchema, first.bytes)
	if (header?.carried !== undefined)
		return { kind: 'carried', header: { ...header, carried: header.carried } }
	const sent = readMessage(replyHeaderSchema, first.bytes)
	const reply = sent && withHead(sent)
	return reply?.receipt === undefined
		? null
		: { kind: 'receipt', header: { ...reply, receipt: reply.receipt } }
}

/** Returns the bytes of a receipt that a server signs: nothing else that it signs begins like this. */
export const receiptToSign = (header: Uint8Array): Bytes => joinBytes([utf8('ZILA receipt\n'), header])
