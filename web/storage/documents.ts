import { type Campaign, campaignSchema } from '#shared/campaign/campaign'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormDefinition, Texts } from '#shared/forms/form-definition'
import {
	type Document,
	type FormDocument,
	formDocumentSchema,
	personDocumentSchema,
} from '#shared/sync/messages'
import { type DocumentRow, database } from './database.ts'
import type { AtWork } from './people-on-phone.ts'

const placeOf = ({ device, kind, ref }: Pick<DocumentRow, 'device' | 'kind' | 'ref'>) =>
	`document ${device} ${kind} ${ref}`

export async function sealDocument(
	{ device, vault }: AtWork,
	{ kind, ref, body }: Document,
): Promise<DocumentRow> {
	const key = { device, kind, ref }
	return { ...key, ...(await vault.seal(placeOf(key), body)) }
}

const openDocument = ({ vault }: AtWork, row: DocumentRow): Promise<unknown> => vault.open(placeOf(row), row)

export async function campaignOnPhone(atWork: AtWork): Promise<Campaign | null> {
	const row = await (await database()).getFromIndex('documents', 'kind', [atWork.device, 'campaign'])
	return row ? (campaignSchema.safeParse(await openDocument(atWork, row)).data ?? null) : null
}

/** The person as the office knows them now: districts can change after the enrolment. */
export async function personOnPhone(atWork: AtWork): Promise<AtWork['person']> {
	const row = await (await database()).get('documents', [atWork.device, 'person', atWork.person.id])
	const read = row ? personDocumentSchema.safeParse(await openDocument(atWork, row)).data : undefined
	return read ?? atWork.person
}

export interface FormOnPhone {
	readonly id: string
	readonly version: number
	readonly title: Texts
}

/** The forms with which new records may begin. */
export async function currentForms(atWork: AtWork): Promise<FormOnPhone[]> {
	const rows = await (await database()).getAllFromIndex('documents', 'kind', [atWork.device, 'form'])
	const forms: FormOnPhone[] = []
	for (const row of rows) {
		const form = formDocumentSchema.safeParse(await openDocument(atWork, row)).data
		if (form?.isCurrent)
			forms.push({ id: form.id, version: form.version, title: (form.definition as FormDefinition).title })
	}
	return forms
}

const compiled = new Map<string, CompiledForm>()

/** A form version ready to run; null if it has not reached this phone. */
export async function compiledForm(
	atWork: AtWork,
	id: string,
	version: number,
): Promise<CompiledForm | null> {
	const ref = `${id}@${version}`
	const known = compiled.get(ref)
	if (known) return known
	const row = await (await database()).get('documents', [atWork.device, 'form', ref])
	if (!row) return null
	const document: FormDocument | undefined = formDocumentSchema.safeParse(
		await openDocument(atWork, row),
	).data
	const result = document ? compileForm(document.definition as FormDefinition) : null
	if (!result || 'faults' in result) return null
	compiled.set(ref, result.form)
	return result.form
}
