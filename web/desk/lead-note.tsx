import { Link } from 'wouter'
import { may } from '#shared/access/roles'
import type { HelpEntry } from '#shared/campaign/help'
import { help } from '../sync/desk-client.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { useDesk } from './desk-context.ts'
import { useLoaded } from './use-loaded.ts'

export const namesNobody = (entries: readonly HelpEntry[]): boolean =>
	entries.every(({ kind }) => kind !== 'lead')

/** Tells whoever can name a safeguarding lead that nobody is named, and the way to where it is done. */
export function LeadNote() {
	const { person } = useDesk()
	return may(person.role, 'help.write') && !person.demonstration && <NobodyNamed />
}

function NobodyNamed() {
	const { t } = useTexts()
	const { found } = useLoaded('help', help)
	return (
		found &&
		namesNobody(found) && (
			<p className="note wait">
				<Icon name="warning" /> {t('helpDesk.noLead')} <Link href="/desk/help">{t('helpDesk.toHelp')}</Link>
			</p>
		)
	)
}
