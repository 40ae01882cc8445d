import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { formOf } from '#shared/testing/scenario'
import { compileForm } from './compile-form.ts'
import type { RelevanceCondition } from './describe-relevance.ts'
import { type PaperBlock, paperForm } from './paper-form.ts'

function paperOf(text: string) {
	const compiled = compileForm(formOf(text), allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	return { paper: paperForm(compiled.form), form: compiled.form }
}
const flat = (blocks: readonly PaperBlock[]): PaperBlock[] =>
	blocks.flatMap((block) => [block, ...(block.kind === 'question' ? [] : flat(block.blocks))])

/** `a is Yes and b more 5` */
function words(condition: RelevanceCondition | null | undefined): string | null {
	if (!condition) return null
	if ('parts' in condition)
		return `(${condition.parts.map(words).join(condition.kind === 'all' ? ' and ' : ' or ')})`
	const what = 'choice' in condition ? condition.choice.label.en : 'value' in condition ? condition.value : ''
	return `${condition.node.part.name} ${condition.kind} ${what}`.trim()
}
const conditionText = (relevant: string) => {
	const { paper } = paperOf(`type | name | label | relevant | calculation
select_one yn | a | A
select_multiple yn | b | B
integer | n | N
calculate | c | - | - | 1 + 1
text | x | X | ${relevant}
choices
list_name | name | label
yn | y | Yes
yn | n | No`)
	return words(flat(paper.blocks).at(-1)?.when?.sentence)
}

describe('the condition of a question is printed in words', () => {
	test.each([
		["${a} = 'y'", 'a is Yes'],
		["${a} != 'y' and ${n} > 5", '(a is-not Yes and n more 5)'],
		["selected(${b}, 'n') or ${n} = '' or ${n} != ''", '(b ticked No or n blank or n answered)'],
		["not(selected(${b}, 'n') and ${n} < 3)", '(b not-ticked No or n at-least 3)'],
		["../a = 'y'", 'a is Yes'],
	])('%s', (relevant, expected) => expect(conditionText(relevant)).toBe(expected))

	test.each(['${c} = 2', "${a} = 'z'", 'count-selected(${b}) > 1', "${a} = 'y' and ${n} mod 2 = 1"])(
		'only as an expression: %s',
		(relevant) => expect(conditionText(relevant)).toBeNull(),
	)
})

test('questions are numbered through groups and repeats; notes and calculations are not', () => {
	const { paper, form } = paperOf(`type | name | label | calculation
note | hello | Hello
integer | age | Age
calculate | half | - | \${age} div 2
begin group | g | G
begin repeat | r | R
text | what | What, at \${age} with \${half}?
end repeat
end group
text | last | Last`)
	expect(form.nodes.map((node) => [node.part.name, paper.numberOf(node)])).toEqual([
		['hello', undefined],
		['age', 1],
		['half', undefined],
		['g', undefined],
		['r', undefined],
		['what', 2],
		['last', 3],
	])
	const what = form.byTemplate.get('g/r/@/what')
	expect(what && paper.text(what, what.part.label, 'en')).toBe('What, at [1] with ……?')
})

test('there are as many digit boxes as the constraint allows', () => {
	const { paper } = paperOf(`type | name | label | constraint
integer | a | A | . >= 1 and . <= 999
integer | b | B | . < 110 or . = 9999
integer | c | C`)
	expect(paper.blocks.map((block) => (block.kind === 'question' ? block.digits : 0))).toEqual([3, 3, 4])
})
