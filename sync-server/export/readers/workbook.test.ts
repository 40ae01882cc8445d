import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import {
	answersOfEveryKind,
	asRead,
	type Cell,
	type EveryKind,
	type ExpectedColumn,
	inWords,
	known,
} from '../../../tests/helpers/answers-of-every-kind.ts'
import { routeEngines } from '../../../tests/helpers/fresh-engines.ts'
import { folderOf, inLibreOffice, runPython, testWith } from '../../../tests/helpers/reader.ts'

const identity = (header: string): string => header
const textOf = (cell: Cell, column: ExpectedColumn, values: 'codes' | 'ur'): Cell =>
	values === 'ur' ? inWords(cell, column, values) : cell

describe.each(routeEngines)('workbooks of %s in other programs', { timeout: 120_000 }, (_, freshEngine) => {
	let every: EveryKind
	beforeAll(async () => {
		every = await answersOfEveryKind(await freshEngine())
	})
	afterAll(async () => expect(await every.close()).toEqual([]))
	const folderWith = async (values: 'codes' | 'ur') =>
		folderOf([['all.xlsx', await every.take('xlsx', values)]])

	testWith('openpyxl')('openpyxl finds numbers, dates and texts, none of them a formula', async () => {
		const script = new URL('read-with-openpyxl.py', import.meta.url)
		for (const values of ['codes', 'ur'] as const) {
			const sheets = runPython(script, join(await folderWith(values), 'all.xlsx')) as OpenpyxlOutput
			for (const table of every.tables) {
				const { rows, isRightToLeft } = sheets[table.name] ?? { rows: [], isRightToLeft: null }
				expect(isRightToLeft).toBe(values === 'ur')
				const [header = [], ...lines] = rows
				const rowsByHeader = lines.map((cells) =>
					Object.fromEntries(cells.map((cell, i) => [String(header[i]?.value), cell])),
				)
				expect(known(table, identity, rowsByHeader)).toEqual(
					asRead(table, identity, (cell, column) => {
						if (cell === null) return null
						if (column.kind === 'number') return { type: 'n', value: cell }
						if (column.kind === 'moment' && isTime(column))
							return {
								type: 'd',
								value: localOf(cell, column)
									.replace(/\.(\d{3})$/, '.$1000')
									.replace('.000000', ''),
							}
						// The kind of a calculation is found for each value.
						if (column.header === 'code' && cell === '0') return { type: 'n', value: 0 }
						const isDay = /^\d{4}-\d{2}-\d{2}$/.test(String(cell))
						if (column.kind === 'day' || (column.header === 'mixed' && isDay))
							return { type: 'd', value: `${cell}T00:00:00` }
						return { type: 's', value: textOf(cell, column, values) }
					}),
				)
			}
			const all = Object.values(sheets).flatMap(({ rows }) => rows.flat())
			expect(all.filter((cell) => cell?.type === 'f')).toEqual([])
		}
	})
	testWith('libreoffice')('LibreOffice shows every cell as it was answered', async () => {
		for (const values of ['codes', 'ur'] as const) {
			const folder = await folderWith(values)
			inLibreOffice(folder)
			for (const table of every.tables) {
				const rows = readCsvTable(readFileSync(join(folder, `all-${table.name}.csv`), 'utf8'))
				expect(known(table, identity, rows)).toEqual(
					asRead(table, identity, (cell, column) => {
						if (cell !== null && column.kind === 'moment' && isTime(column))
							return localOf(cell, column)
								.replace('T', ' ')
								.replace(/\.\d+$/, '')
						const text = textOf(cell, column, values)
						return typeof text === 'number' ? plainNumber.format(text) : (text ?? '')
					}),
				)
			}
		}
	})
})

/** A calculation is not known to be a time before its values are read. */
const isTime = ({ header }: ExpectedColumn): boolean => header !== 'noted'
/** Local time; of the campaign, for a record's own times. */
function localOf(cell: Cell, { header }: ExpectedColumn): string {
	const isOfRecord = header === 'started' || header === 'changed'
	const minutes = isOfRecord || String(cell).endsWith('+05:00') ? 300 : 0
	return new Date(Date.parse(String(cell)) + minutes * 60_000).toISOString().replace('Z', '')
}

type OpenpyxlOutput = Readonly<
	Record<
		string,
		{
			readonly isRightToLeft: boolean
			readonly rows: readonly (readonly ({ readonly type: string; readonly value: unknown } | null)[])[]
		}
	>
>

const plainNumber = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 12 })
