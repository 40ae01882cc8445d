import { byKey } from '#shared/kernel/by-key'
import type { FlaggedInterview } from './checked-interview.ts'
import { enumeratorFlag, type FlagKind, type QualityFlag } from './flags.ts'
import {
	computeProportion,
	intervalOf,
	type Measure,
	noAnswersOf,
	type Proportion,
	partOf,
} from './measures.ts'
import type { RoundThresholds } from './round-thresholds.ts'
import { shareChecks } from './share-checks.ts'

const shares: Readonly<
	Record<keyof typeof shareChecks, { readonly measure: Measure; readonly limit: keyof RoundThresholds }>
> = shareChecks
/** Flags that suggest fabrication: interviews of such enumerators are excluded from the team's average. */
const madeUp: ReadonlySet<FlagKind> = new Set(['often-alike', 'often-same-place'])

/** Yields the flags of the enumerators of one district. */
export function* enumeratorFlags(
	interviews: readonly FlaggedInterview[],
	district: string,
	limits: RoundThresholds,
): Generator<QualityFlag[], void> {
	const people = new Map(
		[...byKey(interviews, ({ person }) => person)].map(([person, own]) => [
			person,
			own.filter(({ isComplete }) => isComplete),
		]),
	)
	const judged = [...people].filter(([, own]) => own.length >= limits.q00LeastInterviews)
	const doubted = new Set<string>()
	for (const [person, own] of judged) {
		const alone = ownShares(own, { person, district, limits })
		if (alone.some(({ kind }) => madeUp.has(kind))) doubted.add(person)
		yield alone
	}
	// tallied once for the team: each enumerator's own tallies are subtracted
	const trusted = talliesOf([...people].flatMap(([person, own]) => (doubted.has(person) ? [] : own)))
	for (const [person, complete] of judged) {
		const own = talliesOf(complete)
		const team = doubted.has(person) ? trusted : without(trusted, own)
		yield compareWithTeam(own, team, { person, district, limits })
	}
}

interface FlagContext {
	readonly person: string
	readonly district: string
	readonly limits: RoundThresholds
}

function flag(
	context: FlagContext,
	kind: FlagKind,
	found: number,
	limit: number,
	many: number,
): QualityFlag[] {
	if (found <= limit) return []
	const values = { found: rounded(found), limit, many, strength: found / Math.max(limit, 1e-9) }
	return [enumeratorFlag(kind, context, values)]
}

function ownShares(own: readonly FlaggedInterview[], context: FlagContext): QualityFlag[] {
	const { limits } = context
	return (Object.keys(shares) as (keyof typeof shares)[]).flatMap((kind) => {
		const share = computeProportion(own, shares[kind].measure)
		return share.of < limits.q00LeastInterviews
			? []
			: flag(context, kind, partOf(share), limits[shares[kind].limit], share.of)
	})
}

function compareWithTeam(own: Tallies, team: Tallies, context: FlagContext): QualityFlag[] {
	const { limits } = context
	if (team.many < limits.q00LeastInterviews) return []
	const ofDontKnow = timesTeam(own.noAnswers, team.noAnswers)
	const ofNoRecontact = oddsOfTeam(own.noRecontact, team.noRecontact)
	return [
		...flag(context, 'often-no-answer', ofDontKnow, limits.q12TimesTeam, own.many),
		...flag(context, 'few-recontact', ofNoRecontact, limits.q18TimesTeam, own.many),
	]
}
const rounded = (value: number): number => Math.round(value * 1000) / 1000

const timesTeam = (own: Proportion, team: Proportion): number =>
	team.so === 0 ? 0 : partOf(own) / partOf(team)

/**
 * Returns the ratio of the odds of an enumerator to those of the team, with half an answer of each kind
 * added. A share that is usually high cannot be three times the team's; odds can. 0 if the two intervals
 * overlap: the difference may be chance.
 */
function oddsOfTeam(own: Proportion, team: Proportion): number {
	const odds = ({ so, of }: Proportion) => (so + 0.5) / (of - so + 0.5)
	const [[low], [, high]] = [intervalOf(own), intervalOf(team)]
	return low > high ? odds(own) / odds(team) : 0
}

/** Counts over the complete interviews of one or several enumerators. */
interface Tallies {
	readonly many: number
	readonly noAnswers: Proportion
	readonly noRecontact: Proportion
}
const talliesOf = (interviews: readonly FlaggedInterview[]): Tallies => ({
	many: interviews.length,
	noAnswers: noAnswersOf(interviews),
	noRecontact: computeProportion(interviews, 'no-recontact'),
})

const less = (all: Proportion, own: Proportion): Proportion => ({ so: all.so - own.so, of: all.of - own.of })

/** Subtracts an enumerator's tallies from the total. */
const without = (all: Tallies, own: Tallies): Tallies => ({
	many: all.many - own.many,
	noAnswers: less(all.noAnswers, own.noAnswers),
	noRecontact: less(all.noRecontact, own.noRecontact),
})
