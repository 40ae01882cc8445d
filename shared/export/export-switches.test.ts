import { expect, test } from 'vitest'
import { exportFormats } from './export-formats.ts'
import { findRefusedSwitch, switchesInName, switchParameters } from './export-switches.ts'

const all = { hasBoth: true, hasMedia: true, isWide: true, isExact: true }
const form = { isForOthers: false, hasRepeats: true, hasPlaces: true }

test('only what the format, the form and the audience have is in the request', () => {
	const csv = { ...form, format: exportFormats.csv }
	expect(switchParameters(all, csv)).toEqual({ media: '1', wide: '1', places: 'exact' })
	expect(switchParameters(all, { ...csv, hasRepeats: false, hasPlaces: false })).toEqual({ media: '1' })
	expect(switchParameters(all, { ...csv, isForOthers: true })).toEqual({})
	expect(switchParameters(all, { ...form, format: exportFormats.xlsx, isForOthers: true })).toEqual({
		labels: 'next-to-codes',
	})
	expect(switchParameters({ ...all, isWide: false, hasMedia: false, isExact: false }, csv)).toEqual({})
})

test('a query with an option that the format does not have is refused, also under its former name', () => {
	expect(findRefusedSwitch({ labels: 'beside' }, exportFormats.csv)).toBe('labels')
	expect(findRefusedSwitch({ media: '1' }, exportFormats.xlsx)).toBe('media')
	expect(findRefusedSwitch({ media: '0', wide: '0' }, exportFormats.geojson)).toBeUndefined()
	expect(findRefusedSwitch({ wide: '1', places: 'exact' }, exportFormats.csv)).toBeUndefined()
})

test('the options of a query distinguish the file name', () => {
	expect(switchesInName({ media: '1', wide: '0', places: 'exact' })).toEqual(['with-media', 'exact-places'])
})
