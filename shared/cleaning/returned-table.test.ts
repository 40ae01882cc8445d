import { describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { unguarded } from '#shared/kernel/csv'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { readMarkdown } from '#shared/xlsform/sheets'
import { formatExportMarker, parseExportMarker } from '../export/export-marker.ts'
import { buildTableRows } from '../export/table-plan.ts'
import { compareWithExportedCell } from './compare-cell.ts'
import {
	compareReturnedRow,
	detectEncoding,
	listEncodings,
	matchReturnedTable,
	usesOf,
} from './returned-table.ts'

describe('an unchanged cell is recognised', () => {
	const comparisonsOf = (pairs: readonly (readonly [taken: string, cell: string])[]) =>
		new Set(pairs.map(([taken, cell]) => compareWithExportedCell(cell, taken)))
	test('written as a number', () => {
		const pairs = [
			...([
				['0345', '345'],
				['12345678901', '1.23457E+10'],
				['3.10', '3.1'],
				['2.5', '2,5'],
			] as const),
			...([
				['12345678901234567', '12345678901234600'],
				['+923001234567', '923001234567'],
			] as const),
		]
		expect(comparisonsOf(pairs)).toEqual(new Set(['number']))
	})
	test('written as a date or time in the format of any country', () => {
		const pairs = [
			...([
				['2026-01-31', '31/01/2026'],
				['2026-01-31', '1/31/26'],
				['2026-01-31', '31-Jan-26'],
			] as const),
			...([
				['2026-01-31', '46053'],
				['09:05', '9:05:00 AM'],
				['21:05', '9:05 PM'],
			] as const),
			...([
				['3-4', '03-Apr'],
				['09:05', '1899-12-30T09:05:00.000'],
				['2026-01-10T05:30:00.000+05:00', '2026-01-10T05:30:00.000'],
			] as const),
		]
		expect(comparisonsOf(pairs)).toEqual(new Set(['day']))
	})
	test('with characters that its file cannot store, as a boolean, with a formula guard, with other line ends', () => {
		expect(compareWithExportedCell('??? Edhi', 'پیر Edhi')).toBe('letters')
		expect(compareWithExportedCell('TRUE', 'true')).toBe('truth')
		expect(compareWithExportedCell("'=1+1", '=1+1')).toBe('same')
		expect(compareWithExportedCell('one\r\ntwo ', 'one\ntwo')).toBe('same')
	})
	test('and a changed cell is detected', () => {
		const pairs = [
			...([
				['2026-01-31', '2026-02-01'],
				['2026-01-31', '02/01/2026'],
				['3', '4'],
				['x', ''],
			] as const),
			...([
				['12345678901', '1.23458E+10'],
				['پیر', '??'],
				['', 'x'],
				['09:05', '21:05'],
			] as const),
			...([
				['3-4', '03-May'],
				['پیر', 'جمعہ'],
				['2026-01-10T05:30:00.000+05:00', '2026-01-10T05:31:00.000'],
				['2026-01-10T05:30:00.000+05:00', '2026-01-10T00:30:00.000Z'],
			] as const),
		]
		expect(comparisonsOf(pairs)).toEqual(new Set(['other']))
	})
	test('removes the guard before a formula, and no other apostrophe', () => {
		expect(["'=A1", "'-x", "'tis", "'-3"].map(unguarded)).toEqual(['=A1', '-x', "'tis", "'-3"])
	})
})

test('the version marker of a row reads back as written, and is no number, date or formula to a spreadsheet', () => {
	const written = formatExportMarker(1204, 'k3Xw9Qab_more')
	expect(written).toBe('1204-k3Xw9Qab')
	expect(parseExportMarker(` ${written} `)).toEqual({ seq: 1204, revision: 'k3Xw9Qab' })
	for (const cell of ['', '1204', '1204-k3', 'x-k3Xw9Qab']) expect(parseExportMarker(cell)).toBeNull()
})

describe('an edited row of an export', () => {
	const { definition, problems } = importForm(
		readMarkdown(
			`
		## survey
		| type | name | label::English (en) | label::Urdu (ur) | calculation |
		| text | note | Note | نوٹ |
		| integer | age | Age | عمر |
		| decimal | weight | Weight | وزن |
		| date | day | Day | دن |
		| datetime | at | At | وقت |
		| select_one yn | agrees | Agrees | متفق |
		| select_multiple sources | heard | Heard | سنا |
		| rank sources | best | Best | بہتر |
		| geopoint | place | Place | جگہ |
		| calculate | twice | | | \${age} * 2 |
		| begin_repeat | rows | Rows | قطاریں |
		| integer | years | Years | سال |
		| end_repeat | | | |

		## choices
		| list_name | name | label::English (en) | label::Urdu (ur) |
		| yn | yes | Yes | ہاں |
		| yn | no | No | نہیں |
		| sources | tv | Television | ٹی وی |
		| sources | paper | Newspaper | اخبار |

		## settings
		| form_id |
		| back |
	`.replace(/^\s+/gm, ''),
		),
	)
	if (!definition) throw new Error(problems.map(describeProblem).join('\n'))
	const ways = listEncodings([{ version: 1, definition }])
	const answers = new Map<string, Answer>([
		...([
			['note', '007'],
			['age', 34],
			['weight', 2.5],
			['day', '2026-01-31'],
			['at', '2026-01-10T05:30:00.000+05:00'],
			['agrees', 'yes'],
		] as const),
		...([
			['heard', ['tv']],
			['best', 'tv paper'],
			['place', '30.12345 70.6 120 8'],
		] as const),
		...([
			['rows/@a', 1],
			['rows/@a/years', 12],
		] as const),
	])
	const header = [
		'record_id',
		'taken_from',
		...(ways[0].plan.tables[0].columns.map((each) => each.header) ?? []),
		// additional column of a workbook
		'at_offset',
	]
	const parts = new Map(definition.body.map((part) => [part.name, part]))
	/** Compares the row in one of the encodings, with some cells changed. */
	const read = (values: string, cells: Readonly<Record<string, string>>) => {
		const table = matchReturnedTable(header, ways)
		const plan = ways.find((way) => way.values === values)?.plan ?? ways[0].plan
		const [line] = buildTableRows(plan.tables[0], 'r', answers)
		const row = ['r', '1-AAAAAAAA', ...(line?.cells ?? []), '']
		const changed = row.map((cell, i) => cells[header[i] ?? ''] ?? cell)
		const back = { row: '', exportedAnswers: [answers, answers] as const }
		const place = detectEncoding(table, ways, [{ ...back, cells: row }]) ?? 0
		expect(ways[place]?.values).toBe(values)
		return compareReturnedRow(table, { place, values }, { ...back, cells: changed }, (path) =>
			parts.get(path),
		)
	}
	const changesAndRemarks = (values: string, cells: Readonly<Record<string, string>>) => {
		const { changes, remarks } = read(values, cells)
		return [...changes.map((each) => each.after), ...remarks.map(({ why }) => why)]
	}

	test('an unchanged row gives no changes, in any notation', () => {
		for (const { values } of ways) expect(read(values, {})).toEqual({ changes: [], remarks: [] })
	})
	test('gives typed answers from codes or labels in any language', () => {
		expect(changesAndRemarks('codes', { age: '35' })).toEqual([35])
		expect(changesAndRemarks('codes', { age: '35.0', weight: '3.25' })).toEqual([35, 3.25])
		expect(changesAndRemarks('codes', { day: '2026-02-01' })).toEqual(['2026-02-01'])
		for (const [values, agrees] of [
			['codes', 'no'],
			['codes', 'No'],
			['en', 'No'],
			['ur', 'نہیں'],
			['ur', 'no'],
		] as const)
			expect(changesAndRemarks(values, { agrees })).toEqual(['no'])
		expect(changesAndRemarks('en', { best: 'Newspaper > Television' })).toEqual(['paper tv'])
		expect(changesAndRemarks('codes', { note: '', agrees: '' })).toEqual([null, null])
	})
	test('reads multiple-choice answers from their list, from their columns, or from both where they agree', () => {
		expect(changesAndRemarks('codes', { heard: 'tv paper' })).toEqual([['tv', 'paper']])
		expect(changesAndRemarks('ur', { heard: 'اخبار; ٹی وی' })).toEqual([['paper', 'tv']])
		expect(changesAndRemarks('codes', { 'heard/paper': '1' })).toEqual([['tv', 'paper']])
		expect(changesAndRemarks('codes', { 'heard/tv': '0' })).toEqual([null])
		expect(changesAndRemarks('codes', { heard: 'paper', 'heard/tv': '0', 'heard/paper': '1' })).toEqual([
			['paper'],
		])
		expect(changesAndRemarks('codes', { heard: 'paper', 'heard/paper': '1' })).toEqual([
			'ticks-differ',
			'ticks-differ',
		])
		expect(changesAndRemarks('codes', { 'heard/tv': '2' })).toEqual(['not-read'])
	})
	test('reads a workbook time with the offset in the next column', () => {
		const inWorkbook = (at: string, offset: string) => changesAndRemarks('codes', { at, at_offset: offset })
		expect(inWorkbook('2026-01-10T05:30:00.000', '+05:00')).toEqual([])
		expect(inWorkbook('2026-01-10T05:30', '+05:00')).toEqual([])
		expect(inWorkbook('2026-01-10T06:15:00.000', '+05:00')).toEqual(['2026-01-10T06:15:00.000+05:00'])
		expect(inWorkbook('2026-01-10T05:30:00.000', '+04:00')).toEqual(['2026-01-10T05:30:00.000+04:00'])
		// at midnight a spreadsheet shows the date only
		expect(inWorkbook('2026-01-11', '+05:00')).toEqual(['2026-01-11T00:00:00.000+05:00'])
		// if its column was deleted, the answer stays
		expect(inWorkbook('2026-01-10T05:30:00.000', '')).toEqual(['day'])
		expect(inWorkbook('2026-01-10T05:30:00.000+05:00', '')).toEqual([])
	})
	test('reports why a cell is not an answer', () => {
		for (const [cells, why] of [
			[{ age: 'many' }, 'not-read'],
			[{ note: '1.2E+11' }, 'not-read'],
			[{ note: '#REF!' }, 'fault'],
			[{ note: '#DIV/0!' }, 'fault'],
			[{ note: '#N/A' }, 'fault'],
			[{ note: '####' }, 'fault'],
			[{ note: 'a\ufffdb' }, 'letters-lost'],
			[{ note: '7' }, 'number'],
			[{ day: '03/04/2026' }, 'day-unclear'],
			[{ agrees: 'perhaps' }, 'not-a-choice'],
			[{ place_latitude: '31' }, 'place'],
			[{ twice: '4' }, 'not-correctable'],
		] as const)
			expect(
				changesAndRemarks('codes', cells as Readonly<Record<string, string>>),
				JSON.stringify(cells),
			).toEqual([why])
		// a number sign in a text is no error value
		expect(changesAndRemarks('codes', { note: '#ABC' })).toEqual(['#ABC'])
		// the same number in another notation
		expect(changesAndRemarks('codes', { age: '34.00', weight: '2.50' })).toEqual([])
	})
	test('finds columns by name in any order, for records and for repeat rows', () => {
		expect(usesOf(['years', 'x', 'row_id', 'record_id', 'taken_from', 'years'], ways)).toEqual([
			...['read', 'unknown', 'plain', 'plain', 'plain', 'unknown'],
		])
		expect(usesOf(['years', 'age', 'record_id'], ways)).toEqual(['unknown', 'read', 'plain'])
		expect(
			usesOf(['record_id', 'at', 'at_offset', 'agrees_label', 'started_offset', 'x_offset'], ways),
		).toEqual([...['plain', 'read', 'read', 'plain', 'plain', 'unknown']])
		expect(matchReturnedTable(['row_id', 'years'], ways)).toMatchObject({
			repeat: 'rows',
			places: { record: -1, row: 0 },
		})
	})
})
