import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readFormFile } from './read-form-file.ts'

const file = (name: string, text: string | Blob) => new File([text], name)

test('one .csv for each sheet, whatever stands before the sheet’s name, with lines as a spreadsheet counts them', async () => {
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
test('tables and pictures are chosen with a form, or all of it in a zip', async () => {
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
	const zipped = zipSync({
		'visit/visit.md': strToU8(form),
		'visit/towns.csv': strToU8('name,label\nk,Kot\n'),
		'__MACOSX/visit/._visit.md': strToU8('x'),
	})
	const unpacked = await readFormFile([file('visit.zip', new Blob([zipped as Uint8Array<ArrayBuffer>]))])
	expect(unpacked.sheets).toEqual(chosen.sheets.slice(0, 2))
})
test('a zip that would fill the memory, one that is none, and a picture that phones cannot carry are said', async () => {
	const bomb = zipSync({ 'survey.csv': new Uint8Array(11_000_000) })
	await expect(
		readFormFile([file('bomb.zip', new Blob([bomb as Uint8Array<ArrayBuffer>]))]),
	).rejects.toMatchObject({ code: 'form-file-too-large' })
	await expect(readFormFile([file('a.zip', 'no zip')])).rejects.toMatchObject({
		code: 'form-file-unreadable',
	})
	await expect(readFormFile([file('a.md', ''), file('b.geojson', '{')])).rejects.toMatchObject({
		code: 'form-file-unreadable',
		details: { file: 'b.geojson' },
	})
	await expect(
		readFormFile([file('a.md', ''), file('b.png', new Blob([new Uint8Array(500_001)]))]),
	).rejects.toMatchObject({ code: 'form-media-too-large' })
})
test('what is no form file is said by its name', async () => {
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
