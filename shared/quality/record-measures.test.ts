import { describe, expect, test } from 'vitest'
import { visitsLogged } from '#shared/sample/visits'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { formMeasures } from './form-measures.ts'
import { type Measured, recordMeasures } from './record-measures.ts'

const measured = (change: Partial<Measured>) =>
	recordMeasures(
		{ named: new Map(), inRows: [], questionMs: [], ...change },
		{ scales: [['one', 'two', 'three', 'four']] },
	)

describe('measures of a record', () => {
	test('count ages ending in 0 or 5, in rows and outside of them', () => {
		const inRows = [
			['b/members/@m0/m_age', 40],
			['b/members/@m1/m_age', 41],
		] as const
		expect(measured({ inRows, named: new Map([['age', 25]]) }).roundAges).toBeCloseTo(2 / 3)
	})
	test('count rows, each once however many questions it has', () => {
		const inRows = [
			['b/members/@m0', 1],
			['b/members/@m0/m_age', 40],
			['b/members/@m1', 2],
		] as const
		expect(measured({ inRows }).rows).toBe(2)
	})
	test('count multiple choices; “don’t know” alone is none', () => {
		const named = new Map([
			['a', ['x', 'y', 'z']],
			['b', ['x']],
			['c', ['dk']],
		])
		expect(measured({ named }).ticks).toBe(2)
	})
	test('count how often a scale has its most frequent answer', () => {
		const scale = (...codes: string[]) =>
			measured({ named: new Map(['one', 'two', 'three', 'four'].map((name, i) => [name, codes[i] ?? ''])) })
		expect(scale('1', '1', '1', '4').sameInScale).toBe(0.75)
		expect(scale('1', '1', '1', '88').sameInScale).toBeUndefined()
	})
	test('count questions that were on the screen too short to be read', () => {
		expect(measured({ questionMs: [900, 5000, 6000, 7000] }).unread).toBe(0.25)
	})
})

describe('visits logged by the form', () => {
	test('are counted by their times, whatever numbers were typed', () => {
		expect(visitsLogged('1 2026-01-05T09:10 nobody; 2 2026-01-06T17:00 contacted')).toBe(2)
		expect(
			visitsLogged('1 2026-01-05T09:10 nobody; 2 2026-01-05T09:12 nobody; 3 2026-01-05T09:14 contacted'),
		).toBe(1)
		expect(visitsLogged('')).toBe(0)
	})
})

test('the scales of a form are detected by their lists: numbers, at least four questions', () => {
	expect(formMeasures(loadInstrument('household')).scales).toEqual([
		['a_risk_area', 'a_irreg_ok', 'a_agent_trust', 'a_blame', 'a_police', 'a_danger'],
	])
})
