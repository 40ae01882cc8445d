import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { campaignLists, defaultRounds, demonstrationRound, readDistricts } from '#shared/campaign/campaign'
import { recordFacts } from '#shared/campaign/record-facts'
import { nodesOf } from '#shared/forms/form-nodes'
import { importForm } from '#shared/forms/import-form'
import { describeProblem } from '#shared/forms/import-problems'
import { closedPages, pagesAsked, pagesOf, partsShown } from '#shared/forms/pages'
import { answerAtRandom } from '#shared/forms/random-answers'
import { readMarkdown } from '#shared/forms/sheets'
import { seededRandom } from '#shared/kernel/seeded-random'
import { type Scenario, scenario } from '#shared/testing/scenario'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const lists = campaignLists({
	districts: readDistricts(read('../campaign/districts.csv')),
	rounds: [...defaultRounds, demonstrationRound],
})
const importFile = (file: string) => importForm(readMarkdown(read(`./${file}.md`)), lists)
const load = (file: string) => {
	const { definition, problems } = importFile(file)
	if (!definition) throw new Error(problems.map(describeProblem).join('\n'))
	return definition
}
const presets = { round: 'endline', district: 'PK607', districts: 'PK607 PK608', person: 'amina' }

describe.each(['household', 'focus-group', 'key-informant'])('%s', (file) => {
	test('is read without an error or a warning', () => {
		expect(importFile(file).problems.map(describeProblem)).toEqual([])
	})
	test('has a label in both languages at every question that is shown, and for every choice', () => {
		const definition = load(file)
		const bare = nodesOf(definition)
			.filter(({ part }) => part.kind === 'question' && part.type !== 'calculate')
			.filter(({ part }) => !part.label?.en || !part.label.ur)
		expect(bare.map(({ template }) => template)).toEqual([])
		for (const choices of Object.values(definition.choices))
			expect(choices.filter(({ label }) => !label.en || !label.ur)).toEqual([])
	})
	test('can be filled to the end', () => {
		const form = scenario(load(file), { presets })
		answerAtRandom(form.session, {
			random: seededRandom(7),
			rows: { members: 3, notes: 8 },
			given: {
				cluster_id: 'PK607-03',
				contact: 'contacted',
				hh_size: '6',
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
				end_time: '11:00',
				fgd_no: '1',
			},
		})
		// a draw by chance may not cover six themes
		expect(form.session.violations().filter(({ path }) => !path.endsWith('n_themes'))).toEqual([])
	})
})

describe('household survey', () => {
	const definition = load('household')
	const atTheDoor = (): Scenario => {
		const form = scenario(definition, { presets })
		form.answer('cluster_id', 'PK607-03')
		form.answer('area', 'rural')
		form.answer('hh_no', '12')
		form.answer('is_reserve', 'no')
		form.answer('visit_no', '1')
		return form
	}
	/** Three adults, the chosen one in private, consent given. */
	const interview = (): Scenario => {
		const form = atTheDoor()
		form.answer('contact', 'contacted')
		form.answer('hh_size', '5')
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

	test('the assigned sex and the random number follow from the household and cannot be typed', () => {
		const form = atTheDoor()
		expect(form.value('assigned_sex')).toBe('female')
		expect(form.session.isReadOnly(form.path('r_sel'))).toBe(true)
		const draw = Number(form.value('r_sel'))
		expect(draw).toBeGreaterThanOrEqual(0)
		expect(draw).toBeLessThan(1)
		form.answer('hh_no', '13')
		expect(form.value('assigned_sex')).toBe('male')
		form.answer('hh_no', '12')
		expect(form.value('r_sel')).toBe(draw)
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
		for (let household = 1; household <= 900; household++) {
			form.answer('hh_no', String(household))
			const line = Number(form.value('sel_line'))
			drawn[line - 1] = (drawn[line - 1] ?? 0) + 1
		}
		for (const times of drawn) expect(times).toBeGreaterThan(240)
	})
	test('nothing of the interview is asked before privacy and consent', () => {
		const form = interview()
		expect(form.isAsked('age')).toBe(true)
		form.answer('privacy', 'adult')
		expect(form.isAsked('consent')).toBe(false)
		expect(form.isAsked('age')).toBe(false)
	})
	test('the first names never leave the phone', () => {
		const form = interview()
		const kept = nodesOf(definition).filter(({ part }) => part.kind === 'question' && part.onPhoneOnly)
		expect(kept.map(({ part }) => part.name)).toEqual(['m_label', 'sel_name'])
		expect(form.session.isAsked(form.path('sel_show'))).toBe(true)
	})
	test('a finished interview that is corrected does not ask for the names again', () => {
		const form = interview()
		const answers = new Map([...form.session.finalAnswers()].filter(([path]) => !path.endsWith('/m_label')))
		const reopened = scenario(definition, { answers, isNew: false, wasFinished: true })
		expect(reopened.session.violations().some(({ path }) => path.endsWith('/m_label'))).toBe(false)
		const again = scenario(definition, { answers, isNew: false })
		expect(again.session.violations().some(({ path }) => path.endsWith('/m_label'))).toBe(true)
	})
	test('the two headline questions come in the order that the household drew, and the order is stored', () => {
		const form = interview()
		const page = pagesOf(form.session.form).find(({ parts }) =>
			parts.some(({ part }) => part.name === 'heard_tip'),
		)
		if (!page) throw new Error('the page is there')
		const orders = new Set<string>()
		for (let household = 1; household <= 40; household++) {
			form.answer('hh_no', String(household))
			const shown = partsShown(page, form.session).map(({ part }) => part.name)
			expect(shown[0]).toBe(form.value('order_es') === 'tip_first' ? 'heard_tip' : 'heard_som')
			orders.add(shown.join(' '))
		}
		expect(orders.size).toBe(2)
	})
	test('once the definitions are read, what was asked before them in that section is closed', () => {
		const form = interview()
		const pages = pagesOf(form.session.form)
		expect(closedPages(pages, form.session).size).toBe(0)
		form.answer('define_read', 'OK')
		const closed = [...closedPages(pages, form.session)].flatMap(({ parts }) =>
			parts.map(({ part }) => part.name),
		)
		expect(closed).toContain('heard_tip')
		expect(closed).not.toContain('age')
		expect(closed).not.toContain('define_read')
	})
	test('"don’t know" stands alone', () => {
		const form = interview()
		form.answer('heard_tip', 'yes')
		form.answer('src_heard', 'tv dk')
		expect(form.violation('src_heard')).toBe('constraint')
		form.answer('src_heard', 'dk')
		expect(form.violation('src_heard')).toBeNull()
	})
	test('the result must agree with what happened at the door', () => {
		const form = atTheDoor()
		form.answer('contact', 'refused')
		form.answer('result', 'complete')
		expect(form.violation('result')).toBe('constraint')
		form.answer('result', 'refused')
		expect(form.session.violations().map(({ path }) => path)).toEqual(['a_visit/door/gps_reason'])
	})
	test('an interview that had to stop can be finished without its remaining answers', () => {
		const form = interview()
		form.answer('gps_reason', 'indoors')
		form.answer('result', 'stopped_safety')
		expect(form.session.violations()).toEqual([])
	})
	test('a refusal ends on a few pages, an interview has them all', () => {
		const refused = atTheDoor()
		refused.answer('contact', 'refused')
		const pages = pagesOf(refused.session.form)
		expect(pagesAsked(pages, refused.session).length).toBe(4)
		expect(pagesAsked(pages, interview().session).length).toBeGreaterThan(25)
	})
	test('coverage knows round, district, sex and outcome of it', () => {
		const form = interview()
		form.answer('result', 'complete')
		const answers = new Map([...form.session.finalAnswers(), ...form.session.calculated()])
		expect(recordFacts('household', answers)).toEqual({
			round: 'endline',
			district: 'PK607',
			outcome: 'done',
			sex: 'female',
			cluster: 'PK607-03',
		})
	})
})

test('a focus group needs notes on six different themes, and its place is rounded', () => {
	const form = scenario(load('focus-group'), { presets })
	form.answer('consent_all', 'yes')
	for (const theme of ['heard', 'causes', 'heard', 'law', 'help', 'trust'])
		form.answer(`${form.addRow('notes')}/n_theme`, theme)
	expect(form.value('n_themes')).toBe(5)
	expect(form.violation('n_themes')).toBe('constraint')
	form.answer(`${form.addRow('notes')}/n_theme`, 'media')
	expect(form.violation('n_themes')).toBeNull()
})
