import { inflateRawSync } from 'node:zlib'
import { toBase64url } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { parseRevision } from '#shared/revisions/parse-revision'
import { type Revision, readRevision } from '#shared/revisions/revision'
import { type Frame, frameTypes } from '#shared/sync/bundle'
import { limits } from '#shared/sync/protocol'
import { openRevisionFrame } from '#shared/sync/revision-frame'
import { parseSealedFrame } from '#shared/sync/sealed-frame'
import type { SealingKeys } from './sealing-keys.ts'
import { mostOpened, pathsOf } from './work-limits.ts'

/** What stands before a revision's bytes in its frame. */
export const revisionIdBytes = 24
/** Of what cannot be opened: more than any revision has with all that sealing adds. */
const maxStoredBytes = limits.revision + 1024

/**
 * A revision frame as it proved to be. Everything but `damaged` and `too-big` will be stored; `unopened` is sealed to a key that
 * this server does not have, and is kept as it travelled.
 */
export type OpenedFrame =
	| {
			readonly kind: 'revision'
			readonly id: string
			readonly revision: Revision
			readonly deflated: Uint8Array
	  }
	| { readonly kind: 'not-understood'; readonly id: string; readonly deflated: Uint8Array }
	| { readonly kind: 'unopened'; readonly id: string; readonly keyId: string; readonly bytes: Uint8Array }
	| { readonly kind: 'damaged' | 'too-big'; readonly id: string }

/** True for the frames that bring a revision. */
export const isRevisionFrame = ({ type }: Frame): boolean =>
	type === frameTypes.revision || type === frameTypes.sealedRevision

/**
 * Opens what a phone brings, in plain or sealed: the first of the frames, and those behind it until there is as much as may be understood at
 * once. A thousand letters can stand in one on the wire, so that only opening tells how much it is.
 */
export async function openRevisions(keys: SealingKeys, frames: readonly Frame[]): Promise<OpenedFrame[]> {
	const opened: OpenedFrame[] = []
	const left = { paths: mostOpened.paths, plainBytes: mostOpened.plainBytes }
	let isLookedAgain = false
	for (const frame of frames.slice(0, mostOpened.revisions)) {
		let found = openFrame(keys, frame)
		if (found.opened.kind === 'unopened' && !isLookedAgain) {
			isLookedAgain = true
			await keys.refresh()
			found = openFrame(keys, frame)
		}
		left.plainBytes -= found.plainBytes
		if (found.opened.kind === 'revision') left.paths -= pathsOf(found.opened)
		if (opened.length > 0 && (left.plainBytes < 0 || left.paths < 0)) break
		opened.push(found.opened)
	}
	return opened
}

interface Found {
	readonly opened: OpenedFrame
	/** What it took to open it. */
	readonly plainBytes: number
}

const asFound = (opened: OpenedFrame, plainBytes = 0): Found => ({ opened, plainBytes })

function openFrame(keys: SealingKeys, { type, bytes }: Frame): Found {
	if (type !== frameTypes.sealedRevision) {
		const { id, deflated } = openRevisionFrame(bytes)
		return openRevision(id, deflated)
	}
	const sealed = parseSealedFrame(bytes)
	if (!sealed) return asFound({ kind: 'damaged', id: toBase64url(bytes.subarray(0, revisionIdBytes)) })
	const { id } = sealed
	const keyId = toBase64url(sealed.keyId)
	const key = keys.find(keyId)
	if (!key)
		return asFound(
			bytes.length > maxStoredBytes ? { kind: 'too-big', id } : { kind: 'unopened', id, keyId, bytes },
		)
	const deflated = key.open(sealed)
	return deflated ? openRevision(id, deflated) : asFound({ kind: 'damaged', id })
}

function openRevision(id: string, deflated: Uint8Array): Found {
	if (deflated.length > limits.revision) return asFound({ kind: 'too-big', id })
	let bytes: Buffer
	try {
		bytes = inflateRawSync(deflated, { maxOutputLength: limits.plainRevision })
	} catch (thrown) {
		const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
		return code === 'ERR_BUFFER_TOO_LARGE'
			? asFound({ kind: 'too-big', id }, limits.plainRevision)
			: asFound({ kind: 'damaged', id })
	}
	if (shortDigest(bytes) !== id) return asFound({ kind: 'damaged', id }, bytes.length)
	const revision = readRevision(bytes)
	return asFound(
		revision ? { kind: 'revision', id, revision, deflated } : { kind: 'not-understood', id, deflated },
		bytes.length,
	)
}

/**
 * The number that an enrolment gave to what it sent, as far as that can be read: also of what a newer app wrote, so that nobody
 * looks for it as missing. Null where it names another enrolment, which then has not said so itself.
 */
export function readDeviceCounter(device: string, deflated: Uint8Array): number | null {
	try {
		const plain = inflateRawSync(deflated, { maxOutputLength: limits.plainRevision }).toString('utf8')
		const said = JSON.parse(plain) as { readonly device?: unknown; readonly n?: unknown }
		const { n } = said
		return said.device === device && typeof n === 'number' && Number.isSafeInteger(n) && n > 0 ? n : null
	} catch {
		return null
	}
}

/** The bytes of a stored revision are not what was stored. */
export class DamagedRevision extends Error {
	override readonly name = 'DamagedRevision'
}

/** What the store holds, read again: it was checked when it arrived, and its id says whether it is still the same; of one with forgotten values `redacted` does. */
export const readStored = (id: string, deflated: Uint8Array, redacted: string | null = null): Revision =>
	parseRevision(inflateStored(id, deflated, redacted).toString('utf8')) as Revision

/** @throws DamagedRevision */
function inflateStored(id: string, deflated: Uint8Array, redacted: string | null): Buffer {
	let bytes: Buffer
	try {
		bytes = inflateRawSync(deflated, { maxOutputLength: limits.plainRevision })
	} catch (thrown) {
		throw new DamagedRevision(id, { cause: thrown })
	}
	if (shortDigest(bytes) !== (redacted ?? id)) throw new DamagedRevision(id)
	return bytes
}

/** What is held back was never checked whole: null where this program does not understand it, or it is damaged. */
export function decodeQuarantinedRevision(
	id: string,
	deflated: Uint8Array,
	redacted: string | null = null,
): Revision | null {
	try {
		return readRevision(new Uint8Array(inflateStored(id, deflated, redacted)))
	} catch {
		return null
	}
}
