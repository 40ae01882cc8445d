import { dayAfter, dayOf, studyOffsetMinutes } from '#shared/study/study-day'

export const comeBackTimes = ['this-evening', 'tomorrow-morning', 'tomorrow-evening'] as const
type ComeBackTime = (typeof comeBackTimes)[number]

const hours: Readonly<Record<ComeBackTime, string>> = {
	'this-evening': '17:30',
	'tomorrow-morning': '09:00',
	'tomorrow-evening': '17:30',
}
const offset = `+${String(studyOffsetMinutes / 60).padStart(2, '0')}:00`
/** A visit that begins sooner needs no plan. */
const leastAheadMs = 3_600_000

/** Returns the ms of a local time of the study, `2026-11-25T17:30`; NaN if it is none. */
export const msOfLocalTime = (time: string): number => Date.parse(`${time}:00${offset}`)

/** Returns the times to offer for the next visit, those of today only while they are ahead. */
export function offeredTimes(now: number): readonly { readonly name: ComeBackTime; readonly at: number }[] {
	const today = dayOf(now)
	return comeBackTimes
		.map((name) => ({
			name,
			at: msOfLocalTime(`${name === 'this-evening' ? today : dayAfter(today, 1)}T${hours[name]}`),
		}))
		.filter(({ at }) => at - now >= leastAheadMs)
}
