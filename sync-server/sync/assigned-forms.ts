import type { FormAssignment } from '#shared/forms/form-assignment'
import { isAssigned } from '#shared/forms/form-assignment'
import { isPartRef } from '#shared/forms/form-parts'
import type { FormDocument } from '#shared/sync/messages'
import { firstWithAssignments } from '#shared/sync/protocol'
import { formAssignments, newestVersions } from '../storage/form-table.ts'
import { asPerson, findPerson } from '../storage/person-table.ts'
import { formsOfRecords } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'

interface DocumentToSend {
	readonly kind: string
	readonly ref: string
	readonly body: unknown
}

/** What a person is told in the place of each document: forms that are not theirs stay at the server, unless a record of them lies with the person. */
export type ForPerson = (document: DocumentToSend) => readonly DocumentToSend[]

/**
 * `entries`: kind and reference of what a page of the feed may bring. `v`: the protocol of the phone; one of before hears of a form that is not
 * assigned to its person as of a retired one.
 */
export async function forPerson(
	store: Store,
	{ person, v }: { readonly person: string; readonly v: number },
	entries: readonly { readonly kind: string; readonly ref: string }[],
): Promise<ForPerson> {
	const asItIs: ForPerson = (document) => [document]
	const mayBeForm = entries.some(
		({ kind, ref }) => kind === 'document' && (ref.includes('@') || isPartRef(ref)),
	)
	const assignments = mayBeForm ? await formAssignments(store.reading, store.project) : new Map()
	if (assignments.size === 0) return asItIs
	const others = await formsOfOthers(store, person, assignments)
	const needed = await formsOfRecords(store.reading, store.project, { owner: person, among: [...others] })
	const kept = new Set([...others].filter((id) => !needed.has(id)))
	const parts = entries.some(({ ref }) => isPartRef(ref)) ? await partsOfOthers(store, kept) : new Set()
	return (document) => {
		if (document.kind === 'form-part') return parts.has(document.ref) ? [] : [document]
		const id = document.kind === 'form' ? (document.body as FormDocument).id : undefined
		if (id === undefined || !assignments.has(id)) return [document]
		const told = { kind: 'form-assignment', ref: id, body: { isAssigned: !others.has(id) } }
		if (v < firstWithAssignments)
			return [
				others.has(id)
					? { ...document, body: { ...(document.body as FormDocument), state: 'retired' } }
					: document,
			]
		return kept.has(id) ? [told] : [told, document]
	}
}

/** The forms that are assigned, and not to this person. */
async function formsOfOthers(
	store: Store,
	id: string,
	assignments: ReadonlyMap<string, FormAssignment>,
): Promise<Set<string>> {
	const row = await findPerson(store.reading, store.project, id)
	const person = row ? { districts: asPerson(row).districts, team: row.team } : { districts: [], team: null }
	return new Set(
		[...assignments].flatMap(([form, assignment]) => (isAssigned(assignment, person) ? [] : [form])),
	)
}

/** Parts that only forms of others have. */
async function partsOfOthers(store: Store, others: ReadonlySet<string>): Promise<Set<string>> {
	if (others.size === 0) return new Set()
	const versions = await newestVersions(store.reading, store.project)
	const refs = versions.flatMap(({ id, version }) =>
		Array.from({ length: version }, (_, i) => `${id}@${i + 1}`),
	)
	const forms = (await store.documentsByRef(refs)).filter(({ kind }) => kind === 'form')
	const partsIn = (isOfOthers: boolean) =>
		forms
			.map(({ body }) => body as FormDocument)
			.filter(({ id }) => others.has(id) === isOfOthers)
			.flatMap(({ parts = [] }) => parts.flatMap((place) => place.refs))
	const own = new Set(partsIn(false))
	return new Set(partsIn(true).filter((ref) => !own.has(ref)))
}
