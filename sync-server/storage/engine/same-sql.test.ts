import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { routeEngines } from '../../../tests/helpers/fresh-engines.ts'
import { openStore } from '../open-store.ts'

const [, freshPostgres] = routeEngines.find(([name]) => name === 'postgres') ?? []

test('where tests of routes run on PostgreSQL alone, a statement that SQLite refuses is an error', async () => {
	if (!freshPostgres) throw new Error('there is no PostgreSQL')
	const store = await openStore({ engine: await freshPostgres(), project: 'pk31', now: () => 0 })
	const named = store.reading.db.selectFrom('person').select('id')
	expect(await named.where('name', 'like', 'a%').execute()).toEqual([])
	// each of them is valid in PostgreSQL
	expect(() => named.where('name', 'ilike', 'a%').compile()).toThrow('near "ilike"')
	expect(() => named.where(sql<boolean>`name ~ 'a'`).compile()).toThrow('near "~"')
	expect(() => named.distinctOn('name').compile()).toThrow('near "on"')
	await expect(sql`select id from person where name ilike 'a%'`.execute(store.reading.db)).rejects.toThrow(
		'near "ilike"',
	)
	// a value that only PostgreSQL takes
	expect(() => named.where('name', '=', true as unknown as string).compile()).toThrow('can only bind')
	// again: a refused statement is not remembered as accepted
	expect(() => named.where('name', 'ilike', 'a%').compile()).toThrow('near "ilike"')
	await store.close()
})
