import { expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { breakdowns } from './breakdowns.ts'
import { compileIndicator, compileValue, type IndicatorWording, scopeOf } from './indicator.ts'
import { shippedIndicators } from './shipped-indicators.ts'

type Answers = Readonly<Record<string, string | number>>
const names = new Set([
	...[
		'result',
		'consent',
		'heard_tip',
		'heard_som',
		'order_es',
		'law_ptpa',
		'law_psma',
		'law_any',
		'help_any',
	],
	...[
		'help_which',
		'help_1991',
		'def_tip',
		'def_som',
		'k_consent',
		'k_border',
		'k_men',
		'k_debt',
		'k_smug_paid',
	],
	...['k_same', 'v_kiln', 'v_agent', 'v_job', 'signs', 'exp_which', 'rep_would', 'help_would', 'a_irreg_ok'],
	...['age', 'edu', 'gender', 'area', 'district', 'lang_home'],
])
const wording = (change: Partial<IndicatorWording> = {}): IndicatorWording => ({
	label: { en: 'x' },
	kind: 'share',
	notAsked: 'is-no',
	base: "${consent} = 'yes'",
	says: "${heard_tip} = 'yes'",
	...change,
})
const evaluate = (indicator: IndicatorWording, answers: Answers): number =>
	compileIndicator({ id: 'x', version: 1, ...indicator }, names, allFunctions).valueFor(
		(name) => answers[name] ?? '',
	)
const completed = { result: 'complete', consent: 'yes' }
const shipped = (id: string, answers: Answers): number => {
	const found = shippedIndicators[id]
	if (!found) throw new Error(`no indicator ${id}`)
	return evaluate(found, { ...completed, ...answers })
}

test('“don’t know” is in the base and counts as no; an incomplete interview is out of the base', () => {
	expect([
		shipped('H1', { heard_tip: 'yes' }),
		shipped('H1', { heard_tip: 'dk' }),
		shipped('H1', {}),
	]).toEqual([1, 0, 0])
	expect(shipped('H1', { heard_tip: 'yes', result: 'partial' })).toBeNaN()
	expect(shipped('H1', { heard_tip: 'yes', consent: 'no' })).toBeNaN()
})
test('a question that was not asked counts as no or is out of the base, as the indicator says', () => {
	expect(evaluate(wording(), { consent: 'yes' })).toBe(0)
	expect(evaluate(wording({ notAsked: 'is-out' }), { consent: 'yes' })).toBeNaN()
	expect(evaluate(wording({ notAsked: 'is-out' }), { consent: 'yes', heard_tip: 'no' })).toBe(0)
	const mean = wording({ kind: 'mean', says: '${age}' })
	expect(evaluate(mean, { consent: 'yes', age: 40 })).toBe(40)
	expect(evaluate({ ...mean, notAsked: 'is-out' }, { consent: 'yes' })).toBeNaN()
})
test('the definitions of methods §2, each with answers that match and answers that do not', () => {
	const expectMatch = (id: string, answers: Answers, otherAnswers: Answers) =>
		expect([id, shipped(id, answers), shipped(id, otherAnswers)]).toEqual([id, 1, 0])
	expectMatch('H3', { law_ptpa: 'no', law_psma: 'yes' }, { law_ptpa: 'no', law_psma: 'dk' })
	expectMatch('H3-both', { law_ptpa: 'yes', law_psma: 'yes' }, { law_ptpa: 'yes', law_psma: 'no' })
	expectMatch('H4-1991-any', { help_which: '15 1991' }, { help_which: '15' })
	expectMatch('H4-1991-any', { help_1991: 'yes' }, { help_1991: 'no' })
	expectMatch('S1', { def_tip: 'means exploit' }, { def_tip: 'means' })
	expectMatch('S2', { def_som: 'border money' }, { def_som: 'border goods' })
	expectMatch(
		'S3',
		{ k_same: 'false', v_agent: 'som', v_job: 'tip' },
		{ k_same: 'false', v_agent: 'tip', v_job: 'tip' },
	)
	expectMatch('S4', { signs: 'fee docs lock other' }, { signs: 'fee docs other dk' })
	expectMatch('S6', { exp_which: 'decoy radio' }, { exp_which: 'decoy' })
	expectMatch('S7', { rep_would: '3' }, { rep_would: '88' })
	expectMatch('S9', { a_irreg_ok: '5' }, { a_irreg_ok: '99' })
	const all = { k_consent: 'true', k_border: 'false', k_men: 'true', k_debt: 'true', k_smug_paid: 'true' }
	const nine = { ...all, k_same: 'false', v_kiln: 'tip', v_agent: 'som', v_job: 'tip' }
	expect([
		shipped('S5', nine),
		shipped('S5', { ...nine, v_job: 'dk', k_men: 'dk' }),
		shipped('S5', {}),
	]).toEqual([9, 7, 0])
	expect(shipped('H1-first', { heard_tip: 'yes', order_es: 'som_first' })).toBeNaN()
	expect(shipped('S1-heard', { heard_tip: 'no' })).toBeNaN()
})
test('every shipped indicator and breakdown can be computed', () => {
	for (const [id, each] of Object.entries(shippedIndicators))
		expect(() => compileIndicator({ id, version: 1, ...each }, names, allFunctions)).not.toThrow()
	const groupOf = (by: keyof typeof breakdowns, answers: Answers) =>
		compileValue(breakdowns[by].value, names, allFunctions).evaluate(scopeOf((name) => answers[name] ?? ''))
	expect([18, 24, 25, 49, 50, ''].map((age) => groupOf('age', { age }))).toEqual([
		...['18-24', '18-24', '25-34', '35-49', '50+', ''],
	])
	expect(
		['madrasa', 'middle', 'tech', 'post', 'ref', ''].map((edu) => groupOf('education', { edu })),
	).toEqual([...['none', 'primary', 'secondary', 'higher', '', '']])
	expect(groupOf('exposure', { exp_which: 'decoy none' })).toBe('not-reached')
})
test('what cannot be computed from an interview is named', () => {
	const rejectedPart = (change: Partial<IndicatorWording>): string => {
		try {
			evaluate(wording(change), {})
			return ''
		} catch (thrown) {
			return String((thrown as { details?: { part?: string } }).details?.part)
		}
	}
	expect(rejectedPart({ says: '${nowhere} = 1' })).toBe('${nowhere}')
	expect(rejectedPart({ base: 'today() > 1' })).toBe('today() > 1')
	expect(rejectedPart({ says: 'position(..) = 1' })).not.toBe('')
	expect(rejectedPart({ says: '${last-saved#age} = 1' })).toContain('last-saved#age')
})
