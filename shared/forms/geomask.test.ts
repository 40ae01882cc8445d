import { describe, expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { createGeomask } from './geomask.ts'
import { questionTypes } from './question-types.ts'

const form = formOf(`
	type          name   label  calculation
	geopoint      house  House
	geotrace      way    Way
	geoshape      field  Field
	text          words  Words
	calculate     lat    -      selected-at(\${house}, 0)
	calculate     north  -      concat('N ', \${lat})
	calculate     good   -      if(selected-at(\${house}, 3) < 30, 'good', 'poor')
	decimal       price  Price
`)
const atCentre = formOf(`
	type       name    label  calculation                        bind::zila:preset
	calculate  centre  -      -                                  centre
	geopoint   house   House
	calculate  apart   -      round(distance(\${house}, \${centre}), 0)
	calculate  middle  -      concat('at ', \${centre})
`)
const told = createGeomask([form])
const [a, b, c] = ['30.05123 70.63987 118 4', '30.06 70.63 118 4', '30.06 70.64 118 4']

describe('a place that is told to who may not know where somebody lives', () => {
	test('is the cell of some five kilometres around it, without altitude, accuracy or reason', () => {
		expect(told('house', '30.05123 70.63987 118 4')).toBe('30.05 70.65')
		expect(told('house', '30.05123 70.63987 118 0 behind the blue gate')).toBe('30.05 70.65')
		expect(told('house', '-0.01 -0.02')).toBe('0.00 0.00')
	})
	test('is the same for every house of that cell', () =>
		expect(
			new Set(['30.03 70.63', '30.0412 70.6711 3 9', '30.0749 70.6251'].map((at) => told('house', at))).size,
		).toBe(1))
	test('of a way or an outline says how many corners it has', () => {
		expect(told('way', `${a};${b};${c}`)).toBe('30.05 70.65;30.05 70.65;30.05 70.65')
		expect(told('field', `${a};${b};${c};${a}`)).toBe(Array(4).fill('30.05 70.65').join(';'))
		expect(questionTypes.geotrace.read(String(told('way', `${a};${b}`))).kind).toBe('answer')
	})
	test('is not found out from what was calculated from it, however many steps away', () => {
		expect(told('lat', '30.05123')).toBeNull()
		expect(told('lat', 30.05123)).toBeNull()
		expect(told('north', 'N 30.05123')).toBeNull()
		expect(told('good', 'poor')).toBe('poor')
	})
	test('is not found out from the middle of its cluster and the distance to it', () => {
		const seen = createGeomask([atCentre])
		expect(seen('centre', '30.04321 70.63')).toBe('30.05 70.65')
		expect(seen('middle', 'at 30.04321 70.63')).toBeNull()
		expect(seen('apart', 1113)).toBe(1113)
	})
	test('is nothing where a place should stand and something else does', () =>
		expect(told('house', 'behind the blue gate')).toBeNull())
	test('is one that any version of the form asks for', () => {
		const older = formOf('type | name | label\ngeopoint | words | Words')
		expect(createGeomask([older, form])('words', a)).toBe('30.05 70.65')
		expect(told('words', a)).toBe(a)
	})
	test('is one, where no version says what it is, if it reads as one', () => {
		expect(createGeomask([])('anything', a)).toBe('30.05 70.65')
		expect(createGeomask([])('anything', 'a word')).toBe('a word')
	})
	test('leaves everything else as it is', () => {
		expect(told('price', 30.05123)).toBe(30.05123)
		expect(told('$status', 'approved')).toBe('approved')
		expect(told('house', null)).toBeNull()
		const sealed = `sealed.${'A'.repeat(210)}`
		expect(told('house', sealed)).toBe(sealed)
	})
})
