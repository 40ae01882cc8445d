import { strToU8, zipSync } from 'fflate'
import readWorkbook from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TableLine } from '#shared/export/csv-cells'
import { readNewWorkbook } from '#shared/forms/new-workbook/read-new-workbook'
import { readCsvTable } from '#shared/kernel/csv'
import fc from '#shared/testing/fast-check'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/desk-for-tests.ts'
import { engines } from '../../tests/fresh-engines.ts'
import { recordsOf } from '../../tests/one-form-for-tests.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import type { ColumnTold } from './describe-columns.ts'
import { sheetsOf, workbookParts } from './workbook-sheets.ts'

const told = (kind: ColumnTold['kind']): ColumnTold => ({ header: kind, label: kind, kind, codes: [] })
const line = (...cells: string[]): TableLine => ({ ids: [], cells })
async function workbookOf(files: Parameters<typeof sheetsOf>[0], rows?: number): Promise<Buffer> {
	const parts: Record<string, Uint8Array> = {}
	const titles: string[] = []
	for await (const { title, blocks } of sheetsOf(files, {
		isRightToLeft: true,
		...(rows === undefined ? {} : { rows }),
	})) {
		titles.push(title)
		let text = ''
		for await (const block of blocks) text += block
		parts[`xl/worksheets/sheet${titles.length}.xml`] = strToU8(text)
	}
	for (const [name, text] of Object.entries(workbookParts(titles))) parts[name] = strToU8(text)
	return Buffer.from(zipSync(parts))
}

test('numbers and days are what they are where their column holds such, and everything else is the text that it was', async () => {
	const file = await workbookOf([
		{
			...{ name: 'a.csv', columns: (['number', 'day', 'text'] as const).map(told) },
			lines: [
				line('n', 'd', 't'),
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
		['n', 'd', 't'],
		[12.5, new Date('2026-01-31T00:00:00Z'), '=1+1'],
		[-3, '1899-01-01', '007'],
		['007', 'soon', ' a\r\nb '],
		['12.10', null, '<&> "_x000D_" \u0001 ضلع 👍'],
	])
})
test('what is worked out is by itself a number, a day or a text; a moment, a time of the day and a day that there is not are texts', async () => {
	const cells = ['12.5', '2026-01-31', '2026-02-30', '2026-01-31T10:00:00.000+05:00', '10:00', '007', 'none']
	const file = await workbookOf([
		{
			...{ name: 'a.csv', columns: [told('calculation')] },
			lines: ['c', ...cells].map((cell) => line(cell)),
		},
	])
	const [sheet] = await readWorkbook(file, { trim: false })
	const [number, day, ...texts] = sheet?.data.slice(1).flat() ?? []
	expect([number, day]).toEqual([12.5, new Date('2026-01-31T00:00:00Z')])
	expect(texts).toEqual(cells.slice(2))
})
test('whatever a text is, it comes back; a text longer than a cell says that it is cut', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 8 }),
			async (texts) => {
				const lines = [line('t'), ...texts.map((text) => line(text))]
				const [sheet] = await readWorkbook(await workbookOf([{ name: 't.csv', lines }]), { trim: false })
				// the reader leaves blank lines at the end out
				const read = texts.map((_, i) => sheet?.data[i + 1]?.[0] ?? '')
				expect(read).toEqual(texts.map((text) => Buffer.from(text).toString()))
			},
		),
		{ numRuns: 200 },
	)
	const [sheet] = await readWorkbook(
		await workbookOf([{ name: 't.csv', lines: [line('t'), line('x'.repeat(40_000))] }]),
	)
	expect(String(sheet?.data[1]?.[0])).toMatch(/^x+ … \(longer: see the CSV file\)$/)
})
test('what is too long for a sheet goes on in another; titles are short, and no two alike', async () => {
	const long = `${'household-'.repeat(5)}members`
	const lines = [line('n'), ...Array.from({ length: 7 }, (_, i) => line(String(i)))]
	const file = await workbookOf(
		[
			{ name: `${long}.csv`, lines },
			{ name: `${long}-more.csv`, lines: [line('n')] },
		],
		4,
	)
	const sheets = readNewWorkbook(file)
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
			{ age: 41, said: '=cmd|x', day: '2026-01-10', ticks: ['yes'], 'r/@a': 0, 'r/@a/weight': 2.5 },
			{ age: 7, said: 'کیا؟', ticks: ['no', 'yes'] },
		])
		server = made.server
		manager = made.manager
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const take = async (more: string) =>
		manager.get(`/api/export?form=${form.id}&round=endline&values=codes&mark=0${more}`)
	test('it says cell by cell what the tables say', async () => {
		const { raw, headers, status } = await take('&format=xlsx')
		expect(status).toBe(200)
		expect(String(headers['content-disposition'])).toMatch(/\.xlsx"$/)
		const sheets = new Map((await readWorkbook(raw)).map(({ sheet, data }) => [sheet, data]))
		const files = new Map([...unzip((await take('')).raw)].filter(([name]) => name.endsWith('.csv')))
		expect([...sheets.keys()]).toEqual([...files.keys()].map((name) => name.replace('.csv', '').slice(0, 31)))
		for (const [name, bytes] of files) {
			const [header = [], ...rows] = sheets.get(name.replace('.csv', '').slice(0, 31)) ?? []
			const told = readCsvTable(bytes.toString('utf8'))
			const read = rows.map((cells) =>
				Object.fromEntries(header.map((column, i) => [String(column), textOf(cells[i])])),
			)
			// a table guards what a spreadsheet would run; a sheet has no need to
			expect(read, name).toEqual(
				told.map((row) =>
					Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v.replace(/^'(?==)/, '')])),
				),
			)
		}
		const [, first] = sheets.get(form.id) ?? []
		expect(first).toEqual(expect.arrayContaining([41, '=cmd|x', new Date('2026-01-10T00:00:00Z'), 1, 0]))
	})
	test('with pictures there is none', async () => {
		expect((await take('&format=xlsx&media=1')).status).toBe(422)
	})
})
const textOf = (cell: unknown): string =>
	cell === null || cell === undefined
		? ''
		: cell instanceof Date
			? cell.toISOString().slice(0, 10)
			: String(cell)
