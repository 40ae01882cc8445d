import { dateIn, inPakistan } from '../../ui/formats.ts'
import type { Translate } from '../../ui/i18n.ts'

const dayMs = 86_400_000
/** Pakistan is at UTC+5 all year, in ms. */
const ahead = 5 * 3_600_000
const dayNumber = (time: number): number => Math.floor((time + ahead) / dayMs)

/** `Tuesday, 3 days ago`; with the date after a week or more. */
export function formatLastSeen(t: Translate, language: string, seen: string | null, now: number): string {
	if (seen === null) return t('devices.never')
	const count = Math.max(0, dayNumber(now) - dayNumber(Date.parse(seen)))
	if (count < 2) {
		const time = inPakistan(language, seen, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
		return t(count === 0 ? 'devices.today' : 'devices.yesterday', { time })
	}
	const day = count < 7 ? inPakistan(language, seen, { weekday: 'long' }) : dateIn(language, seen)
	return t('devices.daysAgo', { day, count })
}
