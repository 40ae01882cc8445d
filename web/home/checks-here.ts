import type { BackCheckTarget } from '#shared/campaign/back-checks'
import type { BackCheckProgress } from '../storage/check-in.ts'
import type { ListedDraft } from '../storage/drafts.ts'
import type { LocalRecordListItem } from '../storage/records-on-phone.ts'

/** A household to be checked, and how far that is on this phone. */
export interface AssignedBackCheck {
	readonly check: BackCheckTarget
	readonly draft: ListedDraft | undefined
	/** In which the person was met. */
	readonly record: LocalRecordListItem | undefined
	/** Somebody was there and met nobody: it can be tried again. */
	readonly isNotReached: boolean
}

/** As the form calls a record of it. */
export const nameOf = ({ cluster, household }: BackCheckTarget) => `${cluster} / ${household}`

/** `round`: of the checks. What is void is none, and whom nobody met is still to be asked. What is done stands at the end. */
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
		// rows of before do not say whether somebody was met
		const isMet = ({ check }: LocalRecordListItem) => check?.isReached ?? true
		const record = made.find(isMet)
		return { check: place, draft: drafts.find(isOf), record, isNotReached: !record && made.length > 0 }
	})
	return [...found.filter(({ record }) => !record), ...found.filter(({ record }) => record)]
}
