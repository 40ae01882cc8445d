import type { Frame } from '#shared/sync/bundle'
import { limits } from '#shared/sync/protocol'
import { signatureFrame } from '#shared/sync/revision-frame'
import type { Device } from '../storage/people/devices.ts'
import { recordsById } from '../storage/records/records.ts'
import type { Store } from '../storage/store.ts'
import type { StoredRevision } from '../storage/tables/row-types.ts'
import { readStored } from './decode-revision.ts'
import { storedFrame } from './feed-page.ts'

/** Limit at which a response, with signatures and certificates, is below the frames that a phone reads. */
const maxRevisions = 100

export interface RequestedRevisions {
	readonly frames: readonly Frame[]
	/** Enrolments that wrote them. */
	readonly devices: readonly string[]
}

/**
 * Returns revisions that a phone requests by id, each with its ancestors, as far as they fit: of a record
 * that was reassigned to its person, or that it had evicted. The phone requests the rest again. Records of
 * other owners are never returned.
 */
export async function findRequestedRevisions(
	store: Store,
	device: Device,
	wants: readonly string[],
): Promise<RequestedRevisions> {
	const named = await store.revisionsById([...new Set(wants)])
	const records = [...new Set(named.map(({ record }) => record))]
	const rows = await recordsById(store.reading, records)
	const own = new Set(rows.filter(({ owner }) => owner === device.person).map(({ id }) => id))
	const frames: Frame[] = []
	const devices = new Set<string>()
	const sent = new Set<string>()
	let size = 0
	for (const record of own) {
		const all = new Map((await store.revisionsOf(record)).map((each) => [each.id, each]))
		const next = named.filter((each) => each.record === record).map(({ id }) => id)
		for (const id of next) {
			const stored = all.get(id)
			if (!stored || sent.has(id)) continue
			if (sent.size === maxRevisions || (size > 0 && size + stored.bytes.length > limits.feedPage))
				return { frames, devices: [...devices] }
			sent.add(id)
			size += stored.bytes.length
			frames.push(storedFrame(stored))
			if (stored.signature) frames.push(signatureFrame(id, stored.signature))
			devices.add(stored.device)
			// grows while it is iterated: ancestors follow
			next.push(...parentsOf(stored))
		}
	}
	return { frames, devices: [...devices] }
}

/** Returns no parents for a damaged revision: the record shows the error at the desk. */
function parentsOf({ id, bytes, redacted }: StoredRevision): readonly string[] {
	try {
		return readStored(id, bytes, redacted).parents
	} catch {
		return []
	}
}
