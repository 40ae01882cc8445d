import { expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import { seededRandom } from '#shared/kernel/seeded-random'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { generateAnswers } from './generate-answers.ts'

const compiled = compileForm(loadInstrument('household'), allFunctions)
if ('faults' in compiled) throw new Error('the household survey has faults')
const { form } = compiled
const district = {
	code: 'PK611',
	name: { en: 'Hafizabad' },
	also: [],
	abbreviation: 'HFD',
	province: { en: 'Punjab' },
	column: 0,
	row: 0,
	targetInterviews: 300,
	targetFocusGroups: 2,
}

/** Mean share of equal answers to single-choice questions among interviews that were completed. */
function likeness(isAlike: boolean): number {
	const random = seededRandom(5)
	const asked = form.nodes.filter(({ part }) => part.kind === 'question' && part.type === 'select-one')
	const interviews = Array.from({ length: 24 }, (_, i) =>
		generateAnswers(form, {
			round: 'demo',
			district,
			person: 'demo-pk611',
			i,
			random,
			now: 0,
			offsetMinutes: 300,
			districtLocation: null,
			isAtOneHouse: false,
			isAlike,
			withMedia: null,
		}),
	).filter((answers) => [...answers.values()].includes('complete'))
	const shares = interviews.flatMap((one, i) =>
		interviews.slice(i + 1).map((other) => {
			const both = asked.flatMap(({ template }): [Answer, Answer][] => {
				const [a, b] = [one.get(template), other.get(template)]
				return a === undefined || b === undefined ? [] : [[a, b]]
			})
			return both.filter(([a, b]) => a === b).length / both.length
		}),
	)
	return shares.reduce((sum, each) => sum + each, 0) / shares.length
}

test('the people of a remote district give nearly the same answers, others do not', () => {
	expect(likeness(true)).toBeGreaterThan(0.7)
	expect(likeness(false)).toBeLessThan(0.5)
})
