import { describe, expect, test } from 'vitest'
import { rangeScale, rangeValues } from './range.ts'

const none: ReadonlySet<number> = new Set()
const ticks = (parameters: Record<string, string>, appearance = '') =>
	rangeScale(parameters, appearance, none).marks.flatMap(({ value, hasTick }) => (hasTick ? [value] : []))
const named = (parameters: Record<string, string>, labelled: readonly number[] = []) =>
	rangeScale(parameters, '', new Set(labelled)).marks.flatMap(({ value, isNamed }) =>
		isNamed ? [value] : [],
	)

describe('the scale of a range question', () => {
	test('has a tick at every step, or where the form says, or none', () => {
		expect(ticks({ start: '1', end: '5' })).toEqual([1, 2, 3, 4, 5])
		expect(ticks({ start: '0', end: '100', tick_interval: '25' })).toEqual([0, 25, 50, 75, 100])
		expect(ticks({ start: '0', end: '1', step: '0.1', tick_interval: '0.3' })).toEqual([0, 0.3, 0.6, 0.9])
		expect(ticks({ start: '1', end: '5' }, 'no-ticks')).toEqual([])
		expect(ticks({ start: '0', end: '100' })).toEqual([])
	})
	test('has numbers at its ends, at ticks with enough room, and at labels', () => {
		expect(named({ start: '0', end: '100' })).toEqual([0, 100])
		expect(named({ start: '0', end: '100', tick_interval: '25' })).toEqual([0, 25, 50, 75, 100])
		expect(named({ start: '0', end: '100', tick_interval: '10' })).toEqual([0, 100])
		expect(named({ start: '1', end: '5' }, [3])).toEqual([1, 3, 5])
	})
	test('is offered value by value, unless there are too many', () => {
		expect(rangeValues({ start: '0', end: '1', step: '0.3' })).toEqual([0, 0.3, 0.6, 0.9])
		expect(rangeValues({ start: '0', end: '1000000000' })).toBeNull()
	})
	test('has evenly spaced values, from whichever end it is written', () => {
		const { marks, low, high } = rangeScale({ start: '10', end: '1', step: '-4' }, '', none)
		expect([low, high]).toEqual([1, 9])
		expect(marks.map(({ value }) => value)).toEqual([1, 5, 9])
		expect(rangeScale({ start: '0', end: '100000', tick_interval: '30' }, '', none).marks).toHaveLength(2)
	})
})
