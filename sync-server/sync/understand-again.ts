import type { FormDefinition } from '#shared/forms/form-definition'
import type { FormShelf } from '../forms/form-shelf.ts'
import { notUnderstoodAfter } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'
import { addRevisions } from './add-revisions.ts'
import { knownRecords } from './known-record.ts'
import { settleRecords } from './settle-records.ts'

const recordsAtATime = 100

/**
 * Tries the records that could not be understood once more: a newer program may know how, or a form that was unknown is
 * known now.
 */
async function understandAgain(store: Store, forms: FormShelf): Promise<void> {
	let after = ''
	for (;;) {
		const ids = await notUnderstoodAfter(store.reading, store.project, after, recordsAtATime)
		if (ids.length === 0) return
		await store.write(async (session) => {
			const records = knownRecords(ids, await session.revisionsOf(ids))
			const settled = await settleRecords(session, forms, records.values(), new Map())
			await addRevisions(
				session,
				forms,
				settled.map(({ record }) => record),
				[],
			)
		})
		after = ids.at(-1) ?? ''
	}
}

/** Publishes a form for a person; records that waited for this version are understood. Gives the version. */
export async function publishForm(
	store: Store,
	forms: FormShelf,
	definition: FormDefinition,
	by: string,
	now: string,
): Promise<number> {
	const version = await forms.publish(definition, by, now)
	await understandAgain(store, forms)
	return version
}

/**
 * Publishes the forms that come with the program. One that a person has published since is left as it is: the program
 * does not take that back when it starts again.
 */
export async function publishForms(
	store: Store,
	forms: FormShelf,
	definitions: readonly FormDefinition[],
	now: string,
): Promise<void> {
	for (const definition of definitions) await forms.publish(definition, null, now)
	await understandAgain(store, forms)
}
