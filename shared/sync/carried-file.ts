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
 * A file that is carried by hand: bundles one after the other, each as a phone would send it, so that whoever carries it
 * sends them one by one to the same door. A receipt is the same with the server's replies.
 *
 * What somebody's messenger may pass on only as text stands in it as base64, in lines.
 */

/** A bundle that is written is smaller than this, or it would not go through on 2G; one with a single large part may not be. */
export const maxOfflineBundleBytes = 96 * 1024
/** A whole bundle stands in so many, wherever it begins. */
const windowBytes = limits.body + 64 * 1024

/** Anything that is read in slices: a file, of which a phone's memory does not hold the whole. */
export interface Sliced {
	readonly size: number
	slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> }
}

const bytesAt = async (file: Sliced, from: number, to: number): Promise<Bytes> =>
	new Uint8Array(await file.slice(from, Math.min(to, file.size)).arrayBuffer())

/**
 * The bundles of a file, in order. What was cut off gives its complete frames; where bytes were lost or changed so that
 * nobody can say where a bundle ends, reading goes on with the next that begins.
 */
export async function* bundlesIn(file: Sliced): AsyncGenerator<{ bundle: Bytes; readUpTo: number }> {
	for (let at = 0; at < file.size; ) {
		const ahead = await bytesAt(file, at, at + windowBytes)
		const begin = nextMagic(ahead, 0)
		if (begin > 0) {
			// what is left of a magic that the window cuts is looked at again
			at += begin === ahead.length ? Math.max(1, begin - bundleMagic.length) : begin
			if (begin === ahead.length && at + bundleMagic.length >= file.size) return
			continue
		}
		const end = endOfBundle(ahead) ?? nextMagic(ahead, 1)
		at += end
		yield { bundle: ahead.slice(0, end), readUpTo: at }
	}
}

/** Where a bundle begins, from there on; the length if none does. */
function nextMagic(bytes: Uint8Array, from: number): number {
	for (
		let at = bytes.indexOf(bundleMagic[0] ?? 0, from);
		at >= 0;
		at = bytes.indexOf(bundleMagic[0] ?? 0, at + 1)
	)
		if (bundleMagic.every((byte, i) => bytes[at + i] === byte)) return at
	return bytes.length
}

/** What a bundle of a file says of itself, to whoever carries it. */
export type OfflineBundleHeader =
	| { readonly kind: 'carried'; readonly header: RequestHeader & { readonly carried: number } }
	| { readonly kind: 'receipt'; readonly header: ReplyHeader & { readonly receipt: string } }

/** Null for what is none of ours. */
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

/** The bytes that a server signs of a receipt: nothing else that it signs begins like this. */
export const receiptToSign = (header: Uint8Array): Bytes => joinBytes([utf8('ZILA receipt\n'), header])
