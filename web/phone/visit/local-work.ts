import { furtherOf, type HouseholdProgress } from '#shared/sample/household-progress'
import type { SampleDocument } from '#shared/sample/sample'
import type { ListedDraft } from '../../storage/drafts/drafts.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'

/** Work of this person in a household, and the URL to continue it. */
export interface LocalHouseholdWork extends HouseholdProgress {
	readonly href: string
	/** Draft of the interview; null if it is a record. */
	readonly draft: string | null
}
export type LocalWorkByCluster = ReadonlyMap<string, ReadonlyMap<number, LocalHouseholdWork>>

/**
 * Groups this person's drafts and records of the round by household of the sample. Void records do not count;
 * a correction changes nothing before it is finished.
 */
export function groupLocalWork(
	sample: readonly SampleDocument[],
	drafts: readonly ListedDraft[],
	records: readonly LocalRecordListItem[],
): LocalWorkByCluster {
	const found = new Map(sample.map(({ cluster }) => [cluster, new Map<number, LocalHouseholdWork>()]))
	const sampled = new Set(
		sample.flatMap(({ round, cluster, lines }) =>
			lines.map(({ household }) => `${round} ${cluster} ${household}`),
		),
	)
	const add = (work: HouseholdProgress | null | undefined, href: string, draft: string | null) => {
		if (!work || !sampled.has(`${work.round} ${work.cluster} ${work.household}`)) return
		const cluster = found.get(work.cluster)
		cluster?.set(work.household, furtherOf(cluster.get(work.household), { ...work, href, draft }))
	}
	// the last one wins: newer over older, drafts over records
	for (const { work, id, isVoid, isUnreadable } of [...records].reverse())
		if (!isVoid && !isUnreadable) add(work, `/record/${id}`, null)
	for (const { work, id, isCorrection, isUnreadable, comeBackAt } of [...drafts].reverse())
		if (!isCorrection && !isUnreadable) add(work && withPlan(work, comeBackAt), `/fill/${id}`, id)
	return found
}

/** Adds the planned time of the next visit if the form has no appointment. */
const withPlan = (work: HouseholdProgress, comeBackAt: number | undefined): HouseholdProgress =>
	comeBackAt === undefined || work.appointment !== ''
		? work
		: { ...work, appointment: new Date(comeBackAt).toISOString() }

/** Returns the URLs of the household cards: their drafts need not be listed again. */
export const linkedFrom = (work: LocalWorkByCluster): ReadonlySet<string> =>
	new Set([...work.values()].flatMap((cluster) => [...cluster.values()].map(({ href }) => href)))
