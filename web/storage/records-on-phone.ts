import type { Role } from '#shared/access/roles'
import { ticksCanBeTogether } from '#shared/forms/merge-rules'
import { readRecord } from '#shared/forms/read-record'
import { type FoldRevision, fold, noRules } from '#shared/revisions/fold'
import { graphOf } from '#shared/revisions/graph'
import { rankOf } from '#shared/revisions/review-moves'
import { type Revision, readRevision } from '#shared/revisions/revision'
import { type Status, standingAnswers, type View } from '#shared/revisions/view'
import { database, type RecordRow, type RevisionRow } from './database.ts'
import { compiledForm } from './documents.ts'
import type { AtWork } from './people-on-phone.ts'

const revisionPlace = (device: string, id: string) => `revision ${device} ${id}`
const recordPlace = (device: string, id: string) => `record ${device} ${id}`

export const sealRevision = ({ device, vault }: AtWork, id: string, bytes: Uint8Array<ArrayBuffer>) =>
	vault.sealBytes(revisionPlace(device, id), bytes)
export const openRevision = ({ vault }: AtWork, row: RevisionRow): Promise<Uint8Array<ArrayBuffer>> =>
	vault.openBytes(revisionPlace(row.device, row.id), row)

const revisionRows = async (device: string, record: string): Promise<RevisionRow[]> =>
	(await database()).getAllFromIndex('revisions', 'record', [device, record])

/** What a list shows of a record. */
export interface RecordSummary {
	readonly form: { readonly id: string; readonly ver: number }
	readonly name: string
	readonly status: Status
	readonly isVoid: boolean
	readonly openCases: number
}

export interface ListedRecord extends RecordSummary {
	readonly id: string
	readonly changedAt: number
	/** Everything of it is at the server. */
	readonly isAtServer: boolean
}

export interface RecordOnPhone {
	readonly revisions: readonly { readonly id: string; readonly revision: Revision; readonly role: Role }[]
	readonly view: View
	readonly form: { readonly id: string; readonly ver: number }
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
		const revision = readRevision(await openRevision(atWork, row))
		if (revision) all.push({ id: row.id, revision, role: row.role })
	}
	const graph = graphOf(new Map(all.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const wanted = heads ? new Set(heads.flatMap((head) => [head, ...(graph.ancestors.get(head) ?? [])])) : null
	const revisions = wanted ? all.filter(({ id }) => wanted.has(id)) : all
	const first = revisions[0]
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
		compiled ? { canBeTogether: ticksCanBeTogether(compiled) } : noRules,
	)
	return { revisions, view, form }
}

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
		name: compiled ? readRecord(compiled, standingAnswers(found.view)).name : '',
		status: found.view.status,
		isVoid: found.view.void !== null,
		openCases: found.view.cases.length,
	}
	const { device, vault } = atWork
	return { id: record, device, changedAt, ...(await vault.seal(recordPlace(device, record), summary)) }
}

/** Finished records of this person on this phone, newest first. */
export async function listRecords(atWork: AtWork): Promise<ListedRecord[]> {
	const { device, vault } = atWork
	const db = await database()
	const rows = await db.getAllFromIndex('records', 'device', device)
	const here = [
		...(await db.getAllFromIndex('revisions', 'state', [device, 'waiting'])),
		...(await db.getAllFromIndex('revisions', 'state', [device, 'refused'])),
	]
	const onlyHere = new Set(here.map(({ record }) => record))
	const records = await Promise.all(
		rows.map(async (row): Promise<ListedRecord> => {
			const summary = (await vault.open(recordPlace(device, row.id), row)) as RecordSummary
			return { ...summary, id: row.id, changedAt: row.changedAt, isAtServer: !onlyHere.has(row.id) }
		}),
	)
	return records.sort((a, b) => b.changedAt - a.changedAt)
}
