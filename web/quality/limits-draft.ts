import { type QualityLimits, qualityLimitsSchema } from '#shared/quality/quality-limits'
import { startRoundThresholds } from '#shared/quality/round-thresholds'
import { startThresholds } from '#shared/quality/thresholds'

const shipped: Readonly<Record<string, number>> = { ...startThresholds, ...startRoundThresholds }
const isOnPhones = (name: string): boolean => name in startThresholds

/** All limits in the order of the checks. */
export const limitNames: readonly string[] = Object.keys(shipped).sort((a, b) =>
	a.slice(0, 3) === b.slice(0, 3) ? 0 : a < b ? -1 : 1,
)
export const shippedOf = (name: string): number => shipped[name] ?? 0

/** What is set, as it stands in the fields; a limit that is not set has none. */
export const textsOf = ({ onPhones, overRound }: QualityLimits): Record<string, string> =>
	Object.fromEntries(
		Object.entries({ ...onPhones, ...overRound }).map(([name, value]) => [name, String(value)]),
	)

/** Null where a field has what no limit can be; `wrong` names those. */
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
