import { useTexts } from './i18n.ts'

/** Above every screen of somebody whose work is made up. */
export function MadeUpMark() {
	const { t } = useTexts()
	return <aside className="note wait made-up">{t('app.demonstration')}</aside>
}
