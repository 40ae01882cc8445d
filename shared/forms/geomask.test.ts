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
const inWords = formOf(`
	type          name     label    calculation                                                     default
	geopoint      house    House    -                                                               -
	calculate     north    -        selected-at(\${house}, 0)                                       -
	calculate     minutes  -        concat(int(\${north}), '° ', int((\${north} * 60) mod 60), '′')  -
	calculate     scaled   -        round(\${north} * 10000, 0)                                      -
	calculate     before   -        \${last-saved#house}                                            -
	calculate     all      -        join(' ', ../*)                                                 -
	calculate     side     -        if(\${north} > 30, 'north', 'south')                            -
	calculate     far      -        round(distance(\${house}, '30 70'), 0)                          -
	calculate     long     -        string-length(\${house})                                        -
	text          words    Words    -                                                               substr(\${house}, 0, 8)
`)
const mask = createGeomask([form])
const [a, b, c] = ['30.05123 70.63987 118 4', '30.06 70.63 118 4', '30.06 70.64 118 4']

describe('a location shown to users without access to exact locations', () => {
	test('is the centre of a cell of some five kilometres, without altitude, accuracy or reason', () => {
		expect(mask('house', '30.05123 70.63987 118 4')).toBe('30.05 70.65')
		expect(mask('house', '30.05123 70.63987 118 0 behind the blue gate')).toBe('30.05 70.65')
		expect(mask('house', '-0.01 -0.02')).toBe('0.00 0.00')
	})
	test('is the same for every house in that cell', () =>
		expect(
			new Set(['30.03 70.63', '30.0412 70.6711 3 9', '30.0749 70.6251'].map((at) => mask('house', at))).size,
		).toBe(1))
	test('is the number of points for a line or an area', () => {
		expect(mask('way', `${a};${b};${c}`)).toBe('30.05 70.65;30.05 70.65;30.05 70.65')
		expect(mask('field', `${a};${b};${c};${a}`)).toBe(Array(4).fill('30.05 70.65').join(';'))
		expect(questionTypes.geotrace.read(String(mask('way', `${a};${b}`))).kind).toBe('answer')
	})
	test('cannot be derived from calculations based on it, direct or indirect', () => {
		expect(mask('lat', '30.05123')).toBeNull()
		expect(mask('lat', 30.05123)).toBeNull()
		expect(mask('north', 'N 30.05123')).toBeNull()
		expect(mask('good', 'poor')).toBe('poor')
	})
	test('cannot be derived from what says where it is in another notation', () => {
		const seen = createGeomask([inWords])
		const answers = { minutes: '30° 3′', scaled: 300512, before: '30 70', all: '30 70 a', words: '30.05 70' }
		for (const [path, answer] of Object.entries(answers)) expect(seen(path, answer), path).toBeNull()
		for (const [path, answer] of Object.entries({ side: 'north', far: 1113, long: 23 }))
			expect(seen(path, answer), path).toBe(answer)
	})
	test('cannot be derived from the cluster centre and the distance to it', () => {
		const seen = createGeomask([atCentre])
		expect(seen('centre', '30.04321 70.63')).toBe('30.05 70.65')
		expect(seen('middle', 'at 30.04321 70.63')).toBeNull()
		expect(seen('apart', 1113)).toBe(1113)
	})
	test('is null where the value is not a location', () =>
		expect(mask('house', 'behind the blue gate')).toBeNull())
	test('is masked if any version of the form asks for it', () => {
		const older = formOf('type | name | label\ngeopoint | words | Words')
		expect(createGeomask([older, form])('words', a)).toBe('30.05 70.65')
		expect(mask('words', a)).toBe(a)
	})
	test('is masked if no version declares it and it parses as a location', () => {
		expect(createGeomask([])('anything', a)).toBe('30.05 70.65')
		expect(createGeomask([])('anything', 'a word')).toBe('a word')
	})
	test('leaves all other answers unchanged', () => {
		expect(mask('price', 30.05123)).toBe(30.05123)
		expect(mask('$status', 'approved')).toBe('approved')
		expect(mask('house', null)).toBeNull()
		const sealed = `sealed.${'A'.repeat(210)}`
		expect(mask('house', sealed)).toBe(sealed)
	})
})
