import type { Kysely } from 'kysely'
import type { Tables } from './tables/tables.ts'

/**
 * Access of the queries of this folder to the store of one project: to its last state, to one moment, or
 * within a transaction. Code outside of this folder passes it on; only the queries read `db`.
 */
export interface Session {
	readonly db: Kysely<Tables>
	readonly project: string
}
