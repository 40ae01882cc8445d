import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { readDta } from '../../tests/helpers/read-dta.ts'
import { unzip } from '../../tests/walks/unzip.ts'

const form = formOf(`
	type                  name     label::English (en)  label::اردو (ur)
	text                  round    Round                مرحلہ
	text                  age_1    First age            پہلی عمر
	begin_repeat          people   People               لوگ
	integer               age      Age                  عمر
	select_multiple tools  tools    Tools                اوزار
	begin_repeat          visits   Visits               دورے
	date                  day      Day                  دن
	end_repeat            -        -                    -
	end_repeat            -        -                    -
	choices
	list_name  name   label::English (en)  label::اردو (ur)
	tools      radio  Radio                ریڈیو
	tools      tv     Television           ٹی وی
`)
const records = [
	{
		age_1: 'old',
		'people/@b': 1,
		'people/@b/age': 7,
		'people/@a': 0,
		'people/@a/age': 41,
		'people/@a/tools': ['tv'],
		'people/@b/visits/@q': 4,
		'people/@b/visits/@q/day': '2026-01-03',
		'people/@b/visits/@p': 2,
		'people/@b/visits/@p/day': '2026-01-02',
	},
	{ 'people/@c': 0, 'people/@c/visits/@r': 0, 'people/@c/visits/@r/day': '2026-01-09' },
	{ age_1: 'nobody' },
]

describe.each(engines)('wide exports of rows on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		const made = await recordsOf(await freshEngine(), form, records)
		server = made.server
		manager = made.manager
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const download = (more: string) =>
		manager.get(`/api/export?form=scenario&round=endline&values=codes&mark=0&${more}`)

	test('each row has its columns in the one table, in row order; missing rows are blank', async () => {
		const files = unzip((await download('wide=1')).raw)
		expect([...files.keys()].filter((name) => name.startsWith('scenario'))).toEqual(['scenario.csv'])
		const rows = readCsvTable(files.get('scenario.csv')?.toString('utf8') ?? '')
		const dataRows = rows.map(
			({ taken_from: _from, record_id: _id, started: _at, changed: _then, ...row }) => row,
		)
		const plain = { form_version: '1', record_status: 'submitted', open_cases: '0', round: 'endline' }
		const nobody = { age_1_2: '', tools_1: '', 'tools_1/radio': '', 'tools_1/tv': '' }
		const noSecond = {
			age_2: '',
			tools_2: '',
			'tools_2/radio': '',
			'tools_2/tv': '',
			day_2_1: '',
			day_2_2: '',
		}
		expect(dataRows.map(({ enumerator: _who, ...row }) => row)).toEqual([
			{
				...plain,
				age_1: 'old',
				age_1_2: '41',
				tools_1: 'tv',
				'tools_1/radio': '0',
				'tools_1/tv': '1',
				...noSecond,
				age_2: '7',
				day_1_1: '',
				day_1_2: '',
				day_2_1: '2026-01-02',
				day_2_2: '2026-01-03',
			},
			{ ...plain, age_1: '', ...nobody, ...noSecond, day_1_1: '2026-01-09', day_1_2: '' },
			{ ...plain, age_1: 'nobody', ...nobody, ...noSecond, day_1_1: '', day_1_2: '' },
		])
		const dictionary = readCsvTable(files.get('dictionary.csv')?.toString('utf8') ?? '')
		expect(dictionary.find(({ column }) => column === 'day_2_1')).toMatchObject({
			question: 'people/@/visits/@/day',
			label_ur: 'دن',
			remark: 'row 2.1',
		})
	})
	test('multiple-choice questions in rows: one column with all codes, or one per choice', async () => {
		const headOf = async (more: string) => {
			const files = unzip((await download(`wide=1&${more}`)).raw)
			const [row = {}] = readCsvTable(files.get('scenario.csv')?.toString('utf8') ?? '')
			return Object.keys(row).filter((header) => header.startsWith('tools'))
		}
		expect(await headOf('multiple=one')).toEqual(['tools_1', 'tools_2'])
		expect(await headOf('multiple=per-choice')).toEqual([
			...['tools_1/radio', 'tools_1/tv', 'tools_2/radio', 'tools_2/tv'],
		])
	})
	test('files for statistics programs say which row a column belongs to', async () => {
		const files = unzip((await download('wide=1&format=dta')).raw)
		const { variables } = readDta(files.get('scenario.dta') ?? Buffer.alloc(0))
		expect(variables.find(({ name }) => name === 'day_1_2')?.label).toBe('Day (1.2)')
		expect([...files.keys()].filter((name) => name.endsWith('.dta'))).toEqual(['scenario.dta'])
	})
	test('refused where it has no meaning, and too many columns are announced before', async () => {
		expect((await download('wide=1&format=jsonl')).body).toEqual({
			problem: 'input-invalid',
			details: { field: 'wide' },
		})
		expect((await download('multiple=one&format=jsonl')).body).toEqual({
			problem: 'input-invalid',
			details: { field: 'multiple' },
		})
		const choices = Array.from({ length: 200 }, (_, i) => `\n	many       c${i}   C${i}                C${i}`)
		const many = formOf(`
	type                  name     label::English (en)  label::اردو (ur)
	text                  round    Round                مرحلہ
	begin_repeat          people   People               لوگ
	select_multiple many  tools    Tools                اوزار
	end_repeat            -        -                    -
	choices
	list_name  name   label::English (en)  label::اردو (ur)${choices.join('')}
`)
		const rows = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`people/@r${i}`, i]))
		const made = await recordsOf(await freshEngine(), many, [rows])
		const { status, body } = await made.manager.get(
			'/api/export?form=scenario&round=endline&values=codes&wide=1',
		)
		expect([status, body]).toEqual([
			422,
			{ problem: 'file-too-wide', details: { columns: 90 * 201 + 9, most: 16_000 } },
		])
		await made.server.close()
		expect(made.server.failures).toEqual([])
	})
})
