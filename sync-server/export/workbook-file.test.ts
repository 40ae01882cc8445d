import { strToU8, zipSync } from 'fflate'
import readWorkbook from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CsvRow } from '#shared/export/csv-rows'
import { readCsvTable } from '#shared/kernel/csv'
import fc from '#shared/testing/fast-check'
import { formOf } from '#shared/testing/scenario'
import { readXlsx } from '#shared/xlsform/xlsx/read-xlsx'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import type { ColumnDescription } from './describe-columns.ts'
import { sheetsOf, workbookParts } from './workbook-sheets.ts'

const columnOf = (kind: ColumnDescription['kind']): ColumnDescription => ({
	header: kind,
	label: kind,
	kind,
	codes: [],
})
const line = (...cells: string[]): CsvRow => ({ ids: [], cells })
async function workbookOf(
	files: Parameters<typeof sheetsOf>[0],
	rows?: number,
	hasLabels = false,
): Promise<Buffer> {
	const parts: Record<string, Uint8Array> = {}
	const sheets: { title: string; filtered: string }[] = []
	for await (const { title, blocks, filtered } of sheetsOf(files, {
		isRightToLeft: true,
		hasLabels,
		...(rows === undefined ? {} : { rows }),
	})) {
		let text = ''
		for await (const block of blocks) text += block
		sheets.push({ title, filtered: filtered() })
		parts[`xl/worksheets/sheet${sheets.length}.xml`] = strToU8(text)
	}
	for (const [name, text] of Object.entries(workbookParts(sheets))) parts[name] = strToU8(text)
	return Buffer.from(zipSync(parts))
}

test('numbers and dates are typed where their whole column is such, and everything else stays text', async () => {
	const file = await workbookOf([
		{
			name: 'a.csv',
			columns: (['number', 'day', 'text'] as const).map(columnOf),
			rows: [
				line('number', 'day', 'text'),
				line('12.5', '2026-01-31', '=1+1'),
				line('-3', '1899-01-01', '007'),
				line('007', 'soon', ' a\r\nb '),
				line('12.10', '', '<&> "_x000D_" \u0001 ضلع 👍'),
			],
		},
	])
	const [sheet] = await readWorkbook(file, { trim: false })
	expect(sheet?.sheet).toBe('a')
	expect(sheet?.data).toEqual([
		['number', 'day', 'text'],
		[12.5, new Date('2026-01-31T00:00:00Z'), '=1+1'],
		[-3, '1899-01-01', '007'],
		['007', 'soon', ' a\r\nb '],
		['12.10', null, '<&> "_x000D_" \u0001 ضلع 👍'],
	])
})
test('a calculation is by value a number, a date or a text; times without a declared type, times of day and impossible dates are text', async () => {
	const cells = ['12.5', '2026-01-31', '2026-02-30', '2026-01-31T10:00:00.000+05:00', '10:00', '007', 'none']
	const file = await workbookOf([
		{
			name: 'a.csv',
			columns: [columnOf('calculation')],
			rows: ['c', ...cells].map((cell) => line(cell)),
		},
	])
	const [sheet] = await readWorkbook(file, { trim: false })
	const [number, day, ...texts] = sheet?.data.slice(1).flat() ?? []
	expect([number, day]).toEqual([12.5, new Date('2026-01-31T00:00:00Z')])
	expect(texts).toEqual(cells.slice(2))
})
test('a time is a spreadsheet time in local time, with its offset in the next column; other values are text', async () => {
	const columns = [
		{ ...columnOf('moment'), header: 'at' },
		{ ...columnOf('moment'), header: 'started', isStoredInUtc: true },
		{ ...columnOf('calculation'), header: 'end', isClock: true },
		{ ...columnOf('text'), header: 'at_offset' },
	]
	const lines = [
		line('at', 'started', 'end', 'at_offset'),
		line('2026-01-10T05:30:00.250+05:00', '2026-01-09T23:30:00.000Z', '2026-01-10T00:10:00.000-03:30', 'x'),
		line('2026-01-10T05:30:00Z', 'soon', '2026-01-10T05:30', ''),
		line('1899-05-05T05:30:00+05:00', '', '', ''),
	]
	const [sheet] = await readWorkbook(await workbookOf([{ name: 'a.csv', columns, rows: lines }]), {
		trim: false,
	})
	const time = (text: string) => new Date(`${text}Z`)
	expect(sheet?.data).toEqual([
		['at', 'at_offset_2', 'started', 'started_offset', 'end', 'end_offset', 'at_offset'],
		[
			...[time('2026-01-10T05:30:00.250'), '+05:00', time('2026-01-10T04:30:00'), '+05:00'],
			...[time('2026-01-10T00:10:00'), '-03:30', 'x'],
		],
		[time('2026-01-10T05:30:00'), '+00:00', 'soon', null, '2026-01-10T05:30', null, null],
		['1899-05-05T05:30:00+05:00', null, null, null, null, null, null],
	])
})
test('a code has its label in the next column, where requested', async () => {
	const labelOf = (cell: string) => ({ yes: 'ہاں', 'yes no': 'ہاں; نہیں' })[cell] ?? ''
	const columns = [{ ...columnOf('text'), header: 'using', labelOf }, columnOf('number')]
	const lines = [
		line('using', 'number'),
		line('yes', '1'),
		line('yes no', '2'),
		line('what nobody knows', '3'),
	]
	const table = { name: 'a.csv', columns, rows: lines }
	const [both] = await readWorkbook(await workbookOf([table], undefined, true))
	expect(both?.data).toEqual([
		['using', 'using_label', 'number'],
		['yes', 'ہاں', 1],
		['yes no', 'ہاں; نہیں', 2],
		['what nobody knows', null, 3],
	])
	const [one] = await readWorkbook(await workbookOf([table]))
	expect(one?.data[0]).toEqual(['using', 'number'])
})
test('each sheet has a filter on all columns and rows, and its first row is frozen', async () => {
	const lines = [line('a', 'b'), ...Array.from({ length: 5 }, () => line('1', '2'))]
	const parts = unzip(await workbookOf([{ name: "it's.csv", rows: lines }], 4))
	const sheet = (number: number) => parts.get(`xl/worksheets/sheet${number}.xml`)?.toString('utf8') ?? ''
	expect(sheet(1)).toContain('</sheetData><autoFilter ref="A1:B4"/></worksheet>')
	expect(sheet(2)).toContain('<autoFilter ref="A1:B3"/>')
	expect(sheet(1)).toContain('state="frozen"')
	const book = parts.get('xl/workbook.xml')?.toString('utf8') ?? ''
	expect(book).toContain(
		`<definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">'it_s (2)'!$A$1:$B$3</definedName>`,
	)
})
test('more columns than a sheet allows are refused, and none is left out', async () => {
	const columns = Array.from({ length: 9000 }, (_, i) => ({ ...columnOf('moment'), header: `c${i}` }))
	await expect(
		workbookOf([{ name: 'a.csv', columns, rows: [line(...columns.map(({ header }) => header))] }]),
	).rejects.toMatchObject({ code: 'file-too-wide', details: { columns: 18_000, most: 16_384 } })
})
test('any text survives; a text longer than a cell is marked as cut', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 8 }),
			async (texts) => {
				const lines = [line('t'), ...texts.map((text) => line(text))]
				const [sheet] = await readWorkbook(await workbookOf([{ name: 't.csv', rows: lines }]), {
					trim: false,
				})
				// The reader omits blank rows at the end.
				const read = texts.map((_, i) => sheet?.data[i + 1]?.[0] ?? '')
				expect(read).toEqual(texts.map((text) => Buffer.from(text).toString()))
			},
		),
		{ numRuns: 200 },
	)
	const [sheet] = await readWorkbook(
		await workbookOf([{ name: 't.csv', rows: [line('t'), line('x'.repeat(40_000))] }]),
	)
	expect(String(sheet?.data[1]?.[0])).toMatch(/^x+ … \(longer: see the CSV file\)$/)
})
test('a table too long for a sheet continues on another; titles are short and unique', async () => {
	const long = `${'household-'.repeat(5)}members`
	const lines = [line('n'), ...Array.from({ length: 7 }, (_, i) => line(String(i)))]
	const file = await workbookOf(
		[
			{ name: `${long}.csv`, rows: lines },
			{ name: `${long}-more.csv`, rows: [line('n')] },
		],
		4,
	)
	const sheets = readXlsx(file)
	expect(sheets.map(({ header, rows }) => [header, ...rows.map(({ cells }) => cells)].flat())).toEqual([
		['n', '0', '1', '2'],
		['n', '3', '4', '5'],
		['n', '6'],
		['n'],
	])
	const titles = sheets.map(({ name }) => name)
	expect(new Set(titles).size).toBe(4)
	expect(Math.max(...titles.map(({ length }) => length))).toBeLessThanOrEqual(31)
})

const form = formOf(`
	type                name    label
	text                round   Round
	integer             age     Age
	text                said    Said
	date                day     Day
	datetime            at      At
	select_one yn       works   Works
	select_multiple yn  ticks   Ticks
	begin_repeat        r       R
	decimal             weight  Weight
	end_repeat          -       -
	choices
	list_name  name  label
	yn         yes   ہاں
	yn         no    نہیں
`)
describe.each(engines)('a workbook of records on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		const made = await recordsOf(await freshEngine(), form, [
			{
				age: 41,
				said: '=cmd|x',
				day: '2026-01-10',
				at: '2026-01-10T05:30:00.250+05:00',
				works: 'yes',
				ticks: ['yes'],
				'r/@a': 0,
				'r/@a/weight': 2.5,
			},
			{ age: 7, said: 'کیا؟', ticks: ['no', 'yes'] },
		])
		server = made.server
		manager = made.manager
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const download = async (more: string) =>
		manager.get(`/api/export?form=${form.id}&round=endline&values=codes&mark=0${more}`)
	test('has the values of the tables, cell by cell', async () => {
		const { raw, headers, status } = await download('&format=xlsx')
		expect(status).toBe(200)
		expect(String(headers['content-disposition'])).toMatch(/\.xlsx"$/)
		const sheets = new Map((await readWorkbook(raw)).map(({ sheet, data }) => [sheet, data]))
		const files = new Map([...unzip((await download('')).raw)].filter(([name]) => name.endsWith('.csv')))
		expect([...sheets.keys()]).toEqual([...files.keys()].map((name) => name.replace('.csv', '').slice(0, 31)))
		for (const [name, bytes] of files) {
			const [header = [], ...rows] = sheets.get(name.replace('.csv', '').slice(0, 31)) ?? []
			const csvRows = readCsvTable(bytes.toString('utf8'))
			const read = rows.map((cells) => {
				const row = Object.fromEntries(header.map((column, i) => [String(column), textOf(cells[i])]))
				for (const time of ['started', 'changed', 'at']) {
					const { [`${time}_offset`]: offset = '' } = row
					if (row[time] && offset) row[time] = timeOf(`${row[time]}${offset}`)
					delete row[`${time}_offset`]
				}
				return row
			})
			// CSV guards formulas; sheets need not.
			expect(read, name).toEqual(
				csvRows.map((row) =>
					Object.fromEntries(
						Object.entries(row).map(([k, v]) => [
							k,
							k === 'at' || (name === `${form.id}.csv` && ['started', 'changed'].includes(k))
								? timeOf(v)
								: v.replace(/^'(?==)/, ''),
						]),
					),
				),
			)
		}
		const [, first] = sheets.get(form.id) ?? []
		expect(first).toEqual(expect.arrayContaining([41, '=cmd|x', new Date('2026-01-10T00:00:00Z'), 1, 0]))
	})
	test('codes and labels are side by side in the requested language, also for multiple choices', async () => {
		const { raw, headers } = await manager.get(
			`/api/export?form=${form.id}&round=endline&values=en&format=xlsx&labels=beside`,
		)
		expect(String(headers['content-disposition'])).toContain('-codes-and-labels-labels-en-')
		const [sheet] = await readWorkbook(raw)
		const [header = [], first = [], second = []] = sheet?.data ?? []
		const cell = (row: readonly unknown[], name: string) => row[header.indexOf(name)]
		expect(['works', 'works_label', 'ticks', 'ticks_label'].map((name) => cell(first, name))).toEqual([
			...['yes', 'ہاں', 'yes', 'ہاں'],
		])
		expect([cell(second, 'ticks'), cell(second, 'ticks_label')]).toEqual(['no yes', 'نہیں; ہاں'])
		expect(header.indexOf('works_label')).toBe(header.indexOf('works') + 1)
		expect((await download('&format=csv&labels=beside')).status).toBe(422)
	})
	test('there is none with attachments', async () => {
		expect((await download('&format=xlsx&media=1')).status).toBe(422)
	})
})
const textOf = (cell: unknown): string =>
	cell === null || cell === undefined
		? ''
		: cell instanceof Date
			? cell.toISOString().replace(/(T00:00:00.000)?Z$/, '')
			: String(cell)
/** A time in UTC. */
const timeOf = (text: string): string => (text === '' ? '' : new Date(text).toISOString())
