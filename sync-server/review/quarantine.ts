import { Problem } from '#shared/kernel/problem'
import { canSeePerson, canSeeRecord, type Person } from '#shared/people/people'
import { canReadRecords, isPhoneRole, type Role } from '#shared/people/roles'
import type {
	QuarantineDecisionRequest,
	QuarantineListItem,
	QuarantineListResponse,
} from '#shared/review/quarantine'
import type { FormRepository } from '../forms/form-repository.ts'
import {
	findLastDecisions,
	findQuarantineRows,
	findRevisionForms,
	listQuarantineDecisions,
	listQuarantineRows,
} from '../storage/log/quarantine.ts'
import { recordOfRevision } from '../storage/log/revisions.ts'
import { devicesById } from '../storage/people/devices.ts'
import { findPeople } from '../storage/people/people.ts'
import { readersOf, recordsById } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import type { QuarantinedRevision } from '../storage/tables/row-types.ts'
import { decodeQuarantinedRevision } from '../sync/decode-revision.ts'
import { computeCorrectedTime, releasedFlag } from '../sync/known-record.ts'
import { type Released, releaseRevisions, requarantineRevisions } from '../sync/release-quarantined.ts'
import { isDeskDecision } from '../sync/settle-records.ts'

/**
 * Returns the quarantined revisions and the last decisions about quarantine, as far as `reader` may see the
 * people and forms concerned.
 */
export async function listQuarantine(
	store: Store,
	forms: FormRepository,
	reader: Person,
): Promise<QuarantineListResponse> {
	const rows = await listQuarantineRows(store.reading, reader)
	const all = rows.map((row) => ({
		row,
		revision: decodeQuarantinedRevision(row.id, row.bytes, row.redacted),
	}))
	const mayKnowOf = await formsReadBy(forms, reader)
	const read: typeof all = []
	for (const each of all) if (await mayKnowOf(each.revision?.form.id)) read.push(each)
	const ids = read.flatMap(({ revision }) => (revision ? [revision.record] : []))
	const records = new Map(
		(await recordsById(store.reading, [...new Set(ids)]))
			.filter((row) => canSeeRecord(reader, { ...row, readers: readersOf(row) }))
			.map(({ id, name }) => [id, { id, name }]),
	)
	const people = await findPeople(
		store.reading,
		read.flatMap(({ row, revision }) => (revision && row.why === 'other-device' ? [revision.author] : [])),
	)
	const decided: Awaited<ReturnType<typeof listQuarantineDecisions>> = []
	const decisions = await listQuarantineDecisions(store.reading, reader)
	const formOf = await formsOf(
		store.reading,
		decisions.map(({ revision }) => revision),
	)
	for (const each of decisions) if (await mayKnowOf(formOf.get(each.revision))) decided.push(each)
	return {
		waiting: read.map(
			({ row, revision }): QuarantineListItem => ({
				id: row.id,
				why: row.why,
				author: row.name ?? '',
				phone: row.label ?? '',
				writtenAs: people.get(revision?.author ?? '')?.name ?? null,
				written: revision ? computeCorrectedTime(revision, row.received) : null,
				received: row.received,
				form: revision?.form.id ?? null,
				changes: revision ? Object.keys(revision.set).length : 0,
				isBeginning: revision?.parents.length === 0,
				record: (revision && records.get(revision.record)) ?? null,
			}),
		),
		decided: decided.map(({ quarantine_reason, decidedBy, name, label, ...row }) => ({
			...row,
			quarantineReason: quarantine_reason,
			decidedBy: decidedBy ?? '',
			author: name ?? '',
			phone: label ?? '',
		})),
	}
}

/** Returns the form of each revision that is or was quarantined; absent if it cannot be read. */
async function formsOf(session: Session, ids: readonly string[]): Promise<Map<string, string>> {
	const forms = new Map<string, string>()
	for (const { id, form } of await findRevisionForms(session, ids)) forms.set(id, form)
	for (const { id, bytes, redacted } of await findQuarantineRows(session, ids)) {
		const form = decodeQuarantinedRevision(id, bytes, redacted)?.form.id
		if (form !== undefined) forms.set(id, form)
	}
	return forms
}

/**
 * Returns a predicate that is true if this person reads records of a form. Revisions of an unknown form are
 * decided by roles that read surveys.
 */
async function formsReadBy(forms: FormRepository, reader: Person) {
	const known = new Map<string, Promise<readonly Role[] | null>>()
	return async (form: string | undefined): Promise<boolean> => {
		if (form === undefined) return canReadRecords(reader.role, null)
		const readers = known.get(form) ?? forms.readers(form)
		known.set(form, readers)
		return canReadRecords(reader.role, await readers)
	}
}

/**
 * Releases quarantined revisions into their records, or rejects them; a later decision can reverse either.
 * Several are decided together: all or none. Revisions that are already in the requested state are skipped,
 * since two people may decide at once.
 *
 * @throws Problem `not-found`, `reason-missing`, `release-from-quarantine-not-possible`
 */
export async function decideQuarantine(
	{ store, forms }: { readonly store: Store; readonly forms: FormRepository },
	actor: Person,
	{ ids, decision, why }: QuarantineDecisionRequest,
): Promise<void> {
	if (decision === 'keep-out' && why.trim() === '') throw new Problem('reason-missing')
	const by = { person: actor.id, why: why.trim() }
	await store.write(async (session) => {
		const wanted = [...new Set(ids)]
		const held = await session.findQuarantined(wanted)
		const isHeld = new Set(held.map(({ id }) => id))
		const others = wanted.filter((id) => !isHeld.has(id))
		const before = await findLastDecisions(session, others)
		const areLetIn = others.filter((id) => before.get(id)?.decision === 'let-in')
		if (areLetIn.length < others.length) throw new Problem('not-found')
		const senderIds = [...held, ...areLetIn.flatMap((id) => before.get(id) ?? [])].map(({ device }) => device)
		// the decision discloses the sender and the author, so the person must be allowed to see both
		const named = held.flatMap(
			({ id, bytes, redacted }) => decodeQuarantinedRevision(id, bytes, redacted)?.device ?? [],
		)
		const devices = await devicesById(session, [...new Set(named)])
		const phones = [...devices.values()].filter(({ role }) => isPhoneRole(role)).map(({ id }) => id)
		if (!(await canSeeAllForms(session, actor, [...senderIds, ...phones]))) throw new Problem('not-found')
		const [formOf, mayKnowOf] = [await formsOf(session, wanted), await formsReadBy(forms, actor)]
		for (const id of wanted) if (!(await mayKnowOf(formOf.get(id)))) throw new Problem('not-found')
		if (decision === 'let-in') await releaseRevisions(session, forms, await released(session, held), by)
		else {
			await rejectQuarantined(
				session,
				held.filter(({ isRejected }) => !isRejected),
				by,
			)
			for (const id of areLetIn) {
				const { device = '', quarantineReason = '' } = before.get(id) ?? {}
				const record = await recordOf(session, id)
				await requarantineRevisions(session, forms, [id], quarantineReason, record)
				await rejectQuarantined(session, [{ id, device, why: quarantineReason }], by)
			}
		}
	})
}

async function rejectQuarantined(
	session: WriteSession,
	held: readonly Pick<QuarantinedRevision, 'id' | 'device' | 'why'>[],
	by: { readonly person: string; readonly why: string },
): Promise<void> {
	await session.appendDecisions(
		held.map(({ id, device, why }) => ({
			...by,
			revision: id,
			device,
			quarantineReason: why,
			decision: 'keep-out',
		})),
	)
	await session.updateQuarantine(
		held.map(({ id }) => id),
		{ isRejected: true },
	)
}

/** @throws Problem `release-from-quarantine-not-possible` */
async function released(session: WriteSession, held: readonly QuarantinedRevision[]): Promise<Released[]> {
	const read = held.map((each) => {
		const revision = decodeQuarantinedRevision(each.id, each.bytes, each.redacted)
		// the stored reason is only the first that was found: the revision itself may have others
		if (!revision) throw new Problem('release-from-quarantine-not-possible', { why: 'not-understood' })
		if (revision.project !== session.project)
			throw new Problem('release-from-quarantine-not-possible', { why: 'other-project' })
		return { held: each, revision }
	})
	const devices = await devicesById(session, [...new Set(read.map(({ revision }) => revision.device))])
	return read.map(({ held: each, revision }) => {
		const device = devices.get(revision.device)
		// no phone may write in the name of a desk, or of an unknown person
		if (!device || device.person !== revision.author || !isPhoneRole(device.role))
			throw new Problem('release-from-quarantine-not-possible', { why: 'other-device' })
		const { role } = device
		if (isDeskDecision(revision, role))
			throw new Problem('release-from-quarantine-not-possible', { why: 'desk-decision' })
		const { id } = each
		return {
			held: each,
			known: {
				id,
				revision,
				role,
				seq: 0,
				received: '',
				flag: releasedFlag,
				isChecked: false,
				isRedacted: each.redacted !== null,
			},
		}
	})
}

async function recordOf(session: WriteSession, id: string): Promise<string[]> {
	const record = await recordOfRevision(session, id)
	return record === undefined ? [] : [record]
}

async function canSeeAllForms(
	session: WriteSession,
	reader: Person,
	senderIds: readonly string[],
): Promise<boolean> {
	const devices = await devicesById(session, [...new Set(senderIds)])
	const people = await findPeople(session, [...new Set([...devices.values()].map(({ person }) => person))])
	return senderIds.every((id) => {
		const person = people.get(devices.get(id)?.person ?? '')
		return person ? canSeePerson(reader, person) : reader.districts === 'all' && !reader.demonstration
	})
}
