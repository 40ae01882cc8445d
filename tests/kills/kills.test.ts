import { expect, inject, test } from 'vitest'
import { freshDatabase } from '../helpers/fresh-engines.ts'
import { killOverAndOver } from './kill-rounds.ts'

/**
 * `npm run test:kills -- --kills 500` tests every statement; this test every thirty-seventh, from the first to the
 * last.
 */
const kills = 5

test.each(['sqlite', 'postgres'])(
	'[F42] a server that is killed repeatedly, between its statements on %s, loses nothing that it acknowledged',
	async (store) => {
		const databaseUrl = store === 'postgres' ? await freshDatabase(inject('postgresUrl')) : null
		const found = await killOverAndOver({ kills, databaseUrl, stride: 37 })
		expect(found.kills).toBe(kills)
		// the server killed itself: the statements were recognised
		expect(found.atStatements).toBeGreaterThan(1)
		expect(found.acknowledged).toBe(found.revisions)
	},
)
