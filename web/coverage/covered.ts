import type { District, Study } from '#shared/campaign/campaign'
import {
	type Coverage,
	type DistrictCoverage,
	type SummedCoverage,
	sumCoverage,
} from '#shared/campaign/coverage'
import { localize } from '#shared/forms/texts'

/** A district with its figures. */
export interface Covered {
	readonly district: District
	readonly figures: DistrictCoverage
}

/** Interviews done, of those wanted. */
export const shareOf = ({ interviews, targetInterviews }: DistrictCoverage): number =>
	targetInterviews > 0 ? interviews / targetInterviews : 1

export const coveredBy = (districts: readonly District[], found: Coverage | null): Covered[] =>
	(found?.districts ?? []).flatMap((figures) => {
		const district = districts.find(({ code }) => code === figures.district)
		return district ? [{ district, figures }] : []
	})

/** A line of the table: a district, a province, or everything together. */
export interface CoverageRow {
	readonly key: string
	readonly name: string
	readonly hint: string
	/** What lists of its records are narrowed to: a district, '' for all that are seen; null where no list can be. */
	readonly place: string | null
	readonly figures: DistrictCoverage | SummedCoverage
	/** Of the round beside it. */
	readonly comparison: DistrictCoverage | null
}

/** In the order of the campaign's list. */
export const provincesOf = ({ districts }: Pick<Study, 'districts'>, language: string): string[] => [
	...new Set(districts.map(({ province }) => localize(province, language))),
]

export function districtRows(
	covered: readonly Covered[],
	beside: Coverage | null,
	language: string,
): CoverageRow[] {
	return covered.map(({ district, figures }) => ({
		key: district.code,
		name: localize(district.name, language),
		hint: localize(district.province, language),
		place: district.code,
		figures,
		comparison: beside?.districts.find((each) => each.district === district.code) ?? null,
	}))
}

/** Several lines as one. */
export const sumCoverageRows = (
	rows: readonly CoverageRow[],
	named: Pick<CoverageRow, 'key' | 'name' | 'hint' | 'place'>,
): CoverageRow => {
	const beside = rows.flatMap((row) => row.comparison ?? [])
	return {
		...named,
		figures: sumCoverage(rows.map(({ figures }) => figures)),
		comparison: beside.length > 0 ? sumCoverage(beside) : null,
	}
}

/** `hintOf` says how many districts it has. */
export const provinceRows = (
	rows: readonly CoverageRow[],
	hintOf: (districts: number) => string,
): CoverageRow[] =>
	[...new Set(rows.map(({ hint }) => hint))].map((province) => {
		const own = rows.filter(({ hint }) => hint === province)
		return sumCoverageRows(own, { key: province, name: province, hint: hintOf(own.length), place: null })
	})
