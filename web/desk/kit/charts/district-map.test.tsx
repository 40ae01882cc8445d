import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { BoundaryShape } from '#shared/study/boundaries'
import { baseMapReplies } from '../../../testing/base-map-replies.ts'
import { recordCanvas } from '../../../testing/recorded-canvas.ts'
import { type DeskOptions, renderDesk, study } from '../../../testing/render-desk.tsx'
import { text } from '../../../testing/text.ts'
import { DistrictFigure } from './district-figure.tsx'
import type { DistrictValue } from './district-value.ts'
import { zoomed } from './use-zoom.ts'

const [first, second] = study.districts
if (!first || !second) throw new Error('the study has no districts')

const square = (district: string, west: number, size = 1): BoundaryShape => ({
	district,
	rings: [
		[
			[west, 30],
			[west + size, 30],
			[west + size, 30 + size],
			[west, 30 + size],
		],
	],
})
const boundaries = {
	attribution: 'Survey of 2020',
	disclaimer: 'No border is meant',
	shapes: [square(first.code, 70), square(second.code, 71)],
}
const values: DistrictValue[] = [
	{ district: first, fill: 0.5, text: '50%', title: 'First: 50%', href: '/desk/coverage/first' },
	{ district: second, fill: null, text: '', title: 'Second: no value', href: null },
]
const render = (options: DeskOptions = {}) =>
	renderDesk(
		<DistrictFigure caption="Done" round="endline" values={values} legend={{ low: '0%', high: '100%' }} />,
		{
			replies: { 'GET /api/boundaries': boundaries },
			...options,
		},
	)
const press = (name: string) => screen.getByRole('button', { name })
const map = async () => {
	const svg = (await screen.findByRole('link', { name: 'First: 50%' })).closest('svg')
	if (!svg) throw new Error('there is no map')
	return svg
}
/** Renders the map with a size, which this DOM does not compute. */
const renderMap = async () => {
	await render()
	const svg = await map()
	svg.getBoundingClientRect = () => ({ left: 0, top: 0, width: 400, height: 200 }) as DOMRect
	svg.setPointerCapture = () => {}
	return svg
}
const partOf = (svg: SVGSVGElement) => (svg.getAttribute('viewBox') ?? '').split(' ').map(Number)

test('districts are shaded by their value, with a legend; one without a value is empty and no link', async () => {
	const svg = await renderMap()
	const opacities = [...svg.querySelectorAll('path')].map((path) => Number(path.getAttribute('fill-opacity')))
	expect(opacities).toEqual([0.08 + 0.36, 0])
	expect(screen.getByRole('img', { name: 'Second: no value' })).toBeInTheDocument()
	for (const each of ['0%', '100%', text('charts.noValue'), 'Survey of 2020', 'No border is meant'])
		expect(screen.getByText(each)).toBeVisible()
})
test('buttons and keys enlarge, move and reduce the map', async () => {
	const svg = await renderMap()
	const [, , wide = 0] = partOf(svg)
	for (const name of ['charts.reduceMap', 'charts.wholeMap'] as const)
		expect(press(text(name))).toHaveAttribute('aria-disabled', 'true')
	fireEvent.click(press(text('charts.enlargeMap')))
	const [x = 0, , narrower = 0] = partOf(svg)
	expect(narrower).toBeLessThan(wide)
	const link = screen.getByRole('link', { name: 'First: 50%' })
	fireEvent.keyDown(link, { key: 'ArrowRight' })
	expect(partOf(svg)[0]).toBeGreaterThan(x)
	fireEvent.keyDown(link, { key: '+' })
	expect(partOf(svg)[2]).toBeLessThan(narrower)
	fireEvent.click(press(text('charts.wholeMap')))
	expect(partOf(svg).slice(0, 3)).toEqual([0, 0, wide])
	expect(svg).toHaveAttribute('tabindex', '0')
	// an arrow scrolls the page again
	expect(fireEvent.keyDown(link, { key: 'ArrowRight' })).toBe(true)
})

test('a drag moves the map and opens nothing; a press opens the district', async () => {
	const svg = await renderMap()
	fireEvent.click(press(text('charts.enlargeMap')))
	const [x = 0] = partOf(svg)
	const link = screen.getByRole('link', { name: 'First: 50%' })
	fireEvent.pointerDown(link, { pointerId: 1, clientX: 200, clientY: 100 })
	fireEvent.pointerMove(link, { pointerId: 1, buttons: 1, clientX: 120, clientY: 100 })
	fireEvent.pointerUp(link, { pointerId: 1 })
	fireEvent.click(link, { detail: 1 })
	expect(partOf(svg)[0]).toBeGreaterThan(x)
	expect(location.pathname).toBe('/desk')
	fireEvent.pointerDown(link, { pointerId: 1, clientX: 200, clientY: 100 })
	fireEvent.pointerUp(link, { pointerId: 1 })
	fireEvent.click(link, { detail: 1 })
	expect(location.pathname).toBe('/desk/coverage/first')
})

test('a pointer that was released elsewhere moves nothing, and Enter opens a district after a drag by touch', async () => {
	const svg = await renderMap()
	fireEvent.click(press(text('charts.enlargeMap')))
	const before = partOf(svg)
	const link = screen.getByRole('link', { name: 'First: 50%' })
	fireEvent.pointerDown(link, { pointerId: 1, clientX: 200, clientY: 100 })
	fireEvent.pointerMove(link, { pointerId: 1, buttons: 0, clientX: 100, clientY: 100 })
	expect(partOf(svg)).toEqual(before)
	fireEvent.pointerDown(link, { pointerId: 2, clientX: 200, clientY: 100 })
	fireEvent.pointerMove(link, { pointerId: 2, buttons: 1, clientX: 120, clientY: 100 })
	fireEvent.pointerUp(link, { pointerId: 2 })
	fireEvent.click(link, { detail: 0 })
	expect(location.pathname).toBe('/desk/coverage/first')
})

test('two fingers enlarge the map', async () => {
	const svg = await renderMap()
	const [, , wide = 0] = partOf(svg)
	fireEvent.pointerDown(svg, { pointerId: 1, clientX: 180, clientY: 100 })
	fireEvent.pointerDown(svg, { pointerId: 2, clientX: 220, clientY: 100 })
	fireEvent.pointerMove(svg, { pointerId: 2, buttons: 1, clientX: 260, clientY: 100 })
	expect(partOf(svg)[2]).toBeCloseTo(wide / 2)
})

test('a base map moves and grows with the map, and is under it', async () => {
	const calls = recordCanvas({ width: 400, height: 200 })
	const bytes = new TextEncoder().encode('world')
	await render({
		replies: {
			'GET /api/boundaries': boundaries,
			...baseMapReplies({ tileType: 2, tiles: [{ z: 0, x: 0, y: 0, bytes }] }),
		},
	})
	const boxes = () => calls.flatMap(([name, , ...box]) => (name === 'drawImage' ? [box as number[]] : []))
	await waitFor(() => expect(boxes().length).toBeGreaterThan(0))
	const svg = await map()
	expect(svg.previousElementSibling?.tagName).toBe('CANVAS')
	const [[left = 0, , wide = 0] = []] = boxes()
	const [middle] = [left + ((71 + 180) / 360) * wide]
	expect(Math.abs(middle - 200)).toBeLessThan(1.5)
	fireEvent.click(press(text('charts.enlargeMap')))
	const [later = 0, , wider = 0] = boxes().at(-1) ?? []
	expect(wider / wide).toBeCloseTo(1.6, 3)
	expect(Math.abs(later + ((71 + 180) / 360) * wider - 200)).toBeLessThan(1.5)
})

test('without boundaries the districts are tiles', async () => {
	await render({ replies: { 'GET /api/boundaries': null } })
	expect(await screen.findAllByRole('listitem')).toHaveLength(2)
})

test('a magnified view stays within the drawing, and the point under the pointer where it is', () => {
	const size = { width: 400, height: 300 }
	const view = zoomed(size, { x: 0, y: 0, scale: 1 }, 2, 0.25, 0.5)
	expect(view).toEqual({ scale: 2, x: 50, y: 75 })
	expect(zoomed(size, view, 0.5)).toEqual({ x: 0, y: 0, scale: 1 })
	expect(zoomed(size, { x: 200, y: 150, scale: 2 }, 100, 1, 1).scale).toBe(12)
	expect(zoomed(size, { x: 200, y: 150, scale: 2 }, 0.75, 0, 0).x).toBeLessThanOrEqual(400 - 400 / 1.5)
})
