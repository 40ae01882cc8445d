import type { FormShelf } from '../forms/form-shelf.ts'
import type { WriteSession } from '../storage/store.ts'
import { type KnownRecord, type KnownRevision, ownerOf } from './known-record.ts'
import { understandRecords } from './understand-records.ts'

/** A revision as it goes into the store. */
export interface AddedRevision {
	readonly known: KnownRevision
	readonly deflated: Uint8Array
	/** By the key of its enrolment, over its id. */
	readonly signature: Uint8Array | null
}

/**
 * The one way in which revisions become part of records: stored, understood, and heard of by who began the record.
 * `records` are the records that change, with what is added among their revisions.
 */
export async function addRevisions(
	session: WriteSession,
	forms: FormShelf,
	records: readonly KnownRecord[],
	added: readonly AddedRevision[],
): Promise<void> {
	const numbers = await session.appendRevisions(
		added.map(({ known: { id, revision, role, flag, isChecked }, deflated, signature }) => ({
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
		})),
	)
	const stored = (known: KnownRevision): KnownRevision => {
		const seq = numbers.get(known.id)
		return seq === undefined ? known : { ...known, seq, received: session.at }
	}
	await understandRecords(
		session,
		records.map((record) => ({ ...record, revisions: record.revisions.map(stored) })),
		forms,
	)
	const owners = new Map(records.map((record) => [record.id, ownerOf(record)]))
	await session.announce(
		added.map(({ known: { id, revision } }) => ({
			scope: `person:${owners.get(revision.record) ?? revision.author}`,
			revision: id,
			seq: numbers.get(id) ?? 0,
		})),
	)
}
