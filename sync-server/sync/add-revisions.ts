import { foldable } from '#shared/revisions/form-version'
import { graphOf } from '#shared/revisions/graph'
import type { FormRepository } from '../forms/form-repository.ts'
import type { WriteSession } from '../storage/store.ts'
import type { NewRevision } from '../storage/tables/row-types.ts'
import { isReassignment, type KnownRecord, type KnownRevision, ownerOf, ownersOf } from './known-record.ts'
import { projectRecords } from './project-records.ts'

/** A revision as it is stored. */
export interface AddedRevision {
	readonly known: KnownRevision
	readonly deflated: Uint8Array
	/** Signature by the key of its enrolment, over its id. */
	readonly signature: Uint8Array | null
}

/**
 * Adds new revisions to records; every revision passes here. It stores them, updates the records, and
 * announces them to the owners. `records`: the changed records, with the added revisions among theirs.
 * Returns the number of records whose rules took too long.
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
 * Updates the rows of records and announces the revisions in `announced` to the owners, each with its sequence
 * number. A reassignment is announced to every past and present owner. A new owner also receives the earlier
 * revisions. `ownersBefore`: given if the former owners do not follow from the revisions without `announced`.
 * Returns the number of records whose rules took too long.
 */
export async function projectAndAnnounce(
	session: WriteSession,
	forms: FormRepository,
	records: readonly KnownRecord[],
	announced: readonly { readonly known: KnownRevision; readonly seq: number }[],
	ownersBefore?: ReadonlyMap<string, string | null>,
): Promise<number> {
	const slow = await projectRecords(session, records, forms)
	const owners = new Map(records.map((record) => [record.id, ownerOf(record)]))
	const everyOwner = (id: string) =>
		ownersOf({ revisions: records.find((each) => each.id === id)?.revisions ?? [] })
	const reassigned = announced.flatMap(({ known }) => {
		const { record, form } = known.revision
		const person = owners.get(record)
		return person && isReassignment(known) ? [{ form: form.id, version: form.ver, person }] : []
	})
	await forms.announceReassigned(session, reassigned)
	const fresh = new Set(announced.map(({ known }) => known.id))
	const rest = records.flatMap((record) => {
		const [owner, unheard] = [owners.get(record.id), unheardRest(record, fresh, ownersBefore)]
		return owner ? unheard.map((id) => ({ scope: scopeOf(owner), revision: id })) : []
	})
	const numbers = await session.resequence(rest.map(({ revision }) => revision))
	await session.announce([
		...announced.flatMap(({ known, seq }) => {
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
 * Returns the revisions that were never announced to the current owner: those from before the ownership was
 * known, as after a restore of the server. A phone requests the ancestors of `fresh` by itself.
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
	// while the owner was unknown, each revision was announced to its author
	const unheard = earlier.filter(({ revision }) => (before ?? revision.author) !== now)
	if (unheard.length === 0) return []
	const { ancestors } = graphOf(foldable(revisions))
	const isAncestorOfFresh = (other: string) => [...fresh].some((each) => ancestors.get(each)?.has(other))
	return unheard.flatMap((known) => (isAncestorOfFresh(known.id) ? [] : [known.id]))
}
