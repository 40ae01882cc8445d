import { Link } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'

/**
 * Corner of every unlocked screen, visible at every scroll position: help, and the button that hides the
 * screen.
 */
export function Corner({ onHide, hasHelp }: { onHide: () => void; hasHelp: boolean }) {
	const { t } = useTranslations()
	return (
		<nav className="corner" aria-label={t('app.help')}>
			{hasHelp && (
				<Link href="/help" className="icon-button" aria-label={t('app.help')}>
					<Icon name="question" />
				</Link>
			)}
			<button type="button" className="icon-button" aria-label={t('app.hideScreen')} onClick={onHide}>
				<Icon name="cloud" />
			</button>
		</nav>
	)
}
