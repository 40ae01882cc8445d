import type { Answer } from '#shared/forms/answers'
import { isNoAnswer } from '#shared/forms/non-response-codes'

/** Groups of related questions, derived from a form definition. */
export interface FormMeasures {
	/** Names of at least four questions with the same list of choices that can be ordered: an attitude scale. */
	readonly scales: readonly (readonly string[])[]
}

/**
 * Measures of how an interview was conducted, from its record alone. A name is missing if there is nothing to
 * measure.
 */
export interface RecordMeasures {
	/** Share of the ages that end in 0 or 5 (age heaping). */
	readonly roundAges?: number
	/** Rows of the roster. */
	readonly rows?: number
	readonly householdSize?: number
	/** Mean number of ticks in the select-multiple questions with at least one substantive answer. */
	readonly ticks?: number
	/** Share of the most frequent answer of a scale, averaged over the scales (non-differentiation). */
	readonly sameInScale?: number
	/** Answers in the record: filter questions with "no" leave many out. */
	readonly answers?: number
	/** Logarithm of the median time of a question, ms. */
	readonly logQuestionMs?: number
	/** Share of the questions that were on the screen for too short a time to be read out. */
	readonly unread?: number
}

/** Minimum time, ms, to read a question and hear the answer. */
const leastReadingMs = 2000
const ageName = /(^|_)age$/
const leastInScale = 4
const rowOf = /^.*?\/@[^/]+/

export interface Measured {
	/** Answers outside of repeats, entered or calculated, by question name. */
	readonly named: ReadonlyMap<string, Answer>
	/** Answers in repeat rows, by path. */
	readonly inRows: readonly (readonly [path: string, answer: Answer])[]
	/** Time on the screen, ms, of each question that took an answer. */
	readonly questionMs: readonly number[]
}

export function recordMeasures(
	{ named, inRows, questionMs }: Measured,
	{ scales }: FormMeasures,
): RecordMeasures {
	const ages = [
		...[...named].filter(([name]) => ageName.test(name)).map(([, answer]) => answer),
		...inRows
			.filter(([path]) => ageName.test(path.slice(path.lastIndexOf('/') + 1)))
			.map(([, answer]) => answer),
	].map(Number)
	const rows = new Set(inRows.flatMap(([path]) => rowOf.exec(path)?.[0] ?? [])).size
	const ticks = [...named.values()].flatMap((answer) => {
		if (typeof answer !== 'object') return []
		const substantive = answer.filter((name) => !isNoAnswer({ name })).length
		return substantive > 0 ? [substantive] : []
	})
	const sameness = scales.flatMap((scale) => sameIn(scale.map((name) => String(named.get(name) ?? ''))) ?? [])
	const sorted = [...questionMs].sort((a, b) => a - b)
	const size = Number(named.get('hh_size'))
	return {
		...(ages.length > 0 ? { roundAges: mean(ages.map((age) => (age % 5 === 0 ? 1 : 0))) } : {}),
		...(rows > 0 ? { rows } : {}),
		...(size > 0 ? { householdSize: size } : {}),
		...(ticks.length > 0 ? { ticks: mean(ticks) } : {}),
		...(sameness.length > 0 ? { sameInScale: mean(sameness) } : {}),
		...(named.size > 0 ? { answers: named.size } : {}),
		...(sorted.length > 0
			? {
					logQuestionMs: Math.log(Math.max(1, sorted[sorted.length >> 1] ?? 1)),
					unread: mean(sorted.map((ms) => (ms < leastReadingMs ? 1 : 0))),
				}
			: {}),
	}
}

const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * Returns the share of the most frequent answer. Null with fewer than four substantive answers: "don't know"
 * to all is no opinion.
 */
function sameIn(codes: readonly string[]): number | null {
	const substantive = codes.filter((name) => name !== '' && !isNoAnswer({ name }))
	if (substantive.length < leastInScale) return null
	const most = Math.max(...substantive.map((code) => substantive.filter((other) => other === code).length))
	return most / substantive.length
}
