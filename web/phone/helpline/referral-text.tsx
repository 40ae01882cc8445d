import type { Referral } from '#shared/helpline/referrals'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { departmentText } from './department-text.ts'

/**
 * A referral: its call, status with age, and notes. `isMixed`: names the department, for lists of several
 * departments.
 */
export function ReferralText({
	referral: { name, department, isUrgent, isOverdue, status, steps, since },
	at,
	isMixed,
}: {
	referral: Referral
	at: string
	isMixed: boolean
}) {
	const { t, language } = useTranslations()
	return (
		<span className="card-text">
			<bdi>{name}</bdi>
			{isMixed && <span>{departmentText({ t }, department)}</span>}
			<span>
				{t(`referrals.status.${status}`)}
				{isOverdue && <span className="stop"> · {t('referrals.overdue')}</span>}
			</span>
			{isUrgent && <span className="stop">{t('referrals.danger')}</span>}
			<span className="hint">{useAge(since, at)}</span>
			{steps.map(({ step, ending, by, at: when }) => (
				<span key={`${when} ${step}`} className="hint">
					{t('referrals.eventBy', {
						person: by,
						time: dateTimeIn(language, when),
						noted: t(`referrals.event.${step}`, {
							ending: ending === null ? '' : t(`referrals.outcome.${ending}`),
						}),
					})}
				</span>
			))}
		</span>
	)
}

/** Date of the call and its age, in hours up to two days. */
function useAge(since: string | null, at: string): string {
	const { t, language } = useTranslations()
	if (since === null) return t('referrals.callTimeUnknown')
	const hours = Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 3_600_000))
	const time = dateTimeIn(language, since)
	return hours < 48
		? t('referrals.hoursAgo', { time, hours: numberIn(language, hours) })
		: t('referrals.daysAgo', { time, days: numberIn(language, Math.floor(hours / 24)) })
}
