import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { serverForTests } from '../../tests/desk-for-tests.ts'
import { enginesOfOwner } from '../../tests/fresh-engines.ts'

const [, ownPostgres] = enginesOfOwner[1]

test('deleted rows are forgotten in every table', async () => {
	const server = await serverForTests(await ownPostgres())
	const { db } = server.store
	// a table that was never vacuumed has no count of its rows
	const untouched = async () => {
		const { rows } = await sql<{ name: string }>`
			select relname as name from pg_class
			where relkind = 'r' and relnamespace = current_schema()::regnamespace and reltuples < 0
		`.execute(db)
		return rows.map(({ name }) => name)
	}
	expect(await untouched()).toContain('interview')
	expect(await server.store.overwriteDeleted()).toBe(true)
	expect(await untouched()).toEqual([])
	await server.close()
})
