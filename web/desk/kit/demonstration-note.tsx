import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from './desk-context.ts'

/**
 * Says that the data on a screen is made up. For demonstration accounts, the frame says so on every screen.
 */
export function DemonstrationNote({ isMadeUp }: { isMadeUp: boolean }) {
	const { t } = useTranslations()
	const { person } = useDesk()
	return isMadeUp && !person.demonstration ? <p className="note wait">{t('app.demonstration')}</p> : null
}
