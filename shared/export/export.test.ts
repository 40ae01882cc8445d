import { describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { formOf } from '#shared/testing/scenario'
import { guardedLine } from './csv-cells.ts'
import { dictionaryLines } from './dictionary.ts'
import { type ExportOptions, planTables, tableLines } from './table-plan.ts'

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
const headers = (options = codes) =>
	planTables([form], options).tables.map((table) => table.columns.map(({ header }) => header))

describe('a form as files', () => {
	test('one for the records and one per repeat, columns in the form’s order', () => {
		const { tables } = planTables([form], codes)
		expect(tables.map(({ file }) => file)).toEqual([
			'scenario.csv',
			'scenario-members.csv',
			'scenario-visits.csv',
		])
		expect(headers()).toEqual([
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
			],
			['years'],
			['day'],
		])
	})
	test('what points at a person, or never left the phone, is in no file, and the plan says so', () => {
		expect(planTables([form], codes).leftOut.map(({ template, why }) => `${template} ${why}`)).toEqual([
			'about/phone personal',
			'members/@/first on-phone-only',
		])
	})
	test('codes, or labels in a language', () => {
		const [main] = planTables([form], codes).tables
		const [labelled] = planTables([form], { ...codes, values: 'en' }).tables
		if (!main || !labelled) throw new Error('a table of records')
		expect(tableLines(main, 'R', answers)).toEqual([
			['34', 'yes', 'paper', '0', '1', '30.1', '70.6', '120', '8'],
		])
		expect(tableLines(labelled, 'R', answers)[0]?.slice(1, 3)).toEqual(['Yes', 'Newspaper'])
	})
	test('rows in their order, with their place and the row around them', () => {
		const [, members, visits] = planTables([form], codes).tables
		if (!members || !visits) throw new Error('two repeats')
		expect(tableLines(members, 'R', answers)).toEqual([
			['R', 'a', '', '1', '40'],
			['R', 'b', '', '2', '12'],
		])
		expect(tableLines(visits, 'R', answers)).toEqual([['R', 'v', 'a', '1', '2026-01-02']])
	})
	test('an unanswered question is an empty cell, also where ticks are', () => {
		const [main] = planTables([form], codes).tables
		expect(main && tableLines(main, 'R', new Map())).toEqual([['', '', '', '', '', '', '', '', '']])
	})
	test('a question that only an older version had follows at the end', () => {
		const newer = formOf('type | name | label\ninteger | height | Height')
		const [main] = planTables([form, newer], codes).tables
		expect(main?.columns.map(({ header }) => header).slice(0, 2)).toEqual(['height', 'age'])
	})
	test('the same name in two groups is told apart by its path', () => {
		const twice = formOf(`
			type         name  label
			begin group  one   One
			integer      age   Age
			end group
			begin group  two   Two
			integer      age   Age
			end group
		`)
		expect(planTables([twice], codes).tables[0]?.columns.map(({ header }) => header)).toEqual([
			'one/age',
			'two/age',
		])
	})
	test('the dictionary has a row for every column of every file, and for what is left out', () => {
		const plan = planTables([form], codes)
		const [, ...lines] = dictionaryLines(plan, form)
		const columns = plan.tables.flatMap((table) =>
			table.columns.map(({ header }) => `${table.file} ${header}`),
		)
		const described = lines.map(([file, column]) => `${file} ${column}`)
		for (const column of columns) expect(described).toContain(column)
		expect(lines.filter(([file]) => file === '').map(([, , question]) => question)).toEqual([
			'about/phone',
			'members/@/first',
		])
	})
})

describe('a spreadsheet runs nothing', () => {
	test.each([
		['=1+1', "'=1+1"],
		['+92300', '+92300'],
		['-5', '-5'],
		['-5+cmd', "'-5+cmd"],
		['@SUM(A1)', "'@SUM(A1)"],
		['\t=1', "'\t=1"],
		['plain', 'plain'],
		['a=b', 'a=b'],
	])('%s', (cell, expected) => {
		expect(guardedLine([cell, ''])).toBe(`${expected},\r\n`)
	})
})
