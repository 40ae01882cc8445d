import { dayAfter, dayOf, timeOfLocal } from '#shared/study/study-day'

export const comeBackTimes = ['this-evening', 'tomorrow-morning', 'tomorrow-evening'] as const
type ComeBackTime = (typeof comeBackTimes)[number]

const hours: Readonly<Record<ComeBackTime, string>> = {
	'this-evening': '17:30',
	'tomorrow-morning': '09:00',
	'tomorrow-evening': '17:30',
}
/** A visit that begins sooner needs no plan. */
const leastAheadMs = 3_600_000

/** Returns the times to offer for the next visit, those of today only while they are ahead. */
export function offeredTimes(now: number): readonly { readonly name: ComeBackTime; readonly at: number }[] {
	const today = dayOf(now)
	return comeBackTimes
		.map((name) => ({
			name,
			at: timeOfLocal(`${name === 'this-evening' ? today : dayAfter(today, 1)}T${hours[name]}`),
		}))
		.filter(({ at }) => at - now >= leastAheadMs)
}
