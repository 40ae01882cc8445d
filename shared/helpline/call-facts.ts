import type { Answer } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-text'

/** What is counted of a call to the helpline, as codes of its form; '' where it is not asked or not said. */
export interface CallFacts {
	/** When it began, ms since 1970; null where only its record knows. */
	readonly began: number | null
	readonly channel: string
	readonly category: string
	readonly gender: string
	/** Where the caller lives. */
	readonly district: string
	readonly outcome: string
	readonly urgency: string
	/** To whom it was referred, and may be: only with the caller's yes, or in immediate danger. */
	readonly departments: readonly string[]
	/** It cannot have been longer; null where nobody knows. */
	readonly mostSeconds: number | null
}

/** Taken out of records anew where a program finds rows of another one. */
export const callFactsVersion = 2

export const missedCall = 'missed'
export const wrongNumber = 'wrong'
/** With a time and a way that were agreed on. */
export const callBackAgreed = 'callback'
const referred = 'referred'
export const immediateDanger = 'danger'

const wanted = [
	...(['channel', 'category', 'gender', 'caller_district', 'outcome', 'call_time', 'end_time'] as const),
	...(['urgency', 'ref_to', 'ref_consent'] as const),
] as const

const longestFact = 100
const mostDepartments = 30
const codesOf = (answer: Answer): string[] =>
	[answer].flat().map((code) => String(code).slice(0, longestFact))

/** `answers` by path. */
export function callFacts(answers: Iterable<readonly [path: string, answer: Answer]>): CallFacts {
	const said: Partial<Record<(typeof wanted)[number], string>> = {}
	/** Each once, whatever a phone has sent. */
	const departments = new Set<string>()
	for (const [path, answer] of answers) {
		const name = wanted.find((each) => path.endsWith(`/${each}`))
		if (!name || isSealed(answer)) continue
		if (name === 'ref_to') for (const code of codesOf(answer)) departments.add(code)
		else said[name] = String(answer).slice(0, longestFact)
	}
	const { call_time: from = '', end_time: to = '' } = said
	const [began, ended] = [Date.parse(from), Date.parse(to)]
	const mayRefer = said.ref_consent === 'yes' || said.urgency === immediateDanger
	// a time that was picked is told to the minute, and may have been any second of it
	const picked = ended % 60_000 === 0 ? 59 : 0
	return {
		began: Number.isFinite(began) ? began : null,
		channel: said.channel ?? '',
		category: said.category ?? '',
		gender: said.gender ?? '',
		district: said.caller_district ?? '',
		outcome: said.outcome ?? '',
		urgency: said.urgency ?? '',
		departments: said.outcome === referred && mayRefer ? [...departments].slice(0, mostDepartments) : [],
		mostSeconds: Number.isFinite(ended - began)
			? Math.max(0, Math.ceil((ended - began) / 1000) + picked)
			: null,
	}
}
