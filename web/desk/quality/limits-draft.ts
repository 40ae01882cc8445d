import { type FlagKind, flagKindNames, flagKinds } from '#shared/quality/flags'
import { type QualityLimits, qualityLimitsSchema } from '#shared/quality/quality-limits'
import { startRoundThresholds } from '#shared/quality/round-thresholds'
import { startThresholds } from '#shared/quality/thresholds'

const shipped: Readonly<Record<string, number>> = { ...startThresholds, ...startRoundThresholds }
const isOnPhones = (name: string): boolean => name in startThresholds

/** All limits in the order of the checks. */
export const limitNames: readonly string[] = Object.keys(shipped).sort((a, b) =>
	a.slice(0, 3) === b.slice(0, 3) ? 0 : a < b ? -1 : 1,
)

/** Checks grouped by topic; the first group is open at first. */
export const checkGroups = {
	visit: ['Q00'],
	time: ['Q03', 'Q04', 'Q05'],
	location: ['Q06', 'Q07', 'Q08'],
	answers: ['Q09', 'Q10', 'Q11', 'Q12', 'Q13', 'Q20'],
	team: ['Q14', 'Q15', 'Q16'],
	sample: ['Q02', 'Q17'],
	backChecks: ['Q18'],
	devices: ['Q01', 'Q21', 'Q24'],
	material: ['Q22', 'Q23'],
} as const
export type CheckGroup = keyof typeof checkGroups
export const checkGroupNames = Object.keys(checkGroups) as CheckGroup[]
const isIn = (group: CheckGroup, check: string): boolean =>
	(checkGroups[group] as readonly string[]).includes(check)

export const limitsIn = (group: CheckGroup): readonly string[] =>
	limitNames.filter((name) => isIn(group, name.slice(0, 3).toUpperCase()))
export const kindsIn = (group: CheckGroup): readonly FlagKind[] =>
	flagKindNames.filter((kind) => isIn(group, flagKinds[kind].check))

export const shippedOf = (name: string): number => shipped[name] ?? 0

/** Returns the limits as texts of the fields; a limit that is not set is absent. */
export const textsOf = ({ onPhones, overRound }: QualityLimits): Record<string, string> =>
	Object.fromEntries(
		Object.entries({ ...onPhones, ...overRound }).map(([name, value]) => [name, String(value)]),
	)

/** Parses the fields. `limits` is null if a field is not a valid limit; `wrong` names those fields. */
export function limitsFrom(
	texts: Readonly<Record<string, string>>,
	severities: QualityLimits['severities'],
): { readonly limits: QualityLimits | null; readonly wrong: readonly string[] } {
	const set = Object.entries(texts).flatMap(([name, text]) =>
		text.trim() === '' ? [] : [[name, Number(text.trim())] as const],
	)
	const part = (isOf: (name: string) => boolean) => Object.fromEntries(set.filter(([name]) => isOf(name)))
	const parsed = qualityLimitsSchema.safeParse({
		onPhones: part(isOnPhones),
		overRound: part((name) => !isOnPhones(name)),
		severities,
	})
	const wrong = (parsed.error?.issues ?? []).map(({ path }) => String(path.at(-1)))
	return { limits: parsed.data ?? null, wrong }
}
