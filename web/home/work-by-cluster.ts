import type { HouseholdWork } from '#shared/campaign/household-work'
import type { SampleDocument } from '#shared/campaign/sample'
import type { ListedDraft } from '../storage/drafts.ts'
import type { ListedRecord } from '../storage/records-on-phone.ts'

/** What somebody did in a household, and where to go on with it. */
export interface WorkHere extends HouseholdWork {
	readonly href: string
}
export type WorkByCluster = ReadonlyMap<string, ReadonlyMap<number, WorkHere>>

/** How far each household is: by its finished record, or else by its draft. A void record is none. */
export function workByCluster(
	drafts: readonly ListedDraft[],
	records: readonly ListedRecord[],
): WorkByCluster {
	const found = new Map<string, Map<number, WorkHere>>()
	const add = (work: HouseholdWork | null | undefined, href: string) => {
		if (!work) return
		const cluster = found.get(work.cluster) ?? new Map<number, WorkHere>()
		found.set(work.cluster, cluster)
		cluster.set(work.household, { ...work, href })
	}
	// begun on another phone of the same person
	for (const { work, id, isVoid, status } of records)
		if (!isVoid && status === 'draft') add(work && unfinished(work), `/record/${id}`)
	for (const { work, id, isCorrection } of drafts)
		if (!isCorrection) add(work && unfinished(work), `/fill/${id}`)
	for (const { work, id, isVoid, status } of records)
		if (!isVoid && status !== 'draft') add(work, `/record/${id}`)
	return found
}

/** A result that stands in a draft is not final: it is on nobody's list before the form is finished. */
const unfinished = (work: HouseholdWork): HouseholdWork => ({ ...work, result: '' })

export const isSampled = (
	sample: readonly SampleDocument[],
	{ cluster, household }: HouseholdWork,
): boolean =>
	sample.some(
		(document) => document.cluster === cluster && document.lines.some((line) => line.household === household),
	)
