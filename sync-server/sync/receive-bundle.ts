import type { HeldBackReason } from '#shared/revisions/held-back'
import type { AckCode } from '#shared/sync/messages'
import type { FormShelf } from '../forms/form-shelf.ts'
import type { Device } from '../storage/device-table.ts'
import type { NewQuarantined, Store, WriteSession } from '../storage/store.ts'
import { addRevisions } from './add-revisions.ts'
import { type KnownRevision, knownRecords } from './known-record.ts'
import { numberGivenBy, type OpenedFrame, openRevision } from './open-revision.ts'
import { reasonToKeepApart } from './reason-to-keep-apart.ts'
import { forbiddenMove, settleRecords } from './settle-records.ts'

export type Ack = [id: string, code: AckCode]
type OpenedRevision = Extract<OpenedFrame, { kind: 'revision' }>

/**
 * Stores the revisions of one bundle and says of each what became of it. One transaction: the bytes first, then
 * what they mean, and whatever goes with it. An acknowledgement leaves only after the commit, so that "at the
 * server" is true.
 */
export async function receiveRevisions(
	store: Store,
	forms: FormShelf,
	device: Device,
	frames: readonly Uint8Array[],
	alongside: (session: WriteSession) => Promise<void> = async () => {},
): Promise<Ack[]> {
	const opened = frames.map(openRevision)
	const acks = new Map<string, AckCode>()
	for (const frame of opened)
		if (frame.kind === 'damaged' || frame.kind === 'too-big')
			acks.set(frame.id, frame.kind === 'damaged' ? 'bad-hash' : 'too-big')
	const whole = opened.filter((frame) => frame.kind === 'revision' || frame.kind === 'not-understood')
	if (whole.length > 0)
		await store.write(async (session) => {
			const known = await session.knownAmong(whole.map(({ id }) => id))
			const fresh = new Map<string, OpenedRevision>()
			const apart = new Map<string, NewQuarantined>()
			const keepApart = (id: string, bytes: Uint8Array, why: HeldBackReason) =>
				apart.set(id, { id, device: device.id, why, bytes, n: numberGivenBy(device.id, bytes) })
			for (const frame of whole) {
				const { id, deflated: bytes } = frame
				if (known.has(id)) acks.set(id, known.get(id) === 'stored' ? 'dup' : 'quarantined')
				else if (frame.kind === 'revision') {
					const why = reasonToKeepApart(frame.revision, device, store.project)
					if (why) keepApart(id, bytes, why)
					else fresh.set(id, frame)
				} else keepApart(id, bytes, 'not-understood')
			}
			const forbidden = await addToRecords(session, forms, device, fresh, acks)
			for (const id of forbidden) keepApart(id, fresh.get(id)?.deflated ?? new Uint8Array(), forbiddenMove)
			await session.quarantine([...apart.values()])
			for (const id of apart.keys()) acks.set(id, 'quarantined')
			await alongside(session)
		})
	return opened.map(({ id }) => [id, acks.get(id) ?? 'bad-hash'])
}

/** Adds the revisions that may count to their records; gives the ids of those that may not. */
async function addToRecords(
	session: WriteSession,
	forms: FormShelf,
	device: Device,
	fresh: ReadonlyMap<string, OpenedRevision>,
	acks: Map<string, AckCode>,
): Promise<string[]> {
	const come = new Map<string, KnownRevision[]>()
	for (const { id, revision } of fresh.values()) {
		const known = { id, revision, role: device.role, seq: 0, received: '', flag: null, isChecked: false }
		const others = come.get(revision.record)
		if (others) others.push(known)
		else come.set(revision.record, [known])
	}
	const before = knownRecords(come.keys(), await session.revisionsOf([...come.keys()]))
	const settlements = await settleRecords(session, forms, before.values(), come)
	const deflatedOf = (id: string) => fresh.get(id)?.deflated ?? new Uint8Array()
	const accepted = settlements.flatMap((settlement) => settlement.accepted)
	for (const { known, isWaiting } of accepted) acks.set(known.id, isWaiting ? 'waiting-parent' : 'stored')
	await addRevisions(
		session,
		forms,
		settlements.filter(({ record }) => record.revisions.length > 0).map(({ record }) => record),
		accepted.map(({ known }) => ({ known, deflated: deflatedOf(known.id) })),
	)
	return settlements.flatMap(({ forbidden }) => forbidden.map(({ id }) => id).filter((id) => fresh.has(id)))
}
