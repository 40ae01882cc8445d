import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'

/** Shown shortly before the app locks; any touch puts the lock off. */
export function LockWarning() {
	const { t } = useTranslations()
	return (
		<p className="lock-warning" role="alert">
			<Icon name="lock" />
			{t('unlock.locksSoon')}
		</p>
	)
}
