import { expect, inject, test } from 'vitest'
import { postgresEngine } from '../../sync-server/storage/engine/postgres-engine.ts'
import { freshDatabase } from '../helpers/fresh-engines.ts'
import { listOutdated } from '../helpers/inject-fault.ts'
import { faults } from './faults.ts'
import { simulate } from './one-seed.ts'
import { type FreshPlace, freshSqlite } from './world.ts'

const freshPostgres: FreshPlace = async () => {
	const url = await freshDatabase(inject('postgresUrl'))
	return { open: () => postgresEngine(url, () => {}) }
}
const seedsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)

test('every fault that the simulation must find can be injected', () => {
	expect(listOutdated(faults)).toEqual([])
})
// `npm run simulate` and `npm run test:long` try hundreds of others
test.each(seedsFrom(1, 4))('weeks of random faults on SQLite: seed %d', async (seed) => {
	expect((await simulate(seed, freshSqlite)).revisions).toBeGreaterThan(0)
})
test.each(seedsFrom(1001, 3))('weeks of random faults on PostgreSQL: seed %d', async (seed) => {
	expect((await simulate(seed, freshPostgres)).revisions).toBeGreaterThan(0)
})
