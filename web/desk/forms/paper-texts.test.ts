import { expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { type PaperCondition, paperForm } from '#shared/forms/paper-form'
import { formOf } from '#shared/testing/scenario'
import type { Translate } from '../../ui/i18n.ts'
import { formatRelevance } from './paper-texts.ts'

const t = ((key: string, values = {}) =>
	key === 'forms.paper.questionReference'
		? `#${(values as { number: unknown }).number} ${(values as { label: unknown }).label}`
		: Object.keys(values).length === 0
			? key.split('.').at(-1)
			: `${key.split('.').at(-1)}[${Object.values(values).join('|')}]`) as unknown as Translate

/** The printed condition of the last question of a form. */
function conditionText(relevant: string, label = 'Tea?'): string {
	const compiled = compileForm(
		formOf(`
			type                name  label     relevant
			select_one yn       tea   ${label}  -
			select_multiple yn  many  Several   -
			integer             age   Age       -
			text                last  Last      ${relevant}
			choices
			list_name  name  label
			yn         yes   Yes
			yn         no    No
		`),
		allFunctions,
	)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const paper = paperForm(compiled.form)
	const { when } = paper.blocks.at(-1) as { when: PaperCondition }
	return formatRelevance(when, { paper, language: 'en', rows: 6, t })
}

test('an answer is named by its label, a question by its number', () => {
	expect(conditionText("${tea} = 'yes'")).toBe('is[#1 Tea?|Yes]')
	expect(conditionText("selected(${many}, 'no')")).toBe('ticked[#2 Several|No]')
	expect(conditionText('${age} >= 18')).toBe('at-least[#3 Age|18]')
})

test('conditions that belong together keep their brackets', () => {
	expect(conditionText("(${tea} = 'yes' or ${age} < 5) and ${age} != 3")).toBe(
		'(is[#1 Tea?|Yes] or less[#3 Age|5]) and not-equal[#3 Age|3]',
	)
})

test('a long label is cut between words', () => {
	const long = 'Would you say that people here drink tea more often than coffee?'
	expect(conditionText("${tea} = 'yes'", long)).toBe(
		'is[#1 Would you say that people here drink tea more …|Yes]',
	)
})

test('a condition that cannot be worded stays an expression', () => {
	expect(conditionText('string-length(${tea}) > 2')).toBe('string-length(${tea}) > 2')
})
