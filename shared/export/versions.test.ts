import { describe, expect, test } from 'vitest'
import type { FormDefinition } from '#shared/forms/form-definition'
import { formOf } from '#shared/testing/scenario'
import { buildDictionaryRows } from './dictionary.ts'
import { planTables } from './table-plan.ts'

/** Plans the tables of versions that were published one after the other. */
const plan = (definitions: readonly FormDefinition[], values = 'codes') =>
	planTables(
		definitions.map((definition, i) => ({ version: i + 1, definition })),
		{ values, byteOrderMark: false },
	)
const headers = (...definitions: FormDefinition[]) =>
	plan(definitions).tables.map((table) => table.columns.map(({ header }) => header))

describe('across form versions', () => {
	const first = formOf(`
		type                  name   label
		begin group           one    One
		integer               age    Age
		select_multiple src   heard  Heard
		geopoint              place  Place
		end group
		choices
		list_name  name   label
		src        tv     Television
		src        paper  Newspaper
	`)
	const second = formOf(`
		type                  name            label
		begin group           two             Two
		integer               age             Age, asked again
		text                  place_latitude  Latitude, as read from a map
		text                  started         When did it start?
		end group
		begin group           one             One
		select_multiple src   heard           Heard
		integer               age             Age
		geopoint              place           Place
		end group
		choices
		list_name  name   label
		src        web    Internet
		src        tv     TV
	`)
	test('a column keeps its name; a later one with the same name gets another', () => {
		const before = headers(first)[0] ?? []
		const after = headers(first, second)[0] ?? []
		for (const header of before) expect(after).toContain(header)
		expect(after).toEqual([
			'two/age',
			'place_latitude_2',
			'started_2',
			'heard',
			'heard/tv',
			'heard/paper',
			'heard/web',
			'age',
			'place_latitude',
			'place_longitude',
			'place_altitude',
			'place_accuracy',
			'place_by_hand',
		])
	})
	test('every column of every table has a unique name', () => {
		const awkward = formOf(`
			type                 name               label
			text                 record_id          Id
			text                 row_number         Row
			text                 open_cases         Cases
			text                 place_latitude     L
			geopoint             place              P
			select_multiple src  a                  A
			choices
			list_name  name   label
			src        x      X
		`)
		for (const definitions of [[awkward], [first, awkward], [awkward, first, second]])
			for (const table of headers(...definitions)) expect(new Set(table).size).toBe(table.length)
		expect(headers(awkward)[0]?.slice(0, 3)).toEqual(['record_id_2', 'row_number_2', 'open_cases_2'])
	})
	test('a question of an older version comes at the end', () => {
		const newer = formOf('type | name | label\ninteger | height | Height')
		expect(headers(first, newer)[0]?.slice(0, 2)).toEqual(['height', 'age'])
	})
	test('the choices are those of all versions, with the newest label', () => {
		const [main] = plan([first, second], 'en').tables
		const heardColumn = main.columns.find(({ header }) => header === 'heard')
		expect(heardColumn?.cell(['tv', 'paper', 'web'])).toBe('TV; Newspaper; Internet')
	})
	test('the dictionary lists the versions that had a question or a code', () => {
		const [header = [], ...rows] = buildDictionaryRows(plan([first, second]))
		const cell = (column: string, name: string) =>
			rows.find((row) => row[1] === column)?.[header.indexOf(name)]
		expect(cell('age', 'versions')).toBe('1 2')
		expect(cell('two/age', 'versions')).toBe('2')
		expect(cell('heard/paper', 'versions')).toBe('1')
		expect(cell('heard', 'codes')).toBe('tv = TV; paper = Newspaper (only in 1); web = Internet (only in 2)')
	})
	test('the file of a repeat keeps its name', () => {
		const one = formOf('type | name | label\nbegin repeat | kids | Kids\ntext | x | X\nend repeat')
		const two = formOf(`
			type          name   label
			begin group   other  Other
			begin repeat  kids   Kids
			text          y      Y
			end repeat
			end group
			begin repeat  kids   Kids
			text          x      X
			end repeat
		`)
		expect(plan([one, two]).tables.map(({ file }) => file)).toEqual([
			'scenario.csv',
			'scenario-other-kids.csv',
			'scenario-kids.csv',
		])
	})
})
