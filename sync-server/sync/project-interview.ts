import { finishedStatuses } from '#shared/coverage/coverage'
import { minuteOf } from '#shared/coverage/fieldwork-charts'
import type { Answer, Answers } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { formMeasures } from '#shared/quality/form-measures'
import { factsVersion, type HouseholdFacts, householdFacts } from '#shared/quality/household-facts'
import { writePacked } from '#shared/quality/packed-answers'
import { coverageForms } from '#shared/study/record-attributes'
import { hourOfWeek } from '#shared/study/study-day'
import type { InterviewRow } from '../storage/quality/interviews.ts'
import type { RecordRow } from '../storage/tables/row-types.ts'
import { finishedBy, firstFinished } from './first-finish.ts'
import { computeCorrectedMs, type KnownRecord } from './known-record.ts'

interface InterviewProjectionInput
	extends Pick<
		RecordRow,
		'form' | 'round' | 'district' | 'cluster' | 'status' | 'void' | 'readers' | 'finished_on'
	> {
	/** Time of the first save, ms since 1970. */
	readonly startedAt: number
}

/**
 * Returns the facts of a household record for the quality checks. Null while it is not finished, without a
 * round or district, or if its form restricts its readers: those are never counted.
 */
export function projectInterview(
	{ id, revisions }: KnownRecord,
	row: InterviewProjectionInput,
	answers: Answers,
	form: CompiledForm | null,
): Omit<InterviewRow, 'person' | 'demonstration'> | null {
	const { round, district, cluster } = row
	const isFinished = finishedStatuses.some((each) => each === row.status) && row.void === 0
	if (row.form !== coverageForms.household || row.readers !== '') return null
	if (!isFinished || round === null || district === null) return null
	const { facts, packed } = householdFacts(
		answers,
		form?.byTemplate.keys() ?? [],
		form ? formMeasures(form.definition) : undefined,
	)
	// fallback: approved, while the finishing revision has not arrived
	const first = firstFinished(revisions) ?? revisions.slice(0, 1).map(finishedBy)[0]
	if (!first) return null
	const { known, at: finishedAt, aheadMs } = first
	// after an erasure it is unknown whether there was a location; no interview is complete without one
	const wasForgotten = facts.accuracyMetres === 'none' && revisions.some(({ isRedacted }) => isRedacted)
	const agreedAt = computeCorrectedMs(Date.parse(String(consentTime(answers) ?? '')), known.revision)
	const whole: HouseholdFacts = {
		...facts,
		...(wasForgotten ? { accuracyMetres: null } : {}),
		formVersion: known.revision.form.ver,
		// a household is visited several times: its interview begins with the consent. If the clock was ahead,
		// that is corrected too
		startedAt: (agreedAt ?? row.startedAt) + aheadMs,
		finishedAt,
		clockErrorMs: (known.revision.at.off ?? 0) + aheadMs,
		saved: {
			device: known.revision.device,
			n: known.revision.n,
			clockAt: Date.parse(known.revision.at.wall),
		},
	}
	return {
		record: id,
		round,
		district,
		cluster: cluster ?? '',
		finished: new Date(finishedAt).toISOString(),
		facts_version: factsVersion,
		facts: JSON.stringify(whole),
		...(whole.isComplete
			? { answers: writePacked(packed), done_on: row.finished_on, ...charted(whole) }
			: { answers: '', done_on: null, start_hour: null, minutes: null }),
	}
}

function consentTime(answers: Answers): Answer | undefined {
	for (const [path, answer] of answers) if (path.endsWith('/consent_time')) return answer
	return undefined
}

/** Returns what the charts count of a completed interview, besides its day. */
export const charted = ({ startedAt, activeMinutes }: HouseholdFacts) => ({
	start_hour: hourOfWeek(startedAt),
	minutes: activeMinutes === null ? null : minuteOf(activeMinutes),
})
