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
