import { answerAtRandom, type RandomAnswersOptions } from '#shared/exercise/random-answers'
import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { FormSession } from '#shared/forms/form-session'
import type { Point } from '#shared/kernel/geodesy'
import { randomId } from '#shared/kernel/ids'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { coverageForms, helplineForm, materialForm } from '#shared/study/record-attributes'
import type { District } from '#shared/study/study'
import { clusterOf } from './draw-sample.ts'
import { generateCall } from './generate-calls.ts'
import { generateKnowledge } from './generate-knowledge.ts'
import { generateMaterialEntry } from './generate-material.ts'
import { generatedRecording } from './generated-media.ts'
import {
	formatPoint,
	householdsOfCluster,
	locateCluster,
	locateHousehold,
	locateOutside,
} from './household-locations.ts'

export interface GeneratedRecordInput {
	readonly round: string
	readonly district: District
	/** Username of the enumerator. */
	readonly person: string
	/** Index of the record within its district and form; the household number derives from it. */
	readonly i: number
	readonly random: SeededRandom
	readonly now: number
	readonly offsetMinutes: number
	/** A location in the district; null if the list of districts has none. */
	readonly districtLocation: Point | null
	/** True if the location is that of one house, whatever the household. */
	readonly isAtOneHouse: boolean
	/** True if most people of the district give the same answers, as in a remote place. */
	readonly isAlike: boolean
	/** Id of the record if it has a photo or a recording where its form asks for one; null if it has none. */
	readonly withMedia: string | null
}

/** Generates the final answers of a record that satisfies the form's own constraints. */
export function generateAnswers(form: CompiledForm, made: GeneratedRecordInput): ReadonlyMap<string, Answer> {
	const { random, now, offsetMinutes } = made
	const { centre } = clusterLocationOf(made)
	const session = new FormSession(form, {
		answers: new Map(),
		isNew: true,
		presets: {
			round: made.round,
			district: made.district.code,
			districts: made.district.code,
			person: made.person,
			...(centre ? { centre: formatPoint(centre) } : {}),
		},
		context: {
			now: () => now,
			offsetMinutes,
			random: random.next,
			uuid: () => randomId(random.bytes),
			language: 'en',
		},
	})
	answerAtRandom(session, {
		random,
		...(made.isAlike ? { prefer: preferUsual(random) } : {}),
		...plausible(form.definition.id, made),
	})
	return session.finalAnswers()
}

/** Share of the answers that are the usual one where people resemble each other. */
const usualShare = 0.85

/** Prefers “no”, and in each scale a choice of its own: the same one in all would be a hurried enumerator's. */
function preferUsual(random: SeededRandom): NonNullable<RandomAnswersOptions['prefer']> {
	return ({ name }, choices) => {
		const usual = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
		if (!random.chance(usualShare)) return undefined
		return choices.find((choice) => choice.name === 'no') ?? choices[usual % choices.length]
	}
}

const clusterLocationOf = ({ districtLocation, i }: GeneratedRecordInput) =>
	locateCluster(districtLocation, Math.floor(i / householdsOfCluster))

/** Returns the location that a phone measures where it is, some metres off; null without the district's. */
function measuredLocation(made: GeneratedRecordInput): string | null {
	const point = made.isAtOneHouse
		? made.districtLocation && locateOutside(made.districtLocation)
		: locateHousehold(clusterLocationOf(made), made.i % householdsOfCluster)
	if (!point) return null
	const [accuracy, degrees] = [4 + made.random.below(21), 0.0001]
	const near = (of: number) => of + (made.random.next() - 0.5) * degrees
	const measured = { latitude: near(point.latitude), longitude: near(point.longitude) }
	return `${formatPoint(measured)} 0 ${accuracy}`
}

/** Language that most people speak, by the first letters of a district's code. */
const languages: Readonly<Record<string, string>> = {
	PK1: 'phr',
	PK2: 'bal',
	PK3: 'scl',
	PK5: 'ps',
	PK6: 'pa',
	PK7: 'sd',
}

function plausible(formId: string, made: GeneratedRecordInput): Omit<RandomAnswersOptions, 'random'> {
	const { district, i, random, withMedia } = made
	const cluster = clusterOf(district.code, i)
	if (formId === coverageForms.household) {
		const refuses = random.chance(0.06)
		const adults = 1 + random.below(3)
		const assigned = i % 2 === 0 ? 'male' : 'female'
		const homeLanguage = languages[district.code.slice(0, 3)] ?? 'ur'
		const gps = measuredLocation(made)
		// A few report another gender than their line is sampled for, or refuse to answer.
		const gender = () => (random.chance(0.99) ? assigned : random.pick(['transgender', 'ref', 'ref']))
		return {
			rows: { members: adults },
			given: {
				cluster_id: cluster,
				hh_no: String(1 + i),
				line_no: String(1 + i),
				hh_size: String(adults + random.below(6)),
				n_adults: String(adults),
				is_reserve: 'no',
				area: clusterLocationOf(made).area,
				...(gps === null ? {} : { gps }),
				visit_no: '1',
				contact: refuses ? 'refused' : 'contacted',
				sel_avail: 'now',
				privacy: 'alone',
				consent: 'yes',
				lang_home: homeLanguage,
				int_lang: random.chance(0.85) ? homeLanguage : 'ur',
				gender,
				m_gender: gender,
				recontact_phone: null,
				int_comment: null,
				law_name: null,
				...generateKnowledge(made.round, random),
				result: refuses ? 'refused' : 'complete',
			},
		}
	}
	if (formId === helplineForm) return generateCall(made)
	if (formId === materialForm) return generateMaterialEntry(made)
	const notes = 'Made-up notes for the demonstration: the group talked about agents, papers and where to ask.'
	if (formId === coverageForms.focusGroup)
		return {
			rows: { notes: 7, turns: 12 },
			given: {
				fgd_no: String(i + 1),
				fgd_group: i === 0 ? 'men' : 'women',
				notetaker: 'demo-notes',
				age_min: '19',
				age_max: '61',
				n_here: '8',
				p_consent: 'yes',
				pseudonym: null,
				consent_all: 'yes',
				...generateTalk(random, i === 0 ? withMedia : null),
				n_text: notes,
				n_quote: null,
				n_theme: () => random.pick(['heard', 'causes', 'vulner', 'actors', 'law', 'help', 'trust', 'media']),
				start_time: '10:00',
				end_time: '11:20',
				incident: 'no',
				ended: 'complete',
			},
		}
	const noteAnswers = Object.fromEntries(
		[
			'q_forms',
			'q_groups',
			'q_change',
			'q_awareness',
			'q_law',
			'q_referral',
			'q_helpline',
			'q_campaign',
			'q_advice',
		].map((name) => [name, notes]),
	)
	return {
		rows: { turns: 9 },
		given: {
			consent: 'yes',
			mode: 'face to face',
			district: district.code,
			ended: 'complete',
			...generateTalk(random, i === 0 ? withMedia : null),
			...noteAnswers,
		},
	}
}

/** Invented statements. */
const sampleUtterances = [
	'Made up: people trust an agent whom a cousin knows.',
	'Made up: nobody here has read what the law says.',
	'Made up: the papers cost more than the whole journey.',
	'Made up: young men go because there is no work.',
	'Made up: who would call, when the police know the agent?',
	'Made up: we heard of 1991 on the radio.',
	'Made up: women are not told where the work is.',
]

/** Themes that a note-taker might tick; repeated ones are more frequent. */
const sampleThemes = [
	...['causes', 'causes', 'actors', 'actors', 'actors', 'vulner', 'heard', 'help', 'trust', 'media', 'law'],
	...['gender', 'ideas'],
]

/**
 * Generates the turns of a discussion, each some seconds after the one before. `recorded`: id of its record, if
 * there is a recording, which is short.
 */
function generateTalk(random: SeededRandom, recorded: string | null): RandomAnswersOptions['given'] {
	let at = 0
	const seconds = recorded === null ? 40 : 2
	return {
		began: '2025-11-20T10:00:00.000+05:00',
		consent_audio: recorded === null ? 'no' : 'yes',
		audio: recorded === null ? null : generatedRecording(recorded),
		t_at() {
			at += seconds
			return String(at)
		},
		t_note: () => random.pick(sampleUtterances),
		t_themes: () => (random.chance(0.4) ? random.pick(sampleThemes) : null),
		t_part: null,
		t_second: null,
	}
}
