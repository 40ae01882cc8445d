import { describe, expect, test } from 'vitest'
import { answerAtRandom } from '#shared/exercise/random-answers'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { nodesOf } from '#shared/forms/form-nodes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { recordFacts } from '#shared/study/record-attributes'
import { type Scenario, scenario, testSurroundings } from '#shared/testing/scenario'
import { loadInstrument, presets } from '../../../tests/helpers/instruments.ts'

const choicesOf = (file: string, list: string) =>
	(loadInstrument(file).choices[list] ?? []).map(({ name }) => name)
const filled = (
	file: string,
	given: Readonly<Record<string, string | null>>,
	seed = 1,
	lead = 'Sana 0300',
): Scenario => {
	const form = scenario(loadInstrument(file), { presets: { ...presets, lead } })
	answerAtRandom(form.session, { random: seededRandom(seed), given })
	return form
}
/** Names of the questions that are asked, without notes and calculations. */
const relevantQuestions = (form: Scenario): string[] =>
	form.session.questionPaths().flatMap((path) => {
		const { part } = form.session.nodeAt(path)
		const isQuestion = part.kind === 'question' && part.type !== 'note' && part.type !== 'calculate'
		return isQuestion && form.session.isRelevant(path) ? [part.name] : []
	})

describe('the material log', () => {
	const materials = choicesOf('material', 'material')
	test.each(materials)('an entry about %s can be completed, whatever the outcome', (material) => {
		for (const entry_type of choicesOf('material', 'mat_status'))
			for (const seed of [1, 2, 3]) {
				const form = filled('material', { material, entry_type, url: 'https://fia.gov.pk/1' }, seed)
				const left = form.session.violations().map(({ path }) => path)
				// made-up answers have no picture
				const isPictured = material === 'streamer' && entry_type === 'placed'
				expect(left, entry_type).toEqual(isPictured ? [form.path('photo')] : [])
			}
	})
	test('asks for the quantity of each material, and not at a site that refused', () => {
		const of = (material: string, entry_type = 'placed') =>
			relevantQuestions(filled('material', { material, entry_type }))
		expect(of('streamer')).toEqual(
			expect.arrayContaining(['item_ref', 'gps', 'photo', 'qty', 'shows_numbers']),
		)
		expect(of('sms')).toEqual(
			expect.arrayContaining(['reach_m', 'reach_f', 'reach_t', 'reach_u', 'air_lang']),
		)
		expect(of('sms')).not.toEqual(expect.arrayContaining(['gps']))
		expect(of('radio')).toEqual(expect.arrayContaining(['station', 'air_times']))
		expect(of('social')).toEqual(expect.arrayContaining(['url', 'reach_u']))
		expect(of('session')).toEqual(expect.arrayContaining(['audience', 'place', 'reach_t']))
		const counted = /^(qty|photo|reach_|air_|audience|receiver)/
		for (const material of materials)
			expect(of(material, 'refused').filter((name) => counted.test(name))).toEqual([])
	})
	test('has its limits: 20 streamers, 20000 brochures, no future date, a valid link', () => {
		const form = filled('material', { material: 'streamer', entry_type: 'placed' })
		const refuses = (name: string, typed: string) => {
			form.answer(name, typed)
			return form.violation(name) === 'constraint'
		}
		expect([refuses('qty', '20'), refuses('qty', '21'), refuses('qty', '0')]).toEqual([false, true, true])
		expect(refuses('date', '2026-01-16')).toBe(true)
		expect(refuses('date', '2026-01-15')).toBe(false)
		form.answer('material', 'brochure')
		expect([refuses('qty', '20000'), refuses('qty', '20001')]).toEqual([false, true])
		form.answer('material', 'social')
		expect([refuses('url', 'www.fia.gov.pk'), refuses('url', 'https://fia.gov.pk/a')]).toEqual([true, false])
	})
	test('asks for a reason without an exact location, and only where a location is asked', () => {
		const form = filled('material', { material: 'streamer', entry_type: 'verified', gps: null })
		expect(form.isRelevant('gps_reason')).toBe(true)
		form.answer('gps', '30.05 70.63 0 12')
		expect(form.isRelevant('gps_reason')).toBe(false)
		form.answer('material', 'radio')
		form.answer('gps', '')
		expect(form.isRelevant('gps_reason')).toBe(false)
	})
	test('is listed with its material, location and date', () => {
		const form = filled('material', { material: 'streamer', entry_type: 'verified', site_name: 'Bus stand' })
		const answers = form.session.finalAnswers()
		expect(evaluateRecord(form.session.form, answers, 0).name).toMatch(
			/^Streamer \/ Bus stand \/ \d{4}-\d\d-\d\d$/,
		)
		expect(recordFacts('material', answers)).toMatchObject({ district: 'PK607', round: 'endline' })
	})
})

describe('the back-check', () => {
	test('can be completed, whether the respondent was reached and remembers or not', () => {
		for (const reached of choicesOf('back-check', 'yn'))
			for (const was_interviewed of choicesOf('back-check', 'yndk'))
				expect(
					filled('back-check', { reached, was_interviewed, cluster_id: 'PK607-03' }).session.violations(),
				).toEqual([])
	})
	test('identifies the interview by round, cluster, household and line', () => {
		const household = new Set(nodesOf(loadInstrument('household')).map(({ part }) => part.name))
		const names = ['round', 'district', 'cluster_id', 'hh_no', 'line_no']
		expect(names.filter((name) => !household.has(name))).toEqual([])
		const given = { cluster_id: 'PK607-03', hh_no: '12', line_no: '31' }
		const form = filled('back-check', given)
		expect(names.map((name) => form.value(name))).toEqual(['endline', 'PK607', 'PK607-03', 12, 31])
		expect(evaluateRecord(form.session.form, form.session.finalAnswers(), 0).name).toBe('PK607-03 / 12')
		form.answer('cluster_id', 'PK608-03')
		expect(form.violation('cluster_id')).toBe('constraint')
	})
	test('asks nothing of unreached respondents, and never the knowledge questions of the interview', () => {
		const alone = filled('back-check', { reached: 'no', cluster_id: 'PK607-03' })
		expect(relevantQuestions(alone).at(-1)).toBe('reached')
		const taught = nodesOf(loadInstrument('household')).flatMap(({ part, template }) =>
			/^(e|f|g|h|j|l)_/.test(template) ? [part.name] : [],
		)
		expect(taught.length).toBeGreaterThan(30)
		const names = nodesOf(loadInstrument('back-check')).map(({ part }) => part.name.replace(/^bc_/, ''))
		expect(names.filter((name) => taught.includes(name))).toEqual([])
	})
	test('asks compared questions with the same texts and codes as the interview', () => {
		const [survey, again] = [loadInstrument('household'), loadInstrument('back-check')]
		const label = (form: typeof survey, name: string) =>
			nodesOf(form).find(({ part }) => part.name === name)?.part.label
		for (const [one, other] of [
			['edu', 'bc_edu'],
			['hh_size', 'bc_hh_size'],
			['phone', 'bc_phone'],
			['m_radio', 'bc_radio'],
			['age', 'bc_age'],
		] as const)
			expect(label(again, other), other).toEqual(label(survey, one))
		for (const list of ['edu', 'phone', 'freq']) expect(again.choices[list]).toEqual(survey.choices[list])
	})
	test('does not count in coverage', () => {
		const form = filled('back-check', { reached: 'yes', was_interviewed: 'yes', cluster_id: 'PK607-03' })
		expect(recordFacts('back_check', form.session.finalAnswers()).outcome).toBeNull()
	})
})

describe('the call log', () => {
	const end_time = '2026-01-15T10:20'
	const call = (given: Readonly<Record<string, string | null>>, seed = 1) =>
		filled('helpline', { end_time, channel: 'call', ...given }, seed)
	test('is filled in by helpline operators and read by data managers', () => {
		expect(loadInstrument('helpline')).toMatchObject({
			filledBy: ['helpline-operator'],
			readers: ['data-manager'],
		})
	})
	test('can be completed after every kind of call, whatever the outcome', () => {
		for (const channel of choicesOf('helpline', 'channel'))
			for (const category of choicesOf('helpline', 'call_cat'))
				for (const outcome of choicesOf('helpline', 'call_out'))
					expect(
						call({ channel, category, outcome }).session.violations(),
						`${channel} ${category} ${outcome}`,
					).toEqual([])
	})
	test('a missed call and a wrong number take few questions', () => {
		expect(relevantQuestions(call({ channel: 'missed' }))).toEqual([
			'operator',
			'call_time',
			'channel',
			'remark',
		])
		const wrong = relevantQuestions(call({ category: 'wrong' }))
		expect(wrong).toEqual(['operator', 'call_time', 'channel', 'category', 'end_time', 'remark'])
	})
	test('a caller who may be under 18 opens the child protocol, with its contact', () => {
		const form = call({ category: 'information', adult: 'no' })
		for (const adult of choicesOf('helpline', 'yndk')) {
			form.answer('adult', adult)
			expect(form.isRelevant('child'), adult).toBe(adult !== 'yes')
		}
		expect(form.value('lead')).toBe('Sana 0300')
		form.answer('adult', 'yes')
		expect(form.isRelevant('child')).toBe(false)
		expect(form.isRelevant('child_unnamed')).toBe(false)
	})
	test('without a safeguarding lead, the child protocol says so and refers nobody to the helpline itself', () => {
		const form = filled(
			'helpline',
			{ end_time, channel: 'call', category: 'information', adult: 'no' },
			1,
			'',
		)
		expect([form.isRelevant('child'), form.isRelevant('child_unnamed')]).toEqual([false, true])
	})
	test('asks first whether it is safe to talk where that matters', () => {
		for (const category of choicesOf('helpline', 'call_cat')) {
			const questions = relevantQuestions(call({ category }))
			const isGrave = /trafficking|smuggling|visa/.test(category)
			expect(questions.indexOf('safe_talk'), category).toBe(isGrave ? 4 : -1)
		}
		const form = call({ category: 'visa_fraud', safe_talk: 'no' })
		// it is not safe to talk: only the time of a call-back is still asked
		expect(relevantQuestions(form)).not.toEqual(expect.arrayContaining(['adult']))
		for (const name of ['gender', 'role', 'caller_district', 'lang', 'heard_from'])
			expect(relevantQuestions(form), name).not.toContain(name)
		expect(relevantQuestions(form)).toContain('outcome')
		expect(form.isRelevant('not_safe')).toBe(true)
	})
	test('counts each call under one category: the main one is not a further one', () => {
		const form = call({ category: 'cybercrime' })
		form.answer('category2', 'visa_fraud cybercrime')
		expect(form.violation('category2')).not.toBeNull()
		form.answer('category2', 'visa_fraud')
		expect(form.violation('category2')).toBeNull()
		const offered = form.session.choices(form.path('category2')).map(({ name }) => name)
		expect(offered).not.toContain('cybercrime')
	})
	test('makes no referral without consent, except in immediate danger and with a reason', () => {
		const given = { category: 'human_trafficking', outcome: 'referred', ref_consent: 'no', urgency: 'normal' }
		const form = call(given)
		expect(form.violation('ref_consent')).toBe('constraint')
		form.answer('urgency', 'danger')
		expect(form.violation('ref_consent')).toBeNull()
		form.answer('ref_reason', '')
		expect(form.violation('ref_reason')).toBe('required')
	})
	test('refuses telephone and identity card numbers in any text, in any digits', () => {
		const form = call({ category: 'case_status', outcome: 'callback' })
		for (const name of ['callback_safe', 'case_ref', 'remark'])
			for (const number of [
				'03001234567',
				'call 0300 123-4567 at\nnight',
				'۰۳۰۰۱۲۳۴۵۶۷',
				'٠٣٠٠١٢٣٤٥٦٧',
				'32102-1234567-1',
			]) {
				form.answer(name, number)
				expect(form.violation(name), `${name} ${number}`).toBe('constraint')
			}
		for (const [name, text] of [
			['callback_safe', 'after 6, not on Friday'],
			['case_ref', 'E-1234/2026'],
			['remark', '2 calls on 14.1.2026'],
		] as const) {
			form.answer(name, text)
			expect(form.violation(name), name).toBeNull()
		}
		const names = nodesOf(loadInstrument('helpline')).map(({ part }) => part.name)
		expect(names.filter((name) => /^(name|cnic|phone|tel|number)$/.test(name))).toEqual([])
	})
	test('a call ends after it began, and within two hours', () => {
		const form = call({ category: 'information' })
		for (const [time, wanted] of [
			['2026-01-15T09:59', 'constraint'],
			['2026-01-15T10:00', null],
			['2026-01-15T12:00', null],
			['2026-01-15T12:01', 'constraint'],
		] as const) {
			form.answer('end_time', time)
			expect(form.violation('end_time'), time).toBe(wanted)
		}
		// the call began by a clock with seconds; a typed time has none
		const short = call({ category: 'information' })
		short.answer('call_time', '2026-01-15T09:58:45')
		short.answer('end_time', '2026-01-15T09:58')
		expect(short.violation('end_time')).toBeNull()
		form.answer('call_time', '2026-01-15T10:01')
		expect(form.violation('call_time')).toBe('constraint')
	})
	test('gives each call a stable number of its own, and no district for the operator', () => {
		const form = call({ category: 'information', caller_district: 'PK608' })
		const answers = form.session.finalAnswers()
		expect(form.value('call_no')).toBe('HL-amina-2026-0115-100000')
		const again = scenario(loadInstrument('helpline'), {
			answers,
			isNew: false,
			context: { ...testSurroundings, now: () => Date.UTC(2026, 1, 1) },
		})
		expect(again.value('call_no')).toBe(form.value('call_no'))
		expect(recordFacts('helpline', answers).district).toBeNull()
		const places = form.session.choices(form.path('caller_district')).map(({ name }) => name)
		expect(places).toHaveLength(34)
		expect(places).toEqual(expect.arrayContaining(['PK607', 'elsewhere', 'abroad', 'unknown']))
	})
})
