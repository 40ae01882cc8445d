import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import {
	answersOfEveryKind,
	asRead,
	type Cell,
	type EveryKind,
	type ExpectedColumn,
	type ExpectedTable,
	inUtc,
	known,
} from '../../../tests/helpers/answers-of-every-kind.ts'
import { routeEngines } from '../../../tests/helpers/fresh-engines.ts'
import { folderOf, runPython, testWith } from '../../../tests/helpers/reader.ts'

const nameOf = (header: string): string => (header === 'with' ? 'with_' : header.replace(/\W/g, '_'))

/** Value of each code in Stata files with labelled numbers. */
const inStata: Readonly<Record<string, number | string>> = {
	yes: 1,
	no: 0,
	dk: '.a',
	'3': 3,
	'0': 0,
	'88': '.a',
	dera_ghazi_khan: 1,
	پشاور: 2,
	ref: '.b',
}
/** Values of codes that differ by column. */
const inColumn: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
	result: { complete: 1, refused: 2, '99': 3 },
	why: { refused: '.b', '99': 99, dk: '.a' },
}
const codedAs = (header: string, code: string | number) => (inColumn[header] ?? inStata)[code]
const isTick = (header: string): boolean => header.startsWith('ticks/')
const yesOrNo = { en: { '0': 'No', '1': 'Yes' }, ur: { '0': 'نہیں', '1': 'ہاں' } }
const labelsIn = ({ columns }: ExpectedTable, language: 'en' | 'ur') =>
	Object.fromEntries(
		columns.flatMap(({ header, kind, choices }) => {
			if (isTick(header)) return [[nameOf(header), yesOrNo[language]]]
			return kind === 'code'
				? [
						[
							nameOf(header),
							Object.fromEntries(choices.map(({ code, label }) => [codedAs(header, code), label[language]])),
						],
					]
				: []
		}),
	)
/** Label of a tick column: the choice, then the question, as in `Yes: Ticks`. */
const labelOf = (header: string, label: string): string =>
	isTick(header) ? label.split(': ').reverse().join(': ') : label
/** Readers in Python do not mark times as UTC. */
const timeOf = (cell: Cell) => (cell === null ? null : inUtc(cell).replace('Z', ''))
/** Local time and minutes east of UTC; a record's own times use the study's offset. */
function localOf(cell: Cell, header: string): [string | null, number | null] {
	if (cell === null) return [null, null]
	const isOfRecord = header === 'started' || header === 'changed'
	const minutes = isOfRecord || String(cell).endsWith('+05:00') ? 300 : 0
	return [timeOf(new Date(Date.parse(String(cell)) + minutes * 60_000).toISOString()), minutes]
}
const codeOf = (cell: Cell, header: string) => {
	const value = cell === null ? null : (codedAs(header, cell) ?? null)
	return typeof value === 'string' ? { missing: value } : value
}

describe.each(routeEngines)('Stata files of %s in other programs', { timeout: 120_000 }, (_, freshEngine) => {
	let every: EveryKind
	beforeAll(async () => {
		every = await answersOfEveryKind(await freshEngine())
	})
	afterAll(async () => expect(await every.close()).toEqual([]))

	/** Readers differ in how they print days. */
	async function checkReader(script: URL, dayOf: (day: string) => string) {
		const cellOf = (cell: Cell, { header, kind }: ExpectedColumn) => {
			if (kind === 'code') return codeOf(cell, header)
			if (kind === 'moment') return timeOf(cell)
			if (kind === 'day') return cell === null ? null : dayOf(String(cell))
			// Texts have no missing value that differs from ''.
			return kind === 'number' ? cell : (cell ?? '')
		}
		for (const language of ['en', 'ur'] as const) {
			const files = await every.files('dta', language === 'en' ? 'codes' : 'ur')
			for (const table of every.tables) {
				const name = `${table.name}.dta`
				const folder = folderOf([[name, files.get(name) ?? Buffer.alloc(0)]])
				const read = runPython(script, join(folder, name)) as PyreadstatOutput
				expect(known(table, nameOf, read.rows)).toEqual(asRead(table, nameOf, cellOf))
				for (const { header } of table.columns.filter(({ kind }) => kind === 'moment'))
					expect(
						read.rows.map((row) => [row[`${nameOf(header)}_local`], row[`${nameOf(header)}_offset`]]),
					).toEqual(table.rows.map((row) => localOf(row[header] ?? null, header)))
				expect(read.valueLabels).toEqual(labelsIn(table, language))
				for (const { header, label } of table.columns.filter((each) => each.label.en !== ''))
					expect(read.labels[nameOf(header)]).toBe(labelOf(header, label[language]))
			}
		}
	}
	testWith('pandas')('pandas finds every value, label and missing code, in both languages', () =>
		checkReader(new URL('read-with-pandas.py', import.meta.url), (day) => `${day}T00:00:00.000`),
	)
	testWith('pyreadstat')('pyreadstat finds every value, label and missing code, in both languages', () =>
		checkReader(new URL('read-with-pyreadstat.py', import.meta.url), (day) => day),
	)
})

interface PyreadstatOutput {
	readonly labels: Readonly<Record<string, string>>
	readonly valueLabels: Readonly<Record<string, Readonly<Record<string, string>>>>
	readonly rows: readonly Readonly<Record<string, unknown>>[]
}
