import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { scenario } from '#shared/testing/scenario'
import { answerAtRandom } from '../exercise/random-answers.ts'
import { questionTypes } from './question-types.ts'

const read = (type: keyof typeof questionTypes, typed: string) => {
	const reading = questionTypes[type].read(typed)
	return reading.kind === 'answer' ? reading.value : reading.kind
}
const [a, b, c] = ['30.05 70.63 120 8', '30.06 70.63 121 9', '30.06 70.64 119 7.5']

describe('a line', () => {
	test('has two points or more, also with extra spaces or a trailing separator', () => {
		expect(read('geotrace', `${a};${b}`)).toBe(`${a};${b}`)
		expect(read('geotrace', ` ${a} ; ${b};`)).toBe(`${a};${b}`)
		expect(read('geotrace', '30.05 70.63;30.06 70.63')).toBe('30.05 70.63;30.06 70.63')
	})
	test('is valid with digits of any script', () =>
		expect(read('geotrace', '۳۰ ۷۰;۳۱ ۷۱')).toBe('30 70;31 71'))
	test.each(['', '  '])('with no points is blank', (typed) => expect(read('geotrace', typed)).toBe('blank'))
	test.each([a, `${a};`, `${a};there`, `${a};;${b}`, '30.05,70.63;30.06,70.63'])(
		'%s is incomplete, and stays as typed',
		(typed) => expect(read('geotrace', typed)).toBe('unreadable'),
	)
	test('longer than the answer limit is not cut', () =>
		expect(read('geotrace', Array(2000).fill(a).join(';'))).toBe('unreadable'))
	test('is one cell in an export', () => {
		const [column, ...others] = questionTypes.geotrace.columns
		expect(column?.cell(`${a};${b}`)).toBe(`${a};${b}`)
		expect(others).toEqual([])
	})
})

describe('an area', () => {
	test('ends where it began, with three different points in between', () =>
		expect(read('geoshape', [a, b, c, a].join(';'))).toBe([a, b, c, a].join(';')))
	test('is closed by the same point, whatever its accuracy', () =>
		expect(read('geoshape', `${a};${b};${c};30.05 70.63 118 4`)).toContain('118 4'))
	test.each([[[a, b, c]], [[a, b, a]], [[a, b, a, b, a]], [[a, a, a, a]]])(
		'that is open or flat is invalid: %s',
		(places) => expect(read('geoshape', places.join(';'))).toBe('unreadable'),
	)
})

test('a file name is stored unchanged, and an excessively long one is refused', () => {
	expect(read('image', 'picture-۱.jpg')).toBe('picture-۱.jpg')
	expect(questionTypes.file.schema.safeParse('file-a.pdf').success).toBe(true)
	expect(questionTypes.file.schema.safeParse('x'.repeat(201)).success).toBe(false)
})

test('generated lines and areas are valid, and no file names are generated', () => {
	for (let seed = 1; seed <= 50; seed++) {
		const form = scenario(`
			type      name   label
			geotrace  way    Way
			geoshape  field  Field
			image     look   Look
		`)
		answerAtRandom(form.session, { random: seededRandom(seed) })
		expect([form.violation('way'), form.violation('field'), form.value('look')], `seed ${seed}`).toEqual([
			null,
			null,
			undefined,
		])
		expect(form.value('field')).toMatch(/;/)
	}
})
