import { toBase64url } from '#shared/kernel/bytes'
import { isPhoneRole } from '#shared/people/roles'
import type { QuarantineReason } from '#shared/review/quarantine'
import type { Frame } from '#shared/sync/bundle'
import type { AckCode } from '#shared/sync/messages'
import { revisionToSign } from '#shared/sync/revision-frame'
import type { FormRepository } from '../forms/form-repository.ts'
import { saveUndecrypted } from '../storage/log/undecrypted.ts'
import { type Device, devicesById, markCloned, raiseNumbers } from '../storage/people/devices.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import type { NewQuarantined, StoredRevision } from '../storage/tables/row-types.ts'
import { addRevisions } from './add-revisions.ts'
import { type OpenedFrame, openRevisions, readDeviceCounter, revisionIdBytes } from './decode-revision.ts'
import { type KnownRecord, type KnownRevision, knownRecords } from './known-record.ts'
import { findQuarantineReason } from './quarantine-reason.ts'
import { recordIn, rejectErased } from './reject-erased.ts'
import type { SealingKeys } from './sealing-keys.ts'
import { type Refused, settleRecords } from './settle-records.ts'
import type { Signer } from './signer.ts'
import { isSignedBy } from './verify-phone.ts'
import { isTooLarge, maxUnderstood, pathsOf, pathsOfSlowRules, writtenByPhones } from './work-limits.ts'

const ackOf = { stored: 'dup', quarantined: 'quarantined', destroyed: 'destroyed' } as const
export type Ack = [id: string, code: AckCode]
type OpenedRevision = Extract<OpenedFrame, { kind: 'revision' }>
/** A new revision that may be accepted, with its author. */
type FreshRevision = OpenedRevision & { readonly author: Device; readonly signature: Uint8Array | null }

/** Revisions from a phone in wire format, plain or encrypted, and signatures by the ids of the revisions. */
export interface ReceivedRevisions {
	readonly revisions: readonly Frame[]
	readonly signatures: ReadonlyMap<string, Uint8Array>
	/**
	 * True if only revisions count that are signed by their author or by the sending phone, since anyone who
	 * had the bundle in between may have added some. False only for an app from before revisions were signed.
	 */
	readonly mustBeSigned: boolean
}
export interface ReceiveDeps {
	readonly store: Store
	readonly forms: FormRepository
	readonly signer: Signer
	readonly sealing: SealingKeys
	/** Called with the cost of a phone's bundle, in paths (`work-limits.ts`). */
	readonly onWork?: (device: string, paths: number) => void
}

/**
 * Stores the revisions of one bundle and acknowledges each. One transaction contains the revisions, their
 * effect on records, and whatever else has to happen with them. Acknowledgements are sent after the commit,
 * so that "sent" is true.
 *
 * Revisions over the limit of work per bundle (`work-limits.ts`) are not acknowledged: they are not
 * processed, and are sent again. At least one revision is processed.
 * Frames encrypted to a key that this server does not have are stored as they are, and requested under the
 * current key.
 * Revisions of an erased record are not stored, and their sender is ordered to erase it.
 * A revision that another enrolment wrote and signed counts as sent by that one: any phone may return what a
 * server lost. A revision that only the sending phone signed counts as its own, whatever author it names.
 */
export async function receiveRevisions(
	{ store, forms, signer, sealing, onWork = () => {} }: ReceiveDeps,
	device: Device,
	{ revisions, signatures, mustBeSigned }: ReceivedRevisions,
	alongside: (session: WriteSession) => Promise<void> = async () => {},
): Promise<Ack[]> {
	const opened = await openRevisions(sealing, revisions)
	const acks = new Map<string, AckCode>()
	for (const frame of opened)
		if (frame.kind === 'damaged' || frame.kind === 'too-big')
			acks.set(frame.id, frame.kind === 'damaged' ? 'bad-hash' : 'too-big')
	const whole = opened.filter((frame) => frame.kind === 'revision' || frame.kind === 'not-understood')
	let work = opened.reduce((sum, frame) => sum + (frame.kind === 'revision' ? pathsOf(frame) : 0), 0)
	let left: ReadonlySet<string> = new Set()
	const unopened = opened.filter((frame) => frame.kind === 'unopened')
	if (whole.length + unopened.length > 0)
		await store.write(async (session) => {
			const before = await session.findKnown([
				...whole.map((frame) => ({ id: frame.id, record: recordIn(frame) })),
				...unopened.map(({ id }) => ({ id, record: null })),
			])
			const known = before.states
			const ackOfKnown = (id: string): AckCode => ackOf[known.get(id) ?? 'stored']
			const fresh = new Map<string, FreshRevision>()
			const quarantined = new Map<string, NewQuarantined>()
			const signatureOf = (id: string) => signatures.get(id) ?? null
			const authors = await authorsOf(session, device, whole)
			const isSigned = (id: string, by: Device) => {
				const signature = signatureOf(id)
				if (signature === null) return false
				if (by.kind === 'desk') return signer.hasSigned(revisionToSign(id), signature)
				return by.publicKey !== null && isSignedBy(by.publicKey, revisionToSign(id), signature)
			}
			const quarantine = (id: string, bytes: Uint8Array, why: QuarantineReason, by = device) => {
				const n = readDeviceCounter(by.id, bytes)
				quarantined.set(id, { id, device: by.id, why, bytes, n, signature: signatureOf(id) })
			}
			const signerOf = (frame: OpenedFrame): Device | null => {
				const claimedAuthor = frame.kind === 'revision' ? authors.get(frame.revision.device) : undefined
				if (claimedAuthor && isSigned(frame.id, claimedAuthor)) return claimedAuthor
				return claimedAuthor?.id !== device.id && isSigned(frame.id, device) ? device : null
			}
			const signers = new Map(opened.map((frame) => [frame.id, signerOf(frame)]))
			/** Unsigned revisions are not stored, not even in quarantine: their id would block the genuine one. */
			const isForeign = (id: string) => mustBeSigned && signers.get(id) === null
			const unopenedToStore = unopened.filter(({ id }) => !known.has(id) && !isForeign(id))
			for (const { id } of unopened)
				acks.set(id, known.has(id) ? ackOfKnown(id) : isForeign(id) ? 'bad-hash' : 'key-unknown')
			const authorOf = (frame: OpenedFrame): Device => signers.get(frame.id) ?? device
			const erasedIds = await rejectErased(session, device, {
				frames: whole.filter(({ id }) => !isForeign(id)),
				before,
				authorOf,
			})
			for (const frame of whole) {
				const { id, deflated: bytes } = frame
				if (erasedIds.has(id)) acks.set(id, 'destroyed')
				else if (known.has(id)) acks.set(id, ackOfKnown(id))
				else if (isForeign(id)) acks.set(id, 'bad-hash')
				else if (frame.kind === 'revision') {
					const { revision } = frame
					const author = authorOf(frame)
					const filledBy = await forms.fillers(revision.form.id, revision.form.ver)
					const why = findQuarantineReason(revision, author, store.project, filledBy)
					if (why) quarantine(id, bytes, why, author)
					else fresh.set(id, { ...frame, author, signature: signatureOf(id) })
				} else quarantine(id, bytes, 'not-understood')
			}
			const added = await addToRecords(session, forms, fresh, acks)
			for (const { known, why } of added.refused) {
				const frame = fresh.get(known.id)
				if (frame) quarantine(known.id, frame.deflated, why, frame.author)
			}
			// opening was part of evaluation, at a third of its cost
			work = Math.max(work, added.work)
			left = added.left
			await session.insertQuarantined([...quarantined.values()])
			for (const id of quarantined.keys()) acks.set(id, 'quarantined')
			await markClonedDevices(
				session,
				[...fresh.values()].filter(({ id }) => !left.has(id)),
			)
			await saveUndecrypted(
				session,
				session.at,
				unopenedToStore.map(({ id, keyId, bytes }) => {
					const signature = signatureOf(id)
					return { id, keyId, bytes, signature, device: device.id }
				}),
			)
			await alongside(session)
		})
	onWork(device.id, work)
	return opened.filter(({ id }) => !left.has(id)).map(({ id }) => [id, acks.get(id) ?? 'bad-hash'])
}

/**
 * Receives revisions in as many steps as the limit requires, for input that nobody sends again: an offline
 * bundle, frames decrypted later.
 */
export async function receiveAll(
	deps: ReceiveDeps,
	device: Device,
	received: ReceivedRevisions,
): Promise<Ack[]> {
	const acks: Ack[] = []
	for (let left = received.revisions; left.length > 0; ) {
		const some = await receiveRevisions(deps, device, { ...received, revisions: left })
		acks.push(...some)
		if (some.length === 0) break
		const done = new Set(some.map(([id]) => id))
		left = left.filter(({ bytes }) => !done.has(frameId(bytes)))
	}
	return acks
}

const frameId = (bytes: Uint8Array): string => toBase64url(bytes.subarray(0, revisionIdBytes))

/** Marks an enrolment as cloned if a device counter arrives a second time. */
async function markClonedDevices(session: WriteSession, received: Iterable<FreshRevision>): Promise<void> {
	const numbers = new Map<string, number[]>()
	for (const { author, revision } of received)
		if (author.kind === 'phone') numbers.set(author.id, [...(numbers.get(author.id) ?? []), revision.n])
	for (const [device, some] of numbers) await markCloned(session, device, some, session.at)
}

/** Returns the known enrolments that wrote these revisions; mostly the sender itself. */
async function authorsOf(
	session: WriteSession,
	device: Device,
	frames: readonly OpenedFrame[],
): Promise<ReadonlyMap<string, Device>> {
	const others = new Set(
		frames.flatMap((frame) => (frame.kind === 'revision' ? [frame.revision.device] : [])),
	)
	others.delete(device.id)
	const found = others.size > 0 ? await devicesById(session, [...others]) : new Map<string, Device>()
	return new Map([...found, [device.id, device]])
}

interface Added {
	/** New and earlier revisions that are quarantined. */
	readonly refused: readonly Refused[]
	/** Revisions that were not processed: their records exceed the limit of work for one bundle. */
	readonly left: ReadonlySet<string>
	/** Cost in paths. */
	readonly work: number
}

/** Adds the acceptable revisions to their records. */
async function addToRecords(
	session: WriteSession,
	forms: FormRepository,
	fresh: ReadonlyMap<string, FreshRevision>,
	acks: Map<string, AckCode>,
): Promise<Added> {
	const incoming = new Map<string, KnownRevision[]>()
	for (const { id, revision, author } of fresh.values()) {
		const known = {
			id,
			revision,
			role: author.role,
			seq: 0,
			received: '',
			flag: null,
			isChecked: false,
			isRedacted: false,
		}
		const others = incoming.get(revision.record)
		if (others) others.push(known)
		else incoming.set(revision.record, [known])
	}
	const { before, left, work } = await recordsWithinBudget(session, incoming)
	const { within, beyond } = withinSize(before, incoming)
	const settlements = await settleRecords(session, forms, before, within)
	const accepted = settlements.flatMap((settlement) => settlement.accepted)
	for (const { known, isWaiting } of accepted) acks.set(known.id, isWaiting ? 'waiting-parent' : 'stored')
	const slow = await addRevisions(
		session,
		forms,
		settlements.filter(({ record }) => record.revisions.length > 0).map(({ record }) => record),
		accepted.flatMap(({ known }) => {
			const frame = fresh.get(known.id)
			return frame ? [{ known, deflated: frame.deflated, signature: frame.signature }] : []
		}),
	)
	for (const { id, author, revision } of fresh.values())
		if (author.kind === 'desk' && !left.has(id)) await raiseNumbers(session, author.id, revision.n)
	return {
		refused: [...settlements.flatMap(({ refused }) => refused), ...beyond],
		left,
		work: settlements.reduce((sum, settlement) => sum + settlement.work, work) + slow * pathsOfSlowRules,
	}
}

/**
 * Returns the records before the change, up to the limit of work for one bundle; `left` are the new revisions
 * of the other records.
 */
async function recordsWithinBudget(
	session: WriteSession,
	incoming: ReadonlyMap<string, readonly KnownRevision[]>,
) {
	const ids = [...incoming.keys()]
	const stored = new Map(ids.map((id): [string, StoredRevision[]] => [id, []]))
	for (const row of await session.revisionsOf(ids)) stored.get(row.record)?.push(row)
	const before: KnownRecord[] = []
	const left = new Set<string>()
	let work = 0
	for (const [id, rows] of stored) {
		const ofRecord = incoming.get(id) ?? []
		if (before.length > 0 && work > maxUnderstood) {
			for (const known of ofRecord) left.add(known.id)
			continue
		}
		const record = knownRecords([id], rows).get(id)
		if (!record) continue
		before.push(record)
		for (const known of [...record.revisions, ...ofRecord]) work += pathsOf(known)
	}
	return { before, left, work }
}

/** Splits new revisions into those that fit into their records, and those over the size limit. */
function withinSize(before: readonly KnownRecord[], incoming: ReadonlyMap<string, readonly KnownRevision[]>) {
	const within = new Map<string, KnownRevision[]>()
	const beyond: Refused[] = []
	for (const { id, revisions } of before) {
		const size = writtenByPhones(revisions)
		for (const known of incoming.get(id) ?? []) {
			const grown = { revisions: size.revisions + 1, paths: size.paths + pathsOf(known) }
			if (isPhoneRole(known.role) && isTooLarge(grown)) beyond.push({ known, why: 'too-many-changes' })
			else {
				if (isPhoneRole(known.role)) Object.assign(size, grown)
				within.set(id, [...(within.get(id) ?? []), known])
			}
		}
	}
	return { within, beyond }
}
