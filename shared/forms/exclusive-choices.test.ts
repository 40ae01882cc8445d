import { expect, test } from 'vitest'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { exclusiveChoices } from './exclusive-choices.ts'
import type { FormPart, Question } from './form-definition.ts'

const of = (constraint: string | undefined, type: Question['type'] = 'select-many') => [
	...exclusiveChoices({
		kind: 'question',
		name: 'q',
		type,
		...(constraint === undefined ? {} : { constraint }),
	}),
]

test.each([
	["not((selected(., 'dk') or selected(., 'ref')) and count-selected(.) > 1)", ['dk', 'ref']],
	["not(count-selected(.) >= 2 and selected(., 'none'))", ['none']],
	["count-selected(.) < 4 and not(selected(., 'none') and count-selected(.) > 1)", ['none']],
	[
		"not(selected(., 'ref') and count-selected(.) > 1) and not(selected(., 'nonum') and selected(., '15'))",
		['ref'],
	],
])('%s', (constraint, codes) => {
	expect(of(constraint)).toEqual(codes)
})

test.each([
	undefined,
	"not(selected(${other}, 'dk') and count-selected(.) > 1)",
	"not((selected(., 'dk') or ${age} > 4) and count-selected(.) > 1)",
	"not(selected(., 'dk') and count-selected(.) > 2)",
	"selected(., 'dk') and count-selected(.) > 1",
	'not(',
])('%s says nothing of single choices', (constraint) => {
	expect(of(constraint)).toEqual([])
})

test('only a multiple choice has exclusive choices', () => {
	expect(of("not(selected(., 'dk') and count-selected(.) > 1)", 'text')).toEqual([])
})

test('every list of the household form whose message speaks of combining has one', () => {
	const all: Question[] = []
	const visit = (part: FormPart): void => {
		if (part.kind === 'question') all.push(part)
		else part.parts.forEach(visit)
	}
	loadInstrument('household').body.forEach(visit)
	const spoken = all.filter(({ constraintMessage }) => constraintMessage?.en?.includes('combined'))
	expect(spoken.length).toBeGreaterThan(10)
	expect(spoken.filter((question) => exclusiveChoices(question).size === 0)).toEqual([])
})
