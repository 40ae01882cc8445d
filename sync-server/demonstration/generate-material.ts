import type { RandomAnswersOptions } from '#shared/exercise/random-answers'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { generatedPhoto } from './generated-media.ts'
import { type GeneratedAt, timeOfDayBefore } from './working-days.ts'

/** Entries of a district by day; some items are seen again later under the same code. */
const entries = [
	...[
		['streamer', 'placed', 'S1'],
		['brochure', 'placed', 'B1'],
		['session', 'placed'],
		['radio', 'placed'],
	],
	...[
		['streamer', 'placed', 'S2'],
		['sms', 'placed'],
		['brochure', 'placed', 'B2'],
		['video', 'placed'],
	],
	...[
		['streamer', 'verified', 'S1'],
		['social', 'placed'],
		['session', 'placed'],
		['streamer', 'placed', 'S3'],
	],
	...[
		['streamer', 'removed', 'S2'],
		['documentary', 'placed'],
		['brochure', 'placed', 'B3'],
		['radio', 'placed'],
	],
] as const
export const materialEntries = entries.length
/** Days between two entries, so that they cover some weeks. */
const daysBetween = 5

/** Returns when an entry is finished, ms since 1970: on a day before `now`, from nine in the morning to five. */
export function materialFinish(i: number, generated: GeneratedAt): number {
	const { random } = generated
	const days = (materialEntries - i) * daysBetween - random.below(daysBetween)
	return timeOfDayBefore(generated, { days, minutes: 9 * 60 + random.below(8 * 60) })
}

/** Generates a typical entry of the material log. */
export function generateMaterialEntry({
	i,
	random,
	district,
	withMedia,
}: {
	readonly i: number
	readonly withMedia: string | null
	readonly random: SeededRandom
	readonly district: { readonly code: string }
}): Omit<RandomAnswersOptions, 'random'> {
	const [material, status, code] = entries[i % materialEntries] ?? entries[0]
	const people = (most: number) => () => String(random.below(most))
	const reached = material === 'sms' ? 40_000 : 90
	return {
		given: {
			material,
			entry_type: status,
			item_ref: code ? `${district.code}-${code}` : null,
			site_name: 'Made-up place',
			gps: null,
			gps_reason: 'Made up',
			photo: withMedia && generatedPhoto(withMedia),
			qty: String(material === 'streamer' ? 8 + random.below(13) : 500 + random.below(4000)),
			reach_m: people(reached),
			reach_f: people(reached),
			reach_t: '0',
			reach_u: people(material === 'sms' ? 10_000 : 3000),
			air_times: String(1 + random.below(8)),
			station: 'Made-up radio',
			url: 'https://example.org/made-up',
			receiver: 'Made-up office',
			note: null,
		},
	}
}
