import { persistence } from '../storage/persistence.ts'
import { useTexts } from '../ui/i18n.ts'
import { useStored } from '../ui/use-stored.ts'

/** What the browser answered when it was asked not to clear this phone's work. */
export function PersistenceNote() {
	const { t } = useTexts()
	const answer = useStored(persistence)
	return answer === 'denied' ? <p className="note wait">{t('home.notPersistent')}</p> : null
}
