import { dayOrMoment } from '../dates.ts'
import { isNodes, toText, toTruth, type Value, words } from '../values.ts'
import {
	type FunctionTable,
	none,
	numberOf,
	ofNumber,
	ofNumbers,
	ofTexts,
	several,
	spread,
	two,
} from './function-row.ts'
import { placeFunctions } from './place-functions.ts'
import { moment } from './time-functions.ts'

/* Functions that few forms use: the phone fetches them with the first form that does (`rare-names.ts`). */

/** Counts whole months from one day to another, as a person counts age. */
function monthsBetween(from: number, to: number, offsetMinutes: number): number {
	if (Number.isNaN(from) || Number.isNaN(to)) return Number.NaN
	const [a, b] = [new Date(from + offsetMinutes * 60_000), new Date(to + offsetMinutes * 60_000)]
	const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth()
	return b.getUTCDate() < a.getUTCDate() ? months - 1 : months
}

/** Lists whether each value is checked: true, or a node that is not blank. */
const all = (values: readonly Value[]): readonly boolean[] =>
	values.flatMap((value) =>
		isNodes(value) ? value.nodes.map((node) => node.value() !== '') : [toTruth(value)],
	)

const isBetween = (count: number, least: number, most: number): boolean =>
	(least === -1 || count >= least) && (most === -1 || count <= most)

const itemsOf = (separator: string, list: string): string[] =>
	list === '' ? [] : separator.trim() === '' ? words(list) : list.split(separator).map((item) => item.trim())

export const rareFunctions: FunctionTable = {
	...placeFunctions,
	/** SurveyCTO's lists in a text, divided by a separator. */
	'count-items': ofTexts((separator, list) => itemsOf(separator, list).length),
	'item-at': several(
		3,
		3,
		([separator = '', list = '', index = 0], scope) =>
			itemsOf(toText(separator), toText(list))[numberOf(index, scope)] ?? '',
	),
	'item-index': several(3, 3, ([separator = '', list = '', item = '']) =>
		itemsOf(toText(separator), toText(list)).indexOf(toText(item)),
	),
	'item-present': several(3, 3, ([separator = '', list = '', item = '']) =>
		itemsOf(toText(separator), toText(list)).includes(toText(item)),
	),
	'de-duplicate': ofTexts((separator, list) => [...new Set(itemsOf(separator, list))].join(separator)),
	sqrt: ofNumber(Math.sqrt),
	exp: ofNumber(Math.exp),
	exp10: ofNumber((a) => 10 ** a),
	log: ofNumber(Math.log),
	log10: ofNumber(Math.log10),
	sin: ofNumber(Math.sin),
	cos: ofNumber(Math.cos),
	tan: ofNumber(Math.tan),
	asin: ofNumber(Math.asin),
	acos: ofNumber(Math.acos),
	atan: ofNumber(Math.atan),
	atan2: ofNumbers(Math.atan2),
	pi: none(() => Math.PI),
	checklist: several(2, 255, ([least = -1, most = -1, ...answers], scope) =>
		isBetween(all(answers).filter(Boolean).length, numberOf(least, scope), numberOf(most, scope)),
	),
	/** Arguments: answers and their weights in turn; or one set of nodes and the set of their weights. */
	'weighted-checklist': several(4, 255, ([least = -1, most = -1, ...pairs], scope) => {
		const answers = all(pairs.filter((_, i) => i % 2 === 0))
		const weights = spread(pairs.filter((_, i) => i % 2 === 1)).map((weight) => numberOf(weight, scope))
		const total = answers.reduce((sum, yes, i) => (yes ? sum + (weights[i] ?? 0) : sum), 0)
		return isBetween(total, numberOf(least, scope), numberOf(most, scope))
	}),
	/** CHT: whole months from the first day to the second. */
	'difference-in-months': two((a, b, scope) =>
		monthsBetween(moment(a, scope), moment(b, scope), scope.context.offsetMinutes),
	),
	/** CHT: a day plus years, months, days, hours and minutes. */
	'add-date': several(2, 6, ([from = '', ...more], scope) => {
		const { offsetMinutes } = scope.context
		const date = new Date(moment(from, scope) + offsetMinutes * 60_000)
		const [years = 0, months = 0, days = 0, hours = 0, minutes = 0] = more.map((each) =>
			numberOf(each, scope),
		)
		date.setUTCFullYear(date.getUTCFullYear() + years, date.getUTCMonth() + months, date.getUTCDate() + days)
		const ms = date.getTime() - offsetMinutes * 60_000 + (hours * 60 + minutes) * 60_000
		return dayOrMoment(ms, offsetMinutes)
	}),
}
