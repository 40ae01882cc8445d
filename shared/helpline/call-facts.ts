import type { Answer } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-answer-text'

/**
 * Facts that are counted of a call to the helpline, as codes of its form; '' if not asked or not answered.
 */
export interface CallFacts {
	/** When it began, ms since 1970; null if only its record has it. */
	readonly began: number | null
	readonly channel: string
	readonly category: string
	readonly gender: string
	/** District in which the caller lives. */
	readonly district: string
	readonly outcome: string
	readonly urgency: string
	/**
	 * Departments to which it was referred and may be: only with the caller's consent, or in immediate danger.
	 */
	readonly departments: readonly string[]
	/** Maximum length in seconds; null if unknown. */
	readonly maxSeconds: number | null
}

/** Version of the facts: rows of another version are read from the records again. */
export const callFactsVersion = 2

export const missedCall = 'missed'
export const wrongNumber = 'wrong'
/** Outcome with an agreed time and way of a call-back. */
export const callBackAgreed = 'callback'
const referred = 'referred'
export const immediateDanger = 'danger'

const wanted = [
	...(['channel', 'category', 'gender', 'caller_district', 'outcome', 'call_time', 'end_time'] as const),
	...(['urgency', 'ref_to', 'ref_consent'] as const),
] as const

const longestFact = 100
const maxDepartments = 30
const codesOf = (answer: Answer): string[] =>
	[answer].flat().map((code) => String(code).slice(0, longestFact))

/** Reads the facts of a call; `answers` by path. */
export function callFacts(answers: Iterable<readonly [path: string, answer: Answer]>): CallFacts {
	const facts: Partial<Record<(typeof wanted)[number], string>> = {}
	/** Each department once, even if a phone has sent it twice. */
	const departments = new Set<string>()
	for (const [path, answer] of answers) {
		const name = wanted.find((each) => path.endsWith(`/${each}`))
		if (!name || isSealed(answer)) continue
		if (name === 'ref_to') for (const code of codesOf(answer)) departments.add(code)
		else facts[name] = String(answer).slice(0, longestFact)
	}
	const { call_time: from = '', end_time: to = '' } = facts
	const [began, ended] = [Date.parse(from), Date.parse(to)]
	const mayRefer = facts.ref_consent === 'yes' || facts.urgency === immediateDanger
	// a picked time is exact to the minute, and may have been any second of it
	const picked = ended % 60_000 === 0 ? 59 : 0
	return {
		began: Number.isFinite(began) ? began : null,
		channel: facts.channel ?? '',
		category: facts.category ?? '',
		gender: facts.gender ?? '',
		district: facts.caller_district ?? '',
		outcome: facts.outcome ?? '',
		urgency: facts.urgency ?? '',
		departments: facts.outcome === referred && mayRefer ? [...departments].slice(0, maxDepartments) : [],
		maxSeconds: Number.isFinite(ended - began)
			? Math.max(0, Math.ceil((ended - began) / 1000) + picked)
			: null,
	}
}
