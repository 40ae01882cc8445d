import { deflateRawSync } from 'node:zlib'
import { utf8 } from '#shared/kernel/bytes'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { type Frame, frameTypes } from '#shared/sync/bundle'

export interface DocumentToSend {
	readonly kind: string
	readonly ref: string
	readonly body: unknown
}

/** Bytes of compressed forms in memory: those of a campaign are 2 MB. */
const maxCachedBytes = 16 * 1024 * 1024
/** Documents that many phones receive, and that take long to compress. */
const cachedKinds = new Set(['form', 'form-part'])

/**
 * Frames of documents for phones. A form as it is stored is compressed once and not for each phone: on the day of
 * a new version, all phones ask for it.
 */
export class DocumentFrames {
	/** By reference and number, the least recently used first. */
	readonly #cached = new Map<string, Frame>()
	#bytes = 0
	readonly #maxBytes: number

	/** `maxBytes`: of frames in memory. */
	constructor(maxBytes = maxCachedBytes) {
		this.#maxBytes = maxBytes
	}

	/** Returns the frame of a document as it is stored under this number. */
	stored(document: DocumentToSend & { readonly seq: number }): Frame {
		if (!cachedKinds.has(document.kind)) return documentFrame(document)
		const key = `${document.seq} ${document.ref}`
		const frame = this.#cached.get(key) ?? documentFrame(document)
		if (!this.#cached.delete(key)) this.#bytes += frame.bytes.length
		this.#cached.set(key, frame)
		for (const [oldest, { bytes }] of this.#cached) {
			if (this.#bytes <= this.#maxBytes) break
			this.#cached.delete(oldest)
			this.#bytes -= bytes.length
		}
		return frame
	}
}

export const documentFrame = ({ kind, ref, body }: DocumentToSend): Frame => ({
	type: frameTypes.document,
	bytes: deflateRawSync(utf8(canonicalJson({ kind, ref, body: body as Json }))),
})
