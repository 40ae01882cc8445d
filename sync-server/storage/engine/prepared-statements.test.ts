import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { enginesOfOwner } from '../../../tests/helpers/fresh-engines.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store.ts'
import type { Tables } from '../tables/tables.ts'
import { minConnections, postgresEngine } from './postgres-engine.ts'

const [, ownPostgres] = enginesOfOwner[1]

let store: Store
let db: Kysely<Tables>
beforeEach(async () => {
	const { place } = await ownPostgres()
	// with the fewest connections one of them writes, so all statements below run on the same
	const engine = postgresEngine(place, () => {}, minConnections)
	store = await openStore({ engine, project: 'test', now: () => 0 })
	db = store.changing.db as Kysely<Tables>
})
afterEach(() => store.close())

const preparedTexts = async () =>
	(await sql<{ text: string }>`select statement as text from pg_prepared_statements`.execute(db)).rows.map(
		({ text }) => text,
	)
const often = async (run: () => Promise<unknown>, times = 10) => {
	for (let i = 0; i < times; i++) await run()
}

test('a statement that runs often is prepared, one that runs twice is not', async () => {
	await often(() => sql`select ${'a'}::text as often`.execute(db))
	await often(() => sql`select ${'a'}::text as twice`.execute(db), 2)
	expect(await preparedTexts()).toEqual(['select $1::text as often'])
})

test('of very many statements a limited number is prepared', async () => {
	for (let i = 0; i < 300; i++)
		await often(() => sql`select ${'a'}::text as ${sql.ref(`c${i}`)}`.execute(db), 6)
	expect(await preparedTexts()).toHaveLength(200)
})

test('statements go on when another version of the server adds a column', async () => {
	const all = () => sql`select * from head where project = ${'test'}`.execute(db)
	const one = () => sql`select seq from head where project = ${'test'}`.execute(db)
	await often(all)
	await often(one)
	await sql`alter table head add column another text`.execute(db)
	expect((await all()).rows).toEqual([expect.objectContaining({ another: null })])
	expect((await one()).rows).toHaveLength(1)
})

test('behind a pooler that loses prepared statements one request fails, to be sent again, and no other', async () => {
	const ask = () => sql<{ a: string }>`select ${'a'}::text as a`.execute(db)
	await often(ask)
	await sql`deallocate all`.execute(db)
	const refused = await ask().catch((thrown: unknown) => thrown)
	expect(store.isPassing(refused)).toBe(true)
	await often(async () => expect((await ask()).rows).toEqual([{ a: 'a' }]))
	expect(await preparedTexts()).toEqual([])
})
