import { type FormAssignment, isAssigned } from '#shared/forms/form-assignment'
import { isPartRef } from '#shared/forms/form-parts'
import type { FormDocument } from '#shared/sync/messages'
import { firstWithAssignments } from '#shared/sync/protocol'
import { asPerson, findPerson } from '../storage/people/people.ts'
import { everyFormDocument, formAssignments } from '../storage/records/forms.ts'
import { formsOfRecords } from '../storage/records/records.ts'
import type { Store } from '../storage/store.ts'

interface DocumentToSend {
	readonly kind: string
	readonly ref: string
	readonly body: unknown
}

/**
 * The documents that a phone gets in place of a stored one. A form that is not assigned to its user is
 * withheld, unless the user has a record of it.
 */
export type DocumentFilter = (document: DocumentToSend) => readonly DocumentToSend[]

/**
 * `entries`: kind and reference of what a page of the feed may contain. `v`: protocol version of the phone;
 * to one before version 12 a form that is not assigned to its user looks retired.
 */
export async function assignmentFilter(
	store: Store,
	{ person, v }: { readonly person: string; readonly v: number },
	entries: readonly { readonly kind: string; readonly ref: string }[],
): Promise<DocumentFilter> {
	const hasForms = entries.some(
		({ kind, ref }) => kind === 'document' && (ref.includes('@') || isPartRef(ref)),
	)
	const assignments = hasForms ? await formAssignments(store.reading) : new Map()
	if (assignments.size === 0) return (document) => [document]
	const unassigned = await unassignedForms(store, person, assignments)
	const started = await formsOfRecords(store.reading, {
		owner: person,
		forms: [...unassigned],
	})
	const withheld = new Set([...unassigned].filter((id) => !started.has(id)))
	const withheldParts = entries.some(({ ref }) => isPartRef(ref))
		? await partsOnlyIn(store, withheld)
		: new Set()
	return (document) => {
		if (document.kind === 'form-part') return withheldParts.has(document.ref) ? [] : [document]
		const id = document.kind === 'form' ? (document.body as FormDocument).id : undefined
		if (id === undefined || !assignments.has(id)) return [document]
		const isUnassigned = unassigned.has(id)
		if (v < firstWithAssignments)
			return [
				isUnassigned
					? { ...document, body: { ...(document.body as FormDocument), state: 'retired' } }
					: document,
			]
		const assignment = { kind: 'form-assignment', ref: id, body: { isAssigned: !isUnassigned } }
		return withheld.has(id) ? [assignment] : [assignment, document]
	}
}

/** Returns the forms that are not assigned to this user. */
async function unassignedForms(
	store: Store,
	id: string,
	assignments: ReadonlyMap<string, FormAssignment>,
): Promise<Set<string>> {
	const row = await findPerson(store.reading, id)
	const person = row ? { districts: asPerson(row).districts, team: row.team } : { districts: [], team: null }
	return new Set(
		[...assignments].flatMap(([form, assignment]) => (isAssigned(assignment, person) ? [] : [form])),
	)
}

/** Returns the names of parts that no other form contains. */
async function partsOnlyIn(store: Store, ids: ReadonlySet<string>): Promise<Set<string>> {
	if (ids.size === 0) return new Set()
	const forms = await everyFormDocument(store.reading)
	const partsIn = (isListed: boolean) =>
		forms
			.filter(({ id }) => ids.has(id) === isListed)
			.flatMap(({ parts = [] }) => parts.flatMap((place) => place.refs))
	const elsewhere = new Set(partsIn(false))
	return new Set(partsIn(true).filter((ref) => !elsewhere.has(ref)))
}
