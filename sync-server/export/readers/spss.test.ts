import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { readCsv, readCsvTable } from '#shared/kernel/csv'
import {
	answersOfEveryKind,
	asRead,
	type EveryKind,
	type ExpectedColumn,
	type ExpectedTable,
	inUtc,
	inWords,
	known,
} from '../../../tests/helpers/answers-of-every-kind.ts'
import { routeEngines } from '../../../tests/helpers/fresh-engines.ts'
import { folderOf, runPython, testWith } from '../../../tests/helpers/reader.ts'

const nameOf = (header: string): string => (header === 'with' ? 'with_' : header.replace(/\W/g, '_'))
const noAnswers = ({ kind, choices }: ExpectedColumn) =>
	choices.flatMap((each) => (kind === 'code' && each.isMissing ? [each.code] : []))
const isMissing = (column: ExpectedColumn, cell: unknown) => noAnswers(column).some((code) => code === cell)
const tickWords = { en: ['No', 'Yes'], ur: ['نہیں', 'ہاں'] } as const
const ticks = ({ columns }: ExpectedTable) => columns.filter(({ header }) => header.startsWith('ticks/'))
/** Columns with value labels. */
const coded = ({ columns }: ExpectedTable) => columns.filter(({ kind }) => kind === 'code')

describe.each(routeEngines)(
	'SPSS files of %s with codes as text in other programs',
	{ timeout: 120_000 },
	(_, freshEngine) => {
		let every: EveryKind
		beforeAll(async () => {
			every = await answersOfEveryKind(await freshEngine())
		})
		afterAll(async () => expect(await every.close()).toEqual([]))
		const file = async ({ name }: ExpectedTable, values: 'codes' | 'ur' = 'codes') =>
			(await every.files('sav-text', values)).get(`${name}.sav`) ?? Buffer.alloc(0)

		testWith('pyreadstat')(
			'pyreadstat finds every value, label and missing code, in both languages',
			async () => {
				const script = new URL('read-with-pyreadstat.py', import.meta.url)
				for (const language of ['en', 'ur'] as const)
					for (const table of every.tables) {
						const bytes = await file(table, language === 'en' ? 'codes' : 'ur')
						const read = runPython(script, join(folderOf([['t.sav', bytes]]), 't.sav')) as PyreadstatOutput
						expect(read.count).toBe(table.rows.length)
						expect(known(table, nameOf, read.rows)).toEqual(
							asRead(table, nameOf, (cell, column) => {
								if (column.kind === 'day' || column.kind === 'moment') return secondsOf(cell)
								if (isMissing(column, cell)) return { missing: cell }
								// Texts have no missing value that differs from ''.
								return column.kind === 'number' ? cell : (cell ?? '')
							}),
						)
						for (const { header, label } of table.columns.filter(({ label }) => label.en !== ''))
							expect(read.labels[nameOf(header)]).toBe(label[language])
						expect(read.valueLabels).toEqual(
							Object.fromEntries([
								...coded(table).map(({ header, choices }) => [
									nameOf(header),
									Object.fromEntries(choices.map(({ code, label }) => [code, label[language]])),
								]),
								...ticks(table).map(({ header }) => [
									nameOf(header),
									{ '0.0': tickWords[language][0], '1.0': tickWords[language][1] },
								]),
							]),
						)
						expect(read.missing).toEqual(
							Object.fromEntries(
								coded(table)
									.filter((column) => noAnswers(column).length > 0)
									.map((column) => [nameOf(column.header), noAnswers(column)]),
							),
						)
					}
			},
		)
		testWith('pspp')('PSPP finds every value, label and missing code, in both languages', async () => {
			for (const language of ['en', 'ur'] as const)
				for (const table of every.tables) {
					const { variables, valueLabels, values, labels } = inPspp(
						await file(table, language === 'en' ? 'codes' : 'ur'),
					)
					const cellIn = (cell: string | number | null, { kind }: ExpectedColumn) => {
						if (cell === null) return kind === 'number' || kind === 'day' || kind === 'moment' ? ' ' : ''
						if (kind === 'day') return inAmerica(String(cell))
						if (kind === 'moment') return inAmerica(inUtc(cell))
						return kind === 'number' ? String(cell).replace(/(?<=e-)\d$/, '0$&') : String(cell)
					}
					expect(known(table, nameOf, values)).toEqual(asRead(table, nameOf, cellIn))
					expect(known(table, nameOf, labels)).toEqual(
						asRead(table, nameOf, (cell, column) => {
							if (ticks(table).includes(column) && cell !== null) return tickWords[language][Number(cell)]
							const isLabelled = column.kind === 'code' && cell !== null
							return isLabelled ? inWords(cell, column, language) : cellIn(cell, column)
						}),
					)
					for (const column of table.columns.filter(({ label }) => label.en !== '')) {
						const variable = variables.find(({ Name }) => Name === nameOf(column.header))
						expect(variable?.Label).toBe(column.label[language])
						const missing = [...(variable?.['Missing Values'] ?? '').matchAll(/"(.*?) *"/g)].map(
							([, code]) => code,
						)
						expect(missing, column.header).toEqual(noAnswers(column))
					}
					// In PSPP's own order, with a mark for missing values.
					expect(valueLabels.map((row) => row.join(' = ')).sort()).toEqual(
						[
							...coded(table)
								.flatMap(({ choices }) => choices)
								.map(
									({ code, label, isMissing: isNone }) =>
										`${code}${isNone ? '[a]' : ''} = ${label[language]}`,
								),
							...ticks(table).flatMap(() => tickWords[language].map((word, value) => `${value} = ${word}`)),
						].sort(),
					)
				}
		})
	},
)

interface PyreadstatOutput {
	readonly count: number
	readonly labels: Readonly<Record<string, string>>
	readonly valueLabels: Readonly<Record<string, Readonly<Record<string, string>>>>
	readonly missing: Readonly<Record<string, readonly string[]>>
	readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** Seconds since 14 October 1582, the epoch of SPSS. */
const secondsOf = (cell: unknown) =>
	cell === null ? null : (Date.parse(String(cell)) - Date.UTC(1582, 9, 14)) / 1000

/** Days and times as PSPP prints them, in whole seconds. */
const inAmerica = (iso: string): string =>
	iso.replace(/^(\d+)-(\d+)-(\d+)(?:T([\d:]+).*)?$/, (_, year, month, day, time) =>
		[`${month}/${day}/${year}`, ...(time ? [time] : [])].join(' '),
	)

/** Reads a file with PSPP: its variables, value labels, and each cell as a value and as a label. */
function inPspp(bytes: Buffer) {
	const syntax = readFileSync(new URL('read-with-pspp.sps', import.meta.url))
	const folder = folderOf([
		['table.sav', bytes],
		['read.sps', syntax],
	])
	execFileSync('pspp', ['-O', 'format=csv', '-o', 'said.csv', 'read.sps'], {
		cwd: folder,
		env: { ...process.env, LC_ALL: 'C.UTF-8' },
	})
	const table = (name: string) => readFileSync(join(folder, name), 'utf8')
	const part = (title: string) => table('said.csv').split(`Table: ${title}\n`)[1]?.split('\nTable: ')[0] ?? ''
	return {
		variables: readCsvTable(part('Variables').split('\n\n')[0] ?? ''),
		valueLabels: readCsv(part('Value Labels'))
			.filter((row) => row.length === 3)
			.slice(1)
			.map(([, value, label]) => [value, label]),
		values: readCsvTable(table('values.csv')),
		labels: readCsvTable(table('labels.csv')),
	}
}
