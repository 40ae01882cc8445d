import type { Role } from '#shared/access/roles'
import type { CompiledForm } from '#shared/forms/compile-form'
import { isAudit } from '#shared/forms/form-definition'
import { mergeRulesOf } from '#shared/forms/merge-rules'
import { readRecord } from '#shared/forms/read-record'
import type { Bytes } from '#shared/kernel/bytes'
import { type FoldRevision, fold, noRules } from '#shared/revisions/fold'
import { graphOf } from '#shared/revisions/graph'
import { rankOf } from '#shared/revisions/review-moves'
import { type Revision, readRevision } from '#shared/revisions/revision'
import { type Status, standingAnswers, type View } from '#shared/revisions/view'
import { database, type RecordRow, type RevisionRow } from './database.ts'
import { inflate } from './deflate.ts'
import { compiledForm } from './documents.ts'
import type { AtWork } from './people-on-phone.ts'

const revisionPlace = (device: string, id: string) => `revision ${device} ${id}`
const recordPlace = (device: string, id: string) => `record ${device} ${id}`

/** `deflated`: as it travels. */
export const sealRevision = ({ device, vault }: AtWork, id: string, deflated: Bytes) =>
	vault.sealBytes(revisionPlace(device, id), deflated)
/** @throws DOMException if the row is damaged */
export const openRevision = ({ vault }: AtWork, row: RevisionRow): Promise<Bytes> =>
	vault.openBytes(revisionPlace(row.device, row.id), row)

/** The revision in a row; null if the row is damaged: then it counts as not arrived, and the others go on. */
export const revisionIn = (atWork: AtWork, row: RevisionRow): Promise<Revision | null> =>
	openRevision(atWork, row)
		.then(inflate)
		.then(readRevision)
		.catch(() => null)

const revisionRows = async (device: string, record: string): Promise<RevisionRow[]> =>
	(await database()).getAllFromIndex('revisions', 'record', [device, record])

/** What a list shows of a record. */
export interface RecordSummary {
	readonly form: { readonly id: string; readonly ver: number }
	readonly name: string
	readonly status: Status
	readonly isVoid: boolean
	readonly openCases: number
	/** Comments of the desk that nobody has answered by finishing again; absent in rows of before. */
	readonly notes?: number
}

/** at-server: everything of it · only-here: something waits · refused: something waits that the server could not take */
export type Whereabouts = 'at-server' | 'only-here' | 'refused'

export interface ListedRecord extends RecordSummary {
	readonly id: string
	readonly changedAt: number
	readonly whereabouts: Whereabouts
	/** Its row is damaged: it is shown, and cannot be opened. */
	readonly isUnreadable: boolean
}

export interface RecordOnPhone {
	readonly revisions: readonly { readonly id: string; readonly revision: Revision; readonly role: Role }[]
	readonly view: View
	readonly form: { readonly id: string; readonly ver: number }
	/** When it was begun, ms since 1970. */
	readonly writtenAt: number
}

/**
 * All revisions of a record and what they fold to; null if none is here. With `heads`: only those and what they had
 * seen.
 */
export async function recordOnPhone(
	atWork: AtWork,
	record: string,
	heads?: readonly string[],
): Promise<RecordOnPhone | null> {
	const rows = await revisionRows(atWork.device, record)
	return foldRows(atWork, rows, heads)
}

async function foldRows(
	atWork: AtWork,
	rows: readonly RevisionRow[],
	heads?: readonly string[],
): Promise<RecordOnPhone | null> {
	const all: RecordOnPhone['revisions'][number][] = []
	for (const row of rows) {
		const revision = await revisionIn(atWork, row)
		if (revision) all.push({ id: row.id, revision, role: row.role })
	}
	const graph = graphOf(new Map(all.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const wanted = heads ? new Set(heads.flatMap((head) => [head, ...(graph.ancestors.get(head) ?? [])])) : null
	const revisions = wanted ? all.filter(({ id }) => wanted.has(id)) : all
	const first = revisions.find(({ revision }) => revision.parents.length === 0) ?? revisions[0]
	if (!first) return null
	const form = {
		id: first.revision.form.id,
		ver: Math.max(...revisions.map(({ revision }) => revision.form.ver)),
	}
	const compiled = await compiledForm(atWork, form.id, form.ver)
	const view = fold(
		new Map(
			revisions.map(({ id, revision, role }): [string, FoldRevision] => [
				id,
				{ id, parents: revision.parents, set: revision.set, rank: rankOf(role) },
			]),
		),
		compiled ? await rulesOf(compiled) : noRules,
	)
	return { revisions, view, form, writtenAt: Date.parse(first.revision.at.wall) }
}

/** The same as at the server; how audits are put together comes with a form that has one. */
const rulesOf = async (form: CompiledForm) =>
	mergeRulesOf(
		form,
		form.definition.body.some(isAudit) ? (await import('#shared/forms/audit')).joinAudits : undefined,
	)

/**
 * The list's row of a record, from all its revisions; `extra` are those about to be written with it.
 * Null if there is nothing to show.
 */
export async function recordRow(
	atWork: AtWork,
	record: string,
	extra: readonly RevisionRow[],
	changedAt: number,
): Promise<RecordRow | null> {
	const stored = await revisionRows(atWork.device, record)
	const known = new Set(extra.map(({ id }) => id))
	const found = await foldRows(atWork, [...stored.filter(({ id }) => !known.has(id)), ...extra])
	if (!found) return null
	const compiled = await compiledForm(atWork, found.form.id, found.form.ver)
	const summary: RecordSummary = {
		form: found.form,
		name: compiled ? readRecord(compiled, standingAnswers(found.view), found.writtenAt).name : '',
		status: found.view.status,
		isVoid: found.view.void !== null,
		openCases: found.view.cases.length,
		notes: found.view.notes.filter(({ isOpen }) => isOpen).length,
	}
	const { device, vault } = atWork
	return { id: record, device, changedAt, ...(await vault.seal(recordPlace(device, record), summary)) }
}

const damaged: RecordSummary = {
	form: { id: '', ver: 1 },
	name: '',
	status: 'submitted',
	isVoid: false,
	openCases: 0,
}

/** Records of this person on this phone, newest first. */
export async function listRecords(atWork: AtWork): Promise<ListedRecord[]> {
	const { device, vault } = atWork
	const db = await database()
	const rows = await db.getAllFromIndex('records', 'device', device)
	const whereabouts = new Map<string, Whereabouts>()
	for (const state of ['waiting', 'unreadable', 'refused'] as const)
		for (const { record } of await db.getAllFromIndex('revisions', 'state', [device, state]))
			whereabouts.set(record, state === 'waiting' ? 'only-here' : 'refused')
	const records = await Promise.all(
		rows.map(async (row): Promise<ListedRecord> => {
			const summary = await vault.open(recordPlace(device, row.id), row).then(
				(value) => value as RecordSummary,
				() => null,
			)
			return {
				...(summary ?? damaged),
				id: row.id,
				changedAt: row.changedAt,
				whereabouts: whereabouts.get(row.id) ?? 'at-server',
				isUnreadable: summary === null,
			}
		}),
	)
	return records.sort((a, b) => b.changedAt - a.changedAt)
}
