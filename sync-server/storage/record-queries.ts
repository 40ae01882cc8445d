import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { Districts } from '#shared/access/roles'
import type { CoverageCount } from '#shared/campaign/coverage'
import type { RecordListed } from '#shared/revisions/record-listed'
import { isStatus } from '#shared/revisions/view'
import type { Tables } from './tables.ts'

export interface RecordFilter {
	readonly round?: string | undefined
	readonly district?: string | undefined
	readonly form?: string | undefined
	/** Person who began it. */
	readonly owner?: string | undefined
	/** Any of these. */
	readonly statuses?: readonly string[] | undefined
	readonly void?: boolean | undefined
	readonly disputed?: boolean | undefined
	/** Part of the name, or the whole id; or else any of these districts. */
	readonly search?: { readonly text: string; readonly districts: readonly string[] } | undefined
	/** Rounds whose records are made up: left out unless the round itself is asked for. */
	readonly demonstrationRounds: readonly string[]
	/** What the asking person may see. */
	readonly districts: Districts
}

type Eb = ExpressionBuilder<Tables, 'record'>

/** `%`, `_` and `\` in a search are themselves. */
const likely = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

function fits(eb: Eb, project: string, filter: RecordFilter): Expression<SqlBool> {
	const parts: Expression<SqlBool>[] = [eb('record.project', '=', project)]
	if (filter.round !== undefined) parts.push(eb('record.round', '=', filter.round))
	else if (filter.demonstrationRounds.length > 0)
		parts.push(
			eb.or([eb('record.round', 'is', null), eb('record.round', 'not in', filter.demonstrationRounds)]),
		)
	if (filter.district !== undefined) parts.push(eb('record.district', '=', filter.district))
	if (filter.form !== undefined) parts.push(eb('record.form', '=', filter.form))
	if (filter.owner !== undefined) parts.push(eb('record.owner', '=', filter.owner))
	if (filter.statuses !== undefined) parts.push(eb('record.status', 'in', filter.statuses))
	if (filter.void !== undefined) parts.push(eb('record.void', '=', filter.void ? 1 : 0))
	if (filter.disputed) parts.push(eb('record.open_cases', '>', 0))
	if (filter.search)
		parts.push(
			eb.or([
				sql<SqlBool>`lower(record.name) like ${likely(filter.search.text.toLowerCase())} escape '\\'`,
				eb('record.id', '=', filter.search.text),
				...(filter.search.districts.length > 0 ? [eb('record.district', 'in', filter.search.districts)] : []),
			]),
		)
	if (filter.districts !== 'all')
		parts.push(
			filter.districts.length > 0 ? eb('record.district', 'in', filter.districts) : sql<SqlBool>`1 = 0`,
		)
	return eb.and(parts)
}

const listed = [
	'record.id',
	'record.form',
	'record.form_version',
	'record.name',
	'record.round',
	'record.district',
	'record.outcome',
	'record.status',
	'record.void',
	'record.open_cases',
	'record.view_error',
	'record.started',
	'record.changed',
	'record.last_seq',
] as const

/** Newest change first. `before` is the `lastSeq` of the last one already seen. */
export async function listRecords(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	page: { before?: number | undefined; limit: number },
): Promise<{ records: RecordListed[]; total: number }> {
	const rows = await db
		.selectFrom('record')
		.leftJoin('person', 'person.id', 'record.owner')
		.select([...listed, 'person.name as ownerName', 'person.code as ownerCode'])
		.where((eb) => fits(eb as unknown as Eb, project, filter))
		.$if(page.before !== undefined, (query) => query.where('record.last_seq', '<', page.before ?? 0))
		.orderBy('record.last_seq', 'desc')
		.orderBy('record.id')
		.limit(page.limit)
		.execute()
	const { total } = await db
		.selectFrom('record')
		.select((eb) => eb.fn.countAll().as('total'))
		.where((eb) => fits(eb, project, filter))
		.executeTakeFirstOrThrow()
	return {
		total: Number(total),
		records: rows.map((row) => ({
			id: row.id,
			form: row.form,
			formVersion: row.form_version,
			name: row.name,
			round: row.round,
			district: row.district,
			outcome: row.outcome,
			status: isStatus(row.status) ? row.status : 'draft',
			isVoid: row.void === 1,
			openCases: row.open_cases,
			viewError: row.view_error,
			started: row.started,
			changed: row.changed,
			lastSeq: row.last_seq,
			ownerName: row.ownerName ?? '',
			ownerCode: row.ownerCode ?? '',
		})),
	}
}

export const findRecord = (db: Kysely<Tables>, project: string, id: string) =>
	db.selectFrom('record').selectAll().where('project', '=', project).where('id', '=', id).executeTakeFirst()

/** Finished records that are not void, counted for coverage. */
export async function countForCoverage(
	db: Kysely<Tables>,
	project: string,
	round: string,
	districts: Districts,
): Promise<CoverageCount[]> {
	const rows = await db
		.selectFrom('record')
		.select((eb) => [
			'district',
			'form',
			'outcome',
			'sex',
			eb.fn.countAll().as('records'),
			eb.fn.sum('open_cases').as('openCases'),
		])
		.where('project', '=', project)
		.where('round', '=', round)
		.where('status', 'in', ['submitted', 'approved'])
		.where('void', '=', 0)
		.$if(districts !== 'all', (query) =>
			query.where('district', 'in', districts === 'all' || districts.length === 0 ? [''] : districts),
		)
		.groupBy(['district', 'form', 'outcome', 'sex'])
		.execute()
	return rows.map((row) => ({ ...row, records: Number(row.records), openCases: Number(row.openCases) }))
}

/** Last contact of the phones of each person. */
export async function contactsByPerson(
	db: Kysely<Tables>,
	project: string,
): Promise<{ districts: string; lastSeen: string; demonstration: 0 | 1 }[]> {
	const rows = await db
		.selectFrom('device')
		.innerJoin('person', 'person.id', 'device.person')
		.select((eb) => [
			'person.districts',
			'person.demonstration',
			eb.fn.max('device.last_seen').as('lastSeen'),
		])
		.where('device.project', '=', project)
		.where('device.kind', '=', 'phone')
		.where('device.last_seen', 'is not', null)
		.groupBy(['person.id', 'person.districts', 'person.demonstration'])
		.execute()
	return rows.map((row) => ({ ...row, lastSeen: row.lastSeen ?? '' }))
}

/** One record as an export reads it. */
export interface ExportRow {
	readonly id: string
	readonly form_version: number
	readonly owner_code: string
	readonly round: string | null
	readonly district: string | null
	readonly status: string
	readonly void: 0 | 1
	readonly open_cases: number
	readonly started: string
	readonly changed: string
	readonly view: string
}

/** Records in the order in which they first arrived, a few at a time, so that memory stays the same for any number. */
export function streamRecords(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
): AsyncIterableIterator<ExportRow> {
	return db
		.selectFrom('record')
		.leftJoin('person', 'person.id', 'record.owner')
		.select([
			'record.id',
			'record.form_version',
			'record.round',
			'record.district',
			'record.status',
			'record.void',
			'record.open_cases',
			'record.started',
			'record.changed',
			'record.view',
			(eb) => eb.fn.coalesce('person.code', eb.val('')).as('owner_code'),
		])
		.where((eb) => fits(eb as unknown as Eb, project, filter))
		.orderBy('record.first_seq')
		.orderBy('record.id')
		.stream(200)
}

/** Every disagreement of the records of a form, open and closed. */
export const listDisagreements = (db: Kysely<Tables>, project: string, filter: RecordFilter) =>
	db
		.selectFrom('disagreement')
		.innerJoin('record', 'record.id', 'disagreement.record')
		.select([
			'disagreement.record',
			'disagreement.id',
			'disagreement.kind',
			'disagreement.path',
			'disagreement.revisions',
			'disagreement.closed_by',
		])
		.where((eb) => fits(eb as unknown as Eb, project, filter))
		.orderBy('disagreement.opened_seq')
		.orderBy('disagreement.id')
		.execute()
