import type { Kysely } from 'kysely'
import type { Role } from '#shared/access/roles'
import { finishedStatuses } from '#shared/campaign/coverage'
import { helplineForm } from '#shared/campaign/record-facts'
import type { Tables } from './tables.ts'

interface Wanted {
	readonly code: string
	readonly demonstration: boolean
}

/** Finished calls of a round, of the log that this role reads. */
export const callsIn = (
	db: Kysely<Tables>,
	project: string,
	{ code, demonstration }: Wanted,
	reader: Role,
): Promise<Pick<Tables['record'], 'owner' | 'view'>[]> =>
	db
		.selectFrom('record')
		.select(['owner', 'view'])
		.where('project', '=', project)
		.where('form', '=', helplineForm)
		.where('round', '=', code)
		.where('demonstration', '=', demonstration ? 1 : 0)
		.where('status', 'in', finishedStatuses)
		.where('void', '=', 0)
		.where('readers', 'like', `% ${reader} %`)
		.orderBy('id')
		.execute()
