import { localize } from '#shared/forms/localized-text'
import type {
	ComparedEstimate,
	EstimatesResponse,
	PublishedEstimate,
} from '#shared/results/estimates-response'
import { numberIn } from '../../ui/formats.ts'
import type { useTranslations } from '../../ui/i18n.ts'

type FormatTexts = ReturnType<typeof useTranslations>
type EstimateKind = EstimatesResponse['indicators'][number]['kind']

/** `54.8%`, or a mean with two decimals. */
export const valueText = (language: string, kind: EstimateKind, value: number): string =>
	numberIn(
		language,
		value,
		kind === 'share'
			? { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }
			: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
	)

/** `55%`, for a tile without room for more. */
export const tileText = (language: string, kind: EstimateKind, value: number): string =>
	kind === 'share' ? numberIn(language, value, { style: 'percent' }) : valueText(language, kind, value)

/** `+2.4`: percentage points, or the change of a mean. */
export const differenceText = (language: string, kind: EstimateKind, value: number): string =>
	numberIn(language, kind === 'share' ? value * 100 : value, {
		signDisplay: 'exceptZero',
		minimumFractionDigits: kind === 'share' ? 1 : 2,
		maximumFractionDigits: kind === 'share' ? 1 : 2,
	})

/** `= 0.032`, `< 0.001`. */
export const pText = (language: string, p: number): string =>
	p < 0.001 ? '< 0.001' : `= ${numberIn(language, p, { maximumSignificantDigits: 2 })}`

/** Formats material per capita; '' if the population is unknown. */
export const formatPerCapita = (language: string, dose: number | null): string =>
	dose === null ? '' : numberIn(language, dose, { maximumSignificantDigits: 3 })

/**
 * Formats material per capita for a tile with room for four characters: `0.02`, `1.3`, `12`; `0.00` for
 * less, and `0` for none.
 */
export function formatPerCapitaShort(language: string, dose: number | null): string {
	if (dose === null) return ''
	const decimals = dose >= 10 || dose === 0 ? 0 : dose >= 1 ? 1 : 2
	return numberIn(language, dose, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** Reason why an estimate is suppressed. */
export const formatSuppression = (
	t: FormatTexts['t'],
	{ suppression }: Pick<PublishedEstimate, 'suppression'>,
): string => t(reasonTexts[suppression ?? 'too-few'])

const reasonTexts = {
	'not-asked': 'results.notAsked',
	'too-few': 'results.suppressedFew',
	withheld: 'results.suppressedSecondary',
} as const

/**
 * Reason why a difference is suppressed: the first one in the table above that either of its estimates has.
 */
export const formatDifferenceSuppression = (
	t: FormatTexts['t'],
	{ from, to }: Pick<ComparedEstimate, 'from' | 'to'>,
): string => {
	const reasons = new Set([from.suppression, to.suppression])
	const first = (['not-asked', 'too-few', 'withheld'] as const).find((reason) => reasons.has(reason))
	return formatSuppression(t, { suppression: first ?? null })
}

/**
 * Label of a group; groups without one in the form have a label in the app. `within`: the second breakdown.
 */
export function groupText(
	{ code, label, within }: EstimatesResponse['groups'][number],
	by: string,
	texts: FormatTexts,
	withinBy = '',
): string {
	const word = (
		breakdown: string,
		group: { readonly code: string; readonly label: Record<string, string> },
	) =>
		localize(group.label, texts.language) ||
		texts.t(`results.group.${breakdown}.${group.code}` as Parameters<FormatTexts['t']>[0])
	const own = word(by, { code, label })
	return within ? `${own} · ${word(withinBy, within)}` : own
}
