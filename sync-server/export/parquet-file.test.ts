import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { parquetFile } from './parquet-file.ts'

const form = formOf(`
	type                name    label::English (en)  label::اردو (ur)  calculation
	text                round   Round                مرحلہ              -
	integer             age     Age                  عمر                -
	text                said    Said                 کہا                -
	date                day     Day                  دن                 -
	datetime            at      At                   وقت                -
	select_one yn       with    Know it?             جانتے ہیں؟         -
	select_multiple yn  ticks   Ticks                نشان               -
	calculate           code    -                    -                  concat('0', \${age})
	calculate           share   -                    -                  \${age} div 3
	calculate           noted   -                    -                  \${at}
	calculate           dated   -                    -                  \${day}
	begin_repeat        r       R                    ق                  -
	decimal             weight  Weight               وزن                -
	end_repeat          -       -                    -                  -
	choices
	list_name  name  label::English (en)  label::اردو (ur)
	yn         yes   Yes                  ہاں
	yn         dk    Does not know        نہیں جانتے
`)

describe.each(engines)('Parquet files on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		const made = await recordsOf(await freshEngine(), form, [
			{
				age: 41,
				said: 'کیا "لمبی"\nبات',
				day: '2026-01-10',
				at: '2026-01-10T05:30:00.250+05:00',
				with: 'yes',
				ticks: ['yes'],
				'r/@a': 0,
				'r/@a/weight': 2.5,
				'r/@b': 1,
				'r/@b/weight': -3,
			},
			{ age: 7, said: '=cmd', with: 'dk', day: '1959-12-31' },
			{ said: 'x' },
		])
		server = made.server
		manager = made.manager
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const download = async (more: string) => {
		const { raw, status } = await manager.get(`/api/export?form=${form.id}&round=endline&mark=0${more}`)
		expect(status).toBe(200)
		return unzip(raw)
	}
	test('a reader finds the values of the tables, cell by cell, with typed columns', async () => {
		const [parquet, csv] = [await download('&values=codes&format=parquet'), await download('&values=codes')]
		expect([...parquet.keys()]).toEqual([
			...['scenario.parquet', 'scenario-r.parquet', 'identifying.csv', 'dictionary.csv'],
		])
		for (const table of ['scenario', 'scenario-r']) {
			const rows = await parquetReadObjects({ file: bytesOf(parquet.get(`${table}.parquet`)) })
			const csvRows = readCsvTable(csv.get(`${table}.csv`)?.toString('utf8') ?? '')
			const parquetRows = rows.map((row) =>
				Object.fromEntries(
					Object.entries(row).map(([name, value]) => [
						name,
						['day', 'dated'].includes(name) ? textOf(value).slice(0, 10) : textOf(value),
					]),
				),
			)
			expect(parquetRows).toEqual(
				csvRows.map((row) =>
					Object.fromEntries(
						Object.entries(row).map(([name, text]) => [
							name,
							['at', 'noted'].includes(name) && text !== ''
								? new Date(text).toISOString()
								: text.replace(/^'(?==)/, ''),
						]),
					),
				),
			)
		}
		const [first, , last] = await parquetReadObjects({ file: bytesOf(parquet.get('scenario.parquet')) })
		expect(first).toMatchObject({ age: 41n, share: 41 / 3, 'ticks/yes': 1n, code: '041', with: 'yes' })
		expect(first?.at).toEqual(new Date('2026-01-10T00:30:00.250Z'))
		expect([first?.noted, first?.dated]).toEqual([first?.at, first?.day])
		expect(last).toMatchObject({ age: null, day: null, at: null, with: null })
	})
	test('labels of columns and codes are in the file in the requested language', async () => {
		const file = bytesOf((await download('&values=ur&format=parquet')).get('scenario.parquet'))
		const { key_value_metadata: pairs = [], schema } = await parquetMetadataAsync(file)
		const columns = JSON.parse(pairs.find(({ key }) => key === 'zila.columns')?.value ?? '[]')
		expect(columns.map(({ header }: { header: string }) => header)).toEqual(
			schema.slice(1).map(({ name }) => name),
		)
		expect(columns).toContainEqual({
			header: 'with',
			label: 'جانتے ہیں؟',
			codes: [
				{ code: 'yes', label: 'ہاں', isMissing: false },
				{ code: 'dk', label: 'نہیں جانتے', isMissing: true },
			],
		})
	})
})

test.each([0, 1999, 2000, 4001])(
	'%i rows come in groups of two thousand, each once and in order',
	async (rows) => {
		const parts: Uint8Array[] = []
		const readRows = async function* () {
			yield { ids: [], cells: ['n'] }
			for (let i = 0; i < rows; i++) yield { ids: [], cells: [String(i)] }
		}
		const columns = [{ header: 'n', label: 'N', kind: 'whole' as const, codes: [] }]
		for await (const part of parquetFile({ name: 't.csv', columns, reread: readRows })) parts.push(part)
		const file = bytesOf(Buffer.concat(parts))
		const { row_groups: groups } = await parquetMetadataAsync(file)
		expect(groups.map(({ num_rows: count }) => Number(count))).toEqual(
			[2000, 2000, 2000].flatMap((most, i) => (rows > i * most ? [Math.min(most, rows - i * most)] : [])),
		)
		const read = await parquetReadObjects({ file })
		expect(read.map(({ n }) => Number(n))).toEqual(Array.from({ length: rows }, (_, i) => i))
		// Groups are written as they fill, not at the end.
		expect(parts.length).toBe(Math.floor(rows / 2000) + 2)
		for (const part of parts.slice(0, rows / 2000)) expect(part.length).toBeGreaterThan(1000)
	},
)

/** Bytes in the form that the reader needs. */
const bytesOf = (file: Buffer = Buffer.alloc(0)): ArrayBuffer =>
	file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer
const textOf = (value: unknown): string =>
	value === null || value === undefined ? '' : value instanceof Date ? value.toISOString() : String(value)
