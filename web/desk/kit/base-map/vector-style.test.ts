import { expect, test } from 'vitest'
import { nameIn, settlementOf, styleOf } from './vector-style.ts'

test.each([
	['water', { kind: 'lake' }, true, 'water'],
	['water', { kind: 'river' }, false, 'stream'],
	['waterway', { class: 'river' }, false, 'stream'],
	['landuse', { kind: 'park' }, true, 'green'],
	['landcover', { class: 'wood' }, true, 'green'],
	['roads', { kind: 'highway' }, false, 'highway'],
	['roads', { 'pmap:kind': 'major_road' }, false, 'road'],
	['transportation', { class: 'motorway' }, false, 'highway'],
	['transportation', { class: 'secondary' }, false, 'road'],
	['transportation', { class: 'track' }, false, 'track'],
])('%s %o is drawn', (layer, properties, isArea, style) => {
	expect(styleOf(layer, properties as Record<string, string>, isArea)).toBe(style)
})

test.each([
	['boundaries', { kind: 'country' }],
	['boundaries', { kind: 'region', disputed: true }],
	['boundary', { admin_level: 2 }],
	['landuse', { kind: 'military' }],
	['buildings', {}],
])('%s %o is not drawn: neither borders, nor anything else', (layer, properties) => {
	for (const isArea of [true, false])
		expect(styleOf(layer, properties as Record<string, string>, isArea)).toBeNull()
})

test('only settlements have names: neither countries, nor provinces', () => {
	for (const [layer, kind] of [
		['places', { kind: 'country' }],
		['places', { kind: 'region' }],
		['places', { kind: 'neighbourhood' }],
		['place', { class: 'country' }],
		['place', { class: 'state' }],
		['pois', { kind: 'city' }],
	] as const)
		expect(settlementOf(layer, { ...kind, name: 'X' } as Record<string, string>)).toBeNull()
	expect(settlementOf('places', { kind: 'locality', kind_detail: 'city' })).toBeNull()
})

test('larger settlements come first, in both schemas', () => {
	const rankOf = (layer: string, properties: Record<string, string | number>) =>
		settlementOf(layer, { ...properties, name: 'X' })?.rank ?? Number.NaN
	const protomaps = { kind: 'locality', kind_detail: 'city' }
	expect(rankOf('places', { ...protomaps, population_rank: 15 })).toBeLessThan(
		rankOf('places', { ...protomaps, population_rank: 9 }),
	)
	expect(rankOf('places', { ...protomaps, population_rank: 9 })).toBeLessThan(
		rankOf('places', { ...protomaps, kind_detail: 'town', population_rank: 15 }),
	)
	expect(rankOf('place', { class: 'city', rank: 2 })).toBeLessThan(
		rankOf('place', { class: 'city', rank: 7 }),
	)
	expect(settlementOf('place', { class: 'village', name: 'X' })?.firstZoom).toBe(11)
})

test('a name is in the language of the screen, or the local one', () => {
	const names = { name: 'پشاور', 'name:en': 'Peshawar', 'name:ur': 'پشاور شہر' }
	expect(nameIn(names, 'en')).toBe('Peshawar')
	expect(nameIn(names, 'ur')).toBe('پشاور شہر')
	expect(nameIn(names, 'sd')).toBe('پشاور')
	expect(nameIn({ name: 'A', name_en: 'B' }, 'en')).toBe('B')
})
