import type { SeededRandom } from '#shared/kernel/seeded-random'
import type { District } from '#shared/study/study'
import { dayAfter, daysBetween } from '#shared/study/study-day'
import type { RecordRow } from '../../sync-server/storage/tables/row-types.ts'
import { recordRow } from './record-row.ts'

interface RoundOptions {
	readonly districts: readonly Pick<District, 'code'>[]
	readonly round: string
	/** Households visited in each district; every third district is slower and has two thirds of them. */
	readonly households: number
	readonly firstDay: string
	readonly lastDay: string
	/** First sequence number of the records. */
	readonly firstSeq: number
	readonly random: SeededRandom
	readonly over?: Partial<RecordRow>
}

/** Outcomes of twenty visits. */
const endings = [
	...Array.from({ length: 15 }, () => ({ outcome: 'done', disposition: 'complete' })),
	...[
		{ outcome: 'refused', disposition: 'refusal' },
		{ outcome: 'refused', disposition: 'refusal' },
	],
	...[
		{ outcome: 'other', disposition: 'noncontact' },
		{ outcome: 'other', disposition: 'unknown' },
	],
	{ outcome: 'other', disposition: 'ineligible' },
]

/**
 * Generates the rows of plausible fieldwork: six days a week, at least twenty clusters a district, some
 * records returned and some in conflict.
 */
export function* generateRound(made: RoundOptions): Generator<RecordRow> {
	const { districts, round, households, firstDay, lastDay, random } = made
	const days = Array.from({ length: daysBetween(firstDay, lastDay) + 1 }, (_, i) =>
		dayAfter(firstDay, i),
	).filter((day) => new Date(day).getUTCDay() !== 5)
	const clusters = Math.max(20, Math.round(households / 15))
	let seq = made.firstSeq
	// day by day in order of arrival: the newest records have the highest sequence numbers
	for (const [nth, day] of days.entries())
		for (const [d, { code }] of districts.entries()) {
			const all = d % 3 === 2 ? Math.round((households * 2) / 3) : households
			const from = Math.round((all * nth) / days.length)
			const to = Math.round((all * (nth + 1)) / days.length)
			for (let i = from; i < to; i++) {
				const status = random.pick(['approved', 'approved', 'approved', 'submitted', 'submitted'])
				yield recordRow(`${round} ${code} ${i}`, {
					round,
					district: code,
					cluster: `${code}-${String(1 + (i % clusters)).padStart(2, '0')}`,
					name: `${code} · ${i}`,
					sex: Math.floor(i / clusters) % 2 ? 'female' : 'male',
					finished_on: day,
					...random.pick(endings),
					status: random.chance(1 / 60) ? 'returned' : status,
					open_conflicts: random.chance(1 / 150) ? 1 : 0,
					first_seq: seq,
					last_seq: seq,
					finished_seq: seq++,
					started: `${day}T05:00:00.000Z`,
					changed: `${day}T06:00:00.000Z`,
					...made.over,
				})
			}
		}
}
