import {
	type DayLine,
	dayLines,
	type HouseholdWork,
	householdWork,
	workQuestions,
} from '#shared/campaign/household-work'
import { campaignForms } from '#shared/campaign/record-facts'
import type { StoredAnswers } from '#shared/export/table-plan'
import type { Answer } from '#shared/forms/answers'
import { questionTypes } from '#shared/forms/question-types'
import { recordsOfClusters, type SampleRow } from '../storage/sample-table.ts'
import type { Store } from '../storage/store.ts'

interface Found extends HouseholdWork {
	/** With whom the record lies. */
	readonly owner: string
}
/** By what has come in: of each household the last that was said. */
export type WorkFound = ReadonlyMap<string, ReadonlyMap<number, Found>>

export async function workIn(
	db: Store['reading'],
	round: string,
	clusters: readonly string[],
): Promise<WorkFound> {
	const work = new Map<string, Map<number, Found>>()
	const records = await recordsOfClusters(db, campaignForms.household, round, clusters)
	for (const { status, view, owner } of records) {
		const found = workOf(view, status)
		if (!found) continue
		const cluster = work.get(found.cluster) ?? new Map<number, Found>()
		work.set(found.cluster, cluster.set(found.household, { ...found, owner }))
	}
	return work
}

/** The rows of one cluster, in their order, with how far each household is. Handed back counts until it is given to somebody else. */
export function statesOf(rows: readonly SampleRow[], work: WorkFound): DayLine[] {
	const found = new Map(work.get(rows[0]?.cluster ?? ''))
	for (const { household, person } of rows) {
		const last = found.get(household)
		if (last?.result === 'handed_back' && last.owner !== person) found.delete(household)
	}
	return dayLines(
		rows.map(({ household, line, selection }) => ({ household, line, selection: Number(selection) })),
		found,
	)
}

/** A result counts once the record is finished; before that somebody may still change it. */
function workOf(view: string, status: string): HouseholdWork | null {
	const said = new Map<string, Answer>()
	for (const [path, answer] of (JSON.parse(view) as StoredAnswers).answers) {
		const name = path.slice(path.lastIndexOf('/') + 1)
		if ((workQuestions as readonly string[]).includes(name) && !path.includes('/@')) said.set(name, answer)
	}
	const found = householdWork((question) => {
		const answer = said.get(question)
		return answer === undefined ? '' : questionTypes.text.write(answer)
	})
	return found && status === 'draft' ? { ...found, result: '' } : found
}
