import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsv } from '#shared/kernel/csv'
import { python } from '../../../scripts/find-readers.mjs'
import { engines } from '../../../tests/helpers/fresh-engines.ts'
import {
	type ColumnInStore,
	type HouseholdRound,
	householdRound,
	type TableInStore,
} from '../../../tests/helpers/household-in-store.ts'
import { folderOf, inLibreOffice, testWith } from '../../../tests/helpers/reader.ts'
import { unzip } from '../../../tests/walks/unzip.ts'

/** Counts of one column by a reader; `values` by label, or by code in a file with codes only. */
interface Counted {
	blank: number
	valid: number
	mean: number | null
	readonly values: Record<string, number>
	readonly missing: Record<string, number>
}

let round: HouseholdRound
beforeAll(async () => {
	round = await householdRound(await engines[0][1]())
}, 120_000)
afterAll(async () => {
	await round.server.close()
	expect(round.server.failures).toEqual([])
})
const download = async (format: string) => {
	const address = `/api/export?form=household&round=endline&mark=0&values=codes&format=${format}`
	const { raw, status } = await round.manager.get(address)
	expect(status).toBe(200)
	return format === 'xlsx' ? new Map([['all.xlsx', raw]]) : unzip(raw)
}

/** Parses the output of a reader's script: column, statistic, key, count; in the order of the columns. */
function countsIn(text: string): Map<string, Counted> {
	const found = new Map<string, Counted>()
	for (const line of text.split('\n')) {
		const [name = '', what = '', key = '', count = ''] = line.trimEnd().split('\t')
		if (name === '') continue
		const column = found.get(name) ?? { blank: 0, valid: 0, mean: null, values: {}, missing: {} }
		found.set(name, column)
		if (what === 'value') column.values[key] = Number(count)
		else if (what === 'missing') column.missing[key] = Number(count)
		else if (what === 'blank' || what === 'valid' || what === 'mean') column[what] = Number(count)
	}
	return found
}

/** Expects the same answers, missing values, blanks and mean for each question as in the store. */
function holdsStore(table: TableInStore, counted: ReadonlyMap<string, Counted>, hasLabels: boolean): void {
	// Local times are in Stata files only.
	const columns = [...counted].filter(([name]) => !/_(local|offset)$/.test(name)).slice(table.before)
	expect(columns.length).toBe(table.columns.length)
	for (const [i, stored] of table.columns.entries()) {
		const [name, read] = columns[i] as [string, Counted]
		expect(name.replace(/\W/g, '_').slice(0, 20)).toBe(stored.header.replace(/\W/g, '_').slice(0, 20))
		if (stored.kind === 'other') {
			expect([stored.header, read.blank, read.valid]).toEqual([stored.header, stored.blank, stored.valid])
			continue
		}
		const { mean, ...all } = read
		const counts = stored.kind === 'number' ? { ...all, values: {} } : all
		expect({ header: stored.header, ...counts }).toEqual(expectedOf(stored, hasLabels))
		if (stored.kind !== 'choice' && stored.mean !== null)
			expect(mean, stored.header).toBeCloseTo(stored.mean, 9)
	}
}

function expectedOf(
	{ header, kind, blank, valid, values, missing, codes }: ColumnInStore,
	hasLabels: boolean,
) {
	if (kind === 'number') return { header, blank, valid, values: {}, missing: {} }
	if (hasLabels) return { header, blank, valid, values, missing }
	// A file of codes declares no missing values.
	const all = valid + Object.values(missing).reduce((sum, many) => sum + many, 0)
	return { header, blank, valid: all, values: codes, missing: {} }
}

/** Counts the cells of a table, as texts. */
function countedCells(
	table: TableInStore,
	[header = [], ...rows]: readonly (readonly string[])[],
): Map<string, Counted> {
	const kinds = new Map(table.columns.map((column) => [column.header, column.kind]))
	return new Map(
		header.map((name, at) => {
			const filled = rows.map((cells) => cells[at] ?? '').filter((cell) => cell !== '')
			const counted: Counted = {
				blank: rows.length - filled.length,
				valid: filled.length,
				mean: null,
				values: {},
				missing: {},
			}
			if (kinds.get(name) !== 'number')
				for (const cell of filled) counted.values[cell] = (counted.values[cell] ?? 0) + 1
			const numbers = filled.map(Number)
			if (numbers.length > 0 && !numbers.some(Number.isNaN))
				counted.mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length
			return [name, counted]
		}),
	)
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const environment = { ...process.env, PYTHONIOENCODING: 'utf-8', LC_ALL: 'C.UTF-8' }
const run = (program: string, args: readonly string[]) =>
	execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, env: environment })

describe('the household survey, every question, counted by other programs', { timeout: 300_000 }, () => {
	/** Checks all tables with a reader that is given the file of each. */
	async function checkAllTables(
		format: string,
		ending: string,
		read: (file: string, table: TableInStore) => string,
	) {
		const folder = folderOf(await download(format))
		for (const table of round.tables)
			holdsStore(table, countsIn(read(join(folder, `${table.name}.${ending}`), table)), ending !== 'csv')
	}
	const byPython = (reader: string) => (file: string) =>
		run(python, ['-W', 'error', script('count-with-python.py'), reader, file])
	const byHaven = (file: string) => run('Rscript', ['--vanilla', script('count-with-haven.R'), file])

	test('there are enough interviews of every kind', () => {
		const [records, members] = round.tables
		const column = (name: string) => records?.columns.find(({ header }) => header === name)
		expect(column('result')?.values).toMatchObject({ Refused: expect.any(Number) })
		expect(column('age')?.mean).toBeGreaterThan(18)
		const kinds = records?.columns.filter(({ valid }) => valid > 0).map(({ kind }) => kind) ?? []
		expect(kinds.filter((kind) => kind === 'choice').length).toBeGreaterThan(40)
		expect(kinds.filter((kind) => kind === 'tick').length).toBeGreaterThan(60)
		// Blank if not asked, missing if answered with "does not know".
		expect(column('heard_tip')?.blank).toBeGreaterThan(20)
		expect(Object.keys(column('heard_tip')?.missing ?? {})).not.toEqual([])
		expect(members?.columns.find(({ header }) => header === 'm_age')?.valid).toBeGreaterThan(200)
	})
	testWith('pyreadstat')('pyreadstat, in SPSS files', () => checkAllTables('sav', 'sav', byPython('sav')))
	testWith('pyreadstat')('pyreadstat, in Stata files', () =>
		checkAllTables('dta', 'dta', byPython('dta-pyreadstat')),
	)
	testWith('pandas')('pandas, in Stata files', () => checkAllTables('dta', 'dta', byPython('dta-pandas')))
	testWith('pandas')('pandas, in CSV files', () => checkAllTables('csv', 'csv', byPython('csv')))
	testWith('haven')('haven, in SPSS files', () => checkAllTables('sav', 'sav', byHaven))
	testWith('haven')('haven, in Stata files', () => checkAllTables('dta', 'dta', byHaven))
	testWith('libreoffice')('LibreOffice, in a workbook', async () => {
		const folder = folderOf(await download('xlsx'))
		inLibreOffice(folder)
		for (const table of round.tables) {
			const [header = [], ...rows] = readCsv(readFileSync(join(folder, `all-${table.name}.csv`), 'utf8'))
			// Offsets next to times are in workbooks only.
			const positions = [...header.entries()]
				.filter(([, name]) => !name.endsWith('_offset'))
				.map(([at]) => at)
			const cells = [header, ...rows].map((row) => positions.map((at) => row[at] ?? ''))
			holdsStore(table, countedCells(table, cells), false)
		}
	})
	for (const format of ['csv', 'parquet'])
		test(`DuckDB, in ${format} files`, async () => {
			const folder = folderOf(await download(format))
			const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
			const duck = await instance.connect()
			for (const table of round.tables) {
				const file = join(folder, `${table.name}.${format}`)
				const from = format === 'csv' ? "read_csv($1, all_varchar = true, nullstr = '')" : 'read_parquet($1)'
				const all = await duck.runAndReadAll(`select columns(*)::varchar from ${from}`, [file])
				const cells = all.getRows().map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
				holdsStore(table, countedCells(table, [all.columnNames(), ...cells]), false)
			}
			duck.closeSync()
		})
	testWith('pspp')('PSPP, in SPSS files', async () => {
		const folder = folderOf(await download('sav'))
		for (const table of round.tables) holdsStore(table, byPspp(folder, table), true)
	})
})

/** Counts of numeric variables by PSPP. For texts the counts of the store are used. */
function byPspp(folder: string, table: TableInStore): Map<string, Counted> {
	const names = table.columns.map(({ header }) => header.replace(/\W/g, '_'))
	const numeric = names.filter(
		(_, i) => table.columns[i]?.kind !== 'other' && (table.columns[i]?.valid ?? 0) > 0,
	)
	const list = numeric.join('\n ')
	const means = numeric.map((name, i) => `/m${i}=MEAN(${name})`).join('\n ')
	// PSPP prints two decimals, so means are read from a file.
	const syntax = [
		"SET LOCALE='UTF-8'.\nSET TVARS=NAMES TNUMBERS=LABELS.",
		`GET FILE='${table.name}.sav'.\nFREQUENCIES VARIABLES=${list}\n /STATISTICS=MEAN.`,
		`AGGREGATE OUTFILE=*\n ${means}.\nFORMATS m0 TO m${numeric.length - 1} (F24.12).`,
		"SAVE TRANSLATE /OUTFILE='means.csv' /TYPE=CSV /REPLACE /FIELDNAMES.\n",
	].join('\n')
	const input = folderOf([
		['read.sps', Buffer.from(syntax)],
		[`${table.name}.sav`, readFileSync(join(folder, `${table.name}.sav`))],
	])
	execFileSync('pspp', ['-O', 'format=csv', '-o', 'said.csv', 'read.sps'], { cwd: input, env: environment })
	const [, exact = []] = readCsv(readFileSync(join(input, 'means.csv'), 'utf8'))
	const parts = readFileSync(join(input, 'said.csv'), 'utf8').split(/^Table: /m)
	const part = (title: string) =>
		readCsv(parts.find((each) => each.startsWith(`${title}\n`))?.slice(title.length + 1) ?? '')
	const [head = [], ...statistics] = part('Statistics')
	const statistic = (name: string, what: string) => {
		const row = statistics.find((cells) => cells.slice(0, 2).includes(what)) ?? []
		return row[head.indexOf(name)] ?? ''
	}
	const before = Array.from({ length: table.before }, (_, i) => [`before${i}`, none] as const)
	return new Map([
		...before,
		...table.columns.map((stored, i): [string, Counted] => {
			const name = names[i] ?? ''
			if (!numeric.includes(name)) return [name, { ...none, blank: stored.blank, valid: stored.valid }]
			const [, ...rows] = part(name)
			const counted: Counted = {
				blank: 0,
				valid: Number(statistic(name, 'Valid')),
				mean: Number(exact[numeric.indexOf(name)]),
				values: {},
				missing: {},
			}
			let kind = ''
			for (const [group = '', label = '', count = ''] of rows) {
				// Only the first row of a group has its name.
				if (group !== '') kind = group
				if (kind === 'Total' || label === '' || stored.kind === 'number') continue
				// Blank values are shown as a dot.
				if (kind === 'Missing' && label === '.') counted.blank = Number(count)
				else counted[kind === 'Missing' ? 'missing' : 'values'][label] = Number(count)
			}
			if (stored.kind === 'number') counted.blank = Number(statistic(name, 'Missing'))
			return [name, counted]
		}),
	])
}
const none: Counted = { blank: 0, valid: 0, mean: null, values: {}, missing: {} }
