import type { Answer } from '#shared/forms/answers'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import type { FinishedInterview } from '#shared/quality/checked-interview'
import { householdFacts } from '#shared/quality/household-facts'
import type { PackedAnswers, Similarity } from '#shared/quality/packed-answers'
import { type Conduct, type MadeHousehold, underConduct, usualAnswers } from './cheated-answers.ts'
import { cheatedMaking, type Making } from './cheated-making.ts'
import { answersOf, leaningOf, type NamedAnswers, normal } from './planted-answers.ts'

export interface CheatedInterview {
	/** Answers by path. */
	readonly answers: ReadonlyMap<string, Answer>
	readonly startedAt: number
	readonly finishedAt: number
	/** Order in which the phone saved it, whatever its clock showed. */
	readonly order: number
}
export interface CheatedEnumerator {
	readonly code: string
	readonly district: string
	readonly conduct: Conduct
	readonly interviews: readonly CheatedInterview[]
}
export interface CheatedOptions {
	readonly seed: number
	readonly districts: readonly string[]
	readonly perDistrict?: number
	/** Conduct of each of the four enumerators of a district. */
	readonly conductOf: (district: number, enumerator: number) => Conduct
	/** `shared`: all four work in each cluster; `pairs`: each pair, a man and a woman, has its own clusters. */
	readonly layout?: 'shared' | 'pairs'
	readonly pathOf: (name: string) => string
}

export const perTeam = 4
const perCluster = 15
const [ofPlaces, ofClusters] = [0.45, 0.35]
const languagesOf = ['ur', 'pa', 'ps', 'sd', 'skr', 'bal', 'brh', 'hno']

interface Cluster {
	readonly code: string
	readonly north: number
	readonly east: number
	readonly isUrban: boolean
	readonly isTower: boolean
	readonly knowing: number
	readonly leaning: (name: string, code: string) => number
}
/** Traits of an enumerator: probing and pace differ between honest ones too. */
interface Enumerator {
	readonly conduct: Conduct
	readonly probing: number
	readonly own: MadeHousehold[]
	readonly making: Making
	readonly found: CheatedInterview[]
}

/**
 * Simulates a round in which it is known who cheats and how; neighbours answer alike, and teams share
 * clusters.
 */
export function cheatedRound(options: CheatedOptions): CheatedEnumerator[] {
	const random = seededRandom(options.seed)
	const elsewhere: MadeHousehold[] = []
	return options.districts.flatMap((district, d) => {
		const team = plantDistrict(options, district, d, elsewhere, random)
		elsewhere.push(...(team.find(({ conduct }) => conduct === 'plain')?.own.slice(0, 40) ?? []))
		return team.map(({ conduct, found }, i) => ({
			code: `${district.toLowerCase()}-${'abcd'[i]}`,
			district,
			conduct,
			interviews: found,
		}))
	})
}

function plantDistrict(
	options: CheatedOptions,
	district: string,
	d: number,
	elsewhere: readonly MadeHousehold[],
	random: SeededRandom,
): Enumerator[] {
	const { perDistrict = 300, conductOf, layout = 'shared' } = options
	const conducts = Array.from({ length: perTeam }, (_, i) => conductOf(d, i))
	const isHomogeneous = conducts.includes('homogeneous')
	const leansHere = leaningOf(ofPlaces, random)
	const clusters = Array.from({ length: Math.ceil(perDistrict / perCluster) }, (_, c) =>
		clusterOf({ district, d, c, isHomogeneous, isTowers: conducts.includes('towers') }, leansHere, random),
	)
	const team = conducts.map(
		(conduct): Enumerator => ({
			conduct,
			probing: normal(random) * 0.12,
			own: [],
			found: [],
			making: cheatedMaking(conduct, random),
		}),
	)
	const person = (sex: 'male' | 'female', cluster: Cluster, probing: number) =>
		household(
			sex,
			cluster,
			probing,
			{ isHomogeneous, language: languagesOf[d % languagesOf.length] ?? 'ur' },
			random,
		)
	const usual = usualAnswers(
		Array.from({ length: 60 }, (_, i) => person(i % 2 ? 'female' : 'male', random.pick(clusters), 0).answers),
	)
	for (let i = 0; i < perDistrict; i++) {
		const c = Math.floor(i / perCluster)
		const cluster = clusters[c] as Cluster
		const sex = i % 2 === 0 ? 'male' : 'female'
		const pair = layout === 'shared' ? Math.floor(i / 2) % 2 : c % 2
		const who = (i % 2) * 2 + pair
		const each = team[who] as Enumerator
		const partner = team.find((other) => other !== each && other.conduct === 'collude')
		const honest = person(sex, cluster, each.probing)
		const shaped = underConduct(
			each.conduct,
			honest,
			{ own: each.own, others: partner ? partner.own : elsewhere, usual },
			random,
		)
		each.own.push(shaped)
		const isReplacement = random.chance(
			each.conduct === 'own-replacements' || conducts.includes('replacements') ? 0.3 : 0.06,
		)
		const line = { i, sex, isReplacement, district, cluster, count: each.own.length }
		each.found.push(written(shaped, line, each, options.pathOf))
	}
	return team
}

function clusterOf(
	at: { district: string; d: number; c: number; isHomogeneous: boolean; isTowers: boolean },
	leansHere: (name: string, code: string) => number,
	random: SeededRandom,
): Cluster {
	const { district, d, c, isHomogeneous } = at
	const own = leaningOf(isHomogeneous ? 0.15 : ofClusters, random)
	const isUrban = random.chance(0.35)
	return {
		code: `${district}-${String(c + 1).padStart(2, '0')}`,
		isUrban,
		north: 25 + d * 0.3 + random.next() * 0.25,
		east: 62 + d * 0.3 + random.next() * 0.25,
		isTower: at.isTowers && c % 2 === 0,
		knowing: (isHomogeneous ? -2.4 : 0) + normal(random) * (isHomogeneous ? 0.1 : 0.35),
		leaning: (name, code) => leansHere(name, code) + own(name, code),
	}
}

function household(
	sex: 'male' | 'female',
	cluster: Cluster,
	probing: number,
	{ isHomogeneous, language }: { readonly isHomogeneous: boolean; readonly language: string },
	random: SeededRandom,
): MadeHousehold {
	const { leaning } = cluster
	const answers = answersOf(
		{
			sex,
			leaning,
			probing,
			languages: [language, 'ur'],
			sameness: isHomogeneous ? 2.6 : 1,
			knowing: cluster.knowing + normal(random) * (isHomogeneous ? 0.25 : 0.9),
		},
		random,
	)
	if (isHomogeneous)
		for (const [name, answer] of answers)
			if (/^[kv]_/.test(name) && random.chance(0.9)) answers.set(name, 'dk')
			else if (typeof answer === 'object' && random.chance(0.85)) answers.set(name, ['dk'])
	const ages = [Number(answers.get('age'))]
	for (let n = 1; n < Number(answers.get('n_adults')); n++) ages.push(18 + random.below(60))
	// a third of the respondents round their age, with any enumerator
	const statedAges = ages.map((age) => (random.chance(0.25) ? Math.max(20, Math.round(age / 5) * 5) : age))
	answers.set('age', statedAges[0] ?? 30)
	return { answers, ages: statedAges }
}

interface Line {
	readonly i: number
	readonly sex: string
	readonly isReplacement: boolean
	readonly district: string
	readonly cluster: Cluster
	/** Number of the interview among the enumerator's. */
	readonly count: number
}

function written(
	{ answers: answersByName, ages }: MadeHousehold,
	{ i, sex, isReplacement, district, cluster, count }: Line,
	{ making }: Enumerator,
	pathOf: (name: string) => string,
): CheatedInterview {
	const { startedAt, finishedAt, order, audit, visits, place, recontact, language } = making.interview(
		answersByName,
		cluster,
		count,
		pathOf,
	)
	const named: NamedAnswers = new Map<string, Answer>([
		...answersByName,
		...Object.entries({
			round: 'endline',
			district,
			cluster_id: cluster.code,
			line_no: i + 1,
			area: cluster.isUrban ? 'urban' : 'rural',
			hh_no: isReplacement ? 400 + i : i + 1,
			is_reserve: isReplacement ? 'yes' : 'no',
			assigned_sex: sex,
			contact: 'contacted',
			sel_avail: 'now',
			privacy: 'alone',
			consent: 'yes',
			define_read: 'OK',
			result: 'complete',
			card_given: 'yes',
			ref_offered: 'yes',
			present: ['nobody'],
			interrupt: 'none',
			comprehension: 'good',
			consent_recontact: recontact ? 'yes' : 'no',
			visit_no: visits.length,
			visits: visits.join('; '),
			int_lang: language ?? String(answersByName.get('lang_home')),
			start: toIso(startedAt),
			consent_time: toIso(startedAt),
		}),
		...(isReplacement ? ([['replaced_hh_no', i + 1]] as const) : []),
		...(place ?? ([['gps_reason', 'no signal in the valley']] as const)),
	])
	const answers = new Map([...named].map(([name, answer]) => [pathOf(name), answer]))
	for (const [row, age] of ages.entries()) {
		const path = `${pathOf('members')}/@m${row}`
		answers.set(path, row + 1)
		answers.set(`${path}/m_gender`, sex)
		answers.set(`${path}/m_age`, age)
	}
	answers.set(pathOf('audit'), audit)
	return { answers, startedAt, finishedAt, order }
}
const toIso = (time: number): string => new Date(time).toISOString()

/** Returns the interviews as the server extracts them. `liken`: finds the most similar earlier interview. */
export function seenCheated(
	enumerators: readonly CheatedEnumerator[],
	paths: readonly string[],
	liken: (packed: PackedAnswers, record: string) => Similarity | null,
): Map<string, FinishedInterview[]> {
	const districts = new Map<string, FinishedInterview[]>()
	for (const { code, district, interviews } of enumerators)
		for (const [i, { answers, startedAt, finishedAt, order }] of interviews.entries()) {
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
				saved: { device: code, n: order, clockAt: finishedAt },
				similarity: liken(packed, record),
			})
		}
	return districts
}
