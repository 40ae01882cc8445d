import { Problem } from '#shared/kernel/problem'
import type { FormRepository } from '../forms/form-repository.ts'
import type { WriteSession } from '../storage/store.ts'
import type { QuarantineDecisionInput, QuarantinedRevision } from '../storage/tables/row-types.ts'
import { newRevisionOf, projectAndAnnounce } from './add-revisions.ts'
import { type KnownRecord, type KnownRevision, knownRecords, ownerOf } from './known-record.ts'
import { type Refused, settleRecords } from './settle-records.ts'
import { isTooLarge, writtenByPhones } from './work-limits.ts'

/** A quarantined revision with its form for the record. */
export interface Released {
	readonly held: QuarantinedRevision
	readonly known: KnownRevision
}

/**
 * Releases quarantined revisions into their records. They keep number, chain and time of arrival, and a
 * decision with its own number announces them to the owner. Revisions that waited for them are settled.
 * Returns those that their role may not write; if a person releases them, there are none.
 *
 * @throws Problem `release-from-quarantine-not-possible` if a person releases revisions that would make a record larger than the
 * server can process at once
 */
export async function releaseRevisions(
	session: WriteSession,
	forms: FormRepository,
	released: readonly Released[],
	by: Pick<QuarantineDecisionInput, 'person' | 'why'>,
): Promise<Refused[]> {
	const heldOf = new Map(released.map(({ held, known }) => [known.id, held]))
	const incoming = new Map<string, KnownRevision[]>()
	for (const { known } of released) {
		const { record } = known.revision
		incoming.set(record, [...(incoming.get(record) ?? []), known])
	}
	const ids = [...incoming.keys()]
	const before = knownRecords(ids, await session.revisionsOf(ids))
	const beyond = [...before.values()].filter((record) => !hasRoom(record, incoming.get(record.id) ?? []))
	if (beyond.length > 0 && by.person !== null)
		throw new Problem('release-from-quarantine-not-possible', { why: 'too-many-changes' })
	for (const { id } of beyond) before.delete(id)
	const settlements = await settleRecords(session, forms, before.values(), incoming)
	const accepted = settlements.flatMap((settlement) => settlement.accepted.map(({ known }) => known))
	await session.releaseFromQuarantine(
		accepted.flatMap((known) => {
			const held = heldOf.get(known.id)
			return held ? [newRevisionOf(known, held.bytes, held.signature)] : []
		}),
	)
	const numbers = await session.appendDecisions(
		accepted.map(({ id }) => ({
			revision: id,
			device: heldOf.get(id)?.device ?? '',
			quarantineReason: heldOf.get(id)?.why ?? '',
			decision: 'let-in',
			...by,
		})),
	)
	const inPlace = (known: KnownRevision): KnownRevision => {
		const held = heldOf.get(known.id)
		return held ? { ...known, seq: held.seq, received: held.received } : known
	}
	await projectAndAnnounce(
		session,
		forms,
		settlements
			.map(({ record }) => ({
				...record,
				revisions: record.revisions.map(inPlace).sort((a, b) => a.seq - b.seq),
			}))
			.filter(({ revisions }) => revisions.length > 0),
		accepted.map((known) => ({ known, seq: numbers.get(known.id) ?? 0 })),
	)
	return [
		...settlements.flatMap(({ refused }) => refused.filter(({ known }) => heldOf.has(known.id))),
		...beyond.flatMap(({ id }) =>
			(incoming.get(id) ?? []).map((known): Refused => ({ known, why: 'too-many-changes' })),
		),
	]
}

const hasRoom = ({ revisions }: KnownRecord, incoming: readonly KnownRevision[]): boolean =>
	!isTooLarge(writtenByPhones([...revisions, ...incoming]), true)

/** Moves released revisions back to quarantine; revisions on top of them wait for them. */
export async function requarantineRevisions(
	session: WriteSession,
	forms: FormRepository,
	ids: readonly string[],
	why: string,
	records: readonly string[],
): Promise<void> {
	const before = knownRecords(records, await session.revisionsOf(records))
	const ownersBefore = new Map([...before].map(([id, record]) => [id, ownerOf(record)]))
	await session.moveToQuarantine(ids, why)
	const left = knownRecords(records, await session.revisionsOf(records))
	const settlements = await settleRecords(session, forms, left.values(), new Map())
	const isEmpty = ({ revisions }: { revisions: readonly unknown[] }) => revisions.length === 0
	const settled = settlements.map(({ record }) => record)
	await session.deleteRecordRows(settled.filter(isEmpty).map(({ id }) => id))
	await projectAndAnnounce(
		session,
		forms,
		settled.filter((record) => !isEmpty(record)),
		[],
		ownersBefore,
	)
}
