import { describe, expect, test } from 'vitest'
import { works } from '#shared/campaign/works'
import { engines, temporaryFolder } from '../tests/fresh-engines.ts'
import { firstAdministratorCode, setUp } from './set-up.ts'
import { allPeople } from './storage/person-table.ts'
import { keysInFolder } from './sync/key-place.ts'

describe.each(engines)('two processes that begin on one empty %s', (_, freshEngine) => {
	test('have one first administrator between them', async () => {
		const fresh = await freshEngine()
		const options = {
			districtsFile: 'shared/campaign/districts.csv',
			instrumentsFolder: 'shared/instruments',
			serves: works,
			keys: keysInFolder(temporaryFolder()),
			demonstration: false,
			now: () => 0,
		}
		const first = await setUp({ ...options, engine: fresh })
		const second = await setUp({ ...options, engine: fresh.again() })
		const codes = await Promise.all([first, second].map((each) => firstAdministratorCode(each, 0)))
		expect(codes).toEqual([expect.any(String), expect.any(String)])
		expect(await allPeople(first.store.reading, first.store.project)).toHaveLength(1)
		await first.store.close()
		await second.store.close()
	})
})
