import { civilDate } from '#shared/expressions/dates'
import type { Answers } from '#shared/forms/answers'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'

interface ImportedRecord {
	readonly record: string
	/** ms since 1970 */
	readonly time: number
	readonly offsetMinutes: number
}

const lastName = (path: string): string | undefined => path.split('/').at(-1)
const isNumber = (path: string): boolean => lastName(path) === 'call_no'

/**
 * Removes the number before a comparison with an earlier import: calls were numbered in other ways before,
 * and nobody is asked for a number.
 */
export const withoutCallNumber = (answers: Answers): Answers =>
	new Map([...answers].filter(([path]) => !isNumber(path)))

/**
 * Sets the call's number if an older register has only its month or its day. The form numbers calls by
 * operator and second; here operator, month and a code from the record's id distinguish calls, without a time
 * that is unknown.
 */
export function withCallNumber(answers: Answers, { record, time, offsetMinutes }: ImportedRecord): Answers {
	const paths = [...answers.keys()]
	const path = paths.find(isNumber)
	if (path === undefined) return answers
	const operator = answers.get(paths.find((each) => lastName(each) === 'operator') ?? '')
	const month = civilDate(time, offsetMinutes).slice(0, 7)
	const parts = [
		'HL',
		...(operator ? [String(operator)] : []),
		month,
		withdrawalCodeOf(record).replace('-', ''),
	]
	return new Map([...answers, [path, parts.join('-')]])
}
