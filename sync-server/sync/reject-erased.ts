import { inflateRawSync } from 'node:zlib'
import { shortDigest } from '#shared/kernel/digest'
import { idSchema } from '#shared/revisions/revision'
import { limits } from '#shared/sync/protocol'
import type { Device } from '../storage/people/devices.ts'
import { addLate, ordersFor, publishErasureOrder } from '../storage/privacy/erasures.ts'
import type { KnownBefore, WriteSession } from '../storage/store.ts'
import { type OpenedFrame, readDeviceCounter } from './decode-revision.ts'

type ReadableRevision = Extract<OpenedFrame, { kind: 'revision' | 'not-understood' }>

/**
 * Rejects revisions of erased records, and returns their ids. Of a new one only the id is stored, with a
 * number, so that it is recognised when it is sent again. The sender is ordered to erase the record unless
 * they have the order already: it may not have been known that they have it.
 */
export async function rejectErased(
	session: WriteSession,
	bringer: Device,
	{
		frames,
		before: { states: known, erasedRecords },
		authorOf,
	}: {
		readonly frames: readonly ReadableRevision[]
		readonly before: KnownBefore
		/** Returns the enrolment that signed the revision as its author or sender; else the sender. */
		readonly authorOf: (frame: ReadableRevision) => Device
	},
): Promise<ReadonlySet<string>> {
	if (erasedRecords.size === 0) return new Set()
	const recordOf = new Map(frames.map((frame) => [frame.id, recordIn(frame)]))
	const refused = frames.filter(({ id }) => erasedRecords.has(recordOf.get(id) ?? ''))
	if (refused.length === 0) return new Set()
	const named = new Set(refused.map(({ id }) => recordOf.get(id) ?? ''))
	const late = new Map(refused.filter(({ id }) => !known.has(id)).map((frame) => [frame.id, frame]))
	await session.allocateSequence([...late.keys()])
	await addLate(
		session,
		[...late.values()].map((frame) => {
			const { id: device } = authorOf(frame)
			const n = readDeviceCounter(device, frame.deflated)
			return { id: frame.id, record: recordOf.get(frame.id) ?? '', device, n }
		}),
	)
	const scope = `person:${bringer.person}`
	const existingOrders = await ordersFor(session, scope, [...named])
	for (const record of named) {
		if (existingOrders.has(record)) continue
		const id = shortDigest(`order ${scope} ${record} ${session.at}`)
		const seq = (await session.allocateSequence([id])).get(id) ?? 0
		await publishErasureOrder(session, record, [scope], seq)
	}
	return new Set(refused.map(({ id }) => id))
}

/** Returns the record id of a revision, also from a newer app, as far as it can be read. */
export function recordIn(
	frame: ReadableRevision | { readonly kind: 'held-back'; readonly deflated: Uint8Array },
): string | null {
	if (frame.kind === 'revision') return frame.revision.record
	try {
		const plain = inflateRawSync(frame.deflated, { maxOutputLength: limits.plainRevision }).toString('utf8')
		const { record } = JSON.parse(plain) as { readonly record?: unknown }
		// an invalid id names no record of ours, and may be text that no database accepts
		return idSchema.safeParse(record).data ?? null
	} catch {
		return null
	}
}
