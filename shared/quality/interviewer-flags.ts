import type { Flag, FlagKind } from './flags.ts'
import { type Measure, measures, noAnswersOf, partOf, shareOf } from './measures.ts'
import type { RoundThresholds } from './round-thresholds.ts'
import { byKey, type SeenInterview } from './seen-interview.ts'

/** More of somebody's interviews than this are so. */
const shares = {
	'often-short': { measure: 'short', limit: 'q03MostShort' },
	'often-soon': { measure: 'soon', limit: 'q04MostSoon' },
	'often-odd-hour': { measure: 'odd-hour', limit: 'q04MostHours' },
	'often-fast': { measure: 'fast', limit: 'q05MostFast' },
	'often-far': { measure: 'far', limit: 'q06MostFar' },
	'often-same-place': { measure: 'same-place', limit: 'q07MostSamePlace' },
	'often-no-place': { measure: 'no-place', limit: 'q08MostMissing' },
	'often-alike': { measure: 'alike', limit: 'q09MostAlike' },
	'often-straight': { measure: 'straight', limit: 'q10MostStraight' },
	'often-decoy': { measure: 'decoy', limit: 'q13MostDecoy' },
	'often-replaced': { measure: 'replaced', limit: 'q17MostReplaced' },
	'often-other-language': { measure: 'other-language', limit: 'q24MostOtherLanguage' },
} as const satisfies Partial<
	Readonly<Record<FlagKind, { readonly measure: Measure; readonly limit: keyof RoundThresholds }>>
>
/** What makes an interview shorter, against the others who worked in the same clusters. */
const shorter = {
	'few-heard': 'not-heard',
	'few-messages': 'no-message',
	'small-households': 'small-household',
} as const satisfies Partial<Readonly<Record<FlagKind, Measure>>>

/** What somebody probably made up is no measure for the others. */
const madeUp: ReadonlySet<FlagKind> = new Set(['often-alike', 'often-same-place'])

/** What is found about the interviewers of one district. */
export function interviewerFlags(
	interviews: readonly SeenInterview[],
	district: string,
	limits: RoundThresholds,
): Flag[] {
	const people = new Map(
		[...byKey(interviews, ({ person }) => person)].map(([person, own]) => [
			person,
			own.filter(({ isComplete }) => isComplete),
		]),
	)
	const judged = [...people].filter(([, own]) => own.length >= limits.q00LeastInterviews)
	const alone = judged.flatMap(([person, own]) => ownShares(own, { person, district, limits }))
	const doubted = new Set(alone.flatMap(({ kind, person }) => (madeUp.has(kind) ? person : [])))
	return [
		...alone,
		...judged.flatMap(([person, own]) => {
			const team = [...people].flatMap(([other, theirs]) =>
				other === person || doubted.has(other) ? [] : theirs,
			)
			return besideTeam(own, team, { person, district, limits })
		}),
	]
}

interface Whose {
	readonly person: string
	readonly district: string
	readonly limits: RoundThresholds
}

function flag(
	{ person, district }: Whose,
	kind: FlagKind,
	found: number,
	limit: number,
	many: number,
): Flag[] {
	if (found <= limit) return []
	return [
		{
			...{ kind, subject: person, person, district, item: '', other: null, reason: '', words: '' },
			...{ found: rounded(found), limit, many, strength: found / Math.max(limit, 1e-9) },
		},
	]
}

function ownShares(own: readonly SeenInterview[], whose: Whose): Flag[] {
	const { limits } = whose
	return (Object.keys(shares) as (keyof typeof shares)[]).flatMap((kind) => {
		const share = shareOf(own, shares[kind].measure)
		return share.of < limits.q00LeastInterviews
			? []
			: flag(whose, kind, partOf(share), limits[shares[kind].limit], share.of)
	})
}

function besideTeam(own: readonly SeenInterview[], team: readonly SeenInterview[], whose: Whose): Flag[] {
	const { limits } = whose
	return [
		...(Object.keys(shorter) as (keyof typeof shorter)[]).flatMap((kind) => {
			const { deviations, many } = againstMates(own, team, measures[shorter[kind]])
			return many < limits.q00LeastInterviews ? [] : flag(whose, kind, deviations, limits.q11Deviations, many)
		}),
		...flag(whose, 'often-no-answer', timesTeam(own, team, limits), limits.q12TimesTeam, own.length),
	]
}
const rounded = (value: number): number => Math.round(value * 1000) / 1000

function timesTeam(
	own: readonly SeenInterview[],
	team: readonly SeenInterview[],
	{ q00LeastInterviews }: RoundThresholds,
): number {
	const of = noAnswersOf(team)
	return team.length < q00LeastInterviews || of.so === 0 ? 0 : partOf(noAnswersOf(own)) / partOf(of)
}

type Counts = (interview: SeenInterview) => boolean | null

/**
 * By how many standard errors it is more often so of somebody's interviews than of their cluster mates': where nobody has heard of
 * anything, mates hear the same. Men and women know differently and are asked by different people: each interview is held against
 * what the others of the district heard from the same sex. `many`: own interviews in clusters with mates.
 */
export function againstMates(
	own: readonly SeenInterview[],
	team: readonly SeenInterview[],
	counts: Counts,
): { readonly deviations: number; readonly many: number } {
	const nothing = { deviations: 0, many: 0 }
	const value = (interview: SeenInterview) => (counts(interview) ? 1 : 0)
	const ofSex = new Map(
		[...byKey(team, ({ assignedSex }) => assignedSex ?? '')].map(([sex, group]) => [
			sex,
			{ mean: mean(group.map(value)), many: group.length },
		]),
	)
	const known = (interview: SeenInterview) => ofSex.get(interview.assignedSex ?? '')
	if (own.some((interview) => !known(interview))) return nothing
	const rest = (interview: SeenInterview) => value(interview) - (known(interview)?.mean ?? 0)
	const mates = byKey(team, ({ cluster }) => cluster)
	const spread = variance(team.map(value).concat(own.map(value)))
	let [many, difference, errors, acrossSexes] = [0, 0, 0, 0]
	for (const [cluster, mine] of byKey(own, (interview) => interview.cluster)) {
		const theirs = mates.get(cluster)
		if (!theirs) continue
		many += mine.length
		difference += mine.length * (mean(mine.map(rest)) - mean(theirs.map(rest)))
		errors += mine.length ** 2 * (spread / mine.length + spread / theirs.length)
		const mySex = mine[0]?.assignedSex
		acrossSexes += mine.length * mean(theirs.map(({ assignedSex }) => (assignedSex === mySex ? 0 : 1)))
	}
	if (many === 0 || spread === 0) return nothing
	// how the sexes differ is itself only known so well
	const ofSexes = [...ofSex.values()].reduce((sum, each) => sum + spread / each.many, 0)
	const error = Math.sqrt(errors / many ** 2 + (acrossSexes / many) ** 2 * ofSexes)
	return { deviations: difference / many / error, many }
}

const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
function variance(values: readonly number[]): number {
	const p = mean(values)
	return p * (1 - p)
}
