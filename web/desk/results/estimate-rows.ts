import { localize } from '#shared/forms/localized-text'
import { type EstimatesResponse, getGroupCode } from '#shared/results/estimates-response'
import type { useTranslations } from '../../ui/i18n.ts'
import { groupText } from './format-estimate.ts'

const heads = [
	...['indicator', 'version', 'label', 'group', 'group_label', 'n', 'clusters', 'value', 'low', 'high'],
	...['se', 'df', 'deff', 'deff_is', 'weights', 'weight_set', 'as_of', 'not_told'],
]

/** Returns one row for each estimate; numbers are unformatted, for programs. */
export function buildEstimateRows(
	{ indicators, groups, weights, at }: Pick<EstimatesResponse, 'indicators' | 'groups' | 'weights' | 'at'>,
	by: string,
	texts: ReturnType<typeof useTranslations>,
	withinBy = '',
): string[][] {
	const number = (value: number | null) => (value === null ? '' : String(value))
	const lines = indicators.flatMap(({ id, version, label, whole, groups: inGroups }) =>
		[
			{ code: '', name: texts.t('results.total'), figure: whole },
			...inGroups.map((figure, i) => {
				const group = groups[i]
				return {
					code: getGroupCode(group),
					name: group ? groupText(group, by, texts, withinBy) : '',
					figure,
				}
			}),
		].map(({ code, name, figure }) => [
			...[id, String(version), localize(label, texts.language), code, name, number(figure.n)],
			...[number(figure.clusters), number(figure.value)],
			...[number(figure.interval?.low ?? null), number(figure.interval?.high ?? null), number(figure.se)],
			...[figure.value === null ? '' : number(figure.df), number(figure.deff), figure.deffIs],
			...[weights.version, number(weights.set), at, figure.suppression ?? ''],
		]),
	)
	return [heads, ...lines]
}
