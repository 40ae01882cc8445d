import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { may } from '#shared/access/roles'
import { type HelpEntry, leadMissingFor } from '#shared/campaign/help'
import { isHelplineAlone } from '#shared/campaign/works'
import { help } from '../sync/desk-client.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { useDesk, useDistrictNames } from './desk-context.ts'
import { useLoaded } from './use-loaded.ts'

/** Tells whoever can name a safeguarding lead where none is named, and the way to where it is done. */
export function LeadNote() {
	const { person } = useDesk()
	return may(person.role, 'help.write') && !person.demonstration && <LeadAskedFor />
}

function LeadAskedFor() {
	const { t } = useTexts()
	const { found } = useLoaded('help', help)
	return (
		found && (
			<LeadMissing entries={found}>
				<Link href="/desk/help">{t('helpDesk.toHelp')}</Link>
			</LeadMissing>
		)
	)
}

/** For whom no lead is named, what phones give instead, and how one is named. Nothing where one is named for all districts, or for each. */
export function LeadMissing({
	entries,
	children,
}: {
	readonly entries: readonly HelpEntry[]
	readonly children?: ReactNode
}) {
	const { t } = useTexts()
	const { serves, districts } = useDesk().campaign
	const names = useDistrictNames()
	const missing = leadMissingFor(entries, districts)
	if (missing.length === 0) return null
	const named = names.flatMap(([code, name]) => (missing.includes(code) ? [name] : []))
	const hasBoth = serves.includes('helpline') && !isHelplineAlone(serves)
	return (
		<p className="note wait">
			<Icon name="warning" />{' '}
			{missing.length === districts.length
				? t('helpDesk.noLead')
				: t('helpDesk.noLeadIn', { count: missing.length, districts: named.join(', ') })}{' '}
			{t(hasBoth ? 'helpDesk.withoutLeadBoth' : 'helpDesk.withoutLead')} {t('helpDesk.nameLead')} {children}
		</p>
	)
}
