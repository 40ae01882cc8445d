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
	/** It cannot have been longer; null where nobody knows. */
	readonly mostSeconds: number | null
}

/** Taken out of records anew where a program finds rows of another one. */
export const callFactsVersion = 1

export const missedCall = 'missed'
export const wrongNumber = 'wrong'
/** With a time and a way that were agreed on. */
export const callBackAgreed = 'callback'

const wanted = [
	...(['channel', 'category', 'gender', 'caller_district', 'outcome', 'call_time', 'end_time'] as const),
] as const

/** `answers` by path. */
export function callFacts(answers: Iterable<readonly [path: string, answer: Answer]>): CallFacts {
	const said: Partial<Record<(typeof wanted)[number], string>> = {}
	for (const [path, answer] of answers) {
		const name = wanted.find((each) => path.endsWith(`/${each}`))
		if (name && !isSealed(answer)) said[name] = String(answer).slice(0, 100)
	}
	const { call_time: from = '', end_time: to = '' } = said
	const [began, ended] = [Date.parse(from), Date.parse(to)]
	// a time that was picked is told to the minute, and may have been any second of it
	const picked = ended % 60_000 === 0 ? 59 : 0
	return {
		began: Number.isFinite(began) ? began : null,
		...{ channel: said.channel ?? '', category: said.category ?? '', gender: said.gender ?? '' },
		...{ district: said.caller_district ?? '', outcome: said.outcome ?? '' },
		mostSeconds: Number.isFinite(ended - began)
			? Math.max(0, Math.ceil((ended - began) / 1000) + picked)
			: null,
	}
}
