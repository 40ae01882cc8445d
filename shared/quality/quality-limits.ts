import * as z from 'zod/mini'
import { reasonSchema } from '#shared/kernel/reason'
import { type FlagKind, flagKindNames, flagKinds } from './flags.ts'
import type { ChangedSeverities } from './rank-visits.ts'
import {
	changedRoundThresholdsSchema,
	type RoundThresholds,
	roundThresholdsWith,
} from './round-thresholds.ts'
import { severities } from './severity.ts'
import { changedThresholdsSchema, type Thresholds, thresholdsWith } from './thresholds.ts'

/** Thresholds that were changed for a round at the desk; all others have their defaults. */
export const qualityLimitsSchema = z.object({
	/** Thresholds of single interviews, which phones check themselves. */
	onPhones: changedThresholdsSchema,
	overRound: changedRoundThresholdsSchema,
	severities: z.partialRecord(z.enum(flagKindNames as [FlagKind, ...FlagKind[]]), z.enum(severities)),
})
export type QualityLimits = z.infer<typeof qualityLimitsSchema>
export const shippedLimits: QualityLimits = { onPhones: {}, overRound: {}, severities: {} }

/** All thresholds of a round. */
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

/**
 * Parses stored limits of any version. Names and values that this version does not know or allow are dropped.
 */
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
	/** Number of the change that was on the screen; 0 if there was none. */
	seen: z.int().check(z.minimum(0)),
	why: reasonSchema,
})
export type ChangeLimits = z.infer<typeof changeLimitsSchema>
export const previewLimitsSchema = z.pick(changeLimitsSchema, { round: true, limits: true })

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
/** Preview of changed limits: counts now and with the change. */
export const limitsPreviewSchema = z.object({
	/** Interviews with a flag. */
	interviews: changeSchema,
	/** Enumerators to visit. */
	visits: changeSchema,
	/** Number of flags by kind, for kinds whose number changes. */
	kinds: z.array(
		z.object({ kind: z.enum(flagKindNames as [FlagKind, ...FlagKind[]]), ...changeSchema.shape }),
	),
})
export type LimitsPreview = z.infer<typeof limitsPreviewSchema>

/**
 * True if the severity of a kind is a weight in the visit ranking; for other kinds it only turns the check on
 * or off.
 */
export const isWeighed = (kind: FlagKind): boolean => flagKinds[kind].about === 'enumerator'
