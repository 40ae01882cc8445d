import { civilDate } from '#shared/expressions/dates'
import type { Answers } from '#shared/forms/answers'
import { withdrawalCodeOf } from '#shared/revisions/withdrawal-code'

interface BroughtIn {
	readonly record: string
	/** ms since 1970 */
	readonly time: number
	readonly offsetMinutes: number
}

/**
 * The call's number where it comes from an older register. The form numbers calls by operator and second, and a register often knows a month or a
 * day: there operator, month and a code that follows from the record tell calls apart, and say no time that nobody knows.
 */
export function withCallNumber(answers: Answers, { record, time, offsetMinutes }: BroughtIn): Answers {
	const pathOf = (name: string) => [...answers.keys()].find((path) => path.split('/').at(-1) === name)
	const path = pathOf('call_no')
	if (path === undefined) return answers
	const operator = answers.get(pathOf('operator') ?? '')
	const month = civilDate(time, offsetMinutes).slice(0, 7)
	const parts = [
		'HL',
		...(operator ? [String(operator)] : []),
		month,
		withdrawalCodeOf(record).replace('-', ''),
	]
	return new Map([...answers, [path, parts.join('-')]])
}
