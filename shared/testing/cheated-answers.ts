import type { Answer } from '#shared/forms/answers'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { answerNo, type NamedAnswers } from './planted-answers.ts'

/** Kinds of cheating that an audit of the checks listed; each is of one enumerator, `collude` of two. */
export const cheatKinds = [
	...(['friend-8', 'friend-20', 'friend-30', 'collude', 'other-district', 'fabricate-20'] as const),
	...(['night-batch', 'night-batch-clock', 'modal', 'copy-70', 'not-heard', 'speeding'] as const),
	...(['cafe-20', 'cafe-60', 'one-adult', 'smaller-households', 'closest-respondent'] as const),
	...(['round-ages', 'noon', 'scales-same', 'one-tick', 'dont-know', 'no-message'] as const),
] as const
export type CheatKind = (typeof cheatKinds)[number]

/** Kinds of difficult conditions, of a whole team or of one enumerator. */
export const hardTeams = ['homogeneous', 'towers', 'replacements'] as const
export const hardSingles = [
	...(['own-tower', 'own-replacements', 'evenings', 'fast', 'slow', 'mountains'] as const),
	...(['other-language', 'long-days'] as const),
] as const
export type Hardship = (typeof hardTeams)[number] | (typeof hardSingles)[number]
export type Conduct = CheatKind | Hardship | 'plain'

/** Answers of a household with its adults' ages in the order of the roster; the first is the respondent. */
export interface MadeHousehold {
	readonly answers: NamedAnswers
	readonly ages: readonly number[]
}

/** Interviews that a cheat can copy from. */
export interface Models {
	/** The enumerator's previous interviews. */
	readonly own: readonly MadeHousehold[]
	/** Interviews of the partner, or of another district. */
	readonly others: readonly MadeHousehold[]
	/** Most frequent answers of the district. */
	readonly usual: NamedAnswers
}

const gates = new Set(['heard_tip', 'heard_som', 'exp_any', 'help_any', 'mig_plan', 'rep_would', 'rep_seen'])

/**
 * Returns the model's answers with a share of them changed; dependent questions follow their filter question.
 */
export function edited(
	model: NamedAnswers,
	fresh: NamedAnswers,
	share: number,
	random: SeededRandom,
): NamedAnswers {
	const answers = new Map(model)
	for (const [name, answer] of fresh)
		if (answers.has(name) && !gates.has(name) && random.chance(share)) answers.set(name, answer)
	return answers.set('gender', fresh.get('gender') ?? 'male')
}

const dropFrom = (list: Answer | undefined, random: SeededRandom): string[] | undefined =>
	typeof list === 'object' ? [random.pick(list)] : undefined

const knowledge = ['k_consent', 'k_border', 'k_men', 'k_debt', 'k_smug_paid', 'k_same', 'v_kiln', 'v_agent']
const opinions = ['a_risk_area', 'a_irreg_ok', 'a_agent_trust', 'a_blame', 'a_police', 'a_danger']

/** Changes true answers according to an enumerator's conduct. */
export function underConduct(
	conduct: Conduct,
	honest: MadeHousehold,
	{ own, others, usual }: Models,
	random: SeededRandom,
): MadeHousehold {
	const { answers, ages } = honest
	const copied = (from: readonly MadeHousehold[], share: number): MadeHousehold => {
		if (from.length === 0) return honest
		const model = random.pick(from)
		return { answers: edited(model.answers, answers, share, random), ages: model.ages }
	}
	switch (conduct) {
		case 'friend-8':
		case 'friend-20':
		case 'friend-30':
			return copied(own.slice(0, 1), Number(conduct.slice(7)) / 100)
		case 'collude':
			return random.chance(0.5) ? copied(others, 0.1) : honest
		case 'other-district':
			return copied(others, 0.1)
		case 'fabricate-20':
			return random.chance(0.2) ? copied(own.slice(0, 3), 0.12) : honest
		case 'copy-70':
			return copied(own.slice(0, 1), 0.7)
		case 'night-batch':
		case 'night-batch-clock':
			return own.length > 4 && random.chance(0.6) ? copied(own.slice(0, 4), 0.45) : honest
		case 'modal': {
			const fresh = new Map(answers)
			for (const [name, answer] of usual)
				if (fresh.has(name) && random.chance(0.65) && !gates.has(name)) fresh.set(name, answer)
			return { answers: fresh.set('gender', answers.get('gender') ?? 'male'), ages }
		}
		case 'one-adult':
			return { answers: answers.set('n_adults', 1), ages: ages.slice(0, 1) }
		case 'smaller-households': {
			const size = Math.max(1, Number(answers.get('hh_size')) - 3)
			const adults = Math.max(1, Math.min(size, Number(answers.get('n_adults')) - 1))
			return { answers: answers.set('hh_size', size).set('n_adults', adults), ages: ages.slice(0, adults) }
		}
		case 'round-ages': {
			const round = ages.map((age) => Math.max(20, Math.round(age / 5) * 5))
			return { answers: answers.set('age', round[0] ?? 30), ages: round }
		}
		default:
			return { answers: changed(conduct, answers, random), ages }
	}
}

function changed(conduct: Conduct, answers: NamedAnswers, random: SeededRandom): NamedAnswers {
	switch (conduct) {
		case 'not-heard':
			if (random.chance(0.4)) answerNo(answers, 'heard_tip', 'heard_som')
			break
		case 'no-message':
			if (random.chance(0.7)) answerNo(answers, 'exp_any')
			break
		case 'scales-same': {
			const code = random.pick(['2', '3', '4'])
			for (const name of opinions.slice(0, 4)) answers.set(name, code)
			break
		}
		case 'one-tick':
			for (const [name, answer] of answers) {
				const one = dropFrom(answer, random)
				if (one) answers.set(name, one)
			}
			break
		case 'dont-know':
			for (const name of knowledge) if (random.chance(0.4)) answers.set(name, 'dk')
			break
		case 'closest-respondent':
			// interviews any member who is at home by day
			if (random.chance(0.5)) answers.set('occ', answers.get('gender') === 'male' ? 'unemp' : 'home')
			break
		default:
	}
	return answers
}

/** Returns the most frequent answer to each question. */
export function usualAnswers(sample: readonly NamedAnswers[]): NamedAnswers {
	const counts = new Map<string, Map<string, { answer: Answer; times: number }>>()
	for (const answers of sample)
		for (const [name, answer] of answers) {
			const known = counts.get(name) ?? new Map()
			counts.set(name, known)
			const text = String(answer)
			known.set(text, { answer, times: (known.get(text)?.times ?? 0) + 1 })
		}
	return new Map(
		[...counts].flatMap(([name, known]) => {
			const [first] = [...known.values()].sort((a, b) => b.times - a.times)
			return first ? [[name, first.answer] as const] : []
		}),
	)
}
