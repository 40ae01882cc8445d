import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import './practice.css'

/** Strip above every screen of a practice interview, visible at every scroll position. */
export function PracticeStrip() {
	const { t } = useTranslations()
	return (
		<aside className="practice-strip" aria-label={t('practice.title')}>
			<Icon name="practice" />
			<p>
				<strong>{t('practice.banner')}</strong> {t('practice.nothingSent')}
			</p>
		</aside>
	)
}
