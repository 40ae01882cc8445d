import type { FormDefinition } from '#shared/forms/form-definition'
import type { FormChange, FormRepository } from '../forms/form-repository.ts'
import type { Store } from '../storage/store.ts'
import { reprojectQuarantined, retryFailedRecords } from './reproject-records.ts'

/**
 * Publishes a form on behalf of a person, and evaluates records that waited for this version. Returns the
 * version; null if it waits for an approval.
 */
export async function publishForm(
	store: Store,
	forms: FormRepository,
	definition: FormDefinition,
	change: FormChange<string>,
): Promise<number | null> {
	const version = await forms.publish(definition, change)
	if (version !== null) await retryFailedRecords(store, forms)
	return version
}

/** Evaluates the records that waited for a version, after its approval and publication. */
export async function reprojectApproved(
	store: Store,
	forms: FormRepository,
	form: string,
	version: number,
): Promise<void> {
	forms.forget(form, version)
	await retryFailedRecords(store, forms)
}

/**
 * Publishes the built-in forms. A form that a person has published since is not overwritten when the program
 * starts again.
 */
export async function publishForms(
	store: Store,
	forms: FormRepository,
	definitions: readonly FormDefinition[],
	now: string,
): Promise<void> {
	for (const definition of definitions) await forms.publish(definition, { by: null, now })
	await reprojectQuarantined(store, forms)
	await retryFailedRecords(store, forms)
}
