import { inflateRawSync } from 'node:zlib'
import { shortDigest } from '#shared/kernel/digest'
import { type Revision, readRevision } from '#shared/revisions/revision'
import { limits } from '#shared/sync/protocol'
import { openRevisionFrame } from '#shared/sync/revision-frame'

/** What stands before a revision's bytes in its frame. */
export const revisionIdBytes = 24

/** A revision frame as it proved to be. Everything but `damaged` and `too-big` will be stored. */
export type OpenedFrame =
	| {
			readonly kind: 'revision'
			readonly id: string
			readonly revision: Revision
			readonly deflated: Uint8Array
	  }
	| { readonly kind: 'not-understood'; readonly id: string; readonly deflated: Uint8Array }
	| { readonly kind: 'damaged' | 'too-big'; readonly id: string }

export function openRevision(frame: Uint8Array): OpenedFrame {
	const { id, deflated } = openRevisionFrame(frame)
	if (deflated.length > limits.revision) return { kind: 'too-big', id }
	let bytes: Buffer
	try {
		bytes = inflateRawSync(deflated, { maxOutputLength: limits.plainRevision })
	} catch (thrown) {
		const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
		return { kind: code === 'ERR_BUFFER_TOO_LARGE' ? 'too-big' : 'damaged', id }
	}
	if (shortDigest(bytes) !== id) return { kind: 'damaged', id }
	const revision = readRevision(bytes)
	return revision ? { kind: 'revision', id, revision, deflated } : { kind: 'not-understood', id, deflated }
}

/** The bytes of a stored revision are not what was stored. */
export class DamagedRevision extends Error {
	override readonly name = 'DamagedRevision'
}

/** What the store holds, read again: it was checked when it arrived, and its id says whether it is still the same. */
export function readStored(id: string, deflated: Uint8Array): Revision {
	let bytes: Buffer
	try {
		bytes = inflateRawSync(deflated, { maxOutputLength: limits.plainRevision })
	} catch (thrown) {
		throw new DamagedRevision(id, { cause: thrown })
	}
	if (shortDigest(bytes) !== id) throw new DamagedRevision(id)
	return JSON.parse(bytes.toString('utf8')) as Revision
}
