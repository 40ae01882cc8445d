import { finishedStatuses } from '#shared/coverage/coverage'
import { materialForm } from '#shared/study/record-attributes'
import type { Round } from '#shared/study/study'
import { alsoOf, inParts, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'
import { matchesFilter, type RecordFilter } from './records.ts'

type EntryRow = Pick<Tables['record'], 'id' | 'owner' | 'started' | 'answers'> & { readonly district: string }

type RoundFilter = Pick<Round, 'code' | 'demonstration'>
const entriesOf = (session: Session, { code, demonstration }: RoundFilter) =>
	session.db
		.selectFrom('record')
		.where('project', '=', session.project)
		.where('form', '=', materialForm)
		.where('round', '=', code)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('status', 'in', finishedStatuses)
		.where('void', '=', 0)
		.where('readers', '=', '')

/** Returns the finished entries of the material log of the districts for which `isRequested` is true. */
export async function materialIn(
	session: Session,
	round: RoundFilter,
	isRequested: (district: string) => boolean,
): Promise<EntryRow[]> {
	const known = await entriesOf(session, round).select('district').distinct().execute()
	// entries are long, so none of another district is read
	const districts = known.flatMap(({ district }) =>
		district !== null && isRequested(district) ? [district] : [],
	)
	const rows = await queryInChunks(districts, (part) =>
		entriesOf(session, round)
			.select(['id', 'owner', 'started', 'district', 'answers'])
			.where('district', 'in', part)
			.orderBy('id')
			.execute(),
	)
	return rows.flatMap(({ district, ...row }) => (district === null ? [] : [{ ...row, district }]))
}

/**
 * Returns attachments of these records that another finished record has as well, byte for byte. Demonstration
 * and real records are not mixed.
 */
export const samePhotos = (
	session: Session,
	{ demonstration }: Pick<RoundFilter, 'demonstration'>,
	records: readonly string[],
): Promise<{ record: string; other: string; started: string; district: string | null }[]> =>
	queryInChunks(records, (part) =>
		session.db
			.selectFrom('attachment')
			.innerJoin('attachment as same', (join) =>
				join
					.onRef('same.project', '=', 'attachment.project')
					.onRef('same.hash', '=', 'attachment.hash')
					.onRef('same.record', '!=', 'attachment.record'),
			)
			.innerJoin('record', 'record.id', 'same.record')
			.select(['attachment.record', 'same.record as other', 'record.started', 'record.district'])
			.distinct()
			.where(alsoOf(session.project, 'attachment.project'))
			.where('attachment.record', 'in', part)
			.where('record.demonstration', '=', demonstration ? 1 : 0)
			.where('record.status', 'in', finishedStatuses)
			.where('record.void', '=', 0)
			.where('record.readers', '=', '')
			.execute(),
	)

/** Returns the matching records with open quality flags, and the kinds of these. */
export async function listFlaggedRecords(
	session: Session,
	filter: RecordFilter,
): Promise<Map<string, string[]>> {
	const rows = await session.db
		.selectFrom('record')
		.select(['id', 'open_kinds'])
		.where((eb) => matchesFilter(eb, session.project, filter))
		.where('open_flags', '>', 0)
		.execute()
	return new Map(rows.map(({ id, open_kinds }) => [id, open_kinds.trim().split(' ')]))
}

/** Returns the photos of at most `most` records, by record, in the given order. */
export async function photosOf(
	session: Session,
	records: readonly string[],
	most: number,
): Promise<Map<string, string[]>> {
	const found = new Map<string, string[]>()
	for (const part of inParts(records)) {
		if (found.size >= most) break
		const rows = await session.db
			.selectFrom('attachment')
			.select(['id', 'record'])
			.where('project', '=', session.project)
			.where('record', 'in', part)
			.orderBy('id')
			.execute()
		const byRecord = new Map<string, string[]>()
		for (const { id, record } of rows) byRecord.set(record, [...(byRecord.get(record) ?? []), id])
		for (const record of part) {
			const own = byRecord.get(record)
			if (own && found.size < most) found.set(record, own)
		}
	}
	return found
}
