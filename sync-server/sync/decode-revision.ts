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
import { maxOpened, pathsOf } from './work-limits.ts'

/** Length of the id at the start of a revision's frame. */
export const revisionIdBytes = 24
/**
 * Maximum size of a frame that cannot be decrypted: larger than any revision with its encryption overhead.
 */
const maxStoredBytes = limits.revision + 1024

/**
 * Result of opening a revision frame. All kinds except `damaged` and `too-big` are stored; `unopened` is
 * encrypted to a key that this server does not have, and is stored as it was sent.
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

/** True for frames that contain a revision. */
export const isRevisionFrame = ({ type }: Frame): boolean =>
	type === frameTypes.revision || type === frameTypes.sealedRevision

type RevisionKeys = Pick<SealingKeys, 'find' | 'refresh'>

/**
 * Opens plain and encrypted frames in order, the first one always, until the limit of work at once is
 * reached. Deflate compresses up to a thousandfold, so the size is only known after opening.
 */
export async function openRevisions(keys: RevisionKeys, frames: readonly Frame[]): Promise<OpenedFrame[]> {
	const opened: OpenedFrame[] = []
	const left = { paths: maxOpened.paths, plainBytes: maxOpened.plainBytes }
	let isRefreshed = false
	for (const frame of frames.slice(0, maxOpened.revisions)) {
		let found = openFrame(keys, frame)
		if (found.opened.kind === 'unopened' && !isRefreshed) {
			isRefreshed = true
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
	/** Bytes that were inflated. */
	readonly plainBytes: number
}

const asFound = (opened: OpenedFrame, plainBytes = 0): Found => ({ opened, plainBytes })

function openFrame(keys: RevisionKeys, { type, bytes }: Frame): Found {
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
 * Returns the device counter of a revision, as far as it can be read: also from a newer app, so that it is
 * not reported as missing. Null if it names another enrolment, which has not reported the number itself.
 */
export function readDeviceCounter(device: string, deflated: Uint8Array): number | null {
	try {
		const plain = inflateRawSync(deflated, { maxOutputLength: limits.plainRevision }).toString('utf8')
		const parsed = JSON.parse(plain) as { readonly device?: unknown; readonly n?: unknown }
		const { n } = parsed
		return parsed.device === device && typeof n === 'number' && Number.isSafeInteger(n) && n > 0 ? n : null
	} catch {
		return null
	}
}

/** The bytes of a stored revision have changed. */
export class DamagedRevision extends Error {
	override readonly name = 'DamagedRevision'
}

/**
 * Reads a stored revision. It was validated on arrival, so only its digest is checked: by its id, or by
 * `redacted` if values were erased.
 */
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

/**
 * Reads a quarantined revision, which was never fully validated: null if this program cannot parse it, or it
 * is damaged.
 */
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
