import type { DistrictCoverage, SummedCoverage } from '#shared/coverage/coverage'
import { forecastOfParts } from '#shared/coverage/forecast-of-parts'
import { forecast } from '#shared/coverage/projected-finish'
import {
	fewHouseholds,
	type RateWithBase,
	responseRates,
	sumDispositionCounts,
} from '#shared/coverage/response-rates'
import type { RecordQuery } from '#shared/review/record-list'
import { coverageForms } from '#shared/study/record-attributes'

/** Value of a cell: a count with its target, a share with its denominator, a date, or a time. */
export type CoverageCell =
	| { readonly kind: 'count'; readonly count: number | null; readonly target?: number }
	| ({ readonly kind: 'share' } & RateWithBase & { readonly hasSmallBase: boolean })
	| { readonly kind: 'day'; readonly day: string | null; readonly latest: string | null }
	| { readonly kind: 'time'; readonly time: string | null }

export interface CoverageColumn {
	readonly cell: (figures: DistrictCoverage | SummedCoverage, today: string) => CoverageCell
	/** Query of the records that it counts. */
	readonly list?: RecordQuery
	/** A higher value is worse. */
	readonly isWorse?: true
}

const done = { form: coverageForms.household, counted: '1', outcome: 'done' } as const
const refused = { ...done, outcome: 'refused' } as const
const count = (what: (figures: DistrictCoverage) => number | null, list?: RecordQuery): CoverageColumn => ({
	cell: (figures) => ({ kind: 'count', count: what(figures) }),
	...(list ? { list } : {}),
})
const ofTarget = (
	what: (figures: DistrictCoverage) => readonly [count: number, target: number],
	list: RecordQuery,
): CoverageColumn => ({
	cell: (figures) => ({ kind: 'count', count: what(figures)[0], target: what(figures)[1] }),
	list,
})
const allEndings = ({ male, female }: DistrictCoverage) =>
	sumDispositionCounts([male.endings, female.endings])
const share = (what: (figures: DistrictCoverage) => RateWithBase): CoverageColumn => ({
	cell(figures) {
		const found = what(figures)
		return { kind: 'share', ...found, hasSmallBase: found.of < fewHouseholds }
	},
})

const columns = {
	interviews: ofTarget(({ interviews, targetInterviews }) => [interviews, targetInterviews], done),
	men: ofTarget(({ men, targetMen }) => [men, targetMen], { ...done, sex: 'male' }),
	women: ofTarget(({ women, targetWomen }) => [women, targetWomen], { ...done, sex: 'female' }),
	approved: count(({ household }) => household.approved, { ...done, status: 'approved' }),
	returned: count(({ household }) => household.returned, {
		form: coverageForms.household,
		counted: '1',
		status: 'returned',
	}),
	disputed: {
		...count(({ household }) => household.disputed, {
			form: coverageForms.household,
			counted: '1',
			disputed: '1',
		}),
		isWorse: true,
	},
	allDisputed: count(({ disputed }) => disputed, { counted: '1', disputed: '1' }),
	onPhones: count(({ onPhones }) => onPhones?.records ?? null),
	missing: count(({ missing }) => missing),
	missingMen: count(({ missingMen }) => missingMen),
	missingWomen: count(({ missingWomen }) => missingWomen),
	focusGroups: ofTarget(({ focusGroups, targetFocusGroups }) => [focusGroups, targetFocusGroups], {
		form: coverageForms.focusGroup,
		counted: '1',
		outcome: 'done',
	}),
	groupsReturned: count(({ focusGroup }) => focusGroup.returned, {
		form: coverageForms.focusGroup,
		counted: '1',
		status: 'returned',
	}),
	keyInformants: count(({ keyInformants }) => keyInformants, {
		form: coverageForms.keyInformant,
		counted: '1',
		outcome: 'done',
	}),
	informantsReturned: count(({ keyInformant }) => keyInformant.returned, {
		form: coverageForms.keyInformant,
		counted: '1',
		status: 'returned',
	}),
	refusals: count(({ refusals }) => refusals, refused),
	refusedMen: count(({ male }) => male.refused, { ...refused, sex: 'male' }),
	refusedWomen: count(({ female }) => female.refused, { ...refused, sex: 'female' }),
	households: count((figures) => responseRates(allEndings(figures)).completion.of),
	contact: share((figures) => responseRates(allEndings(figures)).contact),
	cooperation: share((figures) => responseRates(allEndings(figures)).cooperation),
	completion: share((figures) => responseRates(allEndings(figures)).completion),
	completionMen: share(({ male }) => responseRates(male.endings).completion),
	completionWomen: share(({ female }) => responseRates(female.endings).completion),
	finishes: {
		cell(figures, today) {
			if ('parts' in figures) {
				const { last, latest } = forecastOfParts(figures.parts, today)
				return { kind: 'day', day: last?.day ?? null, latest: last ? latest : null }
			}
			const found = forecast(figures.days, { today, missing: figures.missing })
			return found.outcome === 'finishes'
				? { kind: 'day', day: found.day, latest: found.latest }
				: { kind: 'day', day: null, latest: null }
		},
	},
	lastSync: { cell: ({ lastSync }) => ({ kind: 'time', time: lastSync }) },
} satisfies Readonly<Record<string, CoverageColumn>>
export type ColumnName = keyof typeof columns
export const coverageColumns: Readonly<Record<ColumnName, CoverageColumn>> = columns

/** Views of the table with their columns; the last column also shows the comparison round. */
export const coverageViews = {
	progress: [
		...(['interviews', 'approved', 'returned', 'disputed', 'onPhones', 'missing'] as const),
		...(['focusGroups', 'keyInformants', 'finishes', 'lastSync'] as const),
	],
	sex: ['men', 'missingMen', 'refusedMen', 'women', 'missingWomen', 'refusedWomen'],
	response: ['households', 'contact', 'cooperation', 'completion', 'completionMen', 'completionWomen'],
	forms: [
		...(['interviews', 'refusals', 'focusGroups', 'groupsReturned', 'keyInformants'] as const),
		...(['informantsReturned', 'allDisputed'] as const),
	],
} as const satisfies Readonly<Record<string, readonly ColumnName[]>>
export type CoverageView = keyof typeof coverageViews
export const isCoverageView = (text: string | null): text is CoverageView =>
	text !== null && Object.hasOwn(coverageViews, text)

/** Column of the comparison round, by view. */
export const comparisonColumns = {
	progress: 'interviews',
	sex: 'interviews',
	response: 'completion',
	forms: 'focusGroups',
} as const satisfies Readonly<Record<CoverageView, ColumnName>>

/** Sort key of a cell: a count with a target sorts by its share of the target; no value sorts first. */
export function weightOf(cell: CoverageCell): number {
	switch (cell.kind) {
		case 'count':
			return cell.target ? (cell.count ?? 0) / cell.target : (cell.count ?? -1)
		case 'share':
			return cell.share ?? -1
		case 'day':
			return cell.day === null ? 0 : Date.parse(cell.day)
		case 'time':
			return cell.time === null ? 0 : Date.parse(cell.time)
	}
}
