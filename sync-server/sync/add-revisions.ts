import type { FormShelf } from '../forms/form-shelf.ts'
import type { NewRevision, WriteSession } from '../storage/store.ts'
import { handsOn, type KnownRecord, type KnownRevision, ownerOf, ownersOf } from './known-record.ts'
import { understandRecords } from './understand-records.ts'

/** A revision as it goes into the store. */
export interface AddedRevision {
	readonly known: KnownRevision
	readonly deflated: Uint8Array
	/** By the key of its enrolment, over its id. */
	readonly signature: Uint8Array | null
}

/**
 * The one way in which new revisions become part of records: stored, understood, and heard of by those with whom they lie.
 * `records` are the records that change, with what is added among their revisions.
 */
export async function addRevisions(
	session: WriteSession,
	forms: FormShelf,
	records: readonly KnownRecord[],
	added: readonly AddedRevision[],
): Promise<void> {
	const numbers = await session.appendRevisions(
		added.map(({ known, deflated, signature }) => newRevisionOf(known, deflated, signature)),
	)
	const stored = (known: KnownRevision): KnownRevision => {
		const seq = numbers.get(known.id)
		return seq === undefined ? known : { ...known, seq, received: session.at }
	}
	await understandAndTell(
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
 * Makes the records' rows new, and tells with whom they lie of `told`, each with the number under which it is to be heard. That a
 * record was handed on is told to everybody who ever had it.
 */
export async function understandAndTell(
	session: WriteSession,
	forms: FormShelf,
	records: readonly KnownRecord[],
	told: readonly { readonly known: KnownRevision; readonly seq: number }[],
): Promise<void> {
	await understandRecords(session, records, forms)
	const owners = new Map(records.map((record) => [record.id, ownerOf(record)]))
	const everyOwner = (id: string) =>
		ownersOf({ revisions: records.find((each) => each.id === id)?.revisions ?? [] })
	await session.announce(
		told.flatMap(({ known, seq }) => {
			const { id, revision } = known
			const owner = owners.get(revision.record) ?? revision.author
			const people = handsOn(known) ? everyOwner(revision.record).add(owner) : [owner]
			return [...people].map((person) => ({ scope: `person:${person}`, revision: id, seq }))
		}),
	)
}
