import * as z from 'zod/mini'
import { type FlagKind, flagKindNames, flagKinds } from './flags.ts'
import {
	changedRoundThresholdsSchema,
	type RoundThresholds,
	roundThresholdsWith,
} from './round-thresholds.ts'
import { severities } from './severity.ts'
import { changedThresholdsSchema, type Thresholds, thresholdsWith } from './thresholds.ts'
import type { ChangedSeverities } from './visits.ts'

/** What somebody at the desk has set for a round; what is not here is as it was shipped. */
export const qualityLimitsSchema = z.object({
	/** Of one interview: its phone asks that itself. */
	onPhones: changedThresholdsSchema,
	overRound: changedRoundThresholdsSchema,
	severities: z.partialRecord(z.enum(flagKindNames as [FlagKind, ...FlagKind[]]), z.enum(severities)),
})
export type QualityLimits = z.infer<typeof qualityLimitsSchema>
export const shippedLimits: QualityLimits = { onPhones: {}, overRound: {}, severities: {} }

/** All limits of a round. */
export interface RoundLimits {
	readonly thresholds: Thresholds
	readonly limits: RoundThresholds
	readonly severities: ChangedSeverities
}
export const limitsWith = ({ onPhones, overRound, severities: changed }: QualityLimits): RoundLimits => ({
	thresholds: thresholdsWith(onPhones),
	limits: roundThresholdsWith(overRound),
	severities: changed,
})

const storedSchema = z.object({
	onPhones: z.record(z.string(), z.unknown()),
	overRound: z.record(z.string(), z.unknown()),
	severities: z.record(z.string(), z.unknown()),
})

/** As it was stored, by whatever version: of what this one does not know, or no longer allows, nothing is set. */
export function readLimits(text: string): QualityLimits {
	const stored = storedSchema.safeParse(JSON.parse(text)).data
	if (!stored) return shippedLimits
	const known = (part: keyof QualityLimits) =>
		Object.fromEntries(
			Object.entries(stored[part]).filter(
				([name, value]) =>
					qualityLimitsSchema.safeParse({ ...shippedLimits, [part]: { [name]: value } }).success,
			),
		)
	return qualityLimitsSchema.parse({
		onPhones: known('onPhones'),
		overRound: known('overRound'),
		severities: known('severities'),
	})
}

export const changeLimitsSchema = z.object({
	round: z.string(),
	limits: qualityLimitsSchema,
	/** Number of the change that was on the screen; 0 where nothing had been changed. */
	seen: z.int().check(z.minimum(0)),
	why: z.string().check(z.maxLength(500)),
})
export type ChangeLimits = z.infer<typeof changeLimitsSchema>
export const previewLimitsSchema = z.pick(changeLimitsSchema, { round: true, limits: true })
export type PreviewLimits = z.infer<typeof previewLimitsSchema>

export const limitsListedSchema = z.object({
	limits: qualityLimitsSchema,
	n: z.int(),
	/** Newest first. */
	changes: z.array(
		z.object({ by: z.string(), at: z.string(), why: z.string(), limits: qualityLimitsSchema }),
	),
})
export type LimitsListed = z.infer<typeof limitsListedSchema>

const changeSchema = z.object({ now: z.int(), changed: z.int() })
/** What would be flagged with other limits, beside what is now. */
export const limitsPreviewSchema = z.object({
	/** Interviews with a flag. */
	interviews: changeSchema,
	/** Enumerators to visit. */
	visits: changeSchema,
	/** Flags by kind, of those kinds of which the number changes. */
	kinds: z.array(
		z.object({ kind: z.enum(flagKindNames as [FlagKind, ...FlagKind[]]), ...changeSchema.shape }),
	),
})
export type LimitsPreview = z.infer<typeof limitsPreviewSchema>

/** Kinds whose severity says how urgent a visit is; of all others only whether they are asked after at all. */
export const isWeighed = (kind: FlagKind): boolean => flagKinds[kind].about === 'interviewer'
