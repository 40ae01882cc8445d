import { describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { formOf } from '#shared/testing/scenario'
import { buildDisclosureRules } from './public-use-file.ts'
import { planTables } from './table-plan.ts'

const options = { values: 'codes', byteOrderMark: false, audience: 'anybody' } as const
const planOf = (...forms: string[]) =>
	planTables(
		forms.map((text, i) => ({ version: i + 1, definition: formOf(text) })),
		options,
	)
const columnsOf = (...forms: string[]) =>
	planOf(...forms).tables.map(({ columns }) => columns.map(({ header }) => header).join(' '))
const marked = (more: string) => `
	type             name   label  bind::zila:quasi_identifier  relevant  calculation
	select_one sex   sex    Sex    1
	${more}
	choices
	list_name  name  label
	sex        m     Man
	sex        f     Woman
`

describe('a public-use file leaves out', () => {
	test.each([
		['texts', 'text a A'],
		['days', 'date a A'],
		['places', 'geopoint a A'],
		['pictures', 'image a A'],
		['what is scanned', 'barcode a A'],
		['what is worked out', 'calculate  a  A  -  -  1 + 1'],
		['numbers that are worked out', 'integer  a  A  -  -  1 + 1'],
	])('%s', (_, row) => {
		expect(columnsOf(marked(row.includes('  ') ? row : row.replaceAll(' ', '  ')))).toEqual(['sex'])
	})
	test('a choice among texts typed in rows', () => {
		const form = marked(
			'begin repeat  r  R\n\ttext  who  Who\n\tend repeat\n\tselect_one ${who}  best  Who earns most?',
		)
		expect(columnsOf(form)).toEqual(['sex'])
	})
	test('questions asked only by an older version, or asked differently by it', () => {
		const older = marked('integer  age  Age\n\ttext  work  Work\n\tinteger  house  House  -  -  1 + 1')
		const newer = marked(
			'begin group  about  About\n\tinteger  age  Age  2: 10\n\tend group\n\tinteger  work  Work\n\tinteger  house  House',
		)
		expect(columnsOf(older, newer)).toEqual(['sex about/age'])
	})
	test('rows about people, and rows whose count equals a quasi-identifier', () => {
		const form = marked(
			[
				...['begin repeat  people  P', 'integer  years  Y  2: 10', 'integer  harvests  H', 'end repeat'],
				...['integer  children  C  3', 'begin repeat  births  B', 'integer  months  M', 'end repeat'],
				...['begin repeat  fields  F', 'integer  acres  A', 'end repeat'],
			].join('\n\t'),
		)
		expect(planOf(form).tables.map(({ file }) => file)).toEqual([
			...['scenario.csv', 'scenario-births.csv', 'scenario-fields.csv'],
		])
		const counted = formOf(form)
		const body = counted.body.map((part) =>
			part.name === 'births' ? { ...part, count: '${children}' } : part,
		)
		const plan = planTables(
			[{ version: 1, definition: { ...counted, body: body as typeof counted.body } }],
			options,
		)
		expect(plan.tables.map(({ file }) => file)).toEqual(['scenario.csv', 'scenario-fields.csv'])
	})
	test('answers that are invalid for their question as asked now', () => {
		const plan = planOf(marked('integer  a  A\n\tinteger  age  Age  2: 10\n\tselect_multiple sex  some  S'))
		const coarsened = (path: string, answer: Answer) => plan.coarsen(path, answer)
		expect([coarsened('sex', 'm'), coarsened('sex', 'Amina Bibi'), coarsened('some', ['m', 'x'])]).toEqual([
			...['m', null, ['m']],
		])
		expect([coarsened('a', 12), coarsened('a', 3001234567), coarsened('a', 'a text')]).toEqual([
			12,
			null,
			null,
		])
		// 99 is the code of a refusal, not an age
		expect([34, 99, 7].map((age) => coarsened('age', age))).toEqual([30, 99, 0])
	})
	test('everything, where a form declares no quasi-identifiers', () => {
		const form = formOf('type  name  label\ninteger  a  A')
		expect(buildDisclosureRules([{ version: 1, definition: form }])).toBeNull()
	})
})
test('questions that depend on a trait are named, also in groups', () => {
	const form = formOf(
		marked(
			[
				"integer  a  A  -  ${sex} = 'f'",
				"begin group  g  G  -  ${sex} = 'm'",
				...[
					'integer  b  B',
					'begin repeat  r  R',
					'integer  d  D',
					'end repeat',
					'end group',
					'integer  c  C',
				],
			].join('\n\t'),
		),
	)
	const others = buildDisclosureRules([{ version: 1, definition: form }])
	const [sex] = others?.quasiIdentifiers ?? []
	expect(sex && others?.listDependents(sex)).toEqual(['a', 'g/b', 'g/r/@', 'g/r/@/d'])
})
