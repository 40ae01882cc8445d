import * as z from 'zod/mini'
import { unreachable } from '#shared/kernel/unreachable'

const hour = 3_600_000
/** Maximum time from the call until a referral in immediate danger is sent. */
export const sentWithinMs = hour
/** Maximum time from the call until the department has confirmed it. */
export const receivedWithinMs = 72 * hour

/** Departments of the helpline's form; a later version may have others. */
export const departments = [
	...(['fia_circle', 'cyberwing', 'police15', 'social', 'childprot', 'shelter', 'legal'] as const),
	...(['emigration', 'embassy', 'other'] as const),
] as const
export const isDepartment = (code: string): code is (typeof departments)[number] =>
	departments.some((each) => each === code)

export const referralStatuses = ['to-send', 'sent', 'received', 'closed'] as const
export type ReferralStatus = (typeof referralStatuses)[number]

/** Steps of a referral; received: the department has confirmed it. */
export const referralSteps = ['sent', 'received', 'closed', 'reopened'] as const
export type ReferralStep = (typeof referralSteps)[number]

/** Outcomes of a closed referral. */
export const referralOutcomes = ['helped', 'no-help', 'withdrawn', 'not-reached'] as const
export type ReferralOutcome = (typeof referralOutcomes)[number]

/** Possible next steps. No step is ever removed: a wrong one is followed by another one. */
export const nextSteps: Readonly<Record<ReferralStatus, readonly ReferralStep[]>> = {
	'to-send': ['sent', 'closed'],
	sent: ['received', 'closed', 'sent', 'reopened'],
	received: ['closed', 'sent', 'reopened'],
	closed: ['reopened'],
}

/** Id of a record, or of an enrolment. */
export const idSchema = z.string().check(z.regex(/^[\w-]{22}$/))

/** The next step of a referral; `after`: number of earlier steps when it was decided on. */
const stepped = {
	record: idSchema,
	department: z.string().check(z.maxLength(100)),
	after: z.int().check(z.nonnegative()),
}
export const referralActSchemas = [
	z.object({ kind: z.enum(['sent', 'received', 'reopened']), ...stepped }),
	z.object({ kind: z.literal('closed'), ...stepped, ending: z.enum(referralOutcomes) }),
] as const
export type ReferralAct = z.infer<(typeof referralActSchemas)[number]>
export const isReferralAct = <Act extends { readonly kind: string }>(
	act: Act | ReferralAct,
): act is ReferralAct => referralSteps.some((step) => step === act.kind)

const referralStepFields = {
	step: z.enum(referralSteps),
	ending: z.nullable(z.enum(referralOutcomes)),
	at: z.string(),
}

export const referralSchema = z.object({
	record: z.string(),
	/** The number of the call. */
	name: z.string(),
	/** When the call began; null if unknown. */
	since: z.nullable(z.string()),
	department: z.string(),
	/** True if the caller is in immediate danger. */
	isUrgent: z.boolean(),
	isOverdue: z.boolean(),
	status: z.enum(referralStatuses),
	/** All steps, the oldest first. */
	steps: z.array(z.object({ ...referralStepFields, by: z.string() })),
})
export type Referral = z.infer<typeof referralSchema>

export interface RecordedReferralStep {
	readonly step: ReferralStep
	readonly ending: ReferralOutcome | null
	/** ISO */
	readonly at: string
}

interface ReferralProgress {
	readonly status: ReferralStatus
	/** Times and outcome that are still valid; null if a later step has undone them. */
	readonly receivedAt: string | null
	readonly closedAt: string | null
	readonly ending: ReferralOutcome | null
}

/** Derives the status of a referral from all of its steps, the oldest first. */
export function deriveReferralProgress(steps: readonly RecordedReferralStep[]): ReferralProgress {
	let progress: ReferralProgress = { status: 'to-send', receivedAt: null, closedAt: null, ending: null }
	for (const { step, ending, at } of steps) progress = after(progress, step, at, ending)
	return progress
}

function after(
	before: ReferralProgress,
	step: ReferralStep,
	at: string,
	ending: ReferralOutcome | null,
): ReferralProgress {
	switch (step) {
		case 'sent':
			return { status: 'sent', receivedAt: null, closedAt: null, ending: null }
		case 'received':
			return { ...before, status: 'received', receivedAt: at }
		case 'closed':
			return { ...before, status: 'closed', closedAt: at, ending }
		case 'reopened':
			return { status: 'to-send', receivedAt: null, closedAt: null, ending: null }
		default:
			return unreachable(step)
	}
}

/**
 * True if a referral is overdue. `since`: when the call began. Without that the waiting time is unknown, and
 * it counts as overdue.
 */
export function isReferralOverdue(
	{ since, isUrgent, status }: Pick<Referral, 'since' | 'isUrgent' | 'status'>,
	now: number,
): boolean {
	if (status === 'received' || status === 'closed') return false
	if (since === null) return true
	const within = isUrgent && status === 'to-send' ? sentWithinMs : receivedWithinMs
	return now - Date.parse(since) > within
}
