import { Link } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'

/** Links to the questions and answers, and to a practice interview. */
export function Learn() {
	const { t } = useTranslations()
	return (
		<nav className="stack tight" aria-label={t('home.helpTitle')}>
			<Link href="/help/faq" className="button plain">
				<Icon name="question" />
				{t('home.faq')}
			</Link>
			<Link href="/practice" className="button plain">
				<Icon name="practice" />
				{t('home.practice')}
			</Link>
		</nav>
	)
}
