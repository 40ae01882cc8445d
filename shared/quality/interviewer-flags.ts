import type { Flag, FlagKind } from './flags.ts'
import { intervalOf, type Measure, noAnswersOf, partOf, type Share, shareOf } from './measures.ts'
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

/** What is found about the interviewers of one district, one after the other. */
export function* interviewerFlags(
	interviews: readonly SeenInterview[],
	district: string,
	limits: RoundThresholds,
): Generator<Flag[], void> {
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
	// counted once for all: each person's own are taken off again
	const trusted = talliesOf([...people].flatMap(([person, own]) => (doubted.has(person) ? [] : own)))
	for (const [person, complete] of judged) {
		const own = talliesOf(complete)
		const team = doubted.has(person) ? trusted : without(trusted, own)
		yield besideTeam(own, team, { person, district, limits })
	}
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

function besideTeam(own: Tallies, team: Tallies, whose: Whose): Flag[] {
	const { limits } = whose
	const isJudged = team.many >= limits.q00LeastInterviews
	return [
		...kindsOfShorter.flatMap((kind) => {
			const { deviations, many } = againstMates(own.shorter[kind], team.shorter[kind])
			return many < limits.q00LeastInterviews ? [] : flag(whose, kind, deviations, limits.q11Deviations, many)
		}),
		...(isJudged
			? [
					...flag(
						whose,
						'often-no-answer',
						timesTeam(own.noAnswers, team.noAnswers),
						limits.q12TimesTeam,
						own.many,
					),
					...flag(
						whose,
						'few-recontact',
						oddsOfTeam(own.noRecontact, team.noRecontact),
						limits.q18TimesTeam,
						own.many,
					),
				]
			: []),
	]
}
const rounded = (value: number): number => Math.round(value * 1000) / 1000

const timesTeam = (own: Share, team: Share): number => (team.so === 0 ? 0 : partOf(own) / partOf(team))

/**
 * How many times the team's the odds are; with few, half an answer of each kind is added. Of what is often so anyhow a share cannot be three
 * times the team's, and odds can. 0 where the intervals of the two meet: it may as well be chance.
 */
function oddsOfTeam(own: Share, team: Share): number {
	const odds = ({ so, of }: Share) => (so + 0.5) / (of - so + 0.5)
	const [[low], [, high]] = [intervalOf(own), intervalOf(team)]
	return low > high ? odds(own) / odds(team) : 0
}

/** Somebody's complete interviews, or those of several, counted. */
interface Tallies {
	readonly many: number
	readonly shorter: Readonly<Record<keyof typeof shorter, Tally>>
	readonly noAnswers: Share
	readonly noRecontact: Share
}
/** By cluster, and by the sex that was to be asked. */
interface Tally {
	readonly sexes: ReadonlyMap<string, Share>
	readonly clusters: ReadonlyMap<string, ReadonlyMap<string, Share>>
}
const kindsOfShorter = Object.keys(shorter) as (keyof typeof shorter)[]
const none: Share = { so: 0, of: 0 }

function talliesOf(interviews: readonly SeenInterview[]): Tallies {
	const clusters = byKey(interviews, ({ cluster }) => cluster)
	const bySex = (group: readonly SeenInterview[], measure: Measure) =>
		new Map(
			[...byKey(group, ({ assignedSex }) => assignedSex ?? '')].map(([sex, own]) => [
				sex,
				shareOf(own, measure),
			]),
		)
	const tally = (measure: Measure): Tally => ({
		sexes: bySex(interviews, measure),
		clusters: new Map([...clusters].map(([cluster, group]) => [cluster, bySex(group, measure)])),
	})
	return {
		many: interviews.length,
		shorter: {
			'few-heard': tally(shorter['few-heard']),
			'few-messages': tally(shorter['few-messages']),
			'small-households': tally(shorter['small-households']),
		},
		noAnswers: noAnswersOf(interviews),
		noRecontact: shareOf(interviews, 'no-recontact'),
	}
}

const less = (all: Share, own: Share = none): Share => ({ so: all.so - own.so, of: all.of - own.of })
const lessBySex = (all: ReadonlyMap<string, Share> = new Map(), own: ReadonlyMap<string, Share>) =>
	new Map(
		[...all].map(([sex, share]) => [sex, less(share, own.get(sex))] as const).filter(([, { of }]) => of > 0),
	)

/** What is left of all when somebody's own is taken off: of the clusters, those in which they were. */
function without(all: Tallies, own: Tallies): Tallies {
	const tally = (kind: keyof typeof shorter): Tally => {
		const [every, mine] = [all.shorter[kind], own.shorter[kind]]
		return {
			sexes: lessBySex(every.sexes, mine.sexes),
			clusters: new Map(
				[...mine.clusters].map(([cluster, bySex]) => [
					cluster,
					lessBySex(every.clusters.get(cluster), bySex),
				]),
			),
		}
	}
	return {
		many: all.many - own.many,
		shorter: {
			'few-heard': tally('few-heard'),
			'few-messages': tally('few-messages'),
			'small-households': tally('small-households'),
		},
		noAnswers: less(all.noAnswers, own.noAnswers),
		noRecontact: less(all.noRecontact, own.noRecontact),
	}
}

const sumOf = (shares: Iterable<Share>): Share => {
	let [so, of] = [0, 0]
	for (const share of shares) [so, of] = [so + share.so, of + share.of]
	return { so, of }
}

/**
 * By how many standard errors it is more often so of somebody's interviews than of their cluster mates': where nobody has heard of
 * anything, mates hear the same. Men and women know differently and are asked by different people: each interview is held against
 * what the others of the district heard from the same sex. `many`: own interviews in clusters with mates.
 */
function againstMates(own: Tally, team: Tally): { readonly deviations: number; readonly many: number } {
	const nothing = { deviations: 0, many: 0 }
	if ([...own.sexes.keys()].some((sex) => !team.sexes.has(sex))) return nothing
	const [mine, theirs] = [sumOf(own.sexes.values()), sumOf(team.sexes.values())]
	const p = partOf({ so: mine.so + theirs.so, of: mine.of + theirs.of })
	const spread = p * (1 - p)
	/** By how much more often than is usual for who was asked. */
	const rest = (group: ReadonlyMap<string, Share>) => {
		let sum = 0
		for (const [sex, { so, of }] of group) sum += so - of * partOf(team.sexes.get(sex) ?? none)
		return sum / sumOf(group.values()).of
	}
	let [many, difference, errors, acrossSexes] = [0, 0, 0, 0]
	for (const [cluster, ownHere] of own.clusters) {
		const mates = team.clusters.get(cluster)
		if (!mates || mates.size === 0) continue
		const [n, m] = [sumOf(ownHere.values()).of, sumOf(mates.values()).of]
		many += n
		difference += n * (rest(ownHere) - rest(mates))
		errors += n ** 2 * (spread / n + spread / m)
		const [mySex = ''] = ownHere.keys()
		acrossSexes += n * (1 - (mates.get(mySex)?.of ?? 0) / m)
	}
	if (many === 0 || spread === 0) return nothing
	// how the sexes differ is itself only known so well
	const ofSexes = [...team.sexes.values()].reduce((sum, { of }) => sum + spread / of, 0)
	const error = Math.sqrt(errors / many ** 2 + (acrossSexes / many) ** 2 * ofSexes)
	return { deviations: difference / many / error, many }
}
