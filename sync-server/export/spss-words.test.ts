import { expect, test } from 'vitest'
import { spssCodes, spssMissing } from './spss-words.ts'

const codesOf = (...names: string[]) =>
	names.map((name) => ({ code: name.replace('*', ''), label: name, isMissing: name.startsWith('*') }))
const valuesOf = (...names: string[]) => spssCodes(codesOf(...names)).map(({ value }) => value)

test('integer codes stand for themselves, missing ones too', () => {
	expect(valuesOf('1', '2', '*88', '*99')).toEqual([1, 2, 88, 99])
	expect(valuesOf('0', '-1', '*-99')).toEqual([0, -1, -99])
})
test('other codes are numbered, with missing ones below 0', () => {
	expect(valuesOf('yes', 'no', '*dk', '*ref')).toEqual([1, 2, -88, -99])
	expect(valuesOf('a', '*unclear', '*DK')).toEqual([1, -77, -88])
	// A number with a leading zero is a code.
	expect(valuesOf('01', '02', '*99')).toEqual([1, 2, 99])
})
test('no two codes share a number', () => {
	const many = Array.from({ length: 120 }, (_, i) => `c${i}`)
	const values = valuesOf(
		...many,
		'*88',
		'*99',
		'*dk',
		'*ref',
		...Array.from({ length: 12 }, (_, i) => `*m${i}`),
	)
	expect(new Set(values).size).toBe(values.length)
	// 88 is the number of the 88th answer.
	expect(values.slice(120, 124)).toEqual([-77, -66, -88, -99])
})
test('more than three missing values become a range, and one single value', () => {
	const missing = (...names: string[]) => spssMissing(spssCodes(codesOf(...names)))
	expect(missing('1', '*88', '*99')).toEqual({ values: [88, 99] })
	expect(missing('1', '*77', '*88', '*98', '*99')).toEqual({ range: [77, 99], more: null })
	expect(missing('1', '5', '*-9', '*88', '*98', '*99')).toEqual({ range: [88, 99], more: -9 })
})
