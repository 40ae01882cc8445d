import { describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { readCsv } from '#shared/kernel/csv'
import { formOf } from '#shared/testing/scenario'
import { formatCsvRow } from './csv-rows.ts'
import { buildDictionaryRows } from './dictionary.ts'
import {
	answersInFiles,
	buildTableRows,
	type ExportOptions,
	planTables,
	type StoredAnswers,
} from './table-plan.ts'

const codes: ExportOptions = { values: 'codes', byteOrderMark: false }
const form = formOf(`
	type                name      label    bind::zila:personal  bind::zila:on_phone_only
	begin group         about     About
	integer             age       Age
	select_one yn  agrees  Agrees
	select_multiple src  heard  Heard
	text                phone     Phone    yes
	geopoint            place     Place
	end group
	begin repeat        members   Members
	text                first     First    -                    yes
	integer             years     Years
	begin repeat        visits    Visits
	date                day       Day
	end repeat
	end repeat
	note                thanks    Thanks
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
	src        tv    Television
	src        paper  Newspaper
`)
const answers = new Map<string, Answer>([
	['about/age', 34],
	['about/agrees', 'yes'],
	['about/heard', ['paper']],
	['about/place', '30.1 70.6 120 8'],
	['members/@b', 2],
	['members/@b/years', 12],
	['members/@a', 1],
	['members/@a/years', 40],
	['members/@a/visits/@v', 1],
	['members/@a/visits/@v/day', '2026-01-02'],
])
/** Plans the tables of versions that were published one after the other. */
const plan = (definitions: readonly FormDefinition[], options = codes) =>
	planTables(
		definitions.map((definition, i) => ({ version: i + 1, definition })),
		options,
	)
const headers = (definition: FormDefinition) =>
	plan([definition]).tables.map((table) => table.columns.map(({ header }) => header))
const lines = (table: Parameters<typeof buildTableRows>[0] | undefined, given = answers) =>
	table ? buildTableRows(table, 'R', given).map(({ ids, cells }) => [...ids, ...cells]) : []

describe('exported tables', () => {
	test('one for the records and one per repeat, columns in the order of the form', () => {
		const { tables } = plan([form])
		expect(tables.map(({ file }) => file)).toEqual([
			'scenario.csv',
			'scenario-members.csv',
			'scenario-visits.csv',
		])
		expect(headers(form)).toEqual([
			[
				'age',
				'agrees',
				'heard',
				'heard/tv',
				'heard/paper',
				'place_latitude',
				'place_longitude',
				'place_altitude',
				'place_accuracy',
				'place_by_hand',
			],
			['years'],
			['day'],
		])
	})
	test('identifying answers and answers that never leave the phone are in no file, and the plan lists them', () => {
		expect(plan([form]).leftOut.map(({ template, leftOut }) => `${template} ${leftOut}`)).toEqual([
			'about/phone personal',
			'members/@/first on-phone-only',
		])
	})
	test.each([
		['bind::zila:personal', 'yes'],
		['bind::zila:retention | bind::zila:sealed_to', '30 days | identifiers'],
	])('what any version excludes stays excluded: %s = %s', (column, cell) => {
		const open = formOf('type | name | label\ntext | nick | Nickname')
		const closed = formOf(`type | name | label | ${column}\ntext | nick | Nickname | ${cell}`)
		for (const both of [plan([open, closed]), plan([closed, open])]) {
			expect(both.tables[0].columns).toEqual([])
			expect(both.leftOut.map(({ template }) => template)).toEqual(['nick'])
			expect(both.canDisclose('nick')).toBe(false)
		}
	})
	test.each([
		['both', undefined, { heard: 'paper', 'heard/tv': '0', 'heard/paper': '1' }],
		['one column with all codes', 'one', { heard: 'paper' }],
		['a column per choice', 'per-choice', { 'heard/tv': '0', 'heard/paper': '1' }],
	] as const)('multiple-choice questions: %s', (_, multiple, cells) => {
		const [table] = plan([form], { ...codes, multiple }).tables
		const [, ...row] = lines(table)[0] ?? []
		const found = table.columns.map(({ header }, i) => [header, row[i]] as const)
		expect(Object.fromEntries(found.filter(([header]) => header.startsWith('heard')))).toEqual(cells)
	})
	test('a column per choice: an encrypted answer keeps the column that holds it', () => {
		const sealed = formOf(`
			type                 name   label  bind::zila:sealed_to
			select_multiple src  heard  Heard  safeguarding-lead
			choices
			list_name  name  label
			src        tv    Television
		`)
		const [table] = plan([sealed], { ...codes, multiple: 'per-choice' }).tables
		expect(table.columns.map(({ header }) => header)).toEqual(['heard', 'heard/tv'])
	})
	test('codes, or labels in a language', () => {
		expect(lines(plan([form]).tables[0])).toEqual([
			['R', '34', 'yes', 'paper', '0', '1', '30.1', '70.6', '120', '8', ''],
		])
		const labelled = plan([form], { ...codes, values: 'en' }).tables[0]
		expect(lines(labelled)[0]?.slice(2, 4)).toEqual(['Yes', 'Newspaper'])
	})
	test('rows keep their order, with their position and the row that contains them', () => {
		const [, members, visits] = plan([form]).tables
		expect(lines(members)).toEqual([
			['R', 'a', '', '1', '40'],
			['R', 'b', '', '2', '12'],
		])
		expect(lines(visits)).toEqual([['R', 'v', 'a', '1', '2026-01-02']])
	})
	test('an unanswered question is an empty cell, also for multiple choices', () => {
		expect(lines(plan([form]).tables[0], new Map())).toEqual([['R', ...Array(10).fill('')]])
	})
	test('the same name in two groups becomes distinct by its path', () => {
		const twice = formOf(`
			type         name  label
			begin group  one   One
			integer      age   Age
			end group
			begin group  two   Two
			integer      age   Age
			end group
		`)
		expect(headers(twice)[0]).toEqual(['one/age', 'two/age'])
	})
	test('a question of an older version is exported for a record that has it; a hidden answer is not', () => {
		const older = formOf('type | name | label\ninteger | height | Height\ninteger | age | Age')
		const newer = formOf(
			'type | name | label | relevant\ninteger | age | Age |\ntext | why | Why | ${age} > 50',
		)
		const both = plan([older, newer])
		const stored = {
			answers: [['age', 30]],
			leftOver: [
				['height', 170],
				['why', 'was older before'],
			],
		} satisfies StoredAnswers
		expect([...answersInFiles(stored, 2, both)]).toEqual([
			['height', 170],
			['age', 30],
		])
		// a version that has the question, hidden there by another answer
		expect([...answersInFiles({ ...stored, leftOver: [['height', 170]] }, 1, both)]).toEqual([['age', 30]])
	})
	test('the dictionary has a row for every column of every file, and for everything excluded', () => {
		const [, ...described] = buildDictionaryRows(plan([form]))
		const columns = plan([form]).tables.flatMap((table) =>
			table.columns.map(({ header }) => `${table.file} ${header}`),
		)
		const named = described.map(([file, column]) => `${file} ${column}`)
		for (const column of columns) expect(named).toContain(column)
		expect(described.filter(([file]) => file === '').map(([, , question]) => question)).toEqual([
			'about/phone',
			'members/@/first',
		])
	})
})

describe('spreadsheet formulas are neutralised', () => {
	test.each([
		['=1+1', "'=1+1"],
		['+92300', '+92300'],
		['-5', '-5'],
		['-5+cmd', "'-5+cmd"],
		['@SUM(A1)', "'@SUM(A1)"],
		['\t=1', "'\t'=1"],
		['plain', 'plain'],
		['-1e-7', '-1e-7'],
		['-1.5E+21', '-1.5E+21'],
		['-1e', "'-1e"],
		['a=b', 'a=b'],
	])('%s', (cell, expected) => {
		expect(readCsv(formatCsvRow([], [cell, '']))).toEqual([[expected, '']])
	})
	test('an id beginning with a dash is unchanged, because files are joined by it', () => {
		expect(formatCsvRow(['-Ab3', '-x'], ['-x'])).toBe('-Ab3,-x,"\'-x"\r\n')
	})
})
