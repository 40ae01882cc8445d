import {
	type Coverage,
	type DistrictCoverage,
	type SummedCoverage,
	sumCoverage,
} from '#shared/coverage/coverage'
import { localize } from '#shared/forms/localized-text'
import type { District, Study } from '#shared/study/study'

/** A district with its progress. */
export interface Covered {
	readonly district: District
	readonly figures: DistrictCoverage
}

/** Returns a count as a share of its target; a target of 0 is reached. */
export const shareOfTarget = (count: number, target: number): number => (target > 0 ? count / target : 1)

/** Returns the completed interviews as a share of the target. */
export const shareOf = ({ interviews, targetInterviews }: DistrictCoverage): number =>
	shareOfTarget(interviews, targetInterviews)

export const coveredBy = (districts: readonly District[], found: Coverage | null): Covered[] =>
	(found?.districts ?? []).flatMap((figures) => {
		const district = districts.find(({ code }) => code === figures.district)
		return district ? [{ district, figures }] : []
	})

/** A row of the table: a district, a province, or the total. */
export interface CoverageRow {
	readonly key: string
	readonly name: string
	readonly hint: string
	/** District filter of its record lists, '' for all visible districts; null if there can be no list. */
	readonly place: string | null
	readonly figures: DistrictCoverage | SummedCoverage
	/** Progress in the comparison round. */
	readonly comparison: DistrictCoverage | null
}

/** Returns the provinces in the order of the campaign. */
export const provincesOf = ({ districts }: Pick<Study, 'districts'>, language: string): string[] => [
	...new Set(districts.map(({ province }) => localize(province, language))),
]

export function districtRows(
	covered: readonly Covered[],
	comparison: Coverage | null,
	language: string,
): CoverageRow[] {
	return covered.map(({ district, figures }) => ({
		key: district.code,
		name: localize(district.name, language),
		hint: localize(district.province, language),
		place: district.code,
		figures,
		comparison: comparison?.districts.find((each) => each.district === district.code) ?? null,
	}))
}

/** Adds several rows up to one. */
export const sumCoverageRows = (
	rows: readonly CoverageRow[],
	named: Pick<CoverageRow, 'key' | 'name' | 'hint' | 'place'>,
): CoverageRow => {
	const comparisons = rows.flatMap((row) => row.comparison ?? [])
	return {
		...named,
		figures: sumCoverage(rows.map(({ figures }) => figures)),
		comparison: comparisons.length > 0 ? sumCoverage(comparisons) : null,
	}
}

/** Adds districts up to provinces. `hintOf` formats the number of districts. */
export const provinceRows = (
	rows: readonly CoverageRow[],
	hintOf: (districts: number) => string,
): CoverageRow[] =>
	[...new Set(rows.map(({ hint }) => hint))].map((province) => {
		const own = rows.filter(({ hint }) => hint === province)
		return sumCoverageRows(own, { key: province, name: province, hint: hintOf(own.length), place: null })
	})
