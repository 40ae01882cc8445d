import { civilDate, dateTimeText, dayOrMoment, formatMoment, momentOf, partOfDay } from '../dates.ts'
import type { Scope } from '../scope.ts'
import { toText, type Value } from '../values.ts'
import { type FunctionRow, type FunctionTable, none, one, two } from './function-row.ts'

export const msPerDay = 86_400_000

/**
 * Returns the time that a date, a date and time or a number of days means, ms since 1970; NaN for anything
 * else.
 */
export const moment = (value: Value, { context: { offsetMinutes } }: Scope): number =>
	typeof value === 'number'
		? value * msPerDay
		: typeof value === 'boolean'
			? Number.NaN
			: momentOf(toText(value).trim(), offsetMinutes)

/** Rejects a literal date that does not exist: `date('1983-09-31')`. */
const wrongDay: NonNullable<FunctionRow['check']> = ([a]) =>
	a?.kind === 'text' && /^-?\d[\d-]*-\d+$/.test(a.value) && Number.isNaN(momentOf(a.value, 0))
		? { given: a.value, possible: '2026-01-31' }
		: null

/** Converts a date or time to the text in which it is stored; blank if it is neither. */
const dateTimeRow: FunctionRow = {
	...one((a, scope) => dayOrMoment(Math.round(moment(a, scope)), scope.context.offsetMinutes)),
	// some forms add the format of the date as an argument: a date has one format, and web engines ignore it
	maxArguments: 2,
	check: wrongDay,
}
const formatted = two((a, format, scope) =>
	formatMoment(moment(a, scope), toText(format), scope.context.offsetMinutes),
)

export const timeFunctions: FunctionTable = {
	today: none(({ context: { now, offsetMinutes } }) => civilDate(now(), offsetMinutes), true),
	now: none(({ context: { now, offsetMinutes } }) => dateTimeText(now(), offsetMinutes), true),
	/** SurveyCTO: whole seconds since the record began. */
	duration: none(({ context: { now, startedAt } }) => {
		const ms = now()
		return Math.floor((ms - (startedAt ?? ms)) / 1000)
	}, true),
	date: dateTimeRow,
	'date-time': dateTimeRow,
	'decimal-date-time': { ...one((a, scope) => moment(a, scope) / msPerDay), check: wrongDay },
	/** `'10:30'` → 0.4375, the fraction of the day. */
	'decimal-time': one((a, scope) => partOfDay(toText(a), scope.context.offsetMinutes)),
	'format-date': formatted,
	'format-date-time': formatted,
}
