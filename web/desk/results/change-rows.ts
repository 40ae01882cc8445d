import { localize } from '#shared/forms/localized-text'
import type { ChangeResponse } from '#shared/results/estimates-response'
import type { useTranslations } from '../../ui/i18n.ts'
import { groupText } from './format-estimate.ts'

const heads = [
	...['indicator', 'version', 'label', 'group', 'group_label', 'n_before', 'before', 'n_after', 'after'],
	...['difference', 'low', 'high', 'se', 'p', 'p_adjusted', 'verdict'],
	...['family', 'comparisons'],
	...['weights', 'weight_set_before', 'weight_set_after', 'as_of'],
	...['not_told_before', 'not_told_after'],
]

/** Returns one row for each comparison; numbers are unformatted, for programs. */
export function changeRows(
	{ indicators, groups, weights, at }: ChangeResponse,
	by: string,
	texts: ReturnType<typeof useTranslations>,
): string[][] {
	const number = (value: number | null) => (value === null ? '' : String(value))
	const lines = indicators.flatMap(({ id, version, label, whole, groups: inGroups, family, comparisons }) => {
		const all = inGroups.flatMap((compared, i) => {
			const group = groups[i]
			return group ? [{ code: group.code, name: groupText(group, by, texts), compared }] : []
		})
		return [{ code: '', name: texts.t('results.total'), compared: whole }, ...all].map(
			({ code, name, compared }) => [
				...[id, String(version), localize(label, texts.language), code, name],
				...[
					number(compared.from.n),
					number(compared.from.value),
					number(compared.to.n),
					number(compared.to.value),
				],
				...[
					number(compared.value),
					number(compared.interval?.low ?? null),
					number(compared.interval?.high ?? null),
				],
				...[number(compared.se), number(compared.p), number(compared.adjustedP), compared.verdict ?? ''],
				...[family, String(comparisons)],
				...[weights.version, number(weights.sets?.from ?? null), number(weights.sets?.to ?? null), at],
				...[compared.from.suppression ?? '', compared.to.suppression ?? ''],
			],
		)
	})
	return [heads, ...lines]
}
