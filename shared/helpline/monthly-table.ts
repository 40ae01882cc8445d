import { minPublishedCount, type PublishedCount, suppressSmallCells } from '../disclosure/small-cells.ts'
import type { CallCounts } from './call-counts.ts'
import { wrongNumber } from './call-facts.ts'

/** Rows of the published table, by the codes that each counts; any other code counts as `other`. */
const matterOf: Readonly<Record<string, Matter>> = {
	case_register: 'cases',
	case_status: 'cases',
	cybercrime: 'cybercrime',
	visa_fraud: 'visa_fraud',
	human_trafficking: 'human_trafficking',
	migrant_smuggling: 'migrant_smuggling',
	information: 'information',
	'': 'unsaid',
}
export const matters = [
	...(['cases', 'cybercrime', 'visa_fraud', 'human_trafficking', 'migrant_smuggling'] as const),
	...(['information', 'other', 'unsaid'] as const),
] as const
export type Matter = (typeof matters)[number]

/** First and last month, both included: `2022-12`. */
export interface Period {
	readonly from: string
	readonly to: string
}

/** Period of the published table, which contains totals of 9 and 5: they are public. */
export const publishedPeriod: Period = { from: '2022-12', to: '2024-01' }

/** Readers of the table: the project itself, or the public. */
export const tableAudiences = ['us', 'others'] as const
export type TableAudience = (typeof tableAudiences)[number]

export interface TableCell {
	/** Null: only the share is published. */
	readonly count: PublishedCount | null
	/** From 0 to 1; null if it is suppressed. */
	readonly share: number | null
}
export interface MonthlyTableRow {
	readonly matter: Matter | 'all'
	/** `share` is that of all calls. */
	readonly all: TableCell
	/** Shares of the line's calls; for others, of those by men and women. */
	readonly male: TableCell
	readonly female: TableCell
	readonly transgender: TableCell
}
export interface MonthlyTable {
	/** All calls first; then each matter that can have any. */
	readonly lines: readonly MonthlyTableRow[]
	readonly unknownGender: PublishedCount
	/** Calls left out of the table. */
	readonly wrongNumbers: PublishedCount
	readonly missed: PublishedCount
	readonly months: readonly { readonly month: string; readonly calls: PublishedCount }[]
	/** Districts of the callers, the largest first. */
	readonly places: readonly { readonly district: string; readonly calls: PublishedCount }[]
}

const isIn = ({ from, to }: Period, month: string): boolean => from <= month && month <= to

/** Lists all months of a period. */
export function monthsOf({ from, to }: Period): string[] {
	const months: string[] = []
	for (let at = Date.parse(`${from}-01T00:00:00Z`); ; ) {
		const month = new Date(at).toISOString().slice(0, 7)
		if (!isIn({ from, to }, month)) return months
		months.push(month)
		const next = new Date(at)
		at = next.setUTCMonth(next.getUTCMonth() + 1)
	}
}

/**
 * Builds the table that the campaign publishes: calls of a period by their main matter and the caller's
 * gender.
 */
export function monthlyTable(counts: CallCounts, period: Period, reader: TableAudience): MonthlyTable {
	const calls = counts.calls.filter(({ month }) => isIn(period, month))
	const spoken = calls.filter(({ isMissed, category }) => !isMissed && category !== wrongNumber)
	const many = (some: CallCounts['calls'], gender?: string) =>
		some.reduce((sum, each) => (gender === undefined || each.gender === gender ? sum + each.calls : sum), 0)
	const toOthers = reader === 'others'
	// numbers that are public already need no suppression
	const isPublished = period.from === publishedPeriod.from && period.to === publishedPeriod.to
	const suppress = (all: readonly number[]): PublishedCount[] =>
		toOthers ? suppressSmallCells(all) : [...all]
	const suppressOne = (one: number): PublishedCount => (toOthers && one < minPublishedCount ? 'few' : one)

	const byMatter = matters.map((matter) =>
		spoken.filter(({ category }) => (matterOf[category] ?? 'other') === matter),
	)
	const shown = matters.flatMap((matter, i) => {
		const own = byMatter[i] ?? []
		return matter === 'unsaid' && own.length === 0 ? [] : [{ matter, own }]
	})
	const publishedCounts = suppress(shown.map(({ own }) => many(own)))
	const publishedTransgender = suppress(shown.map(({ own }) => many(own, 'transgender')))
	const total = many(spoken)
	const lineOf = (
		matter: MonthlyTableRow['matter'],
		own: typeof spoken,
		all: PublishedCount,
		transgender: PublishedCount,
	): MonthlyTableRow => {
		const of = many(own)
		const [male, female] = [many(own, 'male'), many(own, 'female')]
		const part = (count: number): TableCell =>
			toOthers ? shareAlone(count, male + female) : { count, share: shareOf(count, of) }
		return {
			matter,
			all: cellOf(all, total),
			male: part(male),
			female: part(female),
			transgender: cellOf(transgender, of),
		}
	}
	const allTransgender = many(spoken, 'transgender')
	const months = monthsOf(period)
	const ofMonths = suppress(months.map((month) => many(spoken.filter((each) => each.month === month))))
	const places = placesOf(counts.places.filter(({ month }) => isIn(period, month)))
	const ofPlaces = suppress(places.map(({ calls: ofPlace }) => ofPlace))
	return {
		lines: [
			lineOf('all', spoken, suppressOne(total), isPublished ? allTransgender : suppressOne(allTransgender)),
			...shown.map(({ matter, own }, i) =>
				lineOf(
					matter,
					own,
					isPublished ? many(own) : (publishedCounts[i] ?? 'few'),
					publishedTransgender[i] ?? 'few',
				),
			),
		],
		unknownGender: suppressOne(total - many(spoken, 'male') - many(spoken, 'female') - allTransgender),
		wrongNumbers: suppressOne(many(calls.filter(({ category }) => category === wrongNumber))),
		missed: suppressOne(many(calls.filter(({ isMissed }) => isMissed))),
		months: months.map((month, i) => ({ month, calls: ofMonths[i] ?? 'few' })),
		places: places.map(({ district }, i) => ({ district, calls: ofPlaces[i] ?? 'few' })),
	}
}

const shareOf = (count: number, of: number): number | null => (of > 0 ? count / of : null)
const cellOf = (count: PublishedCount, of: number): TableCell => ({
	count,
	share: typeof count === 'number' ? shareOf(count, of) : null,
})

/**
 * Publishes a share without its count: both counts could be subtracted from the line's, which would disclose
 * the calls by transgender people.
 */
const shareAlone = (count: number, ofBoth: number): TableCell =>
	count < minPublishedCount || ofBoth - count < minPublishedCount
		? { count: count < minPublishedCount ? 'few' : 'withheld', share: null }
		: { count: null, share: count / ofBoth }

function placesOf(places: CallCounts['places']): { district: string; calls: number }[] {
	const found = new Map<string, number>()
	for (const { district, calls } of places) found.set(district, (found.get(district) ?? 0) + calls)
	return [...found]
		.map(([district, calls]) => ({ district, calls }))
		.sort((a, b) => b.calls - a.calls || (a.district < b.district ? -1 : 1))
}
