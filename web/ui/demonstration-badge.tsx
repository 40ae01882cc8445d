import { useTranslations } from './i18n.ts'

/** Badge above every screen of a demonstration user, whose data is fictitious. */
export function DemonstrationBadge() {
	const { t } = useTranslations()
	return <aside className="note wait made-up">{t('app.demonstration')}</aside>
}
