import type { Answer } from '#shared/forms/answers'
import { serializeFormAudit } from '#shared/forms/form-audit'
import { metresOfDegree } from '#shared/kernel/geodesy'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import type { FinishedInterview } from '#shared/quality/checked-interview'
import { householdFacts } from '#shared/quality/household-facts'
import { isSubstantive, type PackedAnswers, type Similarity } from '#shared/quality/packed-answers'
import { answerNo, answersOf, type NamedAnswers, normal } from './planted-answers.ts'

/** Kinds of cheating; `hardships`: difficult conditions. */
export const cheats = ['makes-up', 'copies', 'short-paths', 'straight-lines', 'from-home'] as const
export const hardships = [
	...(['slow', 'slow', 'mountains', 'mountains', 'scattered', 'knows-nothing', 'long-days'] as const),
	...(['other-language', 'one-compound', 'empty-houses'] as const),
] as const
export type Habit = (typeof cheats)[number] | (typeof hardships)[number] | 'plain'

export interface PlantedInterview {
	/** Answers by path. */
	readonly answers: ReadonlyMap<string, Answer>
	/** ms since 1970. */
	readonly startedAt: number
	readonly finishedAt: number
}
export interface PlantedEnumerator {
	readonly code: string
	readonly district: string
	readonly habit: Habit
	/** Interviews in the order of their days. */
	readonly interviews: readonly PlantedInterview[]
}

export interface PlantedOptions {
	readonly seed: number
	readonly round: string
	readonly districts: readonly string[]
	/** Interviews in a district; in clusters of fifteen. */
	readonly perDistrict: number
	/** Habit of an enumerator, by their number through all districts; four work in each. */
	readonly habitOf: (enumerator: number) => Habit
	/** Returns the path of a question in the form. */
	readonly pathOf: (name: string) => string
}

export const enumeratorsPerDistrict = 4
const perCluster = 15
const perDay = 6
const minute = 60_000
const languagesOf = ['ur', 'pa', 'ps', 'sd', 'skr', 'bal', 'brh', 'hno']

/**
 * Simulates a round in which it is known who cheats and how: answers, times and places as phones would send
 * them.
 */
export function plantRound(options: PlantedOptions): PlantedEnumerator[] {
	const random = seededRandom(options.seed)
	return options.districts.flatMap((district, d) => plantDistrict(options, district, d, random))
}

interface Cluster {
	readonly code: string
	readonly isUrban: boolean
	readonly north: number
	readonly east: number
	readonly knowing: number
	/** True if the cluster centre in the sample is wrong, by 2.6 km. */
	readonly isOff: boolean
}

function plantDistrict(
	{ round, perDistrict, habitOf, pathOf }: PlantedOptions,
	district: string,
	d: number,
	random: SeededRandom,
): PlantedEnumerator[] {
	const habits = Array.from({ length: enumeratorsPerDistrict }, (_, i) =>
		habitOf(d * enumeratorsPerDistrict + i),
	)
	const knows = normal(random) * 0.35 - (habits.includes('knows-nothing') ? 1.4 : 0)
	const languages = [languagesOf[d % languagesOf.length] ?? 'ur', 'ur']
	const clusters = Array.from(
		{ length: Math.ceil(perDistrict / perCluster) },
		(_, c): Cluster => ({
			code: `${district}-${String(c + 1).padStart(2, '0')}`,
			isUrban: random.chance(0.35),
			north: 25 + d * 0.3 + random.next() * 0.25,
			east: 62 + d * 0.3 + random.next() * 0.25,
			knowing: knows + normal(random) * 0.3,
			isOff: habits.includes('scattered') && random.chance(0.15),
		}),
	)
	const written = habits.map((): { answers: NamedAnswers; at: number }[] => [])
	const days = habits.map(() => new Workday(random))
	const found = habits.map((): PlantedInterview[] => [])
	for (let i = 0; i < perDistrict; i++) {
		const cluster = clusters[Math.floor(i / perCluster)] as Cluster
		const sex = i % 2 === 0 ? 'male' : 'female'
		// two men interview men and two women interview women, in turn
		const who = (i % 2) * 2 + (Math.floor(i / 2) % 2)
		const habit = habits[who] as Habit
		const respondent = { sex, languages, knowing: cluster.knowing + normal(random) * 0.8 } as const
		const own = written[who] ?? []
		const givenAnswers = shaped(habit, answersOf(respondent, random), own, random)
		own.push({ answers: givenAnswers, at: i })
		const made = makingOf(habit, givenAnswers, random)
		const { startedAt, finishedAt } = (days[who] as Workday).interview(habit, made)
		const place = placeOf(habit, cluster, own.length, random)
		const isReserve = random.chance(habit === 'empty-houses' ? 0.24 : 0.06)
		const spoken = habit === 'other-language' && random.chance(0.5) ? 'ur' : (languages[0] ?? 'ur')
		const named: NamedAnswers = new Map<string, Answer>([
			...givenAnswers,
			...([
				['round', round],
				['district', district],
				['cluster_id', cluster.code],
			] as const),
			...([
				['area', cluster.isUrban ? 'urban' : 'rural'],
				['line_no', i + 1],
			] as const),
			...([
				['hh_no', isReserve ? 400 + i : i + 1],
				['is_reserve', isReserve ? 'yes' : 'no'],
			] as const),
			...(isReserve ? ([['replaced_hh_no', i + 1]] as const) : []),
			...([
				['assigned_sex', sex],
				['visit_no', 1 + random.below(2)],
				['contact', 'contacted'],
			] as const),
			...([
				['sel_avail', 'now'],
				['privacy', 'alone'],
				['consent', 'yes'],
				['int_lang', spoken],
			] as const),
			...([
				['define_read', 'OK'],
				['card_given', 'yes'],
				['ref_offered', 'yes'],
			] as const),
			...([
				['present', [random.chance(0.1) ? 'child' : 'nobody']],
				['interrupt', 'none'],
			] as const),
			...([
				['comprehension', 'good'],
				['result', 'complete'],
				// a fabricator wants no back-check
				['consent_recontact', habit === 'makes-up' || i % 5 === 0 ? 'no' : 'yes'],
				['start', toIso(startedAt)],
			] as const),
			...([['consent_time', toIso(startedAt)]] as const),
			...(place ? place : ([['gps_reason', 'no signal in the valley']] as const)),
		])
		const answers = new Map([...named].map(([name, answer]) => [pathOf(name), answer]))
		for (let row = 0; row < Number(named.get('n_adults')); row++) {
			const path = `${pathOf('members')}/@m${row}`
			answers.set(path, row + 1)
			answers.set(`${path}/m_gender`, sex)
			answers.set(`${path}/m_age`, 18 + random.below(60))
		}
		answers.set(pathOf('audit'), auditOf(answers, made))
		found[who]?.push({ answers, startedAt, finishedAt })
	}
	return habits.map((habit, i) => ({
		code: `${district.toLowerCase()}-${'abcd'[i]}`,
		district,
		habit,
		interviews: found[i] ?? [],
	}))
}
const toIso = (time: number): string => new Date(time).toISOString()

/** Changes true answers according to a habit. */
function shaped(
	habit: Habit,
	honest: NamedAnswers,
	own: readonly { readonly answers: NamedAnswers }[],
	random: SeededRandom,
): NamedAnswers {
	switch (habit) {
		case 'makes-up': {
			// three imagined respondents, with small changes for each household
			const model = own[random.below(Math.min(3, own.length))]?.answers
			return own.length < 3 || !model ? honest : mostly(model, honest, 0.93, random)
		}
		case 'copies':
			return own.length >= 6 && random.chance(0.5)
				? mostly(random.pick(own).answers, honest, 0.96, random)
				: honest
		case 'short-paths':
			if (random.chance(0.6)) answerNo(honest, 'heard_tip', 'heard_som', 'exp_any')
			if (random.chance(0.4)) honest.set('hh_size', 1 + random.below(2)).set('n_adults', 1)
			return honest
		case 'straight-lines':
			if (random.chance(0.55)) {
				const code = random.pick(['3', '3', '4', '2'])
				for (const name of honest.keys()) if (name.startsWith('a_')) honest.set(name, code)
			}
			return honest
		default:
			return honest
	}
}

/** Returns the model's answers, but for some; dependent questions follow theirs. */
function mostly(model: NamedAnswers, other: NamedAnswers, share: number, random: SeededRandom): NamedAnswers {
	const answers = new Map(model)
	for (const [name, answer] of other)
		if (answers.has(name) && !random.chance(share) && !gates.has(name)) answers.set(name, answer)
	// the sample assigns the sex of the respondent
	return answers.set('gender', other.get('gender') ?? 'male')
}
const gates = new Set(['heard_tip', 'heard_som', 'exp_any', 'help_any', 'mig_plan', 'rep_would', 'rep_seen'])

interface Making {
	readonly seconds: number
	/** Minutes until the next interview. */
	readonly minutesBetween: number
	readonly nextDuration: () => number
}
function makingOf(habit: Habit, answers: NamedAnswers, random: SeededRandom): Making {
	// enumerators differ in pace, and so do respondents
	const usual = { slow: 58, 'makes-up': 11, 'short-paths': 17 } as Readonly<Partial<Record<Habit, number>>>
	const secondsPerQuestion = (usual[habit] ?? 22) * Math.exp(normal(random) * 0.2)
	const nextDuration = () => secondsPerQuestion * Math.exp(normal(random) * 0.5)
	return {
		seconds: (answers.size + 25) * secondsPerQuestion,
		minutesBetween: habit === 'makes-up' ? 1 + random.next() * 5 : 8 + random.next() * 22,
		nextDuration,
	}
}

/** Simulates working days: they begin in the morning, not on Fridays, and end when enough is done. */
class Workday {
	readonly #random: SeededRandom
	#time = Date.UTC(2026, 0, 5, 3, 30)
	#done = 0

	constructor(random: SeededRandom) {
		this.#random = random
		this.#time += random.below(60) * minute
	}
	interview(habit: Habit, { seconds, minutesBetween }: Making) {
		if (this.#done === perDay || (habit === 'slow' && this.#done === perDay - 1)) this.#nextDay(habit)
		const startedAt = this.#time
		const finishedAt = startedAt + seconds * 1000
		this.#time = finishedAt + minutesBetween * minute
		this.#done++
		return { startedAt, finishedAt }
	}
	#nextDay(habit: Habit) {
		const day = Math.floor(this.#time / 86_400_000) + 1
		const isFriday = new Date(day * 86_400_000).getUTCDay() === 5
		const begin = habit === 'long-days' ? 100 : 210
		this.#time = (day + (isFriday ? 1 : 0)) * 86_400_000 + (begin + this.#random.below(60)) * minute
		this.#done = 0
	}
}

/** Simulates the location: `gps` and its distance from the cluster centre; null if the phone found none. */
function placeOf(
	habit: Habit,
	cluster: Cluster,
	count: number,
	random: SeededRandom,
): readonly (readonly [string, Answer])[] | null {
	if (random.chance(habit === 'mountains' ? 0.25 : 0.02)) return null
	const spread = habit === 'one-compound' && count % 5 < 2 ? 12 : cluster.isUrban ? 160 : 550
	const isHome = habit === 'from-home' && random.chance(0.85)
	const [metresNorth, metresEast] = isHome
		? [9000 + normal(random) * 4, 4000 + normal(random) * 4]
		: [normal(random) * spread + (cluster.isOff ? 2600 : 0), normal(random) * spread]
	// at home it is always the same house, whatever the cluster
	const from = isHome ? { north: 25, east: 62 } : cluster
	const north = from.north + metresNorth / metresOfDegree
	const east = from.east + metresEast / metresOfDegree / Math.cos((from.north * Math.PI) / 180)
	const accuracy = habit === 'mountains' ? 30 + random.below(160) : 4 + random.below(26)
	const away = Math.hypot(north - cluster.north, (east - cluster.east) * 0.9) * metresOfDegree
	return [
		['gps', `${north.toFixed(6)} ${east.toFixed(6)} 0 ${accuracy}`],
		['centre', `${cluster.north.toFixed(6)} ${cluster.east.toFixed(6)}`],
		['gps_distance', Math.round(away)],
		...(accuracy > 100 ? ([['gps_reason', 'mountains']] as const) : []),
	]
}

function auditOf(answers: ReadonlyMap<string, Answer>, { nextDuration, seconds }: Making): string {
	const questions = new Map(
		[...answers.keys()]
			.filter((path) => isSubstantive(path.slice(path.lastIndexOf('/') + 1)))
			.map((path) => [path, { ms: Math.round(nextDuration() * 1000), changes: 1, visits: 1 }]),
	)
	return serializeFormAudit({ ms: Math.round(seconds * 1000), pauses: 0, questions })
}

/** Returns the interviews as the server extracts them. `liken`: finds the most similar earlier interview. */
export function seenPlanted(
	enumerators: readonly PlantedEnumerator[],
	paths: readonly string[],
	liken: (packed: PackedAnswers, record: string) => Similarity | null,
): Map<string, FinishedInterview[]> {
	const districts = new Map<string, FinishedInterview[]>()
	for (const { code, district, interviews } of enumerators)
		for (const [i, { answers, startedAt, finishedAt }] of interviews.entries()) {
			const { facts, packed } = householdFacts(answers, paths)
			const record = `${code} ${i}`
			const cluster = String([...answers].find(([path]) => path.endsWith('/cluster_id'))?.[1])
			const own = districts.get(district) ?? []
			districts.set(district, own)
			own.push({
				...facts,
				record,
				packed,
				cluster,
				person: code,
				formVersion: 1,
				startedAt,
				finishedAt,
				clockErrorMs: 0,
				similarity: liken(packed, record),
			})
		}
	return districts
}
