import { expect, test } from 'vitest'
import { materialCount, materialLog } from '../../testing/estimates.ts'
import { listMaterialPerCapita } from './material-per-capita.ts'

test('streamers and brochures are shown per capita, each for a suitable number of people', () => {
	const district = { people: 1_000_000, displayedCopies: 0, flaggedEntries: 0 }
	const doses = listMaterialPerCapita(
		materialLog({
			districts: [
				{
					...district,
					code: 'PK607',
					counts: {
						streamer: materialCount({ copies: 40 }),
						brochure: materialCount({ copies: 20_000 }),
						radio: materialCount({ times: 9 }),
					},
				},
				{ ...district, code: 'PK608', people: null, counts: {} },
			],
		}),
	)
	expect(doses.map(({ material, people }) => [material, people])).toEqual([
		['streamer', 100_000],
		['brochure', 1000],
	])
	expect(doses[1]?.byDistrict.get('PK607')).toBe(20)
	expect(doses[1]?.byDistrict.get('PK608')).toBeNull()
})
