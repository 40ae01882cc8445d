import * as z from 'zod/mini'
import { reasonSchema } from '#shared/kernel/reason'
import { type IndexMeasureName, indexMeasures } from './index-measures.ts'
import { interviewFindingKinds } from './interview-checks.ts'
import type { Severity } from './severity.ts'
import { shareChecks } from './share-checks.ts'

/**
 * Subject of a flag: one interview or log entry, one enumerator in one district, all enumerators of a
 * district, or a helpline operator.
 */
export type FlagAbout = 'interview' | 'enumerator' | 'team' | 'operator'

type QualityCheckId = `Q${string}`
interface FlagKindRow {
	readonly check: QualityCheckId
	readonly about: FlagAbout
	/** Default severity; a round can change it. For flags on enumerators it is their weight in the quality index. */
	readonly severity: Severity
	/** Flags of one family have the same cause: only the weightiest counts. */
	readonly family: string
}
const row = (
	check: QualityCheckId,
	about: FlagAbout,
	severity: Severity = 'low',
	family = '',
): FlagKindRow => ({
	check,
	about,
	severity,
	family,
})

/**
 * Flag kinds that the server finds over a round, in addition to those that a phone finds. Only enumerators
 * are visited.
 */
const roundKinds = {
	'line-twice': row('Q02', 'interview', 'high'),
	'not-in-sample': row('Q02', 'interview', 'medium'),
	'no-longer-theirs': row('Q02', 'interview', 'medium'),
	'short-for-path': row('Q03', 'interview', 'medium'),
	overlap: row('Q04', 'interview', 'high'),
	'fast-section': row('Q05', 'interview', 'medium'),
	'outside-district': row('Q06', 'interview', 'medium'),
	'same-place': row('Q07', 'interview', 'medium'),
	alike: row('Q09', 'interview', 'high'),
	straight: row('Q10', 'interview', 'medium'),
	'interviewer-sex': row('Q15', 'interview', 'medium'),
	'early-reserve': row('Q17', 'interview', 'medium'),
	clock: row('Q21', 'interview', 'low'),
	'clock-back': row('Q21', 'interview', 'high'),
	'same-photo': row('Q22', 'interview', 'high'),
	'moved-material': row('Q22', 'interview', 'low'),

	'tight-clusters': row('Q07', 'enumerator', 'high', 'spot'),
	'answer-mix': row('Q11', 'enumerator', 'medium', 'mix'),
	'often-no-answer': row('Q12', 'enumerator', 'low', 'knowledge'),
	'few-recontact': row('Q18', 'enumerator', 'medium'),

	'interviewers-differ': row('Q14', 'team'),
	'often-overheard': row('Q16', 'team'),
	'other-answers': row('Q20', 'team'),

	'often-no-gender': row('Q23', 'operator'),
	'often-other-matter': row('Q23', 'operator'),
	'often-short-call': row('Q23', 'operator'),
	'other-mix': row('Q23', 'operator'),
} as const
const phoneKinds = Object.fromEntries(
	Object.entries(interviewFindingKinds).map(([kind, { check, severity }]) => [
		kind,
		row(check, 'interview', severity),
	]),
) as Record<keyof typeof interviewFindingKinds, FlagKindRow>

const shareKinds = Object.fromEntries(
	Object.entries(shareChecks).map(([kind, { check, severity, family }]) => [
		kind,
		row(check, 'enumerator', severity, family),
	]),
) as Record<keyof typeof shareChecks, FlagKindRow>

const measureKinds = Object.fromEntries(
	Object.entries(indexMeasures).map(([kind, { severity, family }]) => [
		kind,
		row('Q11', 'enumerator', severity, family),
	]),
) as Record<IndexMeasureName, FlagKindRow>

export const flagKinds = {
	...phoneKinds,
	...roundKinds,
	...shareKinds,
	...measureKinds,
} as const satisfies Readonly<Record<string, FlagKindRow>>
export type FlagKind = keyof typeof flagKinds
export const flagKindNames = Object.keys(flagKinds) as FlagKind[]
const flagKindSchema = z.enum(flagKindNames as [FlagKind, ...FlagKind[]])

/** State of a flag: open until it is decided (R15). */
export const flagStates = ['open', 'explained', 'corrected', 'rejected'] as const
export type FlagState = (typeof flagStates)[number]

const figure = z.union([z.number(), z.string()])
const decidedSchema = z.object({
	state: z.enum(flagStates),
	/** Name of the person who decided. */
	by: z.string(),
	at: z.string(),
	why: z.string(),
	/** Finding at the time of the decision, and the number of interviews that it was based on. */
	found: figure,
	many: z.int(),
	/** Id of the other record, if the finding was about a pair. */
	other: z.nullable(z.string()),
})
export type FlagDecision = z.infer<typeof decidedSchema>

export const qualityFlagSchema = z.object({
	kind: flagKindSchema,
	/** Id of the record or person, or code of the district. */
	subject: z.string(),
	/** Name of the question, for kinds that are found per question; else ''. */
	item: z.string(),
	district: z.string(),
	/** Id of the enumerator; null for a flag about a team. */
	person: z.nullable(z.string()),
	found: figure,
	limit: figure,
	/** Number of interviews that the finding is based on. */
	many: z.int(),
	/** Ratio of the finding to the limit: 1 is just at the limit. */
	strength: z.number(),
	/** Reason that the enumerator chose on the phone; `words` is the free text. */
	reason: z.string(),
	words: z.string(),
	/** Id of the other record; null if the flag is not about a pair. */
	other: z.nullable(z.string()),
})
export type QualityFlag = z.infer<typeof qualityFlagSchema>

/** A flag about an enumerator, not about one interview or question. */
export const enumeratorFlag = (
	kind: FlagKind,
	{ person, district }: { readonly person: string; readonly district: string },
	values: Pick<QualityFlag, 'found' | 'limit' | 'many' | 'strength'>,
): QualityFlag => ({
	kind,
	subject: person,
	person,
	district,
	item: '',
	other: null,
	reason: '',
	words: '',
	...values,
})

/** A flag with its decisions, the newest last. Its state is that of the last decision that still applies. */
export const flagListItemSchema = z.object({
	...qualityFlagSchema.shape,
	state: z.enum(flagStates),
	decisions: z.array(decidedSchema),
})
export type FlagListItem = z.infer<typeof flagListItemSchema>

/** Identifies the flag that a decision is about. */
export const flagKeySchema = z.object({
	kind: flagKindSchema,
	subject: z.string().check(z.minLength(1), z.maxLength(80)),
	item: z._default(z.string().check(z.maxLength(80)), ''),
	district: z.string().check(z.maxLength(20)),
})
export type FlagKey = z.infer<typeof flagKeySchema>
export const flagKeyOf = ({ kind, subject, item, district }: FlagKey): string =>
	[kind, subject, item, district].join(' ')

/** Maximum flags that are resolved at once. Each is a write, and phones wait meanwhile. */
export const maxResolvedFlags = 100

/** One decision, with its reason, about one or several flags of a round. */
export const resolveFlagsSchema = z.object({
	round: z.string(),
	flags: z.array(flagKeySchema).check(z.minLength(1), z.maxLength(maxResolvedFlags)),
	state: z.enum(flagStates),
	why: reasonSchema,
})
export type ResolveFlags = z.infer<typeof resolveFlagsSchema>
/** `gone`: number of flags that are found no longer, to which nothing was done. */
export const flagsResolvedSchema = z.object({ resolved: z.int(), gone: z.int() })
export type FlagsResolved = z.infer<typeof flagsResolvedSchema>

/** A decided flag is reopened when the number of interviews has grown by this factor. */
const reopenFactor = 1.5

/**
 * Returns the state of a flag. A flag about an interview is reopened if the finding or the other record
 * changes. A finding about an enumerator changes with every interview: its flag is reopened when half as many
 * interviews have been added since.
 */
export function stateOf(flag: QualityFlag, decisions: readonly FlagDecision[]): FlagState {
	const last = decisions.at(-1)
	if (!last) return 'open'
	const isSame =
		flagKinds[flag.kind].about === 'interview'
			? String(flag.found) === String(last.found) && flag.other === last.other
			: flag.many < last.many * reopenFactor
	return isSame ? last.state : 'open'
}

/** Returns each flag with its decisions. */
export const listedFlags = (
	flags: readonly QualityFlag[],
	decisions: ReadonlyMap<string, readonly FlagDecision[]>,
): FlagListItem[] =>
	flags.map((flag) => {
		const own = decisions.get(flagKeyOf(flag)) ?? []
		return { ...flag, state: stateOf(flag, own), decisions: [...own] }
	})
