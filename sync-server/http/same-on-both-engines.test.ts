import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealedPrefix } from '#shared/forms/sealed-answer-text'
import { readCsvTable } from '#shared/kernel/csv'
import type { RecordDetail } from '#shared/review/record-response'
import { isSealedCell, type TableRowsResponse } from '#shared/table/table-view'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

const rows = (later: string) => `
	type                name    label    calculation        bind::zila:sealed_to
	text                round   Round    -                   -
	begin_group         home    Home     -                   -
	integer             age     Age      -                   -
	decimal             income  Income   -                   -
	date                born    Born     -                   -
	datetime            met     Met      -                   -
	select_one yn       works   Works    -                   -
	select_multiple yn  ticks   Ticks    -                   -
	rank yn             order   Order    -                   -
	text                note    Note     -                   -
	text                secret  Secret   -                   data-manager
	geopoint            well    Well     -                   -
	calculate           half    -        \${age} div 3  -
${later}
	end_group           -       -        -                   -
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`
const form = formOf(rows('	text                gone    Gone     -                   -'))
const sealed = `${sealedPrefix}${'a'.repeat(300)}`
const records = [
	{
		'home/age': 41,
		'home/income': 0.1,
		'home/born': '1985-02-03',
		'home/met': '2026-01-10T05:30:00.250+05:00',
		'home/works': 'yes',
		'home/ticks': ['yes', 'no'],
		'home/order': 'no yes',
		'home/secret': sealed,
		'home/note': '=1+1 "quoted",\nدوسری سطر \' 007',
		'home/well': '30.123456 70.98765 120 5',
		'home/gone': 'kept',
	},
	{ 'home/age': -7, 'home/note': '-5', 'home/works': 'no', 'home/income': 1e-7 },
	{ 'home/note': '007', 'home/ticks': ['no'] },
].map((answers) => ({ $status: 'submitted', ...answers }))
const names = [
	'age',
	'income',
	'born',
	'met',
	'works',
	'ticks',
	'order',
	'note',
	'secret',
	'half',
	'gone',
	'later',
]
/** Text of an encrypted cell in the table. */
const asSealed = (cell: Parameters<typeof isSealedCell>[0]) => (isSealedCell(cell) ? cell.text : cell)
const text = (value: unknown): string =>
	value === null || value === undefined ? '' : Array.isArray(value) ? value.join(' ') : String(value)

describe.each(engines)('a record has the same values everywhere, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		;({ server, manager } = await recordsOf(await freshEngine(), form, records))
		// A newer version of the form, and a bulk edit.
		const later = formOf(rows('	text                later   Later    -                   -'))
		await publishForms(server.store, server.forms, [later], new Date(server.clock.now).toISOString())
		const [first] = (await lines()).lines
		const { body } = await manager.post('/api/bulk-edits', {
			kind: 'edit',
			bulkEditId: 'c',
			why: 'asked again',
			records: [{ id: first?.record, changes: [{ path: 'home/age', before: 41, after: 42 }], hides: ['*'] }],
		})
		expect((body as { done: string[] }).done).toHaveLength(1)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const lines = async (columns = names) => {
		const { body } = await manager.post('/api/table/rows', {
			form: form.id,
			round: 'endline',
			values: 'codes',
			table: form.id,
			filter: '',
			search: '',
			sort: null,
			columns,
			from: 0,
			many: 10,
			isAnew: true,
			opens: true,
		})
		return body as TableRowsResponse
	}
	const download = async (more: string) => {
		const { raw } = await manager.get(`/api/export?form=${form.id}&round=endline&values=codes&mark=0${more}`)
		return unzip(raw)
	}
	type AnswersByName = Readonly<Record<string, string>>
	const readers: Readonly<Record<string, () => Promise<readonly AnswersByName[]>>> = {
		'the files': async () =>
			readCsvTable(String((await download('')).get(`${form.id}.csv`))).map((row) =>
				// Only files have a guard against formulas.
				Object.fromEntries(names.map((name) => [name, (row[name] ?? '').replace(/^'(?=[=+@-])/, '')])),
			),
		'the table': async () =>
			(await lines()).lines.map((line) =>
				Object.fromEntries(names.map((name, i) => [name, text(asSealed(line?.cells[i] ?? null))])),
			),
		'tables for programs': async () => {
			const { raw } = await manager.get(`/api/odata/endline/${form.id}/codes/${form.id}`)
			const { value } = JSON.parse(String(raw)) as { value: Record<string, unknown>[] }
			return value.map((line) => Object.fromEntries(names.map((name) => [name, text(line[name])])))
		},
		'what has changed': async () => {
			const { body } = await manager.get(`/api/live/endline/${form.id}`)
			const changedRecords = (
				body as { records: { seq: number; answers: { home: Record<string, unknown> } }[] }
			).records
			// The edited record is last.
			return [...changedRecords.slice(-1), ...changedRecords.slice(0, -1)].map(({ answers: { home } }) =>
				Object.fromEntries(names.map((name) => [name, text(home[name])])),
			)
		},
		'lines of JSON': async () =>
			String((await download('&format=jsonl')).get(`${form.id}.jsonl`))
				.trim()
				.split('\n')
				.map((line) => {
					const { home } = (JSON.parse(line) as { answers: { home: Record<string, unknown> } }).answers
					return Object.fromEntries(names.map((name) => [name, text(home[name])]))
				}),
		'its own page': async () =>
			Promise.all(
				(await lines()).lines.map(async (line) => {
					const { body } = await manager.get(`/api/records/${line?.record}`)
					const { answers, leftOver } = body as RecordDetail & { leftOver: RecordDetail['answers'] }
					const all = { ...leftOver, ...answers }
					return Object.fromEntries(names.map((name) => [name, text(all[`home/${name}`])]))
				}),
			),
	}
	test.each(Object.keys(readers))('%s', async (where) => {
		const found = (await readers[where]?.()) ?? []
		expect(found).toEqual([
			{
				age: '42',
				income: '0.1',
				born: '1985-02-03',
				met: '2026-01-10T05:30:00.250+05:00',
				works: 'yes',
				ticks: 'yes no',
				order: 'no yes',
				note: '=1+1 "quoted",\nدوسری سطر \' 007',
				secret: sealed,
				half: '14',
				gone: 'kept',
				later: '',
			},
			{
				age: '-7',
				income: '1e-7',
				born: '',
				met: '',
				works: 'no',
				ticks: '',
				order: '',
				note: '-5',
				secret: '',
				half: String(-7 / 3),
				gone: '',
				later: '',
			},
			{
				age: '',
				income: '',
				born: '',
				met: '',
				works: '',
				ticks: 'no',
				order: '',
				note: '007',
				secret: '',
				half: '',
				gone: '',
				later: '',
			},
		])
	})
	test('a location is masked unless exact ones are requested, in tables and the API alike', async () => {
		const [line] = (await lines(['well_latitude', 'well_longitude'])).lines
		const [row] = readCsvTable(String((await download('')).get(`${form.id}.csv`)))
		expect(line?.cells.map(Number)).toEqual([Number(row?.well_latitude), Number(row?.well_longitude)])
		expect(line?.cells).toEqual([30.1, 71])
		const [exact] = readCsvTable(String((await download('&places=exact')).get(`${form.id}.csv`)))
		expect([exact?.well_latitude, exact?.well_longitude]).toEqual(['30.123456', '70.98765'])
	})
})
