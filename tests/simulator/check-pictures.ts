import { buffer } from 'node:stream/consumers'
import { isPhoneRole } from '#shared/people/roles'
import type { Revision } from '#shared/revisions/revision'
import { listPhones } from '../../sync-server/people/devices.ts'
import { findRevisions, recordDetail } from '../../sync-server/review/record-history.ts'
import { decodeQuarantinedRevision } from '../../sync-server/sync/decode-revision.ts'
import type { KnownRecord } from '../../sync-server/sync/known-record.ts'
import { listRecords, recordOnPhone } from '../../web/storage/records/records.ts'
import type { ReceivingPhones } from './check-world.ts'
import { picturesNamedIn } from './expected-pictures.ts'
import type { PhoneDays } from './simulated-phone.ts'
import { Violation } from './violation.ts'
import { recordsAt, viewOf, type World } from './world.ts'

interface RestoreState {
	/** The server was restored from a backup. */
	readonly wasRestored: boolean
}

/**
 * True for a revision of the author's previous enrolment. A restored server does not know that two
 * enrolments are one phone, and trusts no deactivated user.
 */
const isOfEnrolmentBefore = ({ device, author }: Revision, { vaultSession }: PhoneDays): boolean =>
	author === vaultSession.person.id && device !== vaultSession.device

/**
 * Returns the photos on the server, as record and name. @throws Violation if the bytes are missing or
 * differ from the original
 */
async function picturesAt({ deps: { store }, files }: World, phones: readonly PhoneDays[]) {
	const takenPictures = new Map(phones.flatMap(({ pictures }) => [...pictures]))
	const rows = await store.reading.db.selectFrom('attachment').select(['record', 'name', 'hash']).execute()
	for (const { name, hash } of rows) {
		const bytes = await buffer(await files.read(hash))
		if (!bytes.equals(takenPictures.get(name) ?? Buffer.alloc(0)))
			throw new Violation(17, `${name} is not at the server as it was taken`)
	}
	return new Set(rows.map(({ record, name }) => `${record} ${name}`))
}

/** Checks that every photo that a phone evicted is on the server, even after a restore. @throws Violation */
export async function checkPicturesGivenUp(world: World, phones: readonly PhoneDays[]): Promise<void> {
	const there = new Set([...(await picturesAt(world, phones))].map((each) => each.split(' ')[1]))
	for (const { picturesGivenUp } of phones)
		for (const name of picturesGivenUp)
			if (!there.has(name)) throw new Violation(20, `${name} was given up on a phone, and is nowhere`)
}

/**
 * Checks photos after everything was sent: each is on the server unchanged, or on no phone that could send
 * it; and the server reports them correctly by record and by device.
 * @throws Violation
 */
export async function checkPictures(
	world: World,
	phones: readonly PhoneDays[],
	{ isReceiving, wasRestored }: ReceivingPhones & RestoreState,
): Promise<void> {
	await checkPicturesGivenUp(world, phones)
	const there = await picturesAt(world, phones)
	for (const record of (await recordsAt(world)).values()) {
		await checkDetail(world, record, there)
		// a photo named by a desk revision only belongs to a quarantined phone revision: it is sent after the
		// release
		const ofPhones = new Set(
			record.revisions.flatMap(({ role, revision }) =>
				isPhoneRole(role) ? picturesNamedIn(revision.set) : [],
			),
		)
		for (const phone of phones) {
			const storedIds = await phone.revisionIds()
			const known = record.revisions.filter(({ id }) => storedIds.has(id))
			// a phone restored from an old copy knows the draft only
			if ([known, record.revisions].some((each) => viewOf(each).status === 'draft')) continue
			const here = new Set(await phone.picturesHere())
			for (const { revision } of known) {
				if (wasRestored && !isReceiving(phone) && isOfEnrolmentBefore(revision, phone)) continue
				for (const name of picturesNamedIn(revision.set))
					if (here.has(name) && ofPhones.has(name) && !there.has(`${record.id} ${name}`))
						throw new Violation(48, `${name} lies on a phone that has sent all, and is not at the server`)
			}
		}
	}
	await checkExpected(world, phones, { there, isReceiving, wasRestored })
	await checkCounts(world, phones, there)
}

/**
 * Checks that every photo named by a finished revision has arrived, even if no phone has it any more.
 * Exceptions: the naming revision is quarantined, or became a draft again through another phone that had
 * not seen the finish; or the photo is still on its phone because its revision was damaged on a phone that
 * no longer syncs, or was finished there under the previous enrolment.
 */
async function checkExpected(
	world: World,
	phones: readonly PhoneDays[],
	{
		there,
		isReceiving,
		wasRestored,
	}: { readonly there: ReadonlySet<string> } & ReceivingPhones & RestoreState,
): Promise<void> {
	const arrived = new Set([...there].map((each) => each.split(' ')[1]))
	const quarantined = await world.deps.store.reading.db
		.selectFrom('quarantine')
		.select(['id', 'bytes'])
		.execute()
	const drafts = [...(await recordsAt(world)).values()].filter(
		({ revisions }) => viewOf(revisions).status === 'draft',
	)
	const mayWait = new Set([
		...quarantined.flatMap(({ id, bytes }) =>
			picturesNamedIn(decodeQuarantinedRevision(id, bytes)?.set ?? {}),
		),
		...drafts.flatMap(({ revisions }) => revisions.flatMap(({ revision }) => picturesNamedIn(revision.set))),
	])
	const known = [...(await recordsAt(world)).values()].flatMap(({ revisions }) => revisions)
	const isUndelivered = (phone: PhoneDays, name: string) =>
		!isReceiving(phone) &&
		(phone.expectedPictures.isNamedByRotten(name) || (wasRestored && isOfBefore(phone, name)))
	const isOfBefore = (phone: PhoneDays, name: string) =>
		known.some(
			({ revision }) => isOfEnrolmentBefore(revision, phone) && picturesNamedIn(revision.set).includes(name),
		)
	for (const phone of phones) {
		const here = new Set(await phone.picturesHere())
		for (const name of phone.expectedPictures.names)
			if (!arrived.has(name) && !(here.has(name) && (mayWait.has(name) || isUndelivered(phone, name))))
				throw new Violation(48, `${name} was finished on a phone, and is not at the server`)
	}
}

/** Checks that the page of a record shows which of its photos have arrived. */
async function checkDetail(
	{ deps: { store, forms } }: World,
	{ id, revisions }: KnownRecord,
	there: ReadonlySet<string>,
): Promise<void> {
	const found = await findRevisions(store, forms, id)
	const row = await store.reading.db
		.selectFrom('record')
		.select(['projection_error', 'open_flags', 'demonstration', 'district', 'owner', 'started'])
		.where('id', '=', id)
		.executeTakeFirst()
	if (!found || !row) throw new Violation(48, `record ${id} is not listed`)
	const { attachments } = await recordDetail(store, found, row)
	const listedFiles = attachments.map((each) => `${each.name} ${each.id !== null}`).sort()
	const named = new Set(revisions.flatMap(({ revision }) => picturesNamedIn(revision.set)))
	const right = [...named].map((name) => `${name} ${there.has(`${id} ${name}`)}`).sort()
	if (listedFiles.join() !== right.join())
		throw new Violation(48, `record ${id} names ${right.join()}, and the server tells ${listedFiles.join()}`)
}

/** Checks the number of missing photos in the list of devices. */
async function checkCounts(
	{ deps: { store, forms }, manager }: World,
	phones: readonly PhoneDays[],
	there: ReadonlySet<string>,
): Promise<void> {
	const listed = await listPhones(store, forms, manager)
	for (const phone of phones) {
		const here = new Set(await phone.picturesHere())
		const unsent = new Set<string>()
		for (const { id, status } of await listRecords(phone.vaultSession)) {
			if (status === 'draft') continue
			for (const { revision } of (await recordOnPhone(phone.vaultSession, id))?.revisions ?? [])
				for (const name of picturesNamedIn(revision.set))
					if (here.has(name) && !there.has(`${id} ${name}`)) unsent.add(name)
		}
		const reportedCount = listed.find(({ id }) => id === phone.vaultSession.device)?.inventory?.files?.count
		// photos named by a damaged revision are missing as well, and their names are unknown
		const isRight =
			phone.rotten.size > 0 ? (reportedCount ?? 0) >= unsent.size : reportedCount === unsent.size
		if (!isRight)
			throw new Violation(
				48,
				`a phone holds ${unsent.size} unsent pictures, and the server tells ${reportedCount}`,
			)
	}
}
