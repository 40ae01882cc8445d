import type { BackCheckTarget } from '#shared/quality/back-check-assignment'
import type { ListedDraft } from '../../storage/drafts/drafts.ts'
import type { BackCheckProgress } from '../../storage/records/back-check-progress.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'

/** A household to back-check, and its progress on this phone. */
export interface AssignedBackCheck {
	readonly check: BackCheckTarget
	readonly draft: ListedDraft | undefined
	/** Record of a visit that reached the respondent. */
	readonly record: LocalRecordListItem | undefined
	/** True if every visit failed to reach the respondent: it can be tried again. */
	readonly isNotReached: boolean
}

/** Returns the name that the form gives its record. */
export const nameOf = ({ cluster, household }: BackCheckTarget) => `${cluster} / ${household}`

/**
 * Lists the back-checks of a round, completed ones last. Void records do not count, and a visit that reached
 * nobody does not complete a back-check.
 */
export function listAssignedBackChecks(
	round: string,
	checks: readonly BackCheckTarget[],
	{
		drafts,
		records,
	}: { readonly drafts: readonly ListedDraft[]; readonly records: readonly LocalRecordListItem[] },
): AssignedBackCheck[] {
	const found = checks.map((place): AssignedBackCheck => {
		const isOf = ({ name, check }: { readonly name: string; readonly check?: BackCheckProgress | null }) =>
			check === undefined || check === null
				? name === nameOf(place)
				: check.round === round && check.cluster === place.cluster && check.household === place.household
		const made = records.filter((each) => !each.isVoid && isOf(each))
		// older rows lack the result: they count as reached
		const isMet = ({ check }: LocalRecordListItem) => check?.isReached ?? true
		const record = made.find(isMet)
		return { check: place, draft: drafts.find(isOf), record, isNotReached: !record && made.length > 0 }
	})
	return [...found.filter(({ record }) => !record), ...found.filter(({ record }) => record)]
}
