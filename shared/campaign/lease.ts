import { dayAfter, dayOf } from './campaign-day.ts'

/** For so many days households stay with somebody of whose phone nothing is heard; weeks without network are usual. */
export const leaseDays = 14

/**
 * The last day on which households are surely theirs. The office and a phone that hears nothing come to the same one, each by itself:
 * from then on the office may give them to somebody else, and the phone says that it may have.
 *
 * `times`: of the last contact, and of when they were given; ms since 1970, the later one counts
 */
export const leaseEnds = (...times: readonly number[]): string =>
	dayAfter(dayOf(Math.max(...times)), leaseDays)

/** `today`: the campaign's */
export const isLeaseOver = (ends: string, today: string): boolean => ends < today
