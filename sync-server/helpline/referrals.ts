import { immediateDanger } from '#shared/helpline/call-facts'
import { countReferrals, type ReferralCounts } from '#shared/helpline/count-referrals'
import type { Period } from '#shared/helpline/monthly-table'
import {
	deriveReferralProgress,
	isReferralOverdue,
	nextSteps,
	type Referral,
	type ReferralAct,
} from '#shared/helpline/referrals'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import {
	addSteps,
	closedReferrals,
	isReferred,
	openReferrals,
	referralsBetween,
	stepsOf,
} from '../storage/helpline/referrals.ts'
import type { Session } from '../storage/session.ts'
import type { WriteSession } from '../storage/store.ts'
import type { Tables } from '../storage/tables/tables.ts'

/** Returns the open referrals and the most recently closed ones, with all their steps. */
export async function referrals(session: Session, demonstration: boolean, now: number): Promise<Referral[]> {
	const open = await openReferrals(session, demonstration)
	const closed = await closedReferrals(session, demonstration)
	const known = await withSteps(session, [...open, ...closed])
	return known.map(({ record, name, department, since, isUrgent, steps }) => {
		const { status } = deriveReferralProgress(steps)
		return {
			record,
			name,
			department,
			since,
			isUrgent,
			status,
			isOverdue: isReferralOverdue({ since, isUrgent, status }, now),
			steps: steps.map(({ step, ending, at, by }) => ({ step, ending, at, by })),
		}
	})
}

/** Counts the referrals of a period by department and status. */
export async function referralCounts(
	session: Session,
	{ demonstration, period, now }: { demonstration: boolean; period: Period; now: number },
): Promise<ReferralCounts> {
	const some = await withSteps(session, await referralsBetween(session, demonstration, period))
	return { demonstration, ...countReferrals(some, now) }
}

async function withSteps(session: Session, rows: Awaited<ReturnType<typeof openReferrals>>) {
	const steps = await stepsOf(session, [...new Set(rows.map(({ record }) => record))])
	const byReferral = new Map<string, typeof steps>()
	for (const step of steps) byReferral.set(keyOf(step), [...(byReferral.get(keyOf(step)) ?? []), step])
	return rows.map(({ began, urgency, ...row }) => ({
		...row,
		since: began,
		isUrgent: urgency === immediateDanger,
		steps: byReferral.get(keyOf(row)) ?? [],
	}))
}
const keyOf = ({ record, department }: Pick<Tables['referral'], 'record' | 'department'>): string =>
	`${record} ${department}`

/**
 * Appends a step if the person has seen all earlier ones. Idempotent.
 *
 * @throws Problem `not-found` if that call is not referred there, `referral-changed` if another user has
 * added a step since
 */
export async function recordReferralStep(
	session: WriteSession,
	{ id: person, demonstration }: Pick<Person, 'id' | 'demonstration'>,
	act: ReferralAct,
): Promise<void> {
	const { kind: step, record, department, after } = act
	if (!(await isReferred(session, act, demonstration))) throw new Problem('not-found')
	const ending = act.kind === 'closed' ? act.ending : null
	const steps = (await stepsOf(session, [record])).filter((each) => each.department === department)
	const next = steps[after]
	// A retry after a lost reply.
	if (steps.length === after + 1 && next?.person === person && next.step === step && next.ending === ending)
		return
	if (steps.length !== after || !nextSteps[deriveReferralProgress(steps).status].includes(step))
		throw new Problem('referral-changed')
	await addSteps(session, [
		{ project: session.project, record, department, n: after + 1, step, ending, person, at: session.at },
	])
}
