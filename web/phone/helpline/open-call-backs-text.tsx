import type { HelplineShift } from '#shared/helpline/call-backs'
import { useTranslations } from '../../ui/i18n.ts'

/** Number of open call-backs, and of overdue ones. */
export function OpenCallBacksText({ open }: Pick<HelplineShift, 'open'>) {
	const { t } = useTranslations()
	const overdue = open.filter(({ isOverdue }) => isOverdue).length
	if (open.length === 0) return t('callBacks.empty')
	return (
		<>
			{t('callBacks.openCount', { count: open.length })}
			{overdue > 0 && <span className="stop"> · {t('callBacks.overdueCount', { count: overdue })}</span>}
		</>
	)
}
