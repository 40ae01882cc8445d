import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { IntervalBar } from './interval-bar.tsx'

const render = (over: Partial<Parameters<typeof IntervalBar>[0]> = {}, options: DeskOptions = {}) =>
	renderDesk(
		<IntervalBar
			from={0}
			to={1}
			value={0.25}
			interval={{ low: 0.2, high: 0.3 }}
			mark={null}
			isQuiet={false}
			title="Reached: 25%"
			{...over}
		/>,
		options,
	)
const drawing = () => screen.getByRole('img', { name: 'Reached: 25%' })
const placeOf = (selector: string, attribute: string) =>
	Number(drawing().querySelector(selector)?.getAttribute(attribute))

test('an estimate is a point on its scale, with its interval', async () => {
	await render()
	// x = 4 … 196 is 0 … 1
	expect(placeOf('circle', 'cx')).toBe(52)
	expect(placeOf('.span', 'x1')).toBeCloseTo(42.4)
	expect(placeOf('.span', 'x2')).toBeCloseTo(61.6)
	expect(drawing().querySelector('.mark')).toBeNull()
})

test('right to left, the scale starts on the right', async () => {
	await render({ mark: 0.5 }, { language: 'ur' })
	expect(placeOf('circle', 'cx')).toBe(148)
	expect(placeOf('.span', 'x1')).toBeGreaterThan(placeOf('.span', 'x2'))
	expect(placeOf('.mark', 'x1')).toBe(100)
})

test('values beyond the scale are drawn at its end', async () => {
	await render({ from: -0.1, to: 0.1, value: 0.4, interval: { low: -0.5, high: 0.7 }, mark: 0 })
	expect(placeOf('circle', 'cx')).toBe(196)
	expect(placeOf('.span', 'x1')).toBe(4)
	expect(placeOf('.mark', 'x1')).toBe(100)
})

test('without an interval there is only the point', async () => {
	await render({ interval: null })
	expect(drawing().querySelector('.span')).toBeNull()
	expect(drawing().querySelector('circle')).not.toBeNull()
})
