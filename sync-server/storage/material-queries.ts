import type { Kysely } from 'kysely'
import { finishedStatuses } from '#shared/campaign/coverage'
import { materialForm } from '#shared/campaign/record-facts'
import { askInParts } from './in-parts.ts'
import type { Tables } from './tables.ts'

type EntryRow = Pick<Tables['record'], 'id' | 'owner' | 'started' | 'view'> & { readonly district: string }

/** Finished entries of the material log, of all districts. */
export async function materialIn(
	db: Kysely<Tables>,
	project: string,
	{ code, demonstration }: { readonly code: string; readonly demonstration: boolean },
): Promise<EntryRow[]> {
	const rows = await db
		.selectFrom('record')
		.select(['id', 'owner', 'started', 'district', 'view'])
		.where('project', '=', project)
		.where('form', '=', materialForm)
		.where('round', '=', code)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('status', 'in', finishedStatuses)
		.where('void', '=', 0)
		.orderBy('id')
		.execute()
	return rows.flatMap(({ district, ...row }) => (district === null ? [] : [{ ...row, district }]))
}

/** What lies in one of these records and in another one as well, byte for byte. */
export const samePhotos = (
	db: Kysely<Tables>,
	project: string,
	records: readonly string[],
): Promise<{ record: string; other: string; started: string }[]> =>
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
			.select(['attachment.record', 'same.record as other', 'record.started'])
			.distinct()
			.where('attachment.project', '=', project)
			.where('attachment.record', 'in', part)
			.where('record.void', '=', 0)
			.execute(),
	)
