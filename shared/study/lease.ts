import { dayAfter, dayOf } from './study-day.ts'

/** Days for which households stay assigned to a person whose phone does not sync; weeks offline are usual. */
export const leaseDays = 14

/**
 * Returns the last day of an assignment. The office and a phone that is offline compute the same one, each by
 * itself: afterwards the office can assign the households to another person, and the phone warns that it may
 * have.
 *
 * `times`: of the last sync, and of the assignment; ms since 1970, the later one counts
 */
export const leaseEnds = (...times: readonly number[]): string =>
	dayAfter(dayOf(Math.max(...times)), leaseDays)

/** True if the assignment has ended. `today` is the study's day. */
export const isLeaseOver = (ends: string, today: string): boolean => ends < today
