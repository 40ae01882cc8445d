import { describe, expect, test } from 'vitest'
import { type MaterialEntry, materialFacts, materialFlags, type SamePhoto } from './material-flags.ts'
import { startRoundThresholds as limits } from './round-thresholds.ts'

const entry = (record: string, madeAt: number, more: Partial<MaterialEntry> = {}): MaterialEntry => ({
	record,
	person: 'amina',
	madeAt,
	streamer: null,
	status: 'placed',
	place: null,
	...more,
})
const found = (entries: readonly MaterialEntry[], photos: readonly SamePhoto[] = []) =>
	materialFlags(entries, photos, { district: 'PK607', limits }).map(
		({ kind, subject, other, found: value }) => [...[kind, subject, other, value]],
	)

describe('[Q22] the material log', () => {
	test('the same photo in a later entry is flagged, and the first one is not', () => {
		const photos = [
			{ record: 'a', other: 'b', otherMadeAt: 2, otherDistrict: 'PK607' },
			{ record: 'b', other: 'a', otherMadeAt: 1, otherDistrict: 'PK607' },
		]
		expect(found([entry('a', 1), entry('b', 2)], photos)).toEqual([['same-photo', 'b', 'a', 2]])
		expect(found([entry('a', 1), entry('b', 2)])).toEqual([])
		// also if the first one is in another district; its record is not disclosed
		const elsewhere = [{ record: 'b', other: 'z', otherMadeAt: 1, otherDistrict: 'PK608' }]
		expect(found([entry('b', 2)], elsewhere)).toEqual([['same-photo', 'b', null, 2]])
	})
	test('a streamer seen again more than 500 m from where it was put up is flagged', () => {
		const at = (record: string, madeAt: number, north: number, streamer = 'S1') =>
			entry(record, madeAt, { streamer, place: [north, 70] })
		expect(found([at('b', 2, 30.006), at('a', 1, 30)])).toEqual([['moved-material', 'b', 'a', 667]])
		expect(found([at('a', 1, 30), at('b', 2, 30.004)])).toEqual([])
		expect(found([at('a', 1, 30), at('b', 2, 30.006, 'S2')])).toEqual([])
		expect(found([at('a', 1, 30), entry('b', 2, { streamer: 'S1' })])).toEqual([])
	})
	test('one that was taken down may hang elsewhere, and is flagged where it moves from there', () => {
		const at = (record: string, madeAt: number, status: string, north: number | null) =>
			entry(record, madeAt, { streamer: 'S1', status, place: north === null ? null : [north, 70] })
		const movedEntries = [at('a', 1, 'placed', 30), at('b', 2, 'removed', null), at('c', 3, 'placed', 31)]
		expect(found(movedEntries)).toEqual([])
		expect(found([...movedEntries, at('d', 4, 'verified', 31.01)])).toEqual([
			['moved-material', 'd', 'c', 1112],
		])
		// without an entry that it was removed, or that it was placed again
		expect(found([at('a', 1, 'placed', 30), at('c', 3, 'placed', 30.01)])).toHaveLength(1)
		expect(found([...movedEntries.slice(0, 2), at('c', 3, 'verified', 31)])).toHaveLength(1)
	})
	test('is read from the answers; a location entered by hand does not count as measured', () => {
		const factsOf = (material: string, gps: string, status = 'placed') =>
			materialFacts([
				['what/entry_type', status],
				['what/material', material],
				['what/item_ref', ' S1 '],
				['where/gps', gps],
			])
		expect(factsOf('streamer', '30 70 0 8')).toEqual({
			streamer: 'S1',
			status: 'placed',
			place: [30, 70],
		})
		expect(factsOf('brochure', '30 70 0 8 by hand')).toEqual({
			streamer: null,
			status: 'placed',
			place: null,
		})
		// it never hung there, because the site refused it
		expect(factsOf('streamer', '30 70 0 8', 'refused').streamer).toBeNull()
	})
})
