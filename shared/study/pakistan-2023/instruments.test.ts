import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerAtRandom } from '#shared/exercise/random-answers'
import { planTables } from '#shared/export/table-plan'
import { nodesOf } from '#shared/forms/form-nodes'
import {
	closedPages,
	isNodeShown,
	listRelevantPages,
	listShownParts,
	openQuestions,
	pagesOf,
} from '#shared/forms/pages'
import { seededRandom } from '#shared/kernel/seeded-random'
import { recordFacts } from '#shared/study/record-attributes'
import { type Scenario, scenario, testSurroundings } from '#shared/testing/scenario'
import { describeProblem } from '#shared/xlsform/import-problems'
import { importInstrument, loadInstrument as load, presets } from '../../../tests/helpers/instruments.ts'

describe.each(['household', 'focus-group', 'key-informant'])('the consent of %s', (file) => {
	test('without consent only the outcome is asked', () => {
		const definition = load(file)
		for (const answer of ['', 'no']) {
			const form = scenario(definition, { presets })
			if (file === 'household') {
				form.answer('contact', 'contacted')
				form.answer('n_adults', '1')
				form.addRow('members')
				form.answer('sel_avail', 'now')
			}
			for (const [name, typed] of Object.entries({
				contact: 'contacted',
				privacy: 'alone',
				consent_all: answer,
				consent: answer,
				heard_tip: 'no',
				heard_som: 'no',
				define_read: 'OK',
				consent_audio: 'yes',
			})) {
				const node = form.session.form.nodes.find(
					({ part }) => part.kind === 'question' && part.name === name,
				)
				if (node) form.session.type(node.template, typed)
			}
			const ask = form.session.form.consent?.ask
			const questionNames = form.session
				.questionPaths()
				.map((path) => form.session.nodeAt(path))
				.filter(({ index, part }) => index > (ask?.index ?? 0) && part.label && part.kind === 'question')
				.filter(({ part }) => part.kind === 'question' && part.type !== 'calculate')
				.map(({ part }) => part.name)
			expect(questionNames).toEqual(
				file !== 'household' ? ['ended'] : answer === 'no' ? ['refuse_why', 'result'] : ['result'],
			)
		}
	})
	test('records how consent was asked, and deletes answers when the respondent wants that', () => {
		const definition = load(file)
		const form = scenario(definition, { presets, context: { ...testSurroundings, formVersion: 4 } })
		answerAtRandom(form.session, {
			random: seededRandom(3),
			rows: { members: 2, notes: 8 },
			given: {
				contact: 'contacted',
				n_adults: '2',
				sel_avail: 'now',
				privacy: 'alone',
				consent: 'yes',
				consent_all: 'yes',
				result: 'partial',
				ended: 'stopped',
				stop_wish: 'keep',
			},
		})
		const answersBefore = form.session.finalAnswers()
		const consentMetadata = ['consent_time', 'consent_language', 'consent_version'].map((name) =>
			form.value(name),
		)
		const consentText = { 'key-informant': 2, household: 2, 'focus-group': 3 }[file]
		expect(consentMetadata).toEqual(['2026-01-15T10:00:00.000+05:00', 'en', `${consentText} (form 4)`])
		form.answer('stop_wish', 'delete')
		const left = [...form.session.finalAnswers().keys()]
		expect(left.length).toBeLessThan(answersBefore.size - 5)
		expect(left.filter((path) => /gps$|[/_]age$|gender|talk|phone|heard|audio/.test(path))).toEqual([])
		expect(left).toEqual(expect.arrayContaining([form.path('consent_time'), form.path('stop_wish')]))
	})
})
const files = readdirSync(new URL('.', import.meta.url)).flatMap((file) => /^(.+)\.md$/.exec(file)?.[1] ?? [])
describe.each(files)('%s', (file) => {
	test('imports without errors or warnings', () => {
		expect(importInstrument(file).problems.map(describeProblem)).toEqual([])
	})
	test('has a label in both languages for every visible question and every choice', () => {
		const definition = load(file)
		const bare = nodesOf(definition)
			.filter((node) => node.part.kind === 'question' && isNodeShown(node))
			.filter(({ part }) => !part.label?.en || !part.label.ur)
		expect(bare.map(({ template }) => template)).toEqual([])
		for (const choices of Object.values(definition.choices))
			expect(choices.filter(({ label }) => !label.en || !label.ur)).toEqual([])
	})
	test('names the two crimes in Urdu by the words of the campaign, never by a loan word or half a name', () => {
		const definition = load(file)
		const texts = [
			...nodesOf(definition).flatMap(({ part }) => [
				part.label?.ur,
				...(part.kind === 'question' ? [part.hint?.ur, part.constraintMessage?.ur] : []),
			]),
			...Object.values(definition.choices).flatMap((choices) => choices.map(({ label }) => label.ur)),
		].flatMap((text) => (text ? [text] : []))
		// the titles of the Acts and of the authority's circle, and the smuggling of goods, keep their
		// established spelling
		const titles =
			/پریوینشن آف (ٹریفکنگ ان پرسنز|اسمگلنگ آف مائیگرنٹس) ایکٹ|اینٹی ہیومن ٹریفکنگ سرکل|سامان کی اسمگلنگ/g
		const isLoan = (text: string) =>
			/ٹریفک|(?<!ا)سمگل|(?<!تارکینِ وطن کی )اسمگلنگ|(?<!انسانی )تجارت/.test(text.replace(titles, ''))
		expect(texts.filter(isLoan)).toEqual([])
	})
	test('can be completed', () => {
		const form = scenario(load(file), { presets })
		answerAtRandom(form.session, {
			random: seededRandom(7),
			rows: { members: 3, notes: 8, structures: 4, turns: 5 },
			given: {
				s_type: 'single',
				// made-up answers have no picture
				entry_type: 'verified',
				cluster_id: 'PK607-03',
				contact: 'contacted',
				line_no: '12',
				hh_size: '6',
				n_adults: '3',
				m_age: '40',
				sel_avail: 'now',
				privacy: 'alone',
				consent: 'yes',
				recontact_phone: '03001234567',
				result: 'complete',
				consent_all: 'yes',
				n_text: 'The group spoke about agents for a long while.',
				notetaker: 'bilal',
				age_min: '19',
				age_max: '60',
				start_time: '10:00',
				end_time: file === 'helpline' ? '2026-01-15T10:20' : '11:00',
				fgd_no: '1',
				n_here: '8',
				p_consent: 'yes',
				talk_scan: '65 K7MPQ4 8 Gul Noor Sana - Mina Hina Rabia Zoya',
			},
		})
		// a random draw may not cover six themes
		expect(form.session.violations().filter(({ path }) => !path.endsWith('n_themes'))).toEqual([])
		// a calculation from a missing answer is empty, and not NaN
		const answers = form.session.questionPaths().map((path) => `${path}: ${form.session.answerAt(path)}`)
		expect(answers.filter((each) => /: .*NaN/.test(each))).toEqual([])
	})
})

describe('household survey', () => {
	const definition = load('household')
	test('asks for a telephone number that is sealed to identifiers, is in no file, and is kept for 30 days', () => {
		const phoneQuestion = nodesOf(definition).find(({ part }) => part.name === 'recontact_phone')?.part
		expect(phoneQuestion).toMatchObject({ sealedTo: 'identifiers', personal: true, keep: { arrived: 30 } })
	})
	const atTheDoor = (): Scenario => {
		const form = scenario(definition, { presets })
		form.answer('cluster_id', 'PK607-03')
		form.answer('area', 'rural')
		form.answer('line_no', '12')
		form.answer('hh_no', '12')
		form.answer('is_reserve', 'no')
		form.answer('visit_no', '1')
		return form
	}
	/** An interview with three adults, the selected one in private, consent given. */
	const interview = (): Scenario => {
		const form = atTheDoor()
		form.answer('contact', 'contacted')
		form.answer('hh_size', '5')
		form.answer('n_adults', '3')
		for (const [name, age] of [
			['Amina', '61'],
			['Bano', '34'],
			['Chand', '19'],
		] as const) {
			const row = form.addRow('members')
			form.answer(`${row}/m_label`, name)
			form.answer(`${row}/m_gender`, 'female')
			form.answer(`${row}/m_age`, age)
		}
		form.answer('sel_avail', 'now')
		form.answer('privacy', 'alone')
		form.answer('consent', 'yes')
		return form
	}

	test('sex comes from the sample line, the random number from the household; neither can be typed', () => {
		const form = atTheDoor()
		expect(form.value('assigned_sex')).toBe('female')
		expect(form.session.isReadOnly(form.path('r_sel'))).toBe(true)
		const draw = Number(form.value('r_sel'))
		expect(draw).toBeGreaterThanOrEqual(0)
		expect(draw).toBeLessThan(1)
		form.answer('line_no', '13')
		expect(form.value('assigned_sex')).toBe('male')
		form.answer('hh_no', '13')
		expect(form.value('r_sel')).not.toBe(draw)
		form.answer('hh_no', '12')
		expect(form.value('r_sel')).toBe(draw)
	})
	test('started from a sample line, the household, line and random number are set and read-only', () => {
		const form = scenario(definition, {
			presets: {
				...presets,
				// a user of two districts
				...{
					sampled: 'yes',
					district: 'PK608',
					cluster: 'PK608-03',
					area: 'rural',
					line: '12',
					household: '40',
				},
				reserve: 'yes',
				replaced: '20',
				selection: '0.875',
			},
		})
		for (const [name, value] of [
			['district', 'PK608'],
			['cluster_id', 'PK608-03'],
			['area', 'rural'],
			['line_no', 12],
			['hh_no', 40],
			['is_reserve', 'yes'],
			['replaced_hh_no', 20],
		] as const) {
			expect(form.value(name), name).toBe(value)
			expect(form.session.isReadOnly(form.path(name)), name).toBe(true)
			expect(form.violation(name), name).toBeNull()
		}
		expect(form.value('r_sel')).toBe(0.875)
		expect(form.value('assigned_sex')).toBe('female')
	})
	test('asks how many women or men live there, in whole sentences of either language, also when the language is switched', () => {
		const form = atTheDoor()
		const path = form.path('n_adults')
		const ask = (language: string) =>
			form.session.text(path, form.session.nodeAt(path).part.label, language).replace(/[\u2068\u2069]/g, '')
		expect(ask('en')).toBe('How many women aged 18 or over live here?')
		expect(ask('ur')).toBe('اس گھرانے میں 18 سال یا اس سے بڑی عمر کی کتنی عورتیں رہتی ہیں؟')
		form.answer('line_no', '13')
		expect(ask('en')).toBe('How many men aged 18 or over live here?')
		expect(ask('ur')).toBe('اس گھرانے میں 18 سال یا اس سے بڑی عمر کے کتنے مرد رہتے ہیں؟')
	})
	test('each visit is listed once with its number, time and outcome', () => {
		const form = atTheDoor()
		form.answer('contact', 'nobody')
		form.answer('visit_no', '2')
		expect(form.value('visits')).toBe('1 2026-01-15T10:00 nobody; 2 2026-01-15T10:00 nobody')
		form.answer('contact', 'refused')
		form.answer('contact', '')
		form.answer('contact', 'contacted')
		expect(form.value('visits')).toBe('1 2026-01-15T10:00 nobody; 2 2026-01-15T10:00 contacted')
		form.answer('visit_no', '3')
		form.answer('contact', 'nobody')
		expect(form.value('visits')).toMatch(/^1 \S+ nobody; 2 \S+ contacted; 3 \S+ nobody$/)
	})
	test('a household can be returned only by an enumerator who knows a person there', () => {
		const form = atTheDoor()
		form.answer('contact', 'known')
		form.answer('result', 'refused')
		expect(form.violation('result')).toBe('not-offered')
		form.answer('result', 'handed_back')
		expect(form.violation('result')).toBeNull()
		form.answer('contact', 'vacant')
		expect(form.violation('result')).toBe('not-offered')
	})
	test('a number edited after consent changes no draw, now or when reopened', () => {
		const form = interview()
		const drawn = ['assigned_sex', 'r_sel', 'sel_line', 'sel_name', 'order_es', 'order_f', 'order_j']
		const before = drawn.map((name) => form.value(name))
		form.answer('hh_no', '13')
		form.answer('line_no', '13')
		expect(drawn.map((name) => form.value(name))).toEqual(before)
		const again = scenario(definition, { answers: form.session.finalAnswers(), isNew: false })
		expect(again.value('r_sel')).toBe(form.value('r_sel'))
		expect(again.value('sel_line')).toBe(form.value('sel_line'))
	})
	test('the list of adults must have the stated length, oldest first', () => {
		const form = interview()
		expect(form.violation('n_eligible')).toBeNull()
		form.answer('n_adults', '4')
		expect(form.violation('n_eligible')).toBe('constraint')
		const row = form.addRow('members')
		form.answer(`${row}/m_age`, '18')
		expect(form.violation('n_eligible')).toBeNull()
		expect(form.session.hasWarning(`${row}/m_age`)).toBe(false)
		form.answer(`${row}/m_age`, '20')
		expect(form.session.hasWarning(`${row}/m_age`)).toBe(true)
	})
	test('a second draw for the same household gives the same person', () => {
		const [first, second] = [interview(), interview()]
		expect(first.value('sel_line')).toBe(second.value('sel_line'))
		const names = ['Amina', 'Bano', 'Chand']
		expect(first.value('sel_name')).toBe(names[Number(first.value('sel_line')) - 1])
	})
	test('over many households every line of three is drawn about equally often', () => {
		const drawn = [0, 0, 0]
		const form = interview()
		form.answer('consent', '')
		for (let household = 1; household <= 900; household++) {
			form.answer('hh_no', String(household))
			const line = Number(form.value('sel_line'))
			drawn[line - 1] = (drawn[line - 1] ?? 0) + 1
		}
		for (const times of drawn) expect(times).toBeGreaterThan(240)
	})
	test('nothing of the interview is asked before privacy and consent', () => {
		const form = interview()
		expect(form.isRelevant('age')).toBe(true)
		form.answer('privacy', 'adult')
		expect(form.isRelevant('consent')).toBe(false)
		expect(form.isRelevant('age')).toBe(false)
	})
	test('the first names never leave the phone', () => {
		const form = interview()
		const phoneOnly = nodesOf(definition).filter(({ part }) => part.kind === 'question' && part.onPhoneOnly)
		expect(phoneOnly.map(({ part }) => part.name)).toEqual(['m_label', 'sel_name'])
		expect(form.session.isRelevant(form.path('sel_show'))).toBe(true)
	})
	test('an edited completed interview does not ask for the names again', () => {
		const form = interview()
		const answers = new Map([...form.session.finalAnswers()].filter(([path]) => !path.endsWith('/m_label')))
		const reopened = scenario(definition, { answers, isNew: false, wasFinished: true })
		expect(reopened.session.violations().some(({ path }) => path.endsWith('/m_label'))).toBe(false)
		const again = scenario(definition, { answers, isNew: false })
		expect(again.session.violations().some(({ path }) => path.endsWith('/m_label'))).toBe(true)
	})
	test('the two headline questions come in the order drawn for the household, and the order is stored', () => {
		const form = interview()
		const page = pagesOf(form.session.form).find(({ parts }) =>
			parts.some(({ part }) => part.name === 'heard_tip'),
		)
		if (!page) throw new Error('the page is missing')
		const orders = new Set<string>()
		for (let household = 1; household <= 40; household++) {
			form.answer('consent', '')
			form.answer('hh_no', String(household))
			form.answer('consent', 'yes')
			const shown = listShownParts(page, form.session).map(({ part }) => part.name)
			expect(shown[0]).toBe(form.value('order_es') === 'tip_first' ? 'heard_tip' : 'heard_som')
			orders.add(shown.join(' '))
		}
		expect(orders.size).toBe(2)
	})
	test('the definitions open when all before them is answered; once read, they and the questions before are locked', () => {
		const form = interview()
		const pages = pagesOf(form.session.form)
		expect(form.isRelevant('define_read')).toBe(false)
		expect(form.isRelevant('k_consent')).toBe(false)
		form.answer('heard_tip', 'yes')
		form.answer('heard_som', 'no')
		form.answer('src_heard', 'tv')
		expect(form.isRelevant('define_read')).toBe(false)
		form.answer('def_tip', 'means')
		expect(form.isRelevant('define_read')).toBe(true)
		expect(closedPages(pages, form.session).size).toBe(0)
		form.answer('define_read', 'OK')
		expect(form.session.isReadOnly(form.path('define_read'))).toBe(true)
		expect(form.isRelevant('k_consent')).toBe(true)
		const closed = [...closedPages(pages, form.session)].flatMap(({ parts }) =>
			parts.map(({ part }) => part.name),
		)
		expect(closed).toContain('heard_tip')
		expect(closed).not.toContain('age')
		expect(closed).not.toContain('define_read')
		// a question on a closed page is not offered, even if it was left empty
		const open = openQuestions(pages, form.session).map(({ path }) => path)
		expect(open).toContain(form.path('k_consent'))
		expect(open).not.toContain(form.path('heard_tip'))
	})
	test('"don’t know" excludes other choices', () => {
		const form = interview()
		form.answer('heard_tip', 'yes')
		form.answer('src_heard', 'tv dk')
		expect(form.violation('src_heard')).toBe('constraint')
		form.answer('src_heard', 'dk')
		expect(form.violation('src_heard')).toBeNull()
	})
	test('the result must agree with the visit outcome', () => {
		const form = atTheDoor()
		form.answer('contact', 'refused')
		form.answer('result', 'complete')
		expect(form.violation('result')).toBe('not-offered')
		form.answer('result', 'refused')
		expect(form.session.violations().map(({ path }) => path)).toEqual(['a_visit/door/gps_reason'])
	})
	test('only the results that fit the outcome of the visit are offered', () => {
		const offered = (form: ReturnType<typeof atTheDoor>) =>
			form.session.choices(form.path('result')).map(({ name }) => name)
		expect(offered(interview())).toEqual(['complete', 'partial', 'stopped_safety'])
		const form = atTheDoor()
		expect(offered(form)).toEqual([])
		for (const [contact, results] of [
			['refused', ['refused']],
			['vacant', ['notdone']],
			['unsafe', ['stopped_safety', 'notdone']],
			['known', ['handed_back']],
			// to come back
			['nobody', []],
		] as const) {
			form.answer('contact', contact)
			expect(offered(form), contact).toEqual(results)
		}
	})
	test('an interrupted interview can be completed without its remaining answers', () => {
		const form = interview()
		form.answer('gps_reason', 'indoors')
		form.answer('result', 'stopped_safety')
		form.answer('stop_wish', 'keep')
		expect(form.session.violations()).toEqual([])
	})
	test('leaving before the consent requires no refusal', () => {
		const form = atTheDoor()
		form.answer('gps_reason', 'indoors')
		form.answer('contact', 'contacted')
		form.answer('result', 'stopped_safety')
		expect(form.session.violations()).toEqual([])
		const left = atTheDoor()
		left.answer('contact', 'unsafe')
		left.answer('result', 'notdone')
		expect(left.session.violations()).toEqual([])
	})
	test('a respondent who stops can have the answers given so far deleted', () => {
		const form = interview()
		form.answer('age', '34')
		form.answer('heard_tip', 'yes')
		form.answer('result', 'partial')
		form.answer('stop_wish', 'delete')
		const remaining = [...form.session.finalAnswers().keys()]
		expect(remaining.filter((path) => /^[d-l]_/.test(path))).toEqual([])
		expect(remaining).toContain(form.path('consent'))
	})
	test('"not met" requires a third visit', () => {
		const form = atTheDoor()
		form.answer('contact', 'nobody')
		for (const result of ['absent', 'notdone']) {
			form.answer('visit_no', '1')
			form.answer('result', result)
			expect(form.violation('result'), result).toBe('not-offered')
			form.answer('visit_no', '3')
			expect(form.violation('result'), result).toBeNull()
		}
	})
	test('a past appointment does not make a completed record invalid', () => {
		const form = interview()
		form.answer('sel_avail', 'later')
		form.answer('appointment', '2020-01-01T10:00:00.000+05:00')
		expect(form.violation('appointment')).toBeNull()
		expect(form.session.hasWarning(form.path('appointment'))).toBe(true)
		form.answer('visit_no', '3')
		expect(form.isRelevant('appointment')).toBe(false)
	})
	test('every question about the respondent can be declined', () => {
		const choices = new Map(
			Object.entries(definition.choices).map(([list, all]) => [list, all.map(({ name }) => name)]),
		)
		const forced = nodesOf(definition)
			.filter(({ template }) => /^[d-l]_/.test(template))
			.flatMap(({ part }) => (part.kind === 'question' && part.list && part.required ? [part] : []))
			.filter(
				({ list = '' }) =>
					!choices.get(list)?.some((code) => ['dk', 'ref', '88', '99', 'nothing'].includes(code)),
			)
		expect(forced.map(({ name }) => name)).toEqual([])
		const form = interview()
		form.answer('age_why', 'ref')
		expect(form.violation('age')).toBeNull()
	})
	test('a refusal ends on a few pages, an interview has them all', () => {
		const refused = atTheDoor()
		refused.answer('contact', 'refused')
		const pages = pagesOf(refused.session.form)
		expect(listRelevantPages(pages, refused.session).length).toBe(4)
		const whole = interview()
		whole.answer('heard_tip', 'no')
		whole.answer('heard_som', 'no')
		whole.answer('define_read', 'OK')
		expect(listRelevantPages(pages, whole.session).length).toBeGreaterThan(25)
	})
	test('its sample line may be corrected, but not to one of the other sex', () => {
		const form = interview()
		form.answer('line_no', '14')
		expect(form.violation('line_no')).toBeNull()
		form.answer('line_no', '13')
		expect(form.violation('line_no')).toBe('constraint')
	})
	test('coverage reads its round, district, sex and outcome', () => {
		const form = interview()
		form.answer('result', 'complete')
		const answers = new Map([...form.session.finalAnswers(), ...form.session.calculated()])
		expect(recordFacts('household', answers)).toEqual({
			round: 'endline',
			district: 'PK607',
			outcome: 'done',
			sex: 'female',
			cluster: 'PK607-03',
			started: '2026-01-15T10:00:00.000+05:00',
			disposition: 'complete',
		})
	})
})

test.each([
	['focus-group', { fgd_no: '2' }, 'Dera Ghazi Khan / 2'],
	['focus-group-second', { talk_scan: 'K7MPQ4' }, 'Dera Ghazi Khan / K7MPQ4'],
	['key-informant', { kii_type: 'fia' }, 'Dera Ghazi Khan / FIA officer'],
	['material', { material: 'radio', date: '2026-01-14' }, 'Radio announcement / 2026-01-14'],
	['back-check', { cluster_id: 'PK607-03', hh_no: '12' }, 'PK607-03 / 12'],
])('a record of %s is listed by labels, not by codes', (file, answers, name) => {
	const form = scenario(load(file), { presets })
	for (const [question, answer] of Object.entries(answers)) form.answer(question, answer)
	expect(form.session.instanceName()).toBe(name)
})

test('a focus group may last 45 to 150 minutes, to the minute', () => {
	const form = scenario(load('focus-group'), { presets })
	form.answer('consent_all', 'yes')
	const clock = (minutes: number) =>
		`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
	for (let start = 0; start < 24 * 60 - 151; start++) {
		form.answer('start_time', clock(start))
		for (const [length, isAccepted] of [
			[44, false],
			[45, true],
			[150, true],
			[151, false],
		] as const) {
			form.answer('end_time', clock(start + length))
			expect(form.violation('end_time') === null, `${length} minutes from ${clock(start)}`).toBe(isAccepted)
		}
	}
})

test('a focus group needs notes on six different themes, and its location is rounded', () => {
	const form = scenario(load('focus-group'), { presets })
	form.answer('consent_all', 'yes')
	for (const theme of ['heard', 'causes', 'heard', 'law', 'help', 'trust'])
		form.answer(`${form.addRow('notes')}/n_theme`, theme)
	expect(form.value('n_themes')).toBe(5)
	expect(form.violation('n_themes')).toBe('constraint')
	form.answer(`${form.addRow('notes')}/n_theme`, 'media')
	expect(form.violation('n_themes')).toBeNull()
})

test('quasi-identifiers of public-use files for households: every new question needs a review', () => {
	const plan = planTables([{ version: 1, definition: load('household') }], {
		values: 'codes',
		byteOrderMark: false,
		audience: 'researchers',
	})
	const questionNames = plan.tables.map(({ columns }) => [
		...new Set(columns.map(({ of }) => of.question.name)),
	])
	expect(questionNames.map((names) => names.join(' '))).toEqual([
		'area assigned_sex visit_no contact hh_size n_adults n_eligible sel_avail privacy consent ' +
			'refuse_why consent_recontact int_lang age age_why gender marital edu literate occ lang_home ' +
			'phone hh_abroad heard_tip heard_som src_heard def_tip def_som define_read k_consent k_border ' +
			'k_men k_debt k_smug_paid k_same v_kiln v_agent v_job signs victims law_any law_ptpa law_psma ' +
			'law_agency help_any help_which help_1991 help_used help_would m_radio m_tv m_net exp_any ' +
			'exp_which exp_place exp_broch exp_lang exp_msg exp_talk a_risk_area a_irreg_ok a_agent_trust ' +
			'a_blame a_police a_danger mig_plan mig_dest mig_advice mig_area rep_would rep_whom rep_barrier ' +
			'rep_seen rep_told card_given ref_offered present interrupt comprehension result stop_wish',
	])
	expect(plan.disclosure?.quasiIdentifiers.map(({ question: { name } }) => name).join(' ')).toBe(
		'area assigned_sex gender age edu marital occ lang_home hh_abroad hh_size n_adults n_eligible int_lang',
	)
})
