import { dayOf, hourOfWeek } from '#shared/campaign/campaign-day'
import { minuteOf } from '#shared/campaign/charts'
import { finishedStatuses } from '#shared/campaign/coverage'
import { campaignForms } from '#shared/campaign/record-facts'
import type { Answers } from '#shared/forms/answers'
import { factsVersion, type HouseholdFacts, householdFacts } from '#shared/quality/household-facts'
import { writePacked } from '#shared/quality/packed-answers'
import type { InterviewRow } from '../storage/interview-table.ts'
import type { RecordRow } from '../storage/store.ts'
import { correctedMs, correctedTime, type KnownRecord } from './known-record.ts'

interface Understood extends Pick<RecordRow, 'form' | 'round' | 'district' | 'cluster' | 'status' | 'void'> {
	/** When it was first saved, ms since 1970. */
	readonly begunAt: number
}

/** What the checks of a round ask of the record of a household; null while it is not finished, or of no round or district. */
export function understandInterview(
	{ id, revisions }: KnownRecord,
	row: Understood,
	answers: Answers,
	paths: Iterable<string>,
): Omit<InterviewRow, 'person' | 'demonstration'> | null {
	const { round, district, cluster } = row
	const isFinished = finishedStatuses.some((each) => each === row.status) && row.void === 0
	if (row.form !== campaignForms.household || !isFinished || round === null || district === null) return null
	const { facts, packed } = householdFacts(answers, paths)
	const finished = revisions.filter(({ revision }) => revision.set.$status === 'submitted')
	const first = finished[0] ?? revisions[0]
	if (!first) return null
	const finishedAt = correctedTime(first.revision, first.received)
	// whether there was a place nobody knows any more: it is no interview without one
	const wasForgotten = facts.accuracyMetres === 'none' && revisions.some(({ isRedacted }) => isRedacted)
	const agreed = [...answers].find(([path]) => path.endsWith('/consent_time'))?.[1]
	const agreedAt = correctedMs(Date.parse(String(agreed ?? '')), first.revision)
	const whole: HouseholdFacts = {
		...facts,
		...(wasForgotten ? { accuracyMetres: null } : {}),
		formVersion: first.revision.form.ver,
		// a household is visited several times: its interview begins with the consent
		startedAt: agreedAt ?? row.begunAt,
		finishedAt: Date.parse(finishedAt),
		clockErrorMs: first.revision.at.off ?? 0,
	}
	return {
		...{ record: id, round, district, cluster: cluster ?? '', finished: finishedAt },
		...{ made: factsVersion, facts: JSON.stringify(whole) },
		...(whole.isComplete
			? { answers: writePacked(packed), ...charted(whole) }
			: { answers: '', done_on: null, began_hour: null, minutes: null }),
	}
}

/** What the charts count of a completed interview. */
export const charted = ({ startedAt, finishedAt, activeMinutes }: HouseholdFacts) => ({
	done_on: dayOf(finishedAt),
	began_hour: hourOfWeek(startedAt),
	minutes: activeMinutes === null ? null : minuteOf(activeMinutes),
})
