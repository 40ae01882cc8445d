import type { FinishedInterview } from './checked-interview.ts'
import { medianOf } from './cluster-effects.ts'
import { type PackedAnswers, substantiveItems } from './packed-answers.ts'

/** Similarity of an interview's answers to those of the others of its district. */
export interface Matches {
	/** The earlier interview with the strongest evidence of a copy; null if there is none. */
	readonly nearest: string | null
	/** Share of equal items among those that at least one of the two interviews has. */
	readonly agreement: number
	/**
	 * Evidence for the nearest interview, in nats; `gap`: by how much it exceeds the best evidence among all
	 * third enumerators.
	 */
	readonly evidence: number
	readonly gap: number
	/**
	 * Mean evidence with the enumerator's own interviews minus that with the others'. Null if either is missing.
	 */
	readonly ownMatch: number | null
	/** Mean frequency of its answers: invented interviews have the usual ones. */
	readonly typical: number
	/** Highest agreement with any interview of another enumerator. */
	readonly mostAgreement: number
}

/** Limits of evidence and gap above which an interview is flagged as a copy, in one district. */
export interface MatchLimits {
	readonly evidence: number
	readonly gap: number
	/** Agreement with an interview of another district. */
	readonly agreement: number
}

const items = substantiveItems.length
/**
 * Expected share of equal answers in a copy; the rest are edits and genuine answers of the next respondent.
 */
const copiedShare = 0.75
const differs = Math.log(1 - copiedShare)

/** With more interviews, each is compared with its enumerator's own and with this many of the others. */
const maxOthers = 600

/**
 * Computes the evidence that an interview is a copy of another: the log-likelihood ratio of "copied" against
 * "by chance" (Fellegi & Sunter 1969, "A theory for record linkage"). A rare answer in common counts for
 * much; "don't know", where all respondents say it, for nearly nothing.
 */
export function* matchesOf(
	interviews: readonly FinishedInterview[],
	leastItems: number,
): Generator<undefined, Map<string, Matches>> {
	const answered = interviews.filter(({ packed }) => count(packed) >= leastItems)
	const order = answered.toSorted((a, b) => a.finishedAt - b.finishedAt || (a.record < b.record ? -1 : 1))
	const shares = valueShares(order)
	const weights = shares.map((share) =>
		share === 0 ? 0 : Math.log((copiedShare + (1 - copiedShare) * share) / share),
	)
	const people = [...new Set(order.map(({ person }) => person))]
	const personOf = order.map(({ person }) => people.indexOf(person))
	const each = personOf.map((own) => new Nearest(own, people.length))
	const step = Math.max(1, Math.ceil(order.length / maxOthers))
	for (let later = 1; later < order.length; later++) {
		const one = order[later]?.packed as PackedAnswers
		for (let earlier = 0; earlier < later; earlier++) {
			const isOwn = personOf[later] === personOf[earlier]
			if (!isOwn && step > 1 && (earlier * 7 + later) % step !== 0) continue
			const pair = compare(one, order[earlier]?.packed as PackedAnswers, weights)
			each[later]?.add(personOf[earlier] as number, isOwn, pair, earlier)
			each[earlier]?.add(personOf[later] as number, isOwn, pair, -1)
		}
		if (later % 50 === 0) yield
	}
	return new Map(
		order.map(({ record, packed }, i) => [
			record,
			{
				...(each[i] as Nearest).result((at) => order[at]?.record ?? null),
				typical: typicalOf(packed, shares),
			},
		]),
	)
}

const count = (packed: PackedAnswers): number => packed.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0)

/**
 * Estimates the frequency of each value of each item. The enumerator with the highest share is left out:
 * copies would make what they copy usual.
 */
function valueShares(interviews: readonly FinishedInterview[]): Float64Array {
	const people = new Map<string, { n: number; counts: Float64Array }>()
	for (const { person, packed } of interviews) {
		const known = people.get(person) ?? { n: 0, counts: new Float64Array(items * 256) }
		people.set(person, known)
		known.n++
		for (let i = 0; i < items; i++) (known.counts[i * 256 + (packed[i] as number)] as number) += 1
	}
	const known = [...people.values()].filter(({ n }) => n >= 10)
	const all = known.length >= 3 ? known : [...people.values()]
	return new Float64Array(items * 256).map((_, at) => {
		let [sum, most, seen] = [0, 0, 0]
		for (const { n, counts } of all) {
			const share = ((counts[at] as number) + 0.25) / (n + 1)
			sum += share
			most = Math.max(most, share)
			seen += counts[at] as number
		}
		if (seen === 0) return 0
		return all.length >= 3 ? (sum - most) / (all.length - 1) : sum / all.length
	})
}

const pairOf = { evidence: 0, agreement: 0 }
/** Compares two interviews; reuses one result object, because there are millions of pairs. */
function compare(one: PackedAnswers, other: PackedAnswers, weights: Float64Array): typeof pairOf {
	let answeredItems = 0
	let same = 0
	let evidence = 0
	for (let i = 0; i < items; i++) {
		const a = one[i] as number
		const b = other[i] as number
		if ((a | b) === 0) continue
		answeredItems++
		if (a === b) {
			same++
			evidence += weights[i * 256 + a] as number
		} else evidence += differs
	}
	pairOf.evidence = evidence
	pairOf.agreement = answeredItems === 0 ? 0 : same / answeredItems
	return pairOf
}

class Nearest {
	/** Best evidence by enumerator. */
	readonly #best: Float64Array
	readonly #earlier: { at: number; evidence: number; agreement: number; person: number } = {
		at: -1,
		evidence: Number.NEGATIVE_INFINITY,
		agreement: 0,
		person: -1,
	}
	readonly #means = { own: 0, ofOwn: 0, others: 0, ofOthers: 0 }
	#mostAgreement = 0

	readonly #own: number

	constructor(own: number, people: number) {
		this.#own = own
		this.#best = new Float64Array(people).fill(Number.NEGATIVE_INFINITY)
	}
	/** Adds a comparison. `at`: position of the earlier interview; -1 if the other one is later. */
	add(person: number, isOwn: boolean, { evidence, agreement }: typeof pairOf, at: number): void {
		if (evidence > (this.#best[person] as number)) this.#best[person] = evidence
		if (at >= 0 && evidence > this.#earlier.evidence)
			Object.assign(this.#earlier, { at, evidence, agreement, person })
		const means = this.#means
		if (isOwn) {
			means.own += evidence
			means.ofOwn++
		} else {
			means.others += evidence
			means.ofOthers++
			if (agreement > this.#mostAgreement) this.#mostAgreement = agreement
		}
	}
	result(recordAt: (at: number) => string | null): Omit<Matches, 'typical'> {
		const { at, evidence, agreement, person } = this.#earlier
		let runnerUp = Number.NEGATIVE_INFINITY
		// copies of one original resemble each other too, so their enumerators are both excluded
		for (const [other, best] of this.#best.entries())
			if (other !== person && other !== this.#own) runnerUp = Math.max(runnerUp, best)
		const { own, ofOwn, others, ofOthers } = this.#means
		return {
			nearest: at < 0 ? null : recordAt(at),
			agreement,
			evidence,
			gap: Number.isFinite(runnerUp) ? evidence - runnerUp : Number.POSITIVE_INFINITY,
			ownMatch: ofOwn > 0 && ofOthers > 0 ? own / ofOwn - others / ofOthers : null,
			mostAgreement: this.#mostAgreement,
		}
	}
}

function typicalOf(packed: PackedAnswers, shares: Float64Array): number {
	let [sum, answeredItems] = [0, 0]
	for (let i = 0; i < items; i++) {
		const byte = packed[i] as number
		if (byte === 0) continue
		sum += shares[i * 256 + byte] as number
		answeredItems++
	}
	return answeredItems === 0 ? 0 : sum / answeredItems
}

/**
 * Ratio of interviews in the round to those in a district: the search for copies in other districts has this
 * many more candidates.
 */
const pool = 30
const fewest = 30

/**
 * Derives the limits from the district's own distribution of best matches, instead of a fixed share:
 * Kuriakose & Robbins (2016, "Don't get duped") take 85 %, and Simmons, Mercer, Schwarzer & Kennedy (2016)
 * show that honest data of similar respondents pass it. Best matches are maxima: a Gumbel distribution is
 * fitted to their middle, by the narrower of its halves.
 */
export function matchLimits(matches: Iterable<Matches>, onceIn: number): MatchLimits {
	const all = [...matches].filter(({ nearest }) => nearest !== null)
	if (all.length < fewest) return { evidence: 12, gap: 8, agreement: 0.85 }
	const agreement = gumbelLimit(
		all.map(({ mostAgreement }) => mostAgreement),
		onceIn * pool,
	)
	const gaps = all.map(({ gap }) => gap).filter(Number.isFinite)
	const middle = medianOf(gaps)
	const spread = 1.4826 * medianOf(gaps.map((gap) => Math.abs(gap - middle)))
	return {
		evidence: gumbelLimit(
			all.map(({ evidence }) => evidence),
			onceIn,
		),
		gap: Math.max(4, middle + 4 * spread),
		agreement: Math.min(0.95, agreement),
	}
}

function gumbelLimit(values: number[], once: number): number {
	values.sort((a, b) => a - b)
	const at = (share: number) => values[Math.floor((values.length - 1) * share)] ?? 0
	const [low, middle, high] = [at(0.2), at(0.5), at(0.75)]
	const reduced = (share: number) => -Math.log(-Math.log(share))
	// unusual respondents stretch the lower half, copies the upper one
	const scale = Math.max(
		1e-3,
		Math.min(
			(middle - low) / (reduced(0.5) - reduced(0.2)),
			(high - middle) / (reduced(0.75) - reduced(0.5)),
		),
	)
	return middle + scale * (Math.log(Math.log(2)) - Math.log(-Math.log(1 - 1 / once)))
}
