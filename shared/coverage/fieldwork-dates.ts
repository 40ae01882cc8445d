import * as z from 'zod/mini'
import type { FieldworkPlan } from './district-status.ts'

/** Dates of a round's fieldwork. */
export const fieldworkDatesSchema = z.object({
	/** Planned first day; null if it is not set. */
	firstDay: z.nullable(z.string()),
	/** Planned last day; null if it is not set. */
	lastDay: z.nullable(z.string()),
	/** First day with a completed interview in any district, also of those that the user does not see. */
	startedOn: z.nullable(z.string()),
})
export type FieldworkDates = z.infer<typeof fieldworkDatesSchema>

/** The dates of one round. */
export const roundDatesSchema = z.extend(fieldworkDatesSchema, { round: z.string() })
export type RoundDates = z.infer<typeof roundDatesSchema>

/** Returns the day from which fieldwork is planned: the planned one, else the first day with an interview. */
export const beginOf = ({ firstDay, startedOn }: FieldworkDates): string | null => firstDay ?? startedOn

/** Returns the planned days, the same for every user; null if no last day is set or nothing has begun. */
export function planOf(dates: FieldworkDates): FieldworkPlan | null {
	const firstDay = beginOf(dates)
	return firstDay !== null && dates.lastDay !== null ? { firstDay, lastDay: dates.lastDay } : null
}

const dayOrNone = z.nullable(z.iso.date())
const areInOrder = ({
	firstDay,
	lastDay,
}: {
	readonly firstDay: string | null
	readonly lastDay: string | null
}): boolean => firstDay === null || lastDay === null || firstDay <= lastDay

/** Request to set the dates of a round's fieldwork; null clears one. */
export const newFieldworkDatesSchema = z
	.object({ round: z.string().check(z.maxLength(40)), firstDay: dayOrNone, lastDay: dayOrNone })
	.check(z.refine(areInOrder))
export type NewFieldworkDates = z.infer<typeof newFieldworkDatesSchema>
