import { type RecordedReferralStep, type ReferralStep, referralOutcomes } from '#shared/helpline/referrals'
import { addSteps, closedReferrals, openReferrals, stepsOf } from '../storage/helpline/referrals.ts'
import type { Store } from '../storage/store.ts'

const hour = 3_600_000
const recentMs = 72 * hour

/** Adds steps to generated referrals, so that every status occurs; all in one transaction, and only once. */
export async function generateReferrals(
	{ write, project }: Pick<Store, 'write' | 'project'>,
	person: string,
	now: number,
): Promise<void> {
	await write(async (session) => {
		const open = await openReferrals(session, true)
		const closed = await closedReferrals(session, true)
		const existingSteps = await stepsOf(session, [...new Set(open.map(({ record }) => record))])
		if (closed.length > 0 || existingSteps.length > 0) return
		const rows = open.flatMap(({ record, department, began }, i) => {
			const since = began === null ? now : Date.parse(began)
			return madeUpSteps(i, since, now).map((step, at) => ({
				project,
				record,
				department,
				n: at + 1,
				person,
				...step,
			}))
		})
		await addSteps(session, rows)
	})
}

/** Steps of a referral: recent ones are distributed over all statuses, most others are closed. */
function madeUpSteps(i: number, since: number, now: number): RecordedReferralStep[] {
	const step = (kind: ReferralStep, hours: number): RecordedReferralStep => ({
		step: kind,
		ending: kind === 'closed' ? (referralOutcomes[i % referralOutcomes.length] ?? null) : null,
		at: new Date(Math.min(since + hours * hour, now)).toISOString(),
	})
	const whole = [step('sent', 0.3), step('received', 3 + (i % 40)), step('closed', 30 + (i % 100))]
	if (now - since < recentMs) return whole.slice(0, i % 4)
	if (i % 25 === 0) return whole.slice(0, 1)
	if (i % 25 === 1) return whole.slice(0, 2)
	return i % 25 === 2 ? [...whole, step('reopened', 150), step('sent', 151)] : whole
}
