import { useTranslations } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import './practice.css'

/** Over every screen of a practice interview, and in sight wherever it is scrolled to. */
export function PracticeStrip() {
	const { t } = useTranslations()
	return (
		<aside className="practice-strip" aria-label={t('practice.title')}>
			<Icon name="practice" />
			<p>
				<strong>{t('practice.strip')}</strong> {t('practice.nothingKept')}
			</p>
		</aside>
	)
}
