import { type HelplineShift, helplineShiftSchema } from '#shared/helpline/call-backs'
import { type CallCounts, callCountsSchema } from '#shared/helpline/call-counts'
import { type ReferralCounts, referralCountsSchema } from '#shared/helpline/count-referrals'
import type { Period } from '#shared/helpline/monthly-table'
import { read } from './read-reply.ts'
import { searchOf } from './search-of.ts'
import { getJson } from './server-client.ts'

/** @param madeUp Count the calls of the demonstration, which its users see anyway. */
export const callCounts = (madeUp: boolean): Promise<CallCounts> =>
	read(callCountsSchema, getJson(`/api/helpline/counts?${searchOf({ madeUp: madeUp ? '1' : '' })}`))
/** Returns outcomes of referrals, for calls of a period. */
export const referralCounts = (period: Period, madeUp: boolean): Promise<ReferralCounts> =>
	read(
		referralCountsSchema,
		getJson(`/api/helpline/referrals?${searchOf({ ...period, madeUp: madeUp ? '1' : '' })}`),
	)
/** Returns the open call-backs and the handover notes of earlier shifts. */
export const helplineShift = (): Promise<HelplineShift> =>
	read(helplineShiftSchema, getJson('/api/helpline/shift'))
