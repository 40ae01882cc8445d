import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { may } from '#shared/people/roles'
import { isHelplineOnly } from '#shared/study/deployments'
import { type FieldContact, listDistrictsWithoutLead } from '#shared/study/field-contacts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { fetchFieldContacts } from '../kit/fetch-field-contacts.ts'
import { useServerData } from '../kit/use-server-data.ts'

/** Warns users who can name a safeguarding lead that none is named, with a link to the screen. */
export function LeadNote() {
	const { person } = useDesk()
	return may(person.role, 'field-contacts.write') && !person.demonstration && <LeadRequestNote />
}

function LeadRequestNote() {
	const { t } = useTranslations()
	const { found } = useServerData('field-contacts', fetchFieldContacts)
	return (
		found && (
			<LeadMissing entries={found}>
				<Link href="/desk/field-contacts">{t('fieldContacts.link')}</Link>
			</LeadMissing>
		)
	)
}

/**
 * Districts without a safeguarding lead, what phones show instead, and how to name one. Nothing if every
 * district has one.
 */
export function LeadMissing({
	entries,
	children,
}: {
	readonly entries: readonly FieldContact[]
	readonly children?: ReactNode
}) {
	const { t } = useTranslations()
	const { serves, districts } = useDesk().study
	const names = useDistrictNames()
	const missing = listDistrictsWithoutLead(entries, districts)
	if (missing.length === 0) return null
	const named = names.flatMap(([code, name]) => (missing.includes(code) ? [name] : []))
	const hasBoth = serves.includes('helpline') && !isHelplineOnly(serves)
	return (
		<div className="note wait stack">
			<p>
				<Icon name="warning" />{' '}
				{missing.length === districts.length
					? t('fieldContacts.noLead')
					: t('fieldContacts.noLeadIn', { count: missing.length, districts: named.join(', ') })}{' '}
				{t(hasBoth ? 'fieldContacts.withoutLeadBoth' : 'fieldContacts.withoutLead')}{' '}
				{t('fieldContacts.addLeadHint')}
			</p>
			{children && <p>{children}</p>}
		</div>
	)
}
