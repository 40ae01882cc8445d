import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderDesk } from '../../../testing/render-desk.tsx'
import { setScreenWidth } from '../../../testing/screen-width.ts'
import { Axes, type ChartPosition, endOfScale } from './axes.tsx'

test.each([
	[0, 2],
	[1, 2],
	[2, 2],
	[3, 3],
	[51, 60],
	[258, 300],
	[5, 5],
	[6, 6],
	[11, 12],
	[200, 200],
	[201, 250],
	[999, 1000],
])('a scale for up to %d ends at %d', (most, end) => {
	expect(endOfScale(most)).toBe(end)
})

/** Renders a chart of four steps up to a value, and returns its scales. */
async function place(language: 'en' | 'ur' = 'en', end = 10): Promise<ChartPosition> {
	let given: ChartPosition | null = null
	await renderDesk(
		<Axes
			title="Interviews"
			end={end}
			steps={4}
			names={[0, 1, 2, 3, 4].map((at) => ({ at, text: `day ${at}` }))}
			nameWidth={200}
		>
			{(found) => {
				given = found
				return null
			}}
		</Axes>,
		{ language },
	)
	if (!given) throw new Error('no chart was drawn')
	return given
}
const texts = () =>
	[...screen.getByRole('img').querySelectorAll('text')].map(({ textContent }) => textContent)

test('values run upwards, and steps run along the chart', async () => {
	const { x, y, step } = await place()
	expect(screen.getByRole('img', { name: 'Interviews' })).toBeVisible()
	expect(y(10)).toBeLessThan(y(5))
	expect((y(10) + y(0)) / 2).toBeCloseTo(y(5))
	expect(x(1) - x(0)).toBeCloseTo(step)
	expect(x(4)).toBeLessThanOrEqual(640)
})

test('right to left, the scale starts on the right', async () => {
	const { x, isMirrored } = await place('ur')
	expect(isMirrored).toBe(true)
	expect(x(0)).toBeGreaterThan(x(4))
	expect(x(0) - x(4)).toBeCloseTo(640 - 44 - 24)
})

test('the scale has its start, middle and end, without fractions of a count', async () => {
	await place('en', 10)
	expect(texts().slice(0, 3)).toEqual(['0', '5', '10'])
})

test.each(['en', 'ur'] as const)(
	'the longest label of the scale has room beside the chart (%s)',
	async (language) => {
		const { x } = await place(language, 10000)
		const label = [...screen.getByRole('img').querySelectorAll('text')].find(
			({ textContent }) => textContent === '10,000',
		)
		// six characters of 9 pixels, from the anchor outwards
		const anchor = Number(label?.getAttribute('x'))
		expect(language === 'ur' ? 640 - anchor : anchor).toBeGreaterThanOrEqual(6 * 9)
		expect(Math.abs(x(0) - anchor)).toBeCloseTo(6)
	},
)

test('an odd scale has no middle', async () => {
	await place('en', 5)
	expect(texts().slice(0, 2)).toEqual(['0', '5'])
})

test('without space for all labels, the last one is kept', async () => {
	await place()
	expect(texts().slice(3)).toEqual(['day 4', 'day 2', 'day 0'])
})

test('on a narrow screen the chart is narrow and has fewer labels', async () => {
	setScreenWidth()
	await place()
	expect(screen.getByRole('img').getAttribute('viewBox')).toMatch(/^0 0 340 /)
	expect(texts().slice(3)).toEqual(['day 4', 'day 1'])
})
