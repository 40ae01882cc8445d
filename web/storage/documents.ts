import { type Campaign, campaignSchema } from '#shared/campaign/campaign'
import { commonFunctions } from '#shared/expressions/functions/common-functions'
import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { needsRare } from '#shared/expressions/functions/rare-names'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormDefinition, Texts } from '#shared/forms/form-definition'
import type { Bytes } from '#shared/kernel/bytes'
import {
	type Document,
	documentSchema,
	type FormDocument,
	formDocumentSchema,
	personDocumentSchema,
	readMessage,
} from '#shared/sync/messages'
import { type DocumentRow, database, write } from './database.ts'
import { inflate } from './deflate.ts'
import type { AtWork } from './people-on-phone.ts'

/** A document as it came: what it is, and its bytes. */
export interface IncomingDocument extends Document {
	readonly deflated: Bytes
}

const placeOf = ({ device, kind, ref }: Pick<DocumentRow, 'device' | 'kind' | 'ref'>) =>
	`document ${device} ${kind} ${ref}`

export async function sealDocument(
	{ device, vault }: AtWork,
	{ kind, ref, deflated }: IncomingDocument,
): Promise<DocumentRow> {
	const key = { device, kind, ref }
	return { ...key, ...(await vault.sealBytes(placeOf(key), deflated)) }
}

/** The body of a stored document; undefined if it can no longer be read. */
async function openDocument({ vault }: AtWork, row: DocumentRow): Promise<unknown> {
	try {
		const plain = await inflate(await vault.openBytes(placeOf(row), row))
		return readMessage(documentSchema, plain)?.body
	} catch {
		// damaged: as if it had never come; `hearAllAgain` brings it back
		return undefined
	}
}

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

/** A form version ready to run; null if it is not on this phone. */
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
	const definition = document?.definition as FormDefinition | undefined
	const result = definition ? compileForm(definition, await functionsFor(definition)) : null
	if (!result || 'faults' in result) return null
	compiled.set(ref, result.form)
	return result.form
}

/** Most forms need only the common functions; the others are fetched once, and kept for weeks without network as the app is. */
async function functionsFor(definition: FormDefinition): Promise<FunctionTable> {
	if (!needsRare(JSON.stringify(definition))) return commonFunctions
	const { rareFunctions } = await import('#shared/expressions/functions/rare-functions')
	return { ...commonFunctions, ...rareFunctions }
}

/** Something that should be here is not: with the next contact everything is heard again from the beginning. */
export const hearAllAgain = ({ device }: AtWork): Promise<void> =>
	write(['enrolments'], async (trx) => {
		const row = await trx.objectStore('enrolments').get(device)
		if (row) await trx.objectStore('enrolments').put({ ...row, cursor: 0 })
	})
