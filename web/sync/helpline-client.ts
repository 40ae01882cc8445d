import { type HelplineShift, helplineShiftSchema } from '#shared/helpline/call-backs'
import { type CallCounts, callCountsSchema } from '#shared/helpline/call-counts'
import { type ReferralCounts, referralCountsSchema } from '#shared/helpline/count-referrals'
import type { Period } from '#shared/helpline/monthly-table'
import { read, searchOf } from './desk-client.ts'
import { getJson } from './server-client.ts'

/** `madeUp`: those of the demonstration, which who shows it sees anyway. */
export const callCounts = (madeUp: boolean): Promise<CallCounts> =>
	read(callCountsSchema, getJson(`/api/helpline/counts?${searchOf({ madeUp: madeUp ? '1' : '' })}`))
/** What became of referrals, of calls of some months. */
export const referralCounts = (period: Period, madeUp: boolean): Promise<ReferralCounts> =>
	read(
		referralCountsSchema,
		getJson(`/api/helpline/referrals?${searchOf({ ...period, madeUp: madeUp ? '1' : '' })}`),
	)
/** Who waits for a call back, and what shifts left to the next. */
export const helplineShift = (): Promise<HelplineShift> =>
	read(helplineShiftSchema, getJson('/api/helpline/shift'))
