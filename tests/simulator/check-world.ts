import { seededRandom } from '#shared/kernel/seeded-random'
import { isPhoneRole } from '#shared/people/roles'
import {
	getNoteSubject,
	isMetadataPath,
	isNotePath,
	parseAdoptedPath,
} from '#shared/revisions/metadata-paths'
import type { RecordState } from '#shared/revisions/record-state'
import type { Revision } from '#shared/revisions/revision'
import { viewText } from '#shared/testing/random-history'
import { verifyStore } from '../../sync-server/backup/verify-store.ts'
import { rebuildCounts } from '../../sync-server/storage/records/record-counts.ts'
import { type KnownRevision, ownerOf } from '../../sync-server/sync/known-record.ts'
import { enrolmentOf } from '../../web/storage/enrolment/enrolments.ts'
import { recordOnPhone } from '../../web/storage/records/records.ts'
import type { PhoneDays } from './simulated-phone.ts'
import { Violation } from './violation.ts'
import { recordsAt, viewOf, type World } from './world.ts'

export async function idsAt({ deps: { store } }: World): Promise<Set<string>> {
	const revisions = await store.reading.db.selectFrom('revision').select('id').execute()
	const quarantined = await store.reading.db.selectFrom('quarantine').select('id').execute()
	return new Set([...revisions, ...quarantined].map(({ id }) => id))
}

export interface ReceivingPhones {
	/** False for a deactivated phone, which receives nothing. */
	readonly isReceiving: (phone: PhoneDays) => boolean
}
interface Expected extends ReceivingPhones {
	/** Revisions that must be on the server. */
	readonly expected: ReadonlySet<string>
}

/**
 * Checks the invariants of the protocol after all phones have synced and nothing is in transit.
 * @throws Violation
 */
export async function checkWorld(
	world: World,
	phones: readonly PhoneDays[],
	{ expected, isReceiving }: Expected,
): Promise<void> {
	const here = await idsAt(world)
	for (const id of expected) if (!here.has(id)) throw new Violation(1, `${id} is not at the server`)
	for (const phone of phones)
		for (const id of await phone.revisionIds())
			if (!here.has(id)) throw new Violation(11, `${id} lies on a phone and is not at the server`)
	await checkNumbers(world)
	await verifyStore(world.deps.store).catch((thrown: unknown) => {
		throw new Violation(10, String(thrown))
	})
	const { store } = world.deps
	const wrong = await store.write((session) => rebuildCounts(session))
	if (wrong > 0) throw new Violation(10, `${wrong} figures of coverage are not what counting gives`)
	for (const [record, { revisions, damage }] of await recordsAt(world)) {
		if (damage) throw new Violation(1, `record ${record} is damaged`)
		const view = viewOf(revisions)
		checkValues(record, revisions, view)
		checkFence(record, revisions, view)
		checkOrder(record, revisions, view)
		await checkCases(world, record, view)
		const quarantined = new Set(
			(await world.deps.store.reading.db.selectFrom('quarantine').select('id').execute()).map(({ id }) => id),
		)
		const owner = ownerOf({ revisions })
		for (const phone of phones) {
			const { person, device } = phone.vaultSession
			const storedIds = await phone.revisionIds()
			const isEvicted = (await phone.evictedRecords()).has(record)
			const missing = revisions.find(
				({ id, revision }) => revision.device !== device && !storedIds.has(id) && !phone.rotten.has(id),
			)
			if (missing && isReceiving(phone) && owner === person.id && !phone.discarded.has(record) && !isEvicted)
				throw new Violation(14, `a phone has not heard ${missing.id} of record ${record}`)
			const there = await recordOnPhone(phone.vaultSession, record)
			if (!there) continue
			const isAtServer = (id: string) => revisions.some((each) => each.id === id)
			if (isReceiving(phone) && there.missing.some(isAtServer) && view.waiting.length === 0 && !isEvicted)
				throw new Violation(12, `record ${record} waits on a phone for what the server has`)
			const ids = new Set(there.revisions.map(({ id }) => id))
			const isComplete =
				revisions.every(({ id }) => ids.has(id)) && [...ids].every((id) => !quarantined.has(id))
			if (isComplete && !isEvicted && viewText(there.state) !== viewText(view))
				throw new Violation(9, `record ${record} looks otherwise on a phone`)
		}
	}
}

/** Checks that every active phone knows the server's keys, however often they were rotated. */
export async function checkKeys(
	{ deps: { signer, sealing } }: World,
	phones: readonly PhoneDays[],
	{ isReceiving }: ReceivingPhones,
): Promise<void> {
	const ofServer = [signer.publicKey, sealing.current().publicKey]
	for (const { vaultSession } of phones.filter(isReceiving)) {
		const { serverKey, sealingKey } = await enrolmentOf(vaultSession.device)
		if (serverKey !== ofServer[0])
			throw new Violation(24, `${vaultSession.device} does not know the signing key`)
		if (sealingKey !== ofServer[1]) throw new Violation(24, `${vaultSession.device} encrypts to another key`)
	}
}

/** Checks that sequence numbers are unique and without gaps: otherwise a backup could miss a row. */
async function checkNumbers({ deps: { store } }: World): Promise<void> {
	const numbers: number[] = []
	for (const table of ['revision', 'quarantine', 'chain_link'] as const)
		for (const { seq } of await store.reading.db.selectFrom(table).select('seq').execute()) numbers.push(seq)
	const { seq } = await store.head()
	const isComplete = numbers.sort((a, b) => a - b).every((number, i) => number === i + 1)
	if (!isComplete || numbers.length !== seq) throw new Violation(10, 'a number is missing, or is there twice')
}

/** Returns the ancestors of each revision, by walking up the parents and independently of the fold. */
function ancestorsOf(revisions: readonly KnownRevision[]): Map<string, Set<string>> {
	const byId = new Map(revisions.map(({ id, revision }) => [id, revision]))
	const found = new Map<string, Set<string>>()
	for (const { id } of revisions) {
		const above = new Set<string>()
		const open = [...(byId.get(id)?.parents ?? [])]
		for (let next = open.pop(); next !== undefined; next = open.pop()) {
			if (above.has(next)) continue
			above.add(next)
			open.push(...(byId.get(next)?.parents ?? []))
		}
		found.set(id, above)
	}
	return found
}

const same = (one: unknown, other: unknown): boolean =>
	JSON.stringify(Array.isArray(one) ? [...one].sort() : one) ===
	JSON.stringify(Array.isArray(other) ? [...other].sort() : other)

/**
 * Checks that every value is current, was replaced by a revision that had seen it, or is in an open
 * conflict.
 */
function checkValues(record: string, revisions: readonly KnownRevision[], view: RecordState): void {
	const ancestors = ancestorsOf(revisions)
	// exempt: the desk adopted these revisions with a reason; its own revision is checked like any other
	const adopted = new Set(
		revisions.flatMap(({ revision }) =>
			Object.keys(revision.set).flatMap((path) => parseAdoptedPath(path) ?? []),
		),
	)
	const setters = (path: string) => revisions.filter(({ revision }) => Object.hasOwn(revision.set, path))
	const disputed = (id: string, path: string) =>
		view.conflicts.some(
			(each) =>
				each.revisions.includes(id) ||
				(each.path === path && each.revisions.some((side) => ancestors.get(side)?.has(id))) ||
				each.kind === 'waiting',
		)
	const isCurrent = (path: string, { set }: Revision): boolean => {
		if (path === '$status') return set[path] === view.status
		if (path === '$void') return (set[path] === null) === (view.void === null)
		if (/\/@[^/]+$/.test(path)) return (set[path] === null) === ((view.fields.get(path) ?? null) === null)
		const isInGone = /\/@[^/]+\//.test(path) && view.fields.get(rowOf(path)) === null
		return !isInGone && same(set[path], view.fields.get(path) ?? null)
	}
	for (const { id, revision } of revisions)
		for (const path of Object.keys(revision.set)) {
			// a comment stays for ever; comments and the assignee are no answers
			const isThere = view.notes.some((note) => note.revision === id && note.about === getNoteSubject(path))
			if (isNotePath(path) && !isThere && !view.waiting.includes(id) && !adopted.has(id))
				throw new Violation(2, `record ${record}: a comment of ${id} is gone`)
			if (isMetadataPath(path)) continue
			const isReplaced = setters(path).some((later) => ancestors.get(later.id)?.has(id)) || adopted.has(id)
			const isMerged = view.notices.some((each) => each.path === path)
			// the least finished status wins without a conflict; `checkFence` covers approved records
			const isLessFinished = path === '$status' && view.status !== 'approved'
			// inside a row that was removed by this revision, after seeing it, or before it was written
			const isInGoneRow =
				/\/@[^/]+\//.test(path) &&
				setters(rowOf(path)).some(
					(gone) =>
						gone.revision.set[rowOf(path)] === null &&
						(gone.id === id || ancestors.get(gone.id)?.has(id) || ancestors.get(id)?.has(gone.id)),
				)
			if (isReplaced || isMerged || isLessFinished || isInGoneRow) continue
			if (!isCurrent(path, revision) && !disputed(id, path))
				throw new Violation(
					2,
					`record ${record}: ${path} of ${id} is neither there, nor history, nor asked about`,
				)
		}
}
const rowOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

/**
 * Checks that a record is approved while the latest status revisions of the desk are approvals, and that
 * phone revisions unseen by any desk revision are late. Determined by walking up the parents.
 */
function checkFence(record: string, revisions: readonly KnownRevision[], view: RecordState): void {
	const ancestors = ancestorsOf(revisions)
	const isOfDesk = ({ role }: KnownRevision) => !isPhoneRole(role)
	const deskDecisions = revisions.filter(
		(each) =>
			isOfDesk(each) && Object.hasOwn(each.revision.set, '$status') && !view.waiting.includes(each.id),
	)
	const last = deskDecisions.filter(
		({ id }) => !deskDecisions.some((later) => ancestors.get(later.id)?.has(id)),
	)
	if (last.length === 0 || !last.every(({ revision }) => revision.set.$status === 'approved')) return
	if (view.status !== 'approved')
		throw new Violation(7, `record ${record} is no longer approved, and nobody at the desk lifted it`)
	const seen = new Set(revisions.filter(isOfDesk).flatMap(({ id }) => [...(ancestors.get(id) ?? [])]))
	const unseen = revisions.filter(
		(each) =>
			!isOfDesk(each) &&
			!seen.has(each.id) &&
			Object.keys(each.revision.set).some((path) => !isMetadataPath(path)),
	)
	// an adopted revision that still waits for a parent is not effective either
	const here = new Set(revisions.map(({ id }) => id))
	const isWaiting = (id: string) => [...(ancestors.get(id) ?? [])].some((above) => !here.has(above))
	for (const { id } of unseen)
		if (!view.late.includes(id) && !isWaiting(id))
			throw new Violation(7, `record ${record}: ${id} counts, and nobody at the desk had seen it`)
}

/** Checks that the fold does not depend on the order of revisions. */
function checkOrder(record: string, revisions: readonly KnownRevision[], view: RecordState): void {
	const random = seededRandom(revisions.length)
	const shuffled = [...revisions].sort(() => random.next() - 0.5)
	if (viewText(viewOf(shuffled)) !== viewText(view))
		throw new Violation(3, `record ${record} depends on the order of arrival`)
}

/** Checks that the server lists exactly the open conflicts. */
async function checkCases({ deps: { store } }: World, record: string, view: RecordState): Promise<void> {
	const rows = await store.reading.db
		.selectFrom('conflict')
		.select('id')
		.where('record', '=', record)
		.where('closed_seq', 'is', null)
		.execute()
	const listed = rows.map(({ id }) => id).sort()
	const open = view.conflicts.map(({ id }) => id).sort()
	if (JSON.stringify(listed) !== JSON.stringify(open))
		throw new Violation(2, `record ${record}: the open conflicts are not those that are listed`)
}
