import type { District } from '#shared/campaign/campaign'
import type { DistrictCoverage } from '#shared/campaign/coverage'

/** A district with its figures. */
export interface Covered {
	readonly district: District
	readonly figures: DistrictCoverage
}

/** Interviews done, of those wanted. */
export const shareOf = ({ interviews, targetInterviews }: DistrictCoverage): number =>
	targetInterviews > 0 ? interviews / targetInterviews : 1
