import type { StoredAnswers } from '#shared/export/table-plan'
import { buildDayPlan, type DayPlanHousehold } from '#shared/sample/day-plan'
import {
	furtherOf,
	type HouseholdProgress,
	isReturnedToOffice,
	readHouseholdProgress,
} from '#shared/sample/household-progress'
import { coverageForms } from '#shared/study/record-attributes'
import { recordsOfClusters, type SampleRow } from '../storage/sample/sample.ts'
import type { Session } from '../storage/session.ts'

interface HouseholdRecordFound extends HouseholdProgress {
	/** Owner of the record. */
	readonly owner: string
}
/** Records by cluster, in order of arrival. */
export type ProgressByCluster = ReadonlyMap<string, readonly HouseholdRecordFound[]>

export async function loadProgress(
	session: Session,
	round: string,
	clusters: readonly string[],
): Promise<ProgressByCluster> {
	const work = new Map<string, HouseholdRecordFound[]>()
	const records = await recordsOfClusters(
		session,
		{ project: session.project, form: coverageForms.household, round },
		clusters,
	)
	for (const { status, answers, owner } of records) {
		const found = readHouseholdProgress((JSON.parse(answers) as StoredAnswers).answers, status !== 'draft')
		if (found) work.set(found.cluster, [...(work.get(found.cluster) ?? []), { ...found, owner }])
	}
	return work
}

export interface ClusterStates {
	/** Households in the order of the rows. */
	readonly lines: readonly DayPlanHousehold[]
	/** For each replacement household whose record names it: the household that it replaces. */
	readonly replacements: ReadonlyMap<number, number>
}

/**
 * Computes the status of the households of one cluster, in the order of the rows. "Returned to office" counts
 * until the household is assigned to another person; the household that a replacement stands for remains.
 */
export function statesOf(rows: readonly SampleRow[], work: ProgressByCluster): ClusterStates {
	const holders = new Map(rows.map(({ household, person }) => [household, person]))
	const counts = new Map<number, HouseholdRecordFound>()
	const replacements = new Map<number, number>()
	for (const each of work.get(rows[0]?.cluster ?? '') ?? []) {
		const { household, replaces, owner } = each
		if (replaces !== null) replacements.set(household, replaces)
		if (isReturnedToOffice(each) && owner !== holders.get(household)) continue
		counts.set(household, furtherOf(counts.get(household), each))
	}
	const lines = buildDayPlan(
		rows.map(({ household, line, selection, person }) => {
			const replaces = replacements.get(household)
			return {
				household,
				line,
				selection: Number(selection),
				person,
				...(replaces === undefined ? {} : { stands: { replaces, line: null } }),
			}
		}),
		counts,
	)
	return { lines, replacements }
}
