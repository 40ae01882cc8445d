import type { Frame } from '#shared/sync/bundle'
import { limits } from '#shared/sync/protocol'
import { signatureFrame } from '#shared/sync/revision-frame'
import type { Device } from '../storage/device-table.ts'
import { recordsById } from '../storage/record-queries.ts'
import type { Store, StoredRevision } from '../storage/store.ts'
import { storedFrame } from './feed-page.ts'
import { readStored } from './open-revision.ts'

/** With their signatures and certificates a phone reads them all. */
const mostRevisions = 100

export interface RequestedRevisions {
	readonly frames: readonly Frame[]
	/** Enrolments that wrote them. */
	readonly devices: readonly string[]
}

/**
 * Revisions that a phone lacks and asks for by name, each with all that it stands on, as far as fits: of a record that was handed
 * to its person, or that it had given up room for. It asks again for what is still missing. Nobody gets what lies
 * with somebody else.
 */
export async function findRequestedRevisions(
	store: Store,
	device: Device,
	wants: readonly string[],
): Promise<RequestedRevisions> {
	const named = await store.revisionsById([...new Set(wants)])
	const records = [...new Set(named.map(({ record }) => record))]
	const rows = await recordsById(store.reading, store.project, records)
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
			if (sent.size === mostRevisions || (size > 0 && size + stored.bytes.length > limits.feedPage))
				return { frames, devices: [...devices] }
			sent.add(id)
			size += stored.bytes.length
			frames.push(storedFrame(stored))
			if (stored.signature) frames.push(signatureFrame(id, stored.signature))
			devices.add(stored.device)
			// grows while it is walked: what it stands on comes after it
			next.push(...parentsOf(stored))
		}
	}
	return { frames, devices: [...devices] }
}

/** None of what is damaged here: the record says so at the desk. */
function parentsOf({ id, bytes, redacted }: StoredRevision): readonly string[] {
	try {
		return readStored(id, bytes, redacted).parents
	} catch {
		return []
	}
}
