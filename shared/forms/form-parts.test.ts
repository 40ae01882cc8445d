import { describe, expect, test } from 'vitest'
import { compareForms } from './compare-forms.ts'
import type { FormDefinition } from './form-definition.ts'
import { isPartRef, joinForm } from './form-parts.ts'
import { splitForm } from './split-form.ts'

const definition = (rows: number, size: number): FormDefinition => ({
	id: 'f',
	title: { en: 'F' },
	languages: [{ tag: 'en', name: 'en' }],
	choices: {
		towns: Array.from({ length: rows }, (_, i) => ({ name: `t${i}`, label: { en: `Town number ${i}` } })),
		yn: [{ name: 'y', label: { en: 'Yes' } }],
	},
	tables: { prices: Array.from({ length: rows }, (_, i) => ({ key: `${i}`, price: `${i * 3}` })) },
	mediaFiles: { 'a.png': `data:image/png;base64,${'A'.repeat(size)}`, 'b.png': 'data:image/png;base64,AAAA' },
	body: [],
})

describe('a form split into parts', () => {
	test('is unchanged when joined, whatever its size', () => {
		for (const [rows, size] of [
			[0, 0],
			[3, 100],
			[500, 20_000],
			[20_000, 200_000],
		] as const) {
			const whole = definition(rows, size)
			const { definition: rest, parts, contents } = splitForm(whole)
			expect(joinForm(rest, parts, contents)).toEqual(whole)
			expect(compareForms(whole, joinForm(rest, parts, contents) as FormDefinition).isSame).toBe(true)
		}
	})
	test('has parts of bounded size, and keeps short lists and images inline', () => {
		const { definition: rest, parts, contents } = splitForm(definition(20_000, 200_000))
		expect(Math.max(...[...contents.values()].map((part) => JSON.stringify(part).length))).toBeLessThan(
			430_000,
		)
		expect(JSON.stringify(rest).length).toBeLessThan(1000)
		expect(rest.choices.yn).toHaveLength(1)
		expect(rest.mediaFiles?.['b.png']).toMatch(/^data:/)
		expect(parts.map((part) => `${part.in} ${part.name}`)).toEqual([
			'mediaFiles a.png',
			'choices towns',
			'tables prices',
		])
		expect(splitForm(definition(3, 100)).contents.size).toBe(0)
	})
	test('shares unchanged parts with the next version', () => {
		const before = splitForm(definition(20_000, 200_000))
		const { choices, ...others } = definition(20_000, 200_000)
		const towns = [...(choices.towns ?? [])]
		towns[19_999] = { name: 't19999', label: { en: 'Another name' } }
		const after = splitForm({ ...others, choices: { ...choices, towns } })
		expect([...after.contents.keys()].filter((ref) => !before.contents.has(ref))).toHaveLength(1)
		expect([...after.contents.keys()].every(isPartRef)).toBe(true)
	})
	test('is rejected when rows are missing; without its image it is accepted', () => {
		const { definition: rest, parts, contents } = splitForm(definition(2000, 20_000))
		const without = (place: string) => {
			const gone = new Set(parts.filter((part) => part.in === place).flatMap(({ refs }) => refs))
			return joinForm(rest, parts, new Map([...contents].filter(([ref]) => !gone.has(ref))))
		}
		expect(without('choices')).toBeNull()
		expect(without('tables')).toBeNull()
		expect(Object.keys(without('mediaFiles')?.mediaFiles ?? {})).toEqual(['b.png'])
	})
	test('has other parts for other recipients', () => {
		const own = splitForm({ ...definition(2000, 0), filledBy: ['coordinator'] })
		const others = splitForm(definition(2000, 0))
		expect([...own.contents.keys()].some((ref) => others.contents.has(ref))).toBe(false)
	})
})
