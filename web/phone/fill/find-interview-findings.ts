import type { FormSession } from '#shared/forms/form-session'
import { checkInterview, circumstanceKinds, type InterviewFinding } from '#shared/quality/interview-checks'
import { interviewFacts } from '#shared/quality/interview-facts'
import { thresholdsWith } from '#shared/quality/thresholds'
import { coverageForms } from '#shared/study/record-attributes'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { currentForms, loadStudy } from '../../storage/records/documents.ts'
import { listRecords } from '../../storage/records/records.ts'

export interface WhichRecord {
	readonly id: string
	readonly form: { readonly id: string; readonly ver: number }
	/** Start time of the draft: at the first visit, or with the correction. */
	readonly startedAt: number
	readonly isCorrection: boolean
}

/**
 * Finds quality flags of a record from its answers and the data on this phone, without a network. `before`:
 * the findings of the last check. Findings about the conduct of the interview stay, since a correction does
 * not change it.
 */
export async function findInterviewFindings(
	vaultSession: VaultSession,
	session: FormSession,
	{ id, form, startedAt: draftStartedAt, isCorrection }: WhichRecord,
	before: readonly InterviewFinding[],
): Promise<InterviewFinding[]> {
	const [study, forms, records] = await Promise.all([
		loadStudy(vaultSession),
		currentForms(vaultSession),
		listRecords(vaultSession),
	])
	const offsetMinutes = study?.offsetMinutes ?? null
	const startedAt = agreedAt(session) ?? draftStartedAt
	const finished = records.flatMap((each) =>
		each.id !== id &&
		each.form.id === coverageForms.household &&
		each.work?.result === 'complete' &&
		!each.isVoid
			? (each.finishedAt ?? [])
			: [],
	)
	const facts = interviewFacts(
		[...session.finalAnswers(), ...session.calculated()],
		session.form.byTemplate.keys(),
	)
	const earlier = finished.filter((time) => time <= startedAt)
	const found = checkInterview(
		{
			...facts,
			isPlaceExplained: facts.isPlaceExplained || isPlaceExcused(session),
			formVersion: form.ver,
			newestVersion: forms.find((each) => each.id === form.id)?.version ?? null,
			startedAt,
			offsetMinutes,
			lastFinishedAt: earlier.length > 0 ? Math.max(...earlier) : null,
			finishedThatDay:
				offsetMinutes === null ? null : finished.filter(onDayOf(startedAt, offsetMinutes)).length,
		},
		thresholdsWith(study?.quality),
	)
	if (!isCorrection) return found
	return [
		...before.filter(({ kind }) => circumstanceKinds.has(kind) && (facts.isComplete || kind === 'old-form')),
		...found.filter(({ kind }) => !circumstanceKinds.has(kind)),
	]
}

const onDayOf = (time: number, offsetMinutes: number) => {
	const dayOf = (each: number) => Math.floor((each + offsetMinutes * 60_000) / 86_400_000)
	return (each: number): boolean => dayOf(each) === dayOf(time)
}

/**
 * Returns the time of consent: a household is visited several times, and its interview begins with the
 * consent.
 */
function agreedAt(session: FormSession): number | null {
	const consentTime = session.form.consent?.time
	if (!consentTime || !session.isRelevant(consentTime.template)) return null
	const time = Date.parse(String(session.answerAt(consentTime.template) ?? ''))
	return Number.isNaN(time) ? null : time
}

/**
 * True if the form asks for the reason of a missing location without requiring it: if a location would
 * disclose too much, none is wanted.
 */
function isPlaceExcused(session: FormSession): boolean {
	const why = [...session.form.byTemplate.keys()].find((template) => /(^|\/)gps_reason$/.test(template))
	return why !== undefined && session.isRelevant(why) && !session.isRequired(why)
}
