import type { FormDefinition } from '#shared/forms/form-definition'
import { whoReads } from '#shared/forms/who-reads'
import { identifiersRecipient } from '#shared/people/roles'
import { useAppText } from '../../ui/app-text.tsx'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'

/**
 * Roles that can read the answers of a form, derived from its version, since the form's own text could say
 * something else.
 */
export function WhoReadsLine({ definition }: { definition: FormDefinition }) {
	const { t } = useTranslations()
	const appText = useAppText()
	const { records, sealed } = whoReads(definition)
	const namesOf = (roles: readonly string[]) =>
		roles.map((role) => t.orElse(`fill.readers.role.${role}`, role)).join(' · ')
	const roles = sealed.filter((role) => role !== identifiersRecipient)
	// if the same roles read everything, they are listed once
	const isSame = records.length === 1 && roles.every((role) => role === records[0])
	return (
		<div className="hint who-reads" {...appText}>
			<p>
				<Icon name="lock" />
				{t('fill.readers.records', { roles: namesOf(records) })}
			</p>
			{roles.length > 0 && !isSame && <p>{t('fill.readers.encrypted', { roles: namesOf(roles) })}</p>}
			{sealed.includes(identifiersRecipient) && <p>{t('fill.readers.identifiers')}</p>}
		</div>
	)
}
