import { foldable } from '#shared/revisions/form-version'
import { graphOf } from '#shared/revisions/graph'
import type { FormRepository } from '../forms/form-shelf.ts'
import type { NewRevision, WriteSession } from '../storage/store.ts'
import { isReassignment, type KnownRecord, type KnownRevision, ownerOf, ownersOf } from './known-record.ts'
import { projectRecords } from './understand-records.ts'

/** A revision as it goes into the store. */
export interface AddedRevision {
	readonly known: KnownRevision
	readonly deflated: Uint8Array
	/** By the key of its enrolment, over its id. */
	readonly signature: Uint8Array | null
}

/**
 * The one way in which new revisions become part of records: stored, understood, and heard of by those with whom they lie.
 * `records` are the records that change, with what is added among their revisions. Gives of how many the rules took too long.
 */
export async function addRevisions(
	session: WriteSession,
	forms: FormRepository,
	records: readonly KnownRecord[],
	added: readonly AddedRevision[],
): Promise<number> {
	const numbers = await session.appendRevisions(
		added.map(({ known, deflated, signature }) => newRevisionOf(known, deflated, signature)),
	)
	const stored = (known: KnownRevision): KnownRevision => {
		const seq = numbers.get(known.id)
		return seq === undefined ? known : { ...known, seq, received: session.at }
	}
	return projectAndAnnounce(
		session,
		forms,
		records.map((record) => ({ ...record, revisions: record.revisions.map(stored) })),
		added.map(({ known }) => ({ known, seq: numbers.get(known.id) ?? 0 })),
	)
}

export const newRevisionOf = (
	{ id, revision, role, flag, isChecked }: KnownRevision,
	deflated: Uint8Array,
	signature: Uint8Array | null,
): NewRevision => ({
	id,
	record: revision.record,
	author: revision.author,
	device: revision.device,
	role,
	n: revision.n,
	form: revision.form.id,
	formVersion: revision.form.ver,
	bytes: deflated,
	flag,
	checked: isChecked ? 1 : 0,
	signature,
})

/**
 * Makes the records' rows new, and tells with whom they lie of `lastInventory`, each with the number under which it is to be heard. That a
 * record was handed on is told to everybody who ever had it. With whom a record lies now and did not before is told of the rest
 * of it too; `ownersBefore` is told where that does not follow from what was there without `lastInventory`.
 */
export async function projectAndAnnounce(
	session: WriteSession,
	forms: FormRepository,
	records: readonly KnownRecord[],
	told: readonly { readonly known: KnownRevision; readonly seq: number }[],
	ownersBefore?: ReadonlyMap<string, string | null>,
): Promise<number> {
	const slow = await projectRecords(session, records, forms)
	const owners = new Map(records.map((record) => [record.id, ownerOf(record)]))
	const everyOwner = (id: string) =>
		ownersOf({ revisions: records.find((each) => each.id === id)?.revisions ?? [] })
	const reassigned = told.flatMap(({ known }) => {
		const { record, form } = known.revision
		const person = owners.get(record)
		return person && isReassignment(known) ? [{ form: form.id, version: form.ver, person }] : []
	})
	await forms.announceReassigned(session, reassigned)
	const fresh = new Set(told.map(({ known }) => known.id))
	const rest = records.flatMap((record) => {
		const [owner, unheard] = [owners.get(record.id), unheardRest(record, fresh, ownersBefore)]
		return owner ? unheard.map((id) => ({ scope: scopeOf(owner), revision: id })) : []
	})
	const numbers = await session.resequence(rest.map(({ revision }) => revision))
	await session.announce([
		...told.flatMap(({ known, seq }) => {
			const { id, revision } = known
			const owner = owners.get(revision.record) ?? revision.author
			const people = isReassignment(known) ? everyOwner(revision.record).add(owner) : [owner]
			return [...people].map((person) => ({ scope: scopeOf(person), revision: id, seq }))
		}),
		...rest.map((each) => ({ ...each, seq: numbers.get(each.revision) ?? 0 })),
	])
	return slow
}

const scopeOf = (person: string): string => `person:${person}`

/**
 * What with whom a record lies now was never told of: what came before it was known that it lies there, as after a server was
 * put back. What `fresh` stands on a phone asks for by itself.
 */
function unheardRest(
	{ id, revisions }: KnownRecord,
	fresh: ReadonlySet<string>,
	ownersBefore: ReadonlyMap<string, string | null> | undefined,
): string[] {
	const earlier = revisions.filter((known) => !fresh.has(known.id))
	if (earlier.length === 0) return []
	const before = ownersBefore ? (ownersBefore.get(id) ?? null) : ownerOf({ revisions: earlier })
	const now = ownerOf({ revisions })
	// while nobody knew with whom it lies, each was told to who wrote it
	const unheard = earlier.filter(({ revision }) => (before ?? revision.author) !== now)
	if (unheard.length === 0) return []
	const { ancestors } = graphOf(foldable(revisions))
	const isAskedFor = (other: string) => [...fresh].some((each) => ancestors.get(each)?.has(other))
	return unheard.flatMap((known) => (isAskedFor(known.id) ? [] : [known.id]))
}
