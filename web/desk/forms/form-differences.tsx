import type { FormChanges, FormTextDifference } from '#shared/forms/compare-forms'
import { useTranslations } from '../../ui/i18n.ts'

interface DifferenceRow {
	/** Name of the question, or of the list and its choice. */
	readonly where: string
	readonly column: string
	readonly before?: string
	readonly after?: string
}

const maxRows = 300

/** Texts of questions and choices that differ, before and after. */
export function FormDifferences({ changes }: { changes: FormChanges }) {
	const { t } = useTranslations()
	const rows = rowsOf(changes, t('forms.difference.reordered'))
	if (rows.length === 0) return null
	return (
		<details>
			<summary>{t('forms.differenceCount', { count: rows.length })}</summary>
			<table className="table differences">
				<thead>
					<tr>
						<th scope="col">{t('forms.difference.where')}</th>
						<th scope="col">{t('forms.difference.column')}</th>
						<th scope="col">{t('forms.difference.before')}</th>
						<th scope="col">{t('forms.difference.after')}</th>
					</tr>
				</thead>
				<tbody>
					{rows.slice(0, maxRows).map(({ where, column, before, after }) => (
						<tr key={`${where} ${column}`}>
							<th scope="row">
								<bdi dir="ltr">{where}</bdi>
							</th>
							<td data-label={t('forms.difference.column')}>
								<bdi dir="ltr">{column}</bdi>
							</td>
							<td data-label={t('forms.difference.before')}>
								<Side text={before} />
							</td>
							<td data-label={t('forms.difference.after')}>
								<Side text={after} />
							</td>
						</tr>
					))}
				</tbody>
			</table>
			{rows.length > maxRows && <p>{t('forms.difference.more', { count: rows.length - maxRows })}</p>}
		</details>
	)
}

function Side({ text }: { text: string | undefined }) {
	const { t } = useTranslations()
	return text ? <bdi>{text}</bdi> : <span className="hint">{t('forms.difference.none')}</span>
}

function rowsOf({ changed, lists }: FormChanges, reordered: string): DifferenceRow[] {
	const at = (where: string) => (difference: FormTextDifference) => ({ where, ...difference })
	return [
		...changed.flatMap(({ template, differences }) => differences.map(at(template))),
		...lists.flatMap(({ list, added, removed, changed: choices, isReordered }) => [
			...(isReordered ? [{ where: list, column: 'name', after: reordered }] : []),
			...added.map((choice) => ({ where: `${list} ${choice}`, column: 'name', after: choice })),
			...removed.map((choice) => ({ where: `${list} ${choice}`, column: 'name', before: choice })),
			...choices.flatMap(({ choice, differences }) => differences.map(at(`${list} ${choice}`))),
		]),
	]
}
