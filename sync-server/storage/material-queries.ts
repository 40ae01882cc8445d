import type { Kysely } from 'kysely'
import type { Round } from '#shared/campaign/campaign'
import { finishedStatuses } from '#shared/campaign/coverage'
import { materialForm } from '#shared/campaign/record-facts'
import { alsoOf, askInParts } from './in-parts.ts'
import type { Tables } from './tables.ts'

type EntryRow = Pick<Tables['record'], 'id' | 'owner' | 'started' | 'view'> & { readonly district: string }

type OfRound = Pick<Round, 'code' | 'demonstration'>
const entriesOf = (db: Kysely<Tables>, project: string, { code, demonstration }: OfRound) =>
	db
		.selectFrom('record')
		.where('project', '=', project)
		.where('form', '=', materialForm)
		.where('round', '=', code)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('status', 'in', finishedStatuses)
		.where('void', '=', 0)
		.where('readers', '=', '')

/** Finished entries of the material log, of the districts that are asked for. */
export async function materialIn(
	db: Kysely<Tables>,
	project: string,
	round: OfRound,
	isAsked: (district: string) => boolean,
): Promise<EntryRow[]> {
	const known = await entriesOf(db, project, round).select('district').distinct().execute()
	// an entry is long: none of another district is read
	const asked = known.flatMap(({ district }) => (district !== null && isAsked(district) ? [district] : []))
	const rows = await askInParts(asked, (part) =>
		entriesOf(db, project, round)
			.select(['id', 'owner', 'started', 'district', 'view'])
			.where('district', 'in', part)
			.orderBy('id')
			.execute(),
	)
	return rows.flatMap(({ district, ...row }) => (district === null ? [] : [{ ...row, district }]))
}

/** What lies in one of these records and in another finished one as well, byte for byte: both made up, or none. */
export const samePhotos = (
	db: Kysely<Tables>,
	project: string,
	{ demonstration }: Pick<OfRound, 'demonstration'>,
	records: readonly string[],
): Promise<{ record: string; other: string; started: string; district: string | null }[]> =>
	askInParts(records, (part) =>
		db
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
			.where(alsoOf(project, 'attachment.project'))
			.where('attachment.record', 'in', part)
			.where('record.demonstration', '=', demonstration ? 1 : 0)
			.where('record.status', 'in', finishedStatuses)
			.where('record.void', '=', 0)
			.where('record.readers', '=', '')
			.execute(),
	)
