import { CompiledQuery, Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { engines } from '../../../tests/helpers/fresh-engines.ts'
import { recordRow } from '../../../tests/helpers/record-row.ts'
import { openStore } from '../open-store.ts'
import type { Tables } from '../tables/tables.ts'
import { listRecords } from './record-pages.ts'
import type { RecordFilter } from './records.ts'
import { findNeighbours } from './review-queue.ts'

const filter: RecordFilter = {
	demonstration: false,
	districts: 'all',
	role: 'data-manager',
	isWaiting: true,
	round: 'endline',
	flag: 'same-place',
}
const key = { last_seq: 9, finished_seq: 5, open_flags: 1 }

test.each(engines)(
	'the review queue is read from its index alone, however rare its records are: on %s',
	async (name, freshEngine) => {
		const engine = await freshEngine()
		await (await openStore({ engine, project: 'test', now: () => 0 })).close()
		const executed: CompiledQuery[] = []
		const db = new Kysely<Tables>({
			dialect: engine.again().dialect,
			log({ query }) {
				executed.push(query)
			},
		})
		const row = recordRow('r', { finished_seq: 5, open_flags: 1, open_kinds: ' same-place ' })
		await db
			.insertInto('record')
			.values({ ...row, project: 'test' })
			.execute()
		executed.length = 0
		for (const order of ['oldest', 'worst'] as const) {
			await listRecords({ db, project: 'test' }, filter, { order, limit: 50 })
			await listRecords({ db, project: 'test' }, filter, { order, after: key, limit: 50 })
			await findNeighbours({ db, project: 'test' }, filter, { order, of: { ...key, id: 'r' } })
		}
		// except the query for the one record whose position is searched
		const searched = executed.filter(({ sql }) => !sql.includes('"record"."id" ='))
		const plans = searched.map(async (query) => {
			const plan = await db.transaction().execute(async (db) => {
				if (name === 'sqlite')
					return db.executeQuery(CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]))
				// without rows the planner would use no index
				await sql`set local enable_seqscan = off`.execute(db)
				await sql`set local enable_bitmapscan = off`.execute(db)
				return db.executeQuery(CompiledQuery.raw(`explain ${query.sql}`, [...query.parameters]))
			})
			return JSON.stringify(plan.rows)
		})
		const explained = await Promise.all(plans)
		expect(explained.length).toBeGreaterThan(5)
		for (const plan of explained)
			expect(plan).toMatch(/COVERING INDEX record_waiting|Index Only Scan (Backward )?using record_waiting/)
		await db.destroy()
	},
)
