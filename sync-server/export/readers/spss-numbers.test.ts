import { execFileSync } from 'node:child_process'
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
	type ExpectedTable,
	known,
} from '../../../tests/helpers/answers-of-every-kind.ts'
import { routeEngines } from '../../../tests/helpers/fresh-engines.ts'
import { folderOf, runPython, testWith } from '../../../tests/helpers/reader.ts'

const nameOf = (header: string): string => (header === 'with' ? 'with_' : header.replace(/\W/g, '_'))

/** Number of each code, by column. */
const yesNo = { yes: 1, no: 2, dk: -88 }
const numbers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	with: yesNo,
	home: yesNo,
	often: { '3': 3, '0': 0, '88': 88 },
	city: { dera_ghazi_khan: 1, پشاور: 2, ref: -99 },
	result: { complete: 1, refused: 2, '99': 3 },
	why: { refused: -77, '99': 99, dk: -88 },
}
const numberOf = ({ header }: ExpectedColumn, code: Cell): number =>
	numbers[header]?.[String(code)] ?? Number.NaN
const missingOf = (column: ExpectedColumn): number[] =>
	column.choices.filter(({ isMissing }) => isMissing).map(({ code }) => numberOf(column, code))
const coded = ({ columns }: ExpectedTable) => columns.filter(({ kind }) => kind === 'code')
const secondsOf = (cell: Cell) => (Date.parse(String(cell)) - Date.UTC(1582, 9, 14)) / 1000

describe.each(routeEngines)(
	'numeric SPSS files of %s in other programs',
	{ timeout: 120_000 },
	(_, freshEngine) => {
		let every: EveryKind
		beforeAll(async () => {
			every = await answersOfEveryKind(await freshEngine())
		})
		afterAll(async () => expect(await every.close()).toEqual([]))
		const file = async ({ name }: ExpectedTable, language: 'en' | 'ur') =>
			(await every.files('sav', language === 'en' ? 'codes' : 'ur')).get(`${name}.sav`) ?? Buffer.alloc(0)

		testWith('pyreadstat')(
			'pyreadstat finds numbers for codes, their labels and missing values, and levels of measurement',
			async () => {
				const script = new URL('read-with-pyreadstat.py', import.meta.url)
				for (const language of ['en', 'ur'] as const)
					for (const table of every.tables) {
						const bytes = await file(table, language)
						const read = runPython(script, join(folderOf([['t.sav', bytes]]), 't.sav')) as PyreadstatOutput
						expect(known(table, nameOf, read.rows)).toEqual(
							asRead(table, nameOf, (cell, column) => {
								if (column.kind === 'code' && cell !== null) {
									const value = numberOf(column, cell)
									return missingOf(column).includes(value) ? { missing: value } : value
								}
								// Texts have no missing value that differs from ''.
								if (cell === null) return ['text', 'codes'].includes(column.kind) ? '' : null
								return column.kind === 'day' || column.kind === 'moment' ? secondsOf(cell) : cell
							}),
						)
						const [no, yes] = language === 'en' ? ['No', 'Yes'] : ['نہیں', 'ہاں']
						const ticks = table.columns.filter(({ header }) => header.startsWith('ticks/'))
						expect(read.valueLabels).toEqual({
							...Object.fromEntries(
								coded(table).map((column) => [
									nameOf(column.header),
									Object.fromEntries(
										column.choices.map(({ code, label }) => [
											numberOf(column, code).toFixed(1),
											label[language],
										]),
									),
								]),
							),
							...Object.fromEntries(ticks.map(({ header }) => [nameOf(header), { '0.0': no, '1.0': yes }])),
						})
						expect(read.missing).toEqual(
							Object.fromEntries(
								coded(table)
									.filter((column) => missingOf(column).length > 0)
									.map((column) => [nameOf(column.header), missingOf(column)]),
							),
						)
						const levels = {
							number: 'scale',
							day: 'scale',
							moment: 'scale',
							text: 'nominal',
							codes: 'nominal',
						}
						for (const { header, kind } of table.columns)
							expect(read.measures[nameOf(header)], header).toBe(
								kind === 'code' || header.startsWith('ticks/') ? 'nominal' : levels[kind],
							)
						expect(read.fileLabel).toBe(table.name)
					}
			},
		)
		testWith('pspp')(
			'PSPP counts outcomes as valid, declared missing values of the choice list, and multiple response sets',
			async () => {
				const [table] = every.tables
				if (!table) throw new Error('the table is missing')
				const folder = folderOf([
					['table.sav', await file(table, 'en')],
					[
						'read.sps',
						Buffer.from(`SET LOCALE='UTF-8'.
GET FILE='table.sav'.
DISPLAY DICTIONARY.
FREQUENCIES VARIABLES=result why with_ often city /STATISTICS=MEAN.
MRSETS /DISPLAY NAME=ALL.
`),
					],
				])
				execFileSync('pspp', ['-O', 'format=csv', '-o', 'said.csv', 'read.sps'], {
					cwd: folder,
					env: { ...process.env, LC_ALL: 'C.UTF-8' },
				})
				const output = readFileSync(join(folder, 'said.csv'), 'utf8')
				const part = (title: string) => output.split(`Table: ${title}\n`)[1]?.split('\nTable: ')[0] ?? ''
				const statistics = readCsvTable(part('Statistics'))
				const [valid, missing] = statistics
				// One of the four records has no answers.
				expect(valid).toMatchObject({
					Result: '3',
					'Why?': '1',
					'Know it?': '2',
					'How often?': '2',
					City: '2',
				})
				expect(missing).toMatchObject({
					Result: '1',
					'Why?': '3',
					'Know it?': '2',
					'How often?': '2',
					City: '2',
				})
				// A multiple response set for the multiple-choice question.
				expect(part('Multiple Response Sets')).toContain(
					'$ticks,Ticks,Dichotomies,1,"ticks_yes\nticks_no\nticks_dk"',
				)
			},
		)
	},
)

interface PyreadstatOutput {
	readonly valueLabels: Readonly<Record<string, Readonly<Record<string, string>>>>
	readonly missing: Readonly<Record<string, readonly number[]>>
	readonly measures: Readonly<Record<string, string>>
	readonly fileLabel: string
	readonly rows: readonly Readonly<Record<string, unknown>>[]
}
