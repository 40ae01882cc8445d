import * as z from 'zod/mini'
import type { Status } from '#shared/revisions/view'
import type { Target } from './campaign.ts'

/** A record in one of these is finished: coverage counts it, files hold it. */
export const finishedStatuses = ['submitted', 'approved'] as const satisfies readonly Status[]

/** Finished, not void records of one kind in one district: what the store counts. */
export interface CoverageCount {
	readonly district: string | null
	readonly form: string
	readonly outcome: string | null
	readonly sex: string | null
	readonly records: number
	readonly openCases: number
}

export const districtCoverageSchema = z.object({
	district: z.string(),
	interviews: z.int(),
	targetInterviews: z.int(),
	men: z.int(),
	women: z.int(),
	refusals: z.int(),
	focusGroups: z.int(),
	targetFocusGroups: z.int(),
	keyInformants: z.int(),
	/** Disagreements of finished records that nobody has decided; one record can have several. */
	openCases: z.int(),
	/** ISO time of the last contact of a phone that works there; null if there was none. */
	lastSync: z.nullable(z.string()),
})
export type DistrictCoverage = z.infer<typeof districtCoverageSchema>

export const coverageSchema = z.object({
	round: z.string(),
	demonstration: z.boolean(),
	districts: z.array(districtCoverageSchema),
	/** Informants who speak for the whole country; null for a person who does not see all districts. */
	nationalInformants: z.nullable(z.int()),
})
export type Coverage = z.infer<typeof coverageSchema>

/** Sums up one district. Counts of other districts must not be among `counts`. */
export function coverDistrict(
	district: { readonly code: string; readonly target: Target },
	counts: readonly CoverageCount[],
	forms: { readonly household: string; readonly focusGroup: string; readonly keyInformant: string },
	lastSync: string | null,
): DistrictCoverage {
	const sum = (fits: (count: CoverageCount) => boolean, what: 'records' | 'openCases' = 'records') =>
		counts.filter(fits).reduce((total, count) => total + count[what], 0)
	const done = (form: string, sex?: string) =>
		sum(
			(count) => count.form === form && count.outcome === 'done' && (sex === undefined || count.sex === sex),
		)
	return {
		district: district.code,
		interviews: done(forms.household),
		targetInterviews: district.target.interviews,
		men: done(forms.household, 'male'),
		women: done(forms.household, 'female'),
		refusals: sum((count) => count.form === forms.household && count.outcome === 'refused'),
		focusGroups: done(forms.focusGroup),
		targetFocusGroups: district.target.focusGroups,
		keyInformants: done(forms.keyInformant),
		openCases: sum(() => true, 'openCases'),
		lastSync,
	}
}
