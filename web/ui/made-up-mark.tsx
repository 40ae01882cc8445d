import { useTranslations } from './i18n.ts'

/** Above every screen of somebody whose work is made up. */
export function DemonstrationBadge() {
	const { t } = useTranslations()
	return <aside className="note wait made-up">{t('app.demonstration')}</aside>
}
