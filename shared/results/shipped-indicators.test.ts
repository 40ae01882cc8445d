import { expect, test } from 'vitest'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { allFunctions } from '../expressions/functions.ts'
import { nodesOf } from '../forms/form-nodes.ts'
import { compileIndicator, rejectUnknownAnswers } from './indicator.ts'
import { shippedIndicators } from './shipped-indicators.ts'

/** Returns the value of an interview for an indicator, by its answers; NaN if it is outside of the base. */
function indicatorValue(id: string, answers: Readonly<Record<string, string>>): number {
	const wording = shippedIndicators[id]
	if (!wording) throw new Error(`no indicator ${id}`)
	const known = { has: () => true } as unknown as ReadonlySet<string>
	const { valueFor } = compileIndicator({ id, version: 1, ...wording }, known, allFunctions)
	const completed: Readonly<Record<string, string>> = { result: 'complete', consent: 'yes', ...answers }
	return valueFor((name) => completed[name] ?? '')
}

test('first-asked indicators leave out respondents who were asked the other question first, or in an unknown order', () => {
	for (const [id, own, other] of [
		['H1-first', 'tip_first', 'som_first'],
		['H2-first', 'som_first', 'tip_first'],
	] as const)
		expect(
			[own, other, ''].map((order) =>
				indicatorValue(id, { order_es: order, heard_tip: 'yes', heard_som: 'yes' }),
			),
		).toEqual([1, Number.NaN, Number.NaN])
})
test('no indicator refers to an answer missing in the survey', () => {
	const survey = loadInstrument('household')
	const lists = new Map(
		nodesOf(survey).map(({ part }) => [part.name, part.kind === 'question' ? (part.list ?? '') : '']),
	)
	for (const wording of Object.values(shippedIndicators))
		expect(() =>
			rejectUnknownAnswers(wording, (name) =>
				(survey.choices[lists.get(name) ?? ''] ?? []).map((choice) => choice.name),
			),
		).not.toThrow()
})
