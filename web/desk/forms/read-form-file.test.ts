import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import { cells, oldWorkbook, record } from '#shared/testing/old-workbook'
import { workbook } from '../../../tests/helpers/workbook.ts'
import { readFormFile } from './read-form-file.ts'

const file = (name: string, text: string | Blob) => new File([text], name)
const bytes = (name: string, content: Uint8Array) =>
	file(name, new Blob([content as Uint8Array<ArrayBuffer>]))

test('one .csv for each sheet, whatever precedes the sheet’s name, with the row numbers of a spreadsheet', async () => {
	const { name, sheets } = await readFormFile([
		file('visit-survey.csv', '\ufefftype,name,label\r\n\r\ntext,a,"One, two"\r\n'),
		file('visit-choices.csv', 'list_name,name,label\nyn,yes,Yes\n'),
	])
	expect(name).toBe('visit')
	expect(sheets).toEqual([
		{
			name: 'survey',
			header: ['type', 'name', 'label'],
			rows: [{ line: 3, cells: ['text', 'a', 'One, two'] }],
		},
		{
			name: 'choices',
			header: ['list_name', 'name', 'label'],
			rows: [{ line: 2, cells: ['yn', 'yes', 'Yes'] }],
		},
	])
})
test('a workbook is recognised by its first bytes, whatever its extension', async () => {
	const sheets = [
		{ name: 'survey', header: ['type', 'name'], rows: [{ line: 2, cells: ['integer', 'age'] }] },
	]
	const old = oldWorkbook([
		{
			name: 'survey',
			records: [
				cells.text(0, 0, 'type'),
				cells.text(0, 1, 'name'),
				cells.text(1, 0, 'integer'),
				cells.text(1, 1, 'age'),
			],
		},
	])
	expect(await readFormFile([bytes('Visit.XLS', old)])).toEqual({ name: 'Visit', sheets, media: {} })
	expect((await readFormFile([bytes('visit.xlsx', old)])).sheets).toEqual(sheets)
	const rows = [
		['type', 'name'],
		['integer', 'age'],
	]
	const written = await writeWorkbook([
		{ sheet: 'survey', data: rows.map((row) => row.map((value) => ({ value, type: String }))) },
	]).toBuffer()
	expect((await readFormFile([bytes('visit.xls', written)])).sheets).toEqual(sheets)
})
test('a workbook that is encrypted, from Excel 95, truncated or invalid is reported by name', async () => {
	const survey = [{ name: 'survey', records: [cells.text(0, 0, 'type')] }]
	const whole = oldWorkbook(survey)
	for (const [name, content] of [
		['password.xls', oldWorkbook(survey, { globals: [record(0x002f, [0, 0])] })],
		['excel95.xls', oldWorkbook(survey, { version: 0x0500 })],
		['cut.xls', whole.subarray(0, 600)],
		['page.xls', new TextEncoder().encode('<html><table></table></html>')],
		['broken.xlsx', new TextEncoder().encode('PK\u0003\u0004')],
	] as const)
		await expect(readFormFile([bytes(name, content)]), name).rejects.toMatchObject({
			code: 'form-file-unreadable',
			details: { file: name },
		})
})
test('a small workbook that would exhaust the memory is reported; one with formatting to its last row is read', async () => {
	const whole = await workbook({
		survey: [
			['type', 'name'],
			['text', 'a'],
		],
	})
	const sheet = 'xl/worksheets/sheet1.xml'
	const changed = (what: string, into: string) => {
		const parts = unzipSync(whole)
		const xml = strFromU8(parts[sheet] ?? new Uint8Array())
		expect(xml).toContain(what)
		return [bytes('form.xlsx', zipSync({ ...parts, [sheet]: strToU8(xml.replace(what, into)) }))]
	}
	for (const place of ['ZZZZZZ2', 'XFE2', 'B99999999', 'b2', 'A\u06f2', '&#90;ZZZZ2', '2', 'B'])
		await expect(readFormFile(changed('r="B2"', `r="${place}"`)), place).rejects.toMatchObject({
			code: 'form-file-unreadable',
			details: { file: 'form.xlsx' },
		})
	for (const [what, into] of [
		['<c r="B2" t="inlineStr"', "<c t='inlineStr' r = 'ZZZZZZ2'"],
		['<c r="B2" t="inlineStr"', '<x:c\nt="inlineStr"\nr="XFD1048577"'],
	] as const)
		await expect(readFormFile(changed(what, into)), into).rejects.toMatchObject({
			code: 'form-file-unreadable',
		})
	const wide = Array.from({ length: 1300 }, (_, row) => `<row><c r="XFD${row + 5}"><v>1</v></c></row>`)
	await expect(
		readFormFile(changed('</row></sheetData>', `</row>${wide.join('')}</sheetData>`)),
	).rejects.toMatchObject({ code: 'form-file-decompression-limit' })
	// empty rows are not filled in
	expect((await readFormFile(changed('<row r="2"', '<row r="1000000"'))).sheets).toHaveLength(1)
	// as programs write a column or a row that is coloured to its end
	const coloured = '</row><row r="1048576"><c r="AMJ1048576" s="1"/></row></sheetData>'
	const [survey] = (await readFormFile(changed('</row></sheetData>', coloured))).sheets
	expect(survey).toMatchObject({ header: ['type', 'name'], rows: [{ line: 2, cells: ['text', 'a'] }] })
})
test('tables and images are chosen with a form, or all of it in a ZIP', async () => {
	const form = '## survey\n| type | name | label |\n| text | a | A |\n'
	const geojson = JSON.stringify({
		features: [
			{ id: 7, properties: { title: 'Kot' }, geometry: { type: 'Point', coordinates: [71.5, 30.2] } },
		],
	})
	const chosen = await readFormFile([
		file('visit.md', form),
		file('towns.csv', 'name,label\nk,Kot\n'),
		file('places.geojson', geojson),
		file('map.png', 'PNG'),
	])
	expect(chosen.sheets.slice(1)).toEqual([
		{ name: 'towns.csv', header: ['name', 'label'], rows: [{ line: 2, cells: ['k', 'Kot'] }] },
		{
			name: 'places.geojson',
			header: ['title', 'id', 'geometry'],
			rows: [{ line: 2, cells: ['Kot', '7', '30.2 71.5 0 0'] }],
		},
	])
	expect(chosen.media).toEqual({ 'map.png': `data:image/png;base64,${btoa('PNG')}` })
	// a table with last year's answers is no sheet of the form, whatever its name and position
	for (const files of [
		[file('visit.md', form), file('baseline_survey.csv', 'id,head\n1,x\n')],
		[file('baseline_survey.csv', 'id,head\n1,x\n'), file('visit.md', form)],
	]) {
		const read = await readFormFile(files)
		expect(read.name).toBe('visit')
		expect(read.sheets.map(({ name }) => name)).toEqual(['survey', 'baseline_survey.csv'])
	}
	const zipped = zipSync({
		'visit/visit.md': strToU8(form),
		'visit/towns.csv': strToU8('name,label\nk,Kot\n'),
		'__MACOSX/visit/._visit.md': strToU8('x'),
	})
	const unpacked = await readFormFile([file('visit.zip', new Blob([zipped as Uint8Array<ArrayBuffer>]))])
	expect(unpacked.sheets).toEqual(chosen.sheets.slice(0, 2))
})
test('a ZIP that would exhaust the memory, a damaged one, and an image too large for phones are reported', async () => {
	const bomb = zipSync({ 'survey.csv': new Uint8Array(11_000_000) })
	await expect(
		readFormFile([file('bomb.zip', new Blob([bomb as Uint8Array<ArrayBuffer>]))]),
	).rejects.toMatchObject({ code: 'form-file-too-large' })
	await expect(readFormFile([file('a.xlsx', '')])).rejects.toMatchObject({ code: 'form-file-empty' })
	await expect(readFormFile([file('a.zip', 'no zip')])).rejects.toMatchObject({
		code: 'form-file-unreadable',
	})
	await expect(readFormFile([file('a.md', '## survey'), file('b.geojson', '{')])).rejects.toMatchObject({
		code: 'form-file-unreadable',
		details: { file: 'b.geojson' },
	})
	await expect(
		readFormFile([file('a.md', '## survey'), file('b.png', new Blob([new Uint8Array(500_001)]))]),
	).rejects.toMatchObject({ code: 'form-media-too-large' })
})
test('a file that is not a form is reported by name', async () => {
	await expect(readFormFile([])).rejects.toMatchObject({ code: 'form-file-unknown' })
	await expect(readFormFile([file('a.docx', '')])).rejects.toMatchObject({
		code: 'form-file-unknown',
		details: { file: 'a.docx' },
	})
	await expect(readFormFile([file('people.csv', 'a,b\n')])).rejects.toMatchObject({
		code: 'form-file-unknown',
	})
	await expect(readFormFile([file('a.md', new Blob([new Uint8Array(10_000_001)]))])).rejects.toMatchObject({
		code: 'form-file-too-large',
	})
})
