import type { SeededRandom } from '#shared/kernel/seeded-random'

/** How an enumerator of the demonstration works. Times of day in minutes. */
export interface Conduct {
	/** Days without a sync, up to now. */
	readonly silentDays: number
	/** Days over which interviews are spread, one a day in turn, until each has `mostADay`; then come the days before. */
	readonly spreadOver: number
	readonly mostADay: number
	/** Finish of the first interview of a day, and minutes from one finish to the next. */
	readonly firstFinish: number
	readonly betweenFinishes: number
	/** Minutes by which a finish may be later. */
	readonly delay: number
	/** Shortest and longest interview, minutes. */
	readonly minutes: readonly [shortest: number, longest: number]
	/** True if all interviews are recorded at one house, whatever the household. */
	readonly isAtOneHouse: boolean
}

const usual: Conduct = {
	silentDays: 0,
	spreadOver: 20,
	mostADay: 8,
	firstFinish: 9 * 60 + 20,
	betweenFinishes: 75,
	delay: 15,
	minutes: [25, 55],
	isAtOneHouse: false,
}
/** Many short interviews one after the other on a few afternoons, which the quality checks find. */
const hurried: Conduct = {
	silentDays: 0,
	spreadOver: 1,
	mostADay: 14,
	firstFinish: 15 * 60,
	betweenFinishes: 14,
	delay: 3,
	minutes: [8, 11],
	isAtOneHouse: false,
}
/** Interviews made up at home, which only the locations show. */
const madeUp: Conduct = { ...usual, isAtOneHouse: true }
const silent: Conduct = { ...usual, silentDays: 9, spreadOver: usual.spreadOver - 9 }

const dayMs = 86_400_000

/** Returns how enumerator `k` of three works in the district number `i`: nearly all as usual. */
export function conductOf(i: number, k: number): Conduct {
	if (i % 10 === 1 && k === 1) return hurried
	if (i % 15 === 2 && k === 0) return madeUp
	return i % 7 === 6 && k === 2 ? silent : usual
}

/** When records are generated. */
export interface GeneratedAt {
	readonly now: number
	/** Minutes by which the clocks of the study are ahead of UTC. */
	readonly offsetMinutes: number
	readonly random: SeededRandom
}

/** Returns a time of an earlier day, ms since 1970. `minutes`: since midnight by the clocks of the study. */
export function timeOfDayBefore(
	{ now, offsetMinutes }: Pick<GeneratedAt, 'now' | 'offsetMinutes'>,
	{ days, minutes }: { readonly days: number; readonly minutes: number },
): number {
	const offset = offsetMinutes * 60_000
	const today = Math.floor((now + offset) / dayMs) * dayMs - offset
	return today - days * dayMs + minutes * 60_000
}

/** Returns when an enumerator finishes interview `i`, ms since 1970; yesterday at the latest. */
export function finishOf(
	{ silentDays, spreadOver, mostADay, firstFinish, betweenFinishes, delay }: Conduct,
	i: number,
	generated: GeneratedAt,
): number {
	const stretch = spreadOver * mostADay
	const daysBefore = Math.floor(i / stretch) * spreadOver + (i % spreadOver)
	const slot = Math.floor((i % stretch) / spreadOver)
	const minutes = firstFinish + slot * betweenFinishes + generated.random.below(delay)
	return timeOfDayBefore(generated, { days: 1 + silentDays + daysBefore, minutes })
}
