import type { Answer } from '#shared/forms/answers'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'

/**
 * Substantive questions of a household interview, without place and respondent, in the order of the packed
 * bytes. New items are appended only.
 */
export const substantiveItems = [
	...(['hh_size', 'n_adults', 'age', 'gender', 'marital', 'edu', 'literate', 'occ'] as const),
	...(['lang_home', 'phone', 'hh_abroad', 'heard_tip', 'heard_som', 'src_heard', 'def_tip'] as const),
	...(['def_som', 'k_consent', 'k_border', 'k_men', 'k_debt', 'k_smug_paid', 'k_same'] as const),
	...(['v_kiln', 'v_agent', 'v_job', 'signs', 'victims', 'law_any', 'law_ptpa', 'law_psma'] as const),
	...(['law_agency', 'help_any', 'help_which', 'help_1991', 'help_used', 'help_would'] as const),
	...(['m_radio', 'm_tv', 'm_net', 'exp_any', 'exp_which', 'exp_place', 'exp_broch'] as const),
	...(['exp_lang', 'exp_msg', 'exp_talk', 'a_risk_area', 'a_irreg_ok', 'a_agent_trust'] as const),
	...(['a_blame', 'a_police', 'a_danger', 'mig_plan', 'mig_dest', 'mig_advice', 'mig_area'] as const),
	...(['rep_would', 'rep_whom', 'rep_barrier', 'rep_seen', 'rep_told'] as const),
] as const
export type SubstantiveItem = (typeof substantiveItems)[number]
const placeOf: ReadonlyMap<string, number> = new Map(substantiveItems.map((item, i) => [item, i]))
export const isSubstantive = (name: string): name is SubstantiveItem => placeOf.has(name)

/** One byte per item: 0 if there is no answer. Two different answers have the same byte once in 255 times. */
export type PackedAnswers = Uint8Array

export function packAnswers(answers: ReadonlyMap<string, Answer>): PackedAnswers {
	const packed = new Uint8Array(substantiveItems.length)
	for (const [name, answer] of answers) {
		const at = placeOf.get(name)
		if (at !== undefined) packed[at] = byteOf(answer)
	}
	return packed
}

function byteOf(answer: Answer): number {
	const text = typeof answer === 'object' ? [...answer].sort().join(' ') : String(answer)
	if (text === '') return 0
	let hash = 0x811c9dc5
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
	return 1 + ((hash >>> 0) % 255)
}

export const hasAnswered = (packed: PackedAnswers, item: SubstantiveItem): boolean =>
	packed[placeOf.get(item) ?? -1] !== 0

export const writePacked = (packed: PackedAnswers): string => toBase64url(packed)
/** Decodes packed answers. Those of an earlier version may be shorter: missing items are unanswered. */
export function readPacked(text: string): PackedAnswers {
	const packed = new Uint8Array(substantiveItems.length)
	packed.set(fromBase64url(text).subarray(0, packed.length))
	return packed
}

export interface Similarity {
	readonly record: string
	/** Share of equal items among those that at least one of the two interviews has. */
	readonly share: number
}

/** Minimum agreement of similar interviews, whatever the limit. */
export const leastAgreement = 0.7

/**
 * Returns the share of equal items among those that one of the two interviews has. Null if it is not above
 * `most`, or too few items are answered.
 */
export function agreementOf(
	one: PackedAnswers,
	other: PackedAnswers,
	{ leastItems, most }: { readonly leastItems: number; readonly most: number },
): number | null {
	let [items, same] = [0, 0]
	// with more differing items the share cannot exceed `most`
	const maxDiffer = (1 - most) * one.length
	for (let i = 0; i < one.length && items - same <= maxDiffer; i++) {
		const a = one[i] as number
		const b = other[i] as number
		if ((a | b) !== 0) items++
		if (a === b && a !== 0) same++
	}
	if (items - same > maxDiffer) return null
	// with few answers everything is alike
	return items >= leastItems && same > most * items ? same / items : null
}

/** Finds the interview with the highest agreement, the first of equals. Null if none is similar. */
export function findMostSimilar(
	one: PackedAnswers,
	others: Iterable<readonly [record: string, packed: PackedAnswers]>,
	leastItems: number,
): Similarity | null {
	let nearest: Similarity | null = null
	let limits = { leastItems, most: leastAgreement }
	for (const [record, other] of others) {
		const share = agreementOf(one, other, limits)
		if (share === null) continue
		nearest = { record, share }
		limits = { leastItems, most: share }
	}
	return nearest
}
