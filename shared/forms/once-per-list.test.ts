import { expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from './compile-form.ts'
import type { Choice, FormDefinition } from './form-definition.ts'

test('a list of choices is read once, however many questions share it', () => {
	let readings = 0
	const choices = Array.from({ length: 500 }, (_, i): Choice => {
		return {
			name: `c${i}`,
			get label() {
				readings++
				return { en: i === 0 ? 'As in ${q0}' : 'Another' }
			},
		}
	})
	const definition: FormDefinition = {
		id: 'f',
		title: { en: 'F' },
		languages: [{ tag: 'en', name: 'English' }],
		choices: { l: choices },
		body: Array.from({ length: 500 }, (_, i) => {
			return { kind: 'question', type: 'select-one', name: `q${i}`, label: { en: 'Q' }, list: 'l' }
		}),
	}
	const compiled = compileForm(definition, allFunctions)
	if (!('form' in compiled)) throw new Error('compiles')
	expect(readings).toBeLessThanOrEqual(1000)
	// the label of a choice is drawn again with each question that shows it
	expect(compiled.form.nodes.find(({ part }) => part.name === 'q0')?.watchers.size).toBe(500)
})
