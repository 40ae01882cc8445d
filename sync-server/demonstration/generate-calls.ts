import type { RandomAnswersOptions } from '#shared/exercise/random-answers'
import { dateTimeText } from '#shared/expressions/dates'
import type { SeededRandom } from '#shared/kernel/seeded-random'

/** Number of calls of the last two days, with open call-backs and referrals among them. */
export const callsOfToday = 12

/** Frequency per thousand calls. */
const matters = {
	case_register: 290,
	case_status: 220,
	cybercrime: 260,
	visa_fraud: 40,
	human_trafficking: 12,
	migrant_smuggling: 3,
	information: 100,
	other: 45,
	wrong: 30,
}
const genders = { male: 800, female: 180, transgender: 5, unknown: 15 }
const departments = {
	police15: 30,
	fia_circle: 25,
	cyberwing: 20,
	legal: 10,
	social: 5,
	childprot: 5,
	'police15 shelter': 3,
	emigration: 2,
}
const outcomes = { resolved: 500, registered: 240, referred: 200, dropped: 60 }

/** Generates a typical call to the helpline. */
export function generateCall(made: {
	readonly i: number
	readonly random: SeededRandom
	readonly now: number
	readonly offsetMinutes: number
}): Omit<RandomAnswersOptions, 'random'> {
	const { i, random, now, offsetMinutes } = made
	const waits = i < callsOfToday && i % 3 === 0
	const refers = i < callsOfToday && i % 3 === 1
	return {
		given: {
			channel: random.chance(0.04) && !waits && !refers ? 'missed' : 'call',
			category: waits ? 'visa_fraud' : refers ? 'human_trafficking' : pickBy(random, matters),
			safe_talk: waits ? 'no' : 'yes',
			...(refers ? { urgency: i === 1 ? 'danger' : '48h' } : {}),
			category2: null,
			adult: 'yes',
			gender: pickBy(random, genders),
			outcome: waits ? 'callback' : refers ? 'referred' : pickBy(random, outcomes),
			ref_to: pickBy(random, departments),
			ref_consent: 'yes',
			case_ref: 'made-up 1/26',
			remark: null,
			callback_safe: 'Made up: after six, nobody else is at home then.',
			end_time: dateTimeText(now + (2 + random.below(15)) * 60_000, offsetMinutes),
		},
	}
}

/** Picks a code with a probability proportional to its number. */
const pickBy = (random: SeededRandom, often: Readonly<Record<string, number>>): string =>
	random.pick(Object.entries(often).flatMap(([code, many]) => new Array<string>(many).fill(code)))
