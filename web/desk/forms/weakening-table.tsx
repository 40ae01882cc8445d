import type { FormProposalListed } from '#shared/forms/form-proposal'
import type { WeakenedField, Weakening } from '#shared/forms/weakened-sealing'
import { type Translate, useTranslations } from '../../ui/i18n.ts'

/** Protections that a version drops or changes (who reads what, and for how long), before and after. */
export function WeakeningTable({
	weakenings,
}: {
	weakenings: readonly (Weakening | FormProposalListed['weakenings'][number])[]
}) {
	const { t } = useTranslations()
	return (
		<table className="table">
			<thead>
				<tr>
					<th scope="col">{t('approvals.whatChanges')}</th>
					<th scope="col">{t('approvals.where')}</th>
					<th scope="col">{t('approvals.before')}</th>
					<th scope="col">{t('approvals.after')}</th>
				</tr>
			</thead>
			<tbody>
				{weakenings.map(({ field, template, before, after }) => (
					<tr key={`${field} ${template}`}>
						<th scope="row">{t(`approvals.field.${field}`)}</th>
						<td data-label={t('approvals.where')}>
							{template === '' ? t('approvals.wholeForm') : <bdi dir="ltr">{template}</bdi>}
						</td>
						<td data-label={t('approvals.before')}>
							<Side text={before} field={field} />
						</td>
						<td data-label={t('approvals.after')}>
							<Side text={after} field={field} />
						</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}

function Side({ text, field }: { text: string; field: WeakenedField }) {
	const { t } = useTranslations()
	if (text === '') return <span className="hint">{t(`approvals.without.${field}`)}</span>
	return field === 'readers' || field === 'sealed-to' ? rolesText(t, text) : <bdi dir="ltr">{text}</bdi>
}

/** Returns roles by their names on the desk; a key for identifiers keeps its name in forms. */
const rolesText = (t: Translate, text: string): string =>
	text
		.split(', ')
		.map((role) => t.orElse(`role.${role}`, role))
		.join(', ')
