import * as z from 'zod/mini'
import { medianOf } from '#shared/kernel/median'
import {
	deriveReferralProgress,
	isReferralOverdue,
	type RecordedReferralStep,
	type ReferralOutcome,
	type ReferralStatus,
	referralOutcomes,
	referralStatuses,
} from './referrals.ts'

const count = z.int().check(z.nonnegative())
const hours = z.nullable(z.number())

const statusesSchema = z.object({
	statuses: z.record(z.enum(referralStatuses), count),
	overdue: count,
	/** Closed referrals by outcome. */
	endings: z.record(z.enum(referralOutcomes), count),
	/** Median of the hours since the call; null without any. */
	hoursToReceived: hours,
	hoursToClosed: hours,
})
export type StatusCounts = z.infer<typeof statusesSchema>

/** Number of referrals by department, the largest first; either made-up ones only, or real ones only. */
export const referralCountsSchema = z.object({
	demonstration: z.boolean(),
	all: statusesSchema,
	departments: z.array(z.extend(statusesSchema, { department: z.string() })),
})
export type ReferralCounts = z.infer<typeof referralCountsSchema>

interface CountedReferral {
	readonly department: string
	/** When the call began, ISO; null if unknown. */
	readonly since: string | null
	readonly isUrgent: boolean
	readonly steps: readonly RecordedReferralStep[]
}

export function countReferrals(
	referrals: readonly CountedReferral[],
	now: number,
): Omit<ReferralCounts, 'demonstration'> {
	const codes = [...new Set(referrals.map(({ department }) => department))].sort()
	const byDepartment = codes
		.map((code) => ({ code, own: referrals.filter(({ department }) => department === code) }))
		.sort((some, others) => others.own.length - some.own.length)
	return {
		all: countsOf(referrals, now),
		departments: byDepartment.map(({ code, own }) => ({ department: code, ...countsOf(own, now) })),
	}
}

function countsOf(own: readonly CountedReferral[], now: number): StatusCounts {
	const referrals = own.map(({ steps, ...referral }) => ({ ...referral, ...deriveReferralProgress(steps) }))
	const many = (which: (one: (typeof referrals)[number]) => boolean) => referrals.filter(which).length
	const medianHours = (when: 'receivedAt' | 'closedAt') => {
		const taken = referrals.flatMap(({ since, [when]: at }) =>
			since === null || at === null ? [] : Math.max(0, Date.parse(at) - Date.parse(since)) / 3_600_000,
		)
		return taken.length === 0 ? null : medianOf(taken)
	}
	return {
		statuses: Object.fromEntries(
			referralStatuses.map((each) => [each, many(({ status }) => status === each)]),
		) as Record<ReferralStatus, number>,
		overdue: many((one) => isReferralOverdue(one, now)),
		endings: Object.fromEntries(
			referralOutcomes.map((each) => [each, many(({ ending }) => ending === each)]),
		) as Record<ReferralOutcome, number>,
		hoursToReceived: medianHours('receivedAt'),
		hoursToClosed: medianHours('closedAt'),
	}
}
