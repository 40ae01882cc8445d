import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileCondition } from '#shared/results/indicator'
import { type QuestionConditions, wasQuestionAsked } from './asked-questions.ts'
import type { RoundColumns } from './round-columns.ts'

/** Builds columns from interviews; null for a blank. */
function columnsOf(
	interviews: readonly Readonly<Record<string, string>>[],
	names: readonly string[],
): RoundColumns {
	return {
		many: interviews.length,
		columns: new Map(
			names.map((name) => {
				const values = [...new Set(interviews.map((each) => each[name] ?? null))]
				return [
					name,
					{ values, which: Uint32Array.from(interviews, (each) => values.indexOf(each[name] ?? null)) },
				]
			}),
		),
	}
}
const names = ['exp_any', 'exp_which', 'aided', 'law', 'gate']
const conditions: QuestionConditions = new Map(
	Object.entries({
		exp_which: "${exp_any} = 'yes'",
		aided: "not(selected(${exp_which}, 'radio'))",
		law: "${gate} = 'OK'",
	}).map(([name, source]) => [name, compileCondition(source, new Set(names), allFunctions)]),
)
const askedNames = (interviews: readonly Readonly<Record<string, string>>[]) =>
	names.filter((name) => wasQuestionAsked(name, columnsOf(interviews, names), conditions))

describe('whether a round asked a question', () => {
	test('yes: blank for all respondents because all said no to the question before', () => {
		const all = Array.from({ length: 40 }, () => ({ exp_any: 'no', aided: 'no' }))
		expect(askedNames(all)).toEqual(['exp_any', 'exp_which', 'aided'])
	})
	test('no: its condition was met in a record, and none has an answer', () => {
		expect(askedNames([{ exp_any: 'yes' }, { exp_any: 'no' }])).toEqual(['exp_any'])
	})
	test('no: its condition reads a question that was not asked', () => {
		expect(askedNames([{ exp_any: 'no' }])).not.toContain('law')
	})
	test('no: without a condition, and no record has an answer', () => {
		expect(askedNames([{ exp_any: 'no' }])).not.toContain('gate')
	})
	test('yes: a record has an answer, whatever the condition', () => {
		expect(askedNames([{ exp_any: 'no' }, { law: 'yes' }])).toContain('law')
	})
})
