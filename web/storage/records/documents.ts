import type * as z from 'zod/mini'
import { commonFunctions } from '#shared/expressions/functions/common-functions'
import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { needsDigests, needsRare } from '#shared/expressions/functions/rare-names'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import { formAssignmentDocumentSchema } from '#shared/forms/form-assignment'
import type {
	FormAvailability,
	FormDefinition,
	FormLanguage,
	LocalizedText,
} from '#shared/forms/form-definition'
import { type FormPart, formPartSchema, joinForm } from '#shared/forms/form-parts'
import { type Bytes, joinBytes, toBase64url } from '#shared/kernel/bytes'
import { canFillForm } from '#shared/people/roles'
import { type Study, studySchema } from '#shared/study/study'
import {
	documentSchema,
	type FormDocument,
	formDocumentSchema,
	personDocumentSchema,
	readMessage,
} from '#shared/sync/messages'
import { database, write } from '../database/database.ts'
import { inflate } from '../database/deflate.ts'
import { traced } from '../database/live-query.ts'
import type { DocumentRow } from '../database/rows.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { buildDocumentAad, type DocumentKey } from '../vault/associated-data.ts'

/** Key of the other pieces of a long document: all but the first. */
export const buildPieceKey = ({ device, kind, ref }: DocumentKey, piece: number | '') => ({
	device,
	kind: 'piece',
	ref: `${kind} ${ref} ${piece}`,
})

interface OpenedDocument {
	/**
	 * Nonce of the sealed row: it differs after the document was received again, so the cache entry is stale.
	 */
	readonly iv: string
	readonly read: unknown
}
/**
 * Cache of parsed documents by key: large forms and lists are slow to decrypt. Freed with the vault when the
 * phone is locked.
 */
const opened = new WeakMap<VaultSession['vault'], Map<string, OpenedDocument>>()

/**
 * Returns the document as received, from all its pieces. @throws DOMException if a piece is damaged or
 * missing
 */
async function wholeOf(vault: VaultSession['vault'], row: DocumentRow): Promise<Bytes> {
	if (!row.pieces) return vault.openBytes(buildDocumentAad(row), row)
	const keys = Array.from({ length: row.pieces }, (_, i) => (i === 0 ? row : buildPieceKey(row, i)))
	// in one transaction: another version may be written in between
	const rows = await (await database()).documents.bulkGet(
		keys.map(({ device, kind, ref }) => [device, kind, ref]),
	)
	return joinBytes(
		await Promise.all(
			rows.map((piece) =>
				piece
					? vault.openBytes(buildDocumentAad(piece), piece)
					: Promise.reject(new DOMException('', 'NotFoundError')),
			),
		),
	)
}

/** Decrypts and parses a stored document; undefined if it can no longer be read. */
export async function openDocument<Schema extends z.ZodMiniType>(
	{ vault }: VaultSession,
	row: DocumentRow,
	schema: Schema,
): Promise<z.infer<Schema> | undefined> {
	const place = buildDocumentAad(row)
	const iv = toBase64url(row.iv)
	const known = opened.get(vault) ?? new Map<string, OpenedDocument>()
	opened.set(vault, known)
	const before = known.get(place)
	if (before?.iv === iv) return before.read as z.infer<Schema>
	try {
		const plain = await inflate(await wholeOf(vault, row))
		const { success, data } = schema.safeParse(readMessage(documentSchema, plain)?.body)
		if (!success) return undefined
		known.set(place, { iv, read: data })
		return data as z.infer<Schema>
	} catch {
		// damaged: treated as missing; `resetFeedCursor` fetches it again
		return undefined
	}
}

export async function loadStudy(vaultSession: VaultSession): Promise<Study | null> {
	const row = await (await database()).documents
		.where({ device: vaultSession.device, kind: 'campaign' })
		.first()
	return row ? ((await openDocument(vaultSession, row, studySchema)) ?? null) : null
}

/** True if the office has erased records of this person. */
export const hasOrders = (vaultSession: VaultSession): Promise<boolean> => hasAny(vaultSession, 'destroyed')

/** True if the office has sent a message to a district, for any day. */
export const hasMessages = (vaultSession: VaultSession): Promise<boolean> => hasAny(vaultSession, 'message')

const hasAny = async ({ device }: VaultSession, kind: DocumentRow['kind']): Promise<boolean> =>
	(await (await database()).documents.where({ device, kind }).count()) > 0

/** Returns the person from the latest document: districts can change after the enrolment. */
export async function personOnPhone(vaultSession: VaultSession): Promise<VaultSession['person']> {
	const row = await (await database()).documents.get([vaultSession.device, 'person', vaultSession.person.id])
	return (row && (await openDocument(vaultSession, row, personDocumentSchema))) ?? vaultSession.person
}

export interface FormOnPhone {
	readonly id: string
	readonly version: number
	readonly title: LocalizedText
	/** Languages of its questions. */
	readonly languages: readonly FormLanguage[]
	readonly state: FormAvailability
	/**
	 * Only some roles read its records: it is started from the help page, and not listed with the day's work.
	 */
	readonly isReport: boolean
}

/**
 * True for a report: only some roles read its records and it has no assignee. Reports are started from
 * the help page and sent first.
 */
export const isReport = ({ readers, filledBy }: FormDefinition): boolean =>
	readers !== undefined && filledBy === undefined

/**
 * Returns the forms that this person can start records with; paused ones are marked, retired ones left out.
 */
export async function currentForms(vaultSession: VaultSession): Promise<FormOnPhone[]> {
	const rows = await (await database()).documents
		.where({ device: vaultSession.device, kind: 'form' })
		.toArray()
	const read = await Promise.all(rows.map((row) => openDocument(vaultSession, row, formDocumentSchema)))
	const known = read.filter((form) => form !== undefined)
	const others = await formsOfOthers(vaultSession)
	const forms: FormOnPhone[] = []
	for (const form of known) {
		if (!isNewest(form, known) || form.state === 'retired' || others.has(form.id)) continue
		const definition = form.definition as FormDefinition
		if (!canFillForm(vaultSession.person.role, definition.filledBy)) continue
		const { id, version, state = 'open' } = form
		const { title, languages } = definition
		forms.push({ id, version, title, languages, state, isReport: isReport(definition) })
	}
	return forms
}

/**
 * Returns the forms that are assigned to other people. Drafts that this person began with them can still be
 * finished.
 */
async function formsOfOthers(vaultSession: VaultSession): Promise<ReadonlySet<string>> {
	const rows = await (await database()).documents
		.where({ device: vaultSession.device, kind: 'form-assignment' })
		.toArray()
	const assignments = await Promise.all(
		rows.map((row) => openDocument(vaultSession, row, formAssignmentDocumentSchema)),
	)
	return new Set(rows.flatMap(({ ref }, i) => (assignments[i]?.isAssigned === false ? [ref] : [])))
}

/** True for the current version of a form, or the latest one here if this phone rejected the current one. */
const isNewest = (form: FormDocument, known: readonly FormDocument[]): boolean =>
	form.isCurrent ||
	known.every(({ id, isCurrent, version }) => id !== form.id || (!isCurrent && version <= form.version))

/**
 * Cache of compiled forms by enrolment, id and version: another enrolment on the phone can have another form under
 * the same version. It outlives a lock, since compiling takes a slow phone a moment, and contains no answers.
 */
const compiled = new Map<string, CompiledForm>()

/** Returns a compiled form version; null if it is not on this phone. */
export async function compiledForm(
	vaultSession: VaultSession,
	id: string,
	version: number,
): Promise<CompiledForm | null> {
	const ref = `${id}@${version}`
	const key = `${vaultSession.device} ${ref}`
	const known = compiled.get(key)
	if (known) return known
	const row = await (await database()).documents.get([vaultSession.device, 'form', ref])
	const document = row && (await openDocument(vaultSession, row, formDocumentSchema))
	const definition = document && (await wholeDefinition(vaultSession, document))
	const result = definition ? compileForm(definition, await functionsFor(definition)) : null
	if (!result || 'faults' in result) return null
	compiled.set(key, result.form)
	return result.form
}

/**
 * Returns the definition with its lists and pictures, which arrive before it; null if parts of it cannot be
 * read.
 */
async function wholeDefinition(
	vaultSession: VaultSession,
	{ definition, parts = [] }: FormDocument,
): Promise<FormDefinition | null> {
	const refs = [...new Set(parts.flatMap((part) => part.refs))]
	if (refs.length === 0) return definition as FormDefinition
	const db = await database()
	const contents = new Map<string, FormPart>()
	// one after the other: together they would be in memory twice
	for (const ref of refs) {
		const row = await db.documents.get([vaultSession.device, 'form-part', ref])
		const part = row && (await openDocument(vaultSession, row, formPartSchema))
		if (part) contents.set(ref, part)
	}
	return joinForm(definition as FormDefinition, parts, contents)
}

/**
 * Most forms need only the common functions; the others are loaded on demand, and cached for offline use like
 * the app.
 */
async function functionsFor(definition: FormDefinition): Promise<FunctionTable> {
	const text = JSON.stringify(definition)
	const [rare, digests] = await traced(
		Promise.all([
			needsRare(text) ? import('#shared/expressions/functions/rare-functions') : null,
			needsDigests(text) ? import('#shared/expressions/functions/digest-functions') : null,
		]),
	)
	if (!rare && !digests) return commonFunctions
	return { ...commonFunctions, ...rare?.rareFunctions, ...digests?.digestFunctions }
}

/** Requests a full resync at the next contact, because something that should be on the phone is missing. */
export const resetFeedCursor = ({ device }: VaultSession): Promise<unknown> =>
	write(['enrolments'], ({ enrolments }) => enrolments.update(device, { cursor: 0 }))
