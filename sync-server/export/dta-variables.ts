import type { ColumnDescription } from './describe-columns.ts'
import { offsetMinutesOf } from './moments.ts'
import { type StataCode, stataCodes, stataLabels, stataNames, stataNotes, tickCodes } from './stata-words.ts'
import { type Measured, numberFor, type Variable } from './variables.ts'

/** Maximum bytes of a text that is stored in its row; longer ones (strL) follow all rows. */
const longestInRow = 2045
export const types = { textBehind: 32_768, double: 65_526, whole: 65_528 } as const

/** The value of `.`; `.a` to `.z` follow it. */
const missingWhole = 2_147_483_621
const missingDouble = 2 ** 1023
export const wholeOf = ({ value }: StataCode): number =>
	typeof value === 'number' ? value : missingWhole + value.charCodeAt(1) - 96

/** Stata's epoch is 1960. */
const daysTo1970 = 3653
const msTo1970 = daysTo1970 * 86_400_000

/** A variable of a Stata file: a column, or the local time or the offset of a column with times. */
export interface DtaVariable extends Variable {
	readonly name: string
	readonly label: string
	readonly notes: readonly string[]
	/** Index of its column in a row of the table. */
	readonly at: number
	/** Empty if the values have no labels. */
	readonly codes: readonly StataCode[]
	/** Type number of the format. For a text, its length in bytes. */
	readonly type: number
	readonly format: string
	/** Returns the number of a cell that is not text; a missing value if it is blank. */
	readonly numberOf: (text: string) => number
}

export function dtaVariables({ variables }: Measured): DtaVariable[] {
	const columns = variables.map(({ column }) => column)
	const [names, labels] = [stataNames(columns), stataLabels(columns)]
	return variables.flatMap((variable, at) => {
		const { name = '', local = '', offset = '' } = names[at] ?? {}
		const own = { ...columnVariable(variable, name), at, name, label: labels[at] ?? '' }
		return variable.kind === 'moment' ? [own, ...clockVariables(own, { local, offset })] : [own]
	})
}

function columnVariable(variable: Variable, name: string): Omit<DtaVariable, 'at' | 'name' | 'label'> {
	const { column, isCoded, kind } = variable
	const isTick = column.tick !== undefined && kind === 'whole'
	const codes = isCoded ? stataCodes(column.codes) : isTick ? tickCodes(column.tick) : []
	const wholes = new Map(codes.map((each) => [each.code, wholeOf(each)]))
	const type = codes.length > 0 ? types.whole : typeOf(variable)
	return {
		...variable,
		codes,
		type,
		format: formatOf(variable, type),
		notes: stataNotes(column, name, isTick ? [] : codes),
		numberOf: (text) => {
			if (text === '') return type === types.whole ? missingWhole : missingDouble
			return wholes.get(text) ?? numberFor({ kind }, text) + (startOf[kind] ?? 0)
		},
	}
}

const startOf: Partial<Readonly<Record<Variable['kind'], number>>> = { day: daysTo1970, moment: msTo1970 }

/**
 * Adds the local time and its offset from UTC in minutes: a time in UTC alone does not give the hour of the
 * day.
 */
function clockVariables(own: DtaVariable, names: { readonly local: string; readonly offset: string }) {
	const { column } = own
	const words = column.clock ?? { local: 'Local time', offset: 'Minutes east of UTC' }
	const derived = (name: string, word: string, format: string, numberOf: (text: string) => number) => ({
		...own,
		name,
		format,
		type: types.double,
		label: stataLabels([{ header: name, label: `${word}: ${column.label}` }])[0] ?? '',
		notes: [`Column in the other files: ${column.header}`],
		numberOf: (text: string) => (text === '' ? missingDouble : numberOf(text)),
	})
	const minutes = (text: string) => offsetMinutesOf(text, column)
	return [
		derived(names.local, words.local, '%tc', (text) => own.numberOf(text) + minutes(text) * 60_000),
		derived(names.offset, words.offset, '%12.0g', minutes),
	]
}

function typeOf({ kind, longest }: Variable): number {
	if (kind === 'day') return types.whole
	if (kind !== 'text') return types.double
	return longest <= longestInRow ? longest : types.textBehind
}

function formatOf({ kind, isCoded }: Variable, type: number): string {
	if (kind === 'day') return '%td'
	if (kind === 'moment') return '%tc'
	if (isCoded || kind !== 'text') return '%12.0g'
	return type === types.textBehind ? '%9s' : `%-${Math.min(type, 40)}s`
}

/** True for a column that may hold times, before its values are known. */
export const mayBeMoments = ({ kind }: Pick<ColumnDescription, 'kind'>): boolean =>
	kind === 'moment' || kind === 'calculation'
