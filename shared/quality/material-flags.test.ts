import { describe, expect, test } from 'vitest'
import { type MaterialEntry, materialFacts, materialFlags, type SamePhoto } from './material-flags.ts'
import { startRoundThresholds as limits } from './round-thresholds.ts'

const entry = (record: string, madeAt: number, more: Partial<MaterialEntry> = {}): MaterialEntry => ({
	...{ record, person: 'amina', madeAt, streamer: null, place: null },
	...more,
})
const found = (entries: readonly MaterialEntry[], photos: readonly SamePhoto[] = []) =>
	materialFlags(entries, photos, { district: 'PK607', limits }).map(
		({ kind, subject, other, found: said }) => [...[kind, subject, other, said]],
	)

describe('[Q22] the material log', () => {
	test('the same picture in a later entry is asked after, and the first one is not', () => {
		const photos = [
			{ record: 'a', other: 'b', otherMadeAt: 2 },
			{ record: 'b', other: 'a', otherMadeAt: 1 },
		]
		expect(found([entry('a', 1), entry('b', 2)], photos)).toEqual([['same-photo', 'b', 'a', 2]])
		expect(found([entry('a', 1), entry('b', 2)])).toEqual([])
		// also where the first one is no entry of this district
		const elsewhere = [{ record: 'b', other: 'z', otherMadeAt: 1 }]
		expect(found([entry('b', 2)], elsewhere)).toEqual([['same-photo', 'b', 'z', 2]])
	})
	test('a streamer that is seen again more than 500 m from where it was put up', () => {
		const at = (record: string, madeAt: number, north: number, streamer = 'S1') =>
			entry(record, madeAt, { streamer, place: [north, 70] })
		expect(found([at('b', 2, 30.006), at('a', 1, 30)])).toEqual([['moved-material', 'b', 'a', 667]])
		expect(found([at('a', 1, 30), at('b', 2, 30.004)])).toEqual([])
		expect(found([at('a', 1, 30), at('b', 2, 30.006, 'S2')])).toEqual([])
		expect(found([at('a', 1, 30), entry('b', 2, { streamer: 'S1' })])).toEqual([])
	})
	test('is read out of the answers; a place entered by hand is none of the phone’s', () => {
		const said = (material: string, gps: string) =>
			materialFacts([
				['what/material', material],
				['what/item_ref', ' S1 '],
				['where/gps', gps],
			])
		expect(said('streamer', '30 70 0 8')).toEqual({ streamer: 'S1', place: [30, 70] })
		expect(said('brochure', '30 70 0 8 by hand')).toEqual({ streamer: null, place: null })
	})
})
