import { useLocation } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { useSession } from '../../ui/work-session-context.ts'

/** Menu of every screen outside a form. */
export function AppMenu({ onClose }: { onClose: () => void }) {
	const { t } = useTranslations()
	const { lock } = useSession()
	const [, go] = useLocation()
	const open = (path: string) => {
		onClose()
		go(path)
	}
	return (
		<Sheet title={t('home.menu')} onClose={onClose}>
			<button type="button" className="row" onClick={() => open('/settings')}>
				<Icon name="settings" />
				<span>{t('home.settings')}</span>
			</button>
			<button type="button" className="row" onClick={() => open('/help')}>
				<Icon name="question" />
				<span>{t('app.help')}</span>
			</button>
			<button type="button" className="row" onClick={lock}>
				<Icon name="lock" />
				<span>{t('home.lock')}</span>
			</button>
			<button type="button" className="row" onClick={onClose}>
				<Icon name="close" />
				<span>{t('app.close')}</span>
			</button>
		</Sheet>
	)
}
