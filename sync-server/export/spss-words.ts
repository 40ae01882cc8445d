import type { ColumnDescription } from './describe-columns.ts'

/*
 * Codes in SPSS files: labels belong to numbers, so that frequencies, means and tests work without recoding.
 */

/** The number that replaces a code. */
export interface SpssCode {
	readonly code: string
	readonly label: string
	readonly value: number
	readonly isMissing: boolean
}

const wholeNumber = /^(0|-?[1-9]\d{0,8})$/
/**
 * Numbers for missing codes that are not numbers: "does not know", "refused" and others. Answers are never
 * negative.
 */
const usual: Readonly<Record<string, number>> = { dk: -88, ref: -99 }
const further = [-77, -66, -55, -44, -33, -22, -11]

/**
 * Assigns numbers to codes. Codes that are all whole numbers keep their values; else the first code that the
 * form ever had is 1, the next 2. A missing code keeps its value if it is a number that no answer has; else
 * `dk` is -88 and `ref` -99.
 */
export function spssCodes(codes: ColumnDescription['codes']): SpssCode[] {
	const answers = codes.filter(({ isMissing }) => !isMissing).map(({ code }) => code)
	const isNumbered = answers.every((code) => wholeNumber.test(code))
	const taken = new Set(answers.map((code, i) => (isNumbered ? Number(code) : i + 1)))
	const missingValue = (code: string): number => {
		const own = wholeNumber.test(code) ? Number(code) : usual[code.toLowerCase()]
		const candidates = [...(own === undefined ? [] : [own]), ...further]
		const found = candidates.find((each) => !taken.has(each)) ?? Math.min(...taken) - 1
		taken.add(found)
		return found
	}
	return codes.map(({ code, label, isMissing }) => ({
		code,
		label,
		isMissing,
		value: isMissing ? missingValue(code) : isNumbered ? Number(code) : answers.indexOf(code) + 1,
	}))
}

/** Missing values as a file declares them: three at most, or a range and one more. */
export type SpssMissing =
	| { readonly values: readonly number[] }
	| { readonly range: readonly [low: number, high: number]; readonly more: number | null }

/**
 * Missing values to declare. More than three become a range if no answer is in it; codes that do not fit are
 * not declared.
 */
export function spssMissing(codes: readonly SpssCode[]): SpssMissing {
	const values = codes.filter(({ isMissing }) => isMissing).map(({ value }) => value)
	if (values.length <= 3) return { values }
	const answers = codes.filter(({ isMissing }) => !isMissing).map(({ value }) => value)
	const sorted = [...values].sort((a, b) => a - b)
	const isClear = (low: number, high: number) => !answers.some((each) => each >= low && each <= high)
	const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0]
	if (isClear(least, most)) return { range: [least, most], more: null }
	// A range of all but the highest, or of all but the lowest.
	const [below, above] = [sorted.at(-2) ?? 0, sorted[1] ?? 0]
	if (isClear(least, below)) return { range: [least, below], more: most }
	return isClear(above, most) ? { range: [above, most], more: least } : { values: values.slice(0, 3) }
}
