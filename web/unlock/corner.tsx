import { Link } from 'wouter'
import { useTranslations } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'

/** In the same corner of every unlocked screen, wherever that is scrolled to: help, and the way to hide it. */
export function Corner({ onHide, hasHelp }: { onHide: () => void; hasHelp: boolean }) {
	const { t } = useTranslations()
	return (
		<nav className="corner" aria-label={t('app.help')}>
			{hasHelp && (
				<Link href="/help" className="icon-button" aria-label={t('app.help')}>
					<Icon name="question" />
				</Link>
			)}
			<button type="button" className="icon-button" aria-label={t('app.hide')} onClick={onHide}>
				<Icon name="cloud" />
			</button>
		</nav>
	)
}
