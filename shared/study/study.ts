import * as z from 'zod/mini'
import type { Role } from '#shared/people/roles'
import { changedThresholdsSchema } from '#shared/quality/thresholds'

const textsSchema = z.record(z.string(), z.string())

/**
 * One district of the study. Data, never code: the list comes from a file and can change without a new
 * build.
 */
export const districtSchema = z.object({
	/** P-code of OCHA's COD-AB, e.g. PK607. */
	code: z.string(),
	name: textsSchema,
	/** Other spellings and names for the search. */
	also: z._default(z.array(z.string()), []),
	/** A few Latin letters for a small tile of the map; the code if the list has none. */
	abbreviation: z.string(),
	province: textsSchema,
	/** Position in the tile grid, from 0. */
	column: z.int(),
	row: z.int(),
	targetInterviews: z.int(),
	targetFocusGroups: z.int(),
})
export type District = z.infer<typeof districtSchema>

const target = z.int().check(z.nonnegative(), z.maximum(1_000_000))
/** Target of a district. */
export const targetSchema = z.object({ interviews: target, focusGroups: target })
export type Target = z.infer<typeof targetSchema>

export const roundSchema = z.object({
	code: z.string(),
	name: textsSchema,
	state: z.enum(['planned', 'open', 'closed']),
	/** Day on which the round was closed; retention periods begin with it. */
	closed: z.optional(z.iso.date()),
	/** True for made-up records: they are marked everywhere, and in no file of another round. */
	demonstration: z.boolean(),
	/** Targets that differ from the list of districts, by district; phones do not receive them. */
	targets: z.optional(z.record(z.string(), targetSchema)),
})
export type Round = z.infer<typeof roundSchema>

export const studySchema = z.object({
	project: z.string(),
	/** Offset in which days are counted, in minutes east of UTC. */
	offsetMinutes: z.int(),
	districts: z.array(districtSchema),
	rounds: z.array(roundSchema),
	/**
	 * Days for which a finished record stays on a phone, unless a missing backup keeps it longer. Absent: 30.
	 */
	keepOnPhoneDays: z.optional(z.int().check(z.positive())),
	/** Minutes without input after which an open form locks the phone. Absent: 5. */
	lockMinutes: z.optional(z.int().check(z.minimum(2), z.maximum(10))),
	/** Thresholds of quality checks that differ from the default. */
	quality: z.optional(changedThresholdsSchema),
})
/** Returns when the day ended, in the study's time, on which a round was closed; ms since 1970, null while it is open. */
export function closedAt(
	{ rounds, offsetMinutes }: Pick<Study, 'rounds' | 'offsetMinutes'>,
	code: string | null,
): number | null {
	const day = rounds.find((round) => round.code === code)?.closed
	return day === undefined ? null : Date.parse(day) + 86_400_000 - offsetMinutes * 60_000
}

/** Returns the target of a district in one round. */
export const targetIn = (
	{ targets }: Pick<Round, 'targets'>,
	{ code, targetInterviews, targetFocusGroups }: District,
): Target => targets?.[code] ?? { interviews: targetInterviews, focusGroups: targetFocusGroups }

/** Default of `keepOnPhoneDays`. */
export const defaultPhoneRetentionDays = 30
/** Default of `lockMinutes`. */
export const defaultLockMinutes = 5
export type Study = z.infer<typeof studySchema>

export const defaultRounds: readonly Round[] = [
	{
		code: 'baseline',
		name: { en: 'Baseline (before the campaign)', ur: 'بیس لائن (مہم سے پہلے)' },
		state: 'closed',
		demonstration: false,
	},
	{ code: 'endline', name: { en: 'Post-campaign', ur: 'مہم کے بعد' }, state: 'open', demonstration: false },
	{
		code: 'pilot',
		name: { en: 'Pilot / training', ur: 'آزمائشی / تربیت' },
		state: 'planned',
		demonstration: false,
	},
]
/** Running round of the demonstration. */
export const demonstrationRound: Round = {
	code: 'demo',
	name: { en: 'Demonstration (made-up records)', ur: 'نمائشی (فرضی ریکارڈ)' },
	state: 'open',
	demonstration: true,
}

/** Finished rounds of the demonstration, which can be compared. */
export const closedDemonstrationRounds: readonly Round[] = [
	{
		code: 'demo-baseline',
		name: { en: 'Demonstration: baseline (made-up records)', ur: 'نمائشی بیس لائن (فرضی ریکارڈ)' },
		state: 'closed',
		demonstration: true,
	},
	{
		code: 'demo-endline',
		name: { en: 'Demonstration: post-campaign (made-up records)', ur: 'نمائشی: مہم کے بعد (فرضی ریکارڈ)' },
		state: 'closed',
		demonstration: true,
	},
]
const demonstrationRounds: readonly Round[] = [...closedDemonstrationRounds, demonstrationRound]

/** All possible rounds: the forms have all of them, even if a server does not show the demonstration. */
export const allRounds: readonly Round[] = [...defaultRounds, ...demonstrationRounds]
export const isDemonstrationRound = (code: string | null): boolean =>
	demonstrationRounds.some((round) => round.code === code)

/**
 * Returns the rounds of a store's demonstration; `used` are those with records. A demonstration from before
 * there were closed rounds stays without them: its phones have numbered their savings already.
 */
export const demonstrationRoundsOf = (used: ReadonlySet<string>): readonly Round[] =>
	used.has(demonstrationRound.code) && !closedDemonstrationRounds.some(({ code }) => used.has(code))
		? [demonstrationRound]
		: demonstrationRounds

/** Returns the round in which a user's new records begin. Null if none is open for them. */
export const openRoundFor = (rounds: readonly Round[], demonstration: boolean): Round | null =>
	rounds.find((round) => round.state === 'open' && round.demonstration === demonstration) ?? null

/**
 * Returns the round in which a user's new records are counted. Calls also arrive between two rounds: they
 * belong to the round that was closed last, so that its lists and files have them.
 */
export const roundToBegin = (
	{ role, demonstration }: { readonly role: Role; readonly demonstration: boolean },
	rounds: readonly Round[],
): Round | null =>
	openRoundFor(rounds, demonstration) ??
	(role === 'helpline-operator'
		? (rounds.findLast((round) => round.state === 'closed' && round.demonstration === demonstration) ?? null)
		: null)

/** Returns the rounds that a user can see: a user of the demonstration sees nothing real. */
export const roundsFor = (
	{ demonstration }: { readonly demonstration: boolean },
	{ rounds }: Pick<Study, 'rounds'>,
): Round[] => rounds.filter((round) => !demonstration || round.demonstration)
