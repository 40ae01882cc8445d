import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cells, oldWorkbook } from '#shared/testing/old-workbook'
import { withoutCht } from './form-index.ts'
import { journeys } from './journeys.ts'
import { acceptedForms, formsRun, tryForms } from './real-forms.ts'

let around = ''
const folder = () => join(around, 'xlsforms')

beforeAll(() => {
	around = mkdtempSync(join(tmpdir(), 'forms-'))
	mkdirSync(join(folder(), 'health'), { recursive: true })
	const write = (file: string, content: string | Uint8Array) => writeFileSync(join(folder(), file), content)
	write('age.xls', surveyOf(['integer', 'age', 'Age']))
	write('health/age.xlsx', surveyOf(['integer', 'age', 'Age']))
	write('colour.xls', surveyOf(['colour', 'shade', 'Shade']))
	write('letter.xls', 'Dear all')
	write('notes.csv', 'type,name\n')
	write(
		'index.csv',
		`dialect,file\n${['ODK,xlsforms/age.xls', 'CHT,xlsforms/health/age.xlsx', 'Kobo,xlsforms/colour.xls'].join('\n')}\n`,
	)
})
afterAll(() => rmSync(around, { recursive: true }))

const surveyOf = (row: readonly string[]) =>
	oldWorkbook([
		{
			name: 'survey',
			records: [
				...['type', 'name', 'label'].map((text, column) => cells.text(0, column, text)),
				...row.map((text, column) => cells.text(1, column, text)),
			],
		},
	])

test('every workbook is either imported or refused with a reason, whatever its age', async () => {
	expect(acceptedForms(await tryForms(folder()))).toEqual({
		suite: 'forms',
		passed: 4,
		total: 4,
		failures: [],
		leftOut: { 'refused: type-unknown': 1, 'refused: no workbook': 1 },
	})
})
test('forms listed without CHT name what cannot run and why', async () => {
	const isMeant = withoutCht(folder())
	expect(isMeant).not.toBeNull()
	const { passed, total, failures } = formsRun(await tryForms(folder()), isMeant ?? (() => true))
	expect([passed, total]).toEqual([1, 2])
	expect(failures).toMatchObject([
		{ case: 'colour.xls', got: expect.stringContaining('Unknown question type "colour"') },
	])
	expect(withoutCht(join(folder(), 'health'))).toBeNull()
})
test('events recorded with an older workbook are counted, and an event for a missing question does not end the run', async () => {
	const asked = { rel: true, v: '7' }
	const steps = [
		{ ref: '/data/generated', type: 'input', value: 'x', changes: {} },
		{ ref: '/data/age', type: 'input', value: '7', changes: { '/data/age': asked } },
	]
	const journey = { id: 'j', form: 'xlsforms/age.xls', initial: { '/data/age': { rel: true, v: '' } }, steps }
	expect(await journeys([journey], around)).toMatchObject({ passed: 2, total: 2, leftOut: {} })
})
