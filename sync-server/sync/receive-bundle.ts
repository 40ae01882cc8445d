import { mayMove } from '#shared/revisions/review-moves'
import type { Revision } from '#shared/revisions/revision'
import { stateSum } from '#shared/revisions/state-sum'
import { isStatus } from '#shared/revisions/view'
import type { AckCode } from '#shared/sync/messages'
import type { FormShelf } from '../forms/form-shelf.ts'
import type { Device } from '../storage/device-table.ts'
import type { NewQuarantined, Store, WriteSession } from '../storage/store.ts'
import { type OpenedFrame, openRevision } from './open-revision.ts'
import { foldKnown, type KnownRevision, knownRevision, understandRecords } from './understand-records.ts'

export type Ack = [id: string, code: AckCode]
type OpenedRevision = Extract<OpenedFrame, { kind: 'revision' }>

/** Why a revision is stored but kept apart until a person decides. */
export type QuarantineReason =
	| 'not-understood'
	| 'other-project'
	| 'other-device'
	| 'not-active'
	| 'forbidden-move'

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
			for (const frame of whole) {
				const { id, deflated: bytes } = frame
				if (known.has(id)) acks.set(id, known.get(id) === 'stored' ? 'dup' : 'quarantined')
				else if (frame.kind === 'revision') {
					const why = reasonToKeepApart(frame.revision, device, store.project)
					if (why) apart.set(id, { id, device: device.id, why, bytes })
					else fresh.set(id, frame)
				} else apart.set(id, { id, device: device.id, why: 'not-understood', bytes })
			}
			await addToRecords(session, forms, device, fresh, apart, acks)
			await session.quarantine([...apart.values()])
			for (const id of apart.keys()) acks.set(id, 'quarantined')
			await alongside(session)
		})
	return opened.map(({ id }) => [id, acks.get(id) ?? 'bad-hash'])
}

function reasonToKeepApart(revision: Revision, device: Device, project: string): QuarantineReason | null {
	if (!device.isActive) return 'not-active'
	if (revision.project !== project) return 'other-project'
	if (revision.device !== device.id || revision.author !== device.person) return 'other-device'
	return null
}

/** Appends the revisions that may count, and makes their records new. Forbidden moves go to `apart`. */
async function addToRecords(
	session: WriteSession,
	forms: FormShelf,
	device: Device,
	fresh: ReadonlyMap<string, OpenedRevision>,
	apart: Map<string, NewQuarantined>,
	acks: Map<string, AckCode>,
): Promise<void> {
	const byRecord = new Map<string, KnownRevision[]>()
	const touched = [...new Set([...fresh.values()].map(({ revision }) => revision.record))]
	for (const stored of await session.revisionsOf(touched)) {
		const known = knownRevision(stored)
		byRecord.set(stored.record, [...(byRecord.get(stored.record) ?? []), known])
	}
	const accepted: (OpenedRevision & { flag: string | null })[] = []
	for (const frame of parentsFirst(fresh)) {
		const { id, revision, deflated } = frame
		const others = byRecord.get(revision.record) ?? []
		const seen = await stateSeen(revision, others, forms)
		if (seen && !isAllowedMove(revision, device, seen.status)) {
			apart.set(id, { id, device: device.id, why: 'forbidden-move', bytes: deflated })
			continue
		}
		const flag = seen && seen.sum !== revision.sum ? 'sum-mismatch' : null
		accepted.push({ ...frame, flag })
		const known = { id, revision, role: device.role, seq: 0, received: '', flag }
		byRecord.set(revision.record, [...others, known])
		acks.set(id, seen ? 'stored' : 'waiting-parent')
	}
	await session.appendRevisions(
		accepted.map(({ id, revision, deflated, flag }) => ({
			id,
			record: revision.record,
			author: revision.author,
			device: revision.device,
			role: device.role,
			n: revision.n,
			form: revision.form.id,
			formVersion: revision.form.ver,
			bytes: deflated,
			flag,
		})),
	)
	const changed = new Map(
		accepted.map(({ revision }) => [revision.record, byRecord.get(revision.record) ?? []]),
	)
	await understandRecords(session, changed, forms)
	await session.announce(
		accepted.map(({ id, revision }) => ({
			scope: `person:${ownerOf(byRecord.get(revision.record) ?? [], revision)}`,
			revision: id,
		})),
	)
}

/** Within a bundle a parent may stand behind its child; stored is stored, but the view wants the parent first. */
function parentsFirst(fresh: ReadonlyMap<string, OpenedRevision>): OpenedRevision[] {
	const order: OpenedRevision[] = []
	const placed = new Set<string>()
	const place = (frame: OpenedRevision): void => {
		if (placed.has(frame.id)) return
		placed.add(frame.id)
		for (const parent of frame.revision.parents) {
			const before = fresh.get(parent)
			if (before) place(before)
		}
		order.push(frame)
	}
	for (const frame of fresh.values()) place(frame)
	return order
}

const ownerOf = (revisions: readonly KnownRevision[], fallback: Revision): string =>
	revisions.find(({ revision }) => revision.parents.length === 0)?.revision.author ?? fallback.author

/** The status and the sum of what the author had on the screen; null while an ancestor is missing. */
async function stateSeen(
	revision: Revision,
	others: readonly KnownRevision[],
	forms: FormShelf,
): Promise<{ status: ReturnType<typeof foldKnown>['status']; sum: string } | null> {
	if (revision.parents.length === 0) return { status: 'draft', sum: emptySum }
	const byId = new Map(others.map((known) => [known.id, known]))
	const ancestors = new Map<string, KnownRevision>()
	const wanted = [...revision.parents]
	for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
		if (ancestors.has(id)) continue
		const known = byId.get(id)
		if (!known) return null
		ancestors.set(id, known)
		wanted.push(...known.revision.parents)
	}
	const form = await forms.compiled(revision.form.id, revision.form.ver)
	const view = foldKnown([...ancestors.values()], form)
	return { status: view.status, sum: stateSum(view) }
}
const emptySum = stateSum({ status: 'draft', void: null, fields: new Map() })

function isAllowedMove(revision: Revision, device: Device, from: Parameters<typeof mayMove>[1]): boolean {
	const to = revision.set.$status
	if (to === undefined) return true
	return isStatus(to) && mayMove(device.role, from, to)
}
