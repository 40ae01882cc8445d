import { join } from 'node:path'
import {
	type DuckDBConnection,
	DuckDBDateValue,
	DuckDBInstance,
	DuckDBTimestampTZValue,
	type DuckDBValue,
} from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
	answersOfEveryKind,
	asRead,
	type EveryKind,
	type ExpectedColumn,
	inUtc,
	inWords,
	known,
} from '../../../tests/helpers/answers-of-every-kind.ts'
import { routeEngines } from '../../../tests/helpers/fresh-engines.ts'
import { folderOf } from '../../../tests/helpers/reader.ts'

const identity = (header: string): string => header
/** Columns of integers. */
const wholes = ['form_version', 'open_cases', 'row_number', 'age', 'ticks/yes', 'ticks/no', 'ticks/dk']

describe.each(routeEngines)('files of %s in DuckDB', { timeout: 120_000 }, (_, freshEngine) => {
	let every: EveryKind
	let duck: DuckDBConnection
	beforeAll(async () => {
		every = await answersOfEveryKind(await freshEngine())
		// Otherwise DuckDB would download missing extensions.
		const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
		duck = await instance.connect()
	})
	afterAll(async () => {
		duck.closeSync()
		expect(await every.close()).toEqual([])
	})
	const rowsOf = async (query: string, file: string) =>
		(await duck.runAndReadAll(query, [file])).getRowObjects().map(plainly)

	test('a Parquet file has every value, typed columns, and labels of columns and codes', async () => {
		for (const language of ['en', 'ur'] as const) {
			const files = await every.files('parquet', language === 'en' ? 'codes' : 'ur')
			const folder = folderOf(files)
			for (const table of every.tables) {
				const file = join(folder, `${table.name}.parquet`)
				const rows = await rowsOf('from read_parquet($1)', file)
				expect(known(table, identity, rows)).toEqual(
					asRead(table, identity, (cell, { kind }) =>
						kind === 'moment' && cell !== null ? inUtc(cell) : cell,
					),
				)
				const kinds = await rowsOf('describe from read_parquet($1)', file)
				for (const { header, kind } of table.columns) {
					const type = kinds.find(({ column_name: name }) => name === header)?.column_type
					expect(type, header).toBe(typeOf(header, kind))
				}
				const [metadata] = await rowsOf(
					"select decode(value) as json from parquet_kv_metadata($1) where decode(key) = 'zila.columns'",
					file,
				)
				const columns = JSON.parse(String(metadata?.json))
				for (const { header, kind, label, choices } of table.columns.filter((each) => each.label.en !== ''))
					expect(columns).toContainEqual({
						header,
						label: label[language],
						codes: (kind === 'code' ? choices : []).map((each) => ({ ...each, label: each.label[language] })),
					})
			}
		}
	})
	test('a CSV file has every value, and formulas have an apostrophe', async () => {
		for (const values of ['codes', 'en', 'ur'] as const) {
			const folder = folderOf(await every.files('csv', values))
			for (const table of every.tables) {
				const rows = await rowsOf(
					"from read_csv($1, all_varchar = true, nullstr = '')",
					join(folder, `${table.name}.csv`),
				)
				expect(known(table, identity, rows)).toEqual(
					asRead(table, identity, (cell, column) => {
						if (cell === null) return null
						const text = String(values === 'codes' ? cell : inWords(cell, column, values))
						return /^[=@]/.test(text) ? `'${text}` : text
					}),
				)
			}
		}
	})
	test('type detection finds dates, times and numbers in a CSV file', async () => {
		const [table] = every.tables
		const folder = folderOf(await every.files('csv', 'codes'))
		const kinds = await rowsOf('describe from read_csv($1)', join(folder, `${table?.name}.csv`))
		const typeOfColumn = (name: string) => kinds.find((each) => each.column_name === name)?.column_type
		expect(['day', 'at', 'age', 'weight', 'said', 'code'].map(typeOfColumn)).toEqual([
			...['DATE', 'TIMESTAMP WITH TIME ZONE', 'BIGINT', 'DOUBLE', 'VARCHAR', 'VARCHAR'],
		])
	})
})

/** Converts a row to JSON values, with times in UTC. */
const plainly = (row: Record<string, DuckDBValue>): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(row).map(([name, value]) => {
			if (value instanceof DuckDBTimestampTZValue)
				return [name, new Date(Number(value.micros / 1000n)).toISOString()]
			if (value instanceof DuckDBDateValue) return [name, value.toString()]
			return [name, typeof value === 'bigint' ? Number(value) : value]
		}),
	)

function typeOf(header: string, kind: ExpectedColumn['kind']): string {
	if (wholes.includes(header)) return 'BIGINT'
	return {
		number: 'DOUBLE',
		day: 'DATE',
		moment: 'TIMESTAMP WITH TIME ZONE',
		text: 'VARCHAR',
		code: 'VARCHAR',
		codes: 'VARCHAR',
	}[kind]
}
