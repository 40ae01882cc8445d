import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/fresh-engines.ts'
import { attachmentsOf } from './attachment-table.ts'
import { saidBy } from './back-check-table.ts'
import { rowsToLookThrough } from './keeping-table.ts'
import { samePhotos } from './material-queries.ts'
import { openStore } from './open-store.ts'
import { recordsBegunBy, recordsById } from './record-queries.ts'
import { sqliteEngine } from './sqlite-engine.ts'
import type { Tables } from './tables.ts'

/** Of which a round has thousands, and a census a million. */
const large = new Set(['record', 'attachment', 'revision', 'interview'])

test('many ids are looked up on SQLite by themselves, and not among all that a project has', async () => {
	const place = join(temporaryFolder(), 'zila.sqlite')
	await (await openStore({ engine: sqliteEngine(place), project: 'test', now: () => 0 })).close()
	const asked: { sql: string; parameters: readonly unknown[] }[] = []
	const db = new Kysely<Tables>({
		dialect: sqliteEngine(place).dialect,
		log({ query: { sql, parameters } }) {
			asked.push({ sql, parameters })
		},
	})
	const ids = Array.from({ length: 100 }, (_, i) => `record ${i}`)
	await recordsById(db, 'test', ids)
	await rowsToLookThrough(db, 'test', ids)
	await saidBy(db, 'test', ids)
	await attachmentsOf(db, 'test', ids)
	await samePhotos(db, 'test', { demonstration: false }, ids)
	await recordsBegunBy(db, 'test', 'somebody')
	const queries = [...asked]
	expect(queries).toHaveLength(6)
	for (const query of queries) {
		const { rows } = await sql<{ detail: string }>`${sql.raw('explain query plan ')}${sql.raw(
			query.sql.replaceAll('?', "''"),
		)}`.execute(db)
		for (const { detail } of rows) {
			const [, table = ''] = /^(?:SCAN|SEARCH) (\w+)/.exec(detail) ?? []
			const isAll = detail.startsWith('SCAN') || detail.endsWith('(project=?)')
			expect(large.has(table) && isAll, `${query.sql.slice(0, 60)}…: ${detail}`).toBe(false)
		}
	}
	await db.destroy()
})
