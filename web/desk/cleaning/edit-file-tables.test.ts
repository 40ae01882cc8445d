import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { maxFileRows } from '#shared/cleaning/edit-file'
import { Problem } from '#shared/kernel/problem'
import { workbook } from '../../../tests/helpers/workbook.ts'
import { partFrom, readTables } from './edit-file-tables.ts'
import { PreviewCollector } from './preview-edit-files.ts'

const file = (name: string, content: string | Uint8Array) =>
	new File([content as Uint8Array<ArrayBuffer>], name)
const problemOf = async (...files: File[]) => {
	try {
		await readTables(files)
	} catch (thrown) {
		return thrown instanceof Problem ? thrown.code : String(thrown)
	}
	return null
}
const header = ['record_id', 'taken_from', 'note']
const lines = [
	{ at: 2, cells: ['a', '1-AAAAAAAA', 'one, "two"\nthree'] },
	{ at: 3, cells: ['b', '1-AAAAAAAA', ''] },
]

test('a table is the same with any delimiter, in UTF-8 with or without a byte order mark, or in UTF-16', async () => {
	const text = (separator: string, end = '\r\n') =>
		[header, ...lines.map(({ cells }) => cells)]
			.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator))
			.join(end)
	const utf16 = new Uint8Array([
		0xff,
		0xfe,
		...new Uint8Array(new Uint16Array([...text('\t')].map((letter) => letter.charCodeAt(0))).buffer),
	])
	for (const content of [
		text(','),
		text(';'),
		text('\t', '\n'),
		`\ufeff${text(';')}`,
		`sep=;\r\n${text(';')}`,
		utf16,
	])
		expect(await readTables([file('household.csv', content)])).toEqual([
			{ name: 'household.csv', header, lines, records: 2, cutOff: [] },
		])
})
test('tables are found in a workbook and in a ZIP, and other content is ignored', async () => {
	const table = [header, ['a', '1-AAAAAAAA', '7']]
	const wanted = [{ at: 2, cells: ['a', '1-AAAAAAAA', '7'] }]
	const book = new Uint8Array(await workbook({ household: table, dictionary: [['file', 'column']] }))
	const zip = zipSync({
		'household.csv': strToU8(table.map((row) => row.join(',')).join('\n')),
		'dictionary.csv': strToU8('file,column\n'),
	})
	for (const each of [file('a.xlsx', book), file('renamed', book), file('a.zip', zip)]) {
		const [found, ...others] = await readTables([each])
		expect(found?.lines).toEqual(wanted)
		expect(others).toEqual([])
	}
})
test('a truncated row is reported and not treated as blank', async () => {
	const [table] = await readTables([
		file('a.csv', 'record_id,taken_from,note\na,1-AAAAAAAA\n\nb,1-AAAAAAAA,x\n'),
	])
	expect(table).toMatchObject({ cutOff: [2], lines: [{ at: 4 }] })
})
test('an unreadable file is reported with what to do', async () => {
	expect(await problemOf(file('a.csv', new Uint8Array([0x61, 0xe4, 0xc7])))).toBe('edit-file-encoding')
	expect(await problemOf(file('a.csv', 'record_id,note\na,b\n'))).toBe('edit-file-without-ids')
	expect(await problemOf(file('a.xlsx', strToU8('PK no zip')))).toBe('edit-file-unreadable')
	expect(await problemOf(file('a.zip', strToU8('PK no zip')))).toBe('edit-file-unreadable')
})
test('a file is sent in parts, with the columns that are read, and all rows of a record in one part', async () => {
	const rows = Array.from({ length: 1000 }, (_, i) => `r${String(i % 300).padStart(3, '0')},1-AAAAAAAA,n${i}`)
	const [table] = await readTables([file('a.csv', ['record_id,taken_from,note', ...rows].join('\n'))])
	if (!table) throw new Error('no table was read')
	const inPart = new Map<string, number>()
	let [from, parts, count] = [0, 0, 0]
	while (from < table.lines.length) {
		const { part, next } = partFrom(table, [2, 0], from)
		expect(part.header).toEqual(['note', 'record_id'])
		expect(part.lines.length).toBeLessThanOrEqual(maxFileRows)
		for (const { cells } of part.lines) {
			expect(inPart.get(cells[1] as string) ?? parts).toBe(parts)
			inPart.set(cells[1] as string, parts)
		}
		count += part.lines.length
		from = next
		parts++
	}
	expect([count, parts > 1]).toEqual([1000, true])
})
test('changes of two tables to one record are one edit; contradictions and different export times are reported', () => {
	const record = (changes: [path: string, after: number][], seq = 4) => ({
		id: 'r',
		name: 'R',
		formVersion: 1,
		seq,
		stale: [],
		hides: [],
		rows: {},
		changes: changes.map(([path, after]) => ({ path, before: 0, after })),
	})
	const found = new PreviewCollector()
	found.add('one', record([['a', 1]]))
	found.add(
		'two',
		record([
			['a', 2],
			['b', 3],
		]),
	)
	found.add('three', record([['c', 3]], 9))
	expect(found.records()).toHaveLength(1)
	expect(found.records()[0]?.changes.map(({ path, after }) => [path, after])).toEqual([
		['a', 1],
		['b', 3],
	])
	expect(found.remarks()).toMatchObject([
		{ table: 'two', why: 'twice', count: 1 },
		{ table: 'three', why: 'taken-elsewhere', count: 1 },
	])
})
