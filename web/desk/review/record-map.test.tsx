import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { RecordDetail } from '#shared/review/record-response'
import type { Boundaries } from '#shared/study/boundaries'
import { baseMapReplies } from '../../testing/base-map-replies.ts'
import { recordDetail } from '../../testing/record-fixtures.ts'
import { recordCanvas } from '../../testing/recorded-canvas.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RecordMap } from './record-map.tsx'

const visit = `
	type      name   label
	geopoint  gps    Where
	geotrace  path   Path
	text      rooms  Rooms
`
const square = (district: string): Boundaries['shapes'][number] => ({
	district,
	rings: [
		[
			[70, 30],
			[71, 30],
			[71, 31],
			[70, 31],
		],
	],
})
const boundaries: Boundaries = { attribution: 'Survey of 2020', disclaimer: '–', shapes: [square('PK607')] }
const here = { gps: '30.5 70.5 0 5' }

function render(over: Partial<RecordDetail>, options: DeskOptions = {}) {
	const record = recordDetail({ answers: here, ...over })
	return renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => <RecordMap record={record} reading={reading} />}
		</WithReading>,
		{ ...options, replies: { 'GET /api/boundaries': boundaries, ...options.replies } },
	)
}
const noMap = () => expect(screen.queryByRole('img')).toBeNull()

test('the location is drawn in its district, with the source of the boundary', async () => {
	await render({ answers: { ...here, path: '30.1 70.1 0 5;31 71 0 5', rooms: '30 70' } })
	const map = await screen.findByRole('img', {
		name: text('review.locationIn', { district: 'Dera Ghazi Khan' }),
	})
	// one point, in the centre of the square
	const [point, ...others] = map.querySelectorAll('circle')
	expect(others).toEqual([])
	expect(Number(point?.getAttribute('cx'))).toBeCloseTo(200)
	expect(screen.getByText('Survey of 2020')).toBeVisible()
})

test('with a base map the location is on the right point of its tile', async () => {
	const calls = recordCanvas({ width: 400, height: 500 })
	const bytes = new TextEncoder().encode('world')
	const replies = baseMapReplies({
		tileType: 2,
		metadata: { attribution: 'Open map' },
		tiles: [{ z: 0, x: 0, y: 0, bytes }],
	})
	await render({}, { replies })
	expect(await screen.findByText('Open map')).toBeVisible()
	await waitFor(() => expect(calls.some(([name]) => name === 'drawImage')).toBe(true))
	const map = screen.getByRole('img')
	// the canvas has the box of the drawing, whose height is not that of the canvas here
	const [, , , height = 0] = (map.getAttribute('viewBox') ?? '').split(' ').map(Number)
	const point = map.querySelector('circle')
	const [x, y] = ['cx', 'cy'].map((name) => Number(point?.getAttribute(name)))
	const [, , left = 0, top = 0, wide = 0, high = 0] = calls.findLast(([name]) => name === 'drawImage') as [
		string,
		unknown,
		...number[],
	]
	// 70.5° east and 30.5° north, in the one tile of the world
	expect(Math.abs(left + ((70.5 + 180) / 360) * wide - (x ?? 0))).toBeLessThan(1.5)
	expect(Math.abs(top + 0.410967387 * high - ((y ?? 0) + (500 - height) / 2))).toBeLessThan(1.5)
})

test('in Urdu the district has its Urdu name', async () => {
	await render({}, { language: 'ur' })
	expect(await screen.findByRole('img')).toHaveAccessibleName(
		text('review.locationIn', { district: 'ڈیرہ غازی خان' }),
	)
})

test.each([
	['locations are rounded', { isBlurred: true }],
	['there is no location', { answers: {} }],
	['the location is unreadable', { answers: { gps: 'somewhere' } }],
] as const)('if %s there is no map, and no boundaries are requested', async (_, over) => {
	const { server } = await render(over)
	noMap()
	expect(server.sent).toEqual([])
})

test.each([
	['no boundaries were imported', null],
	['the boundary of its district is missing', { ...boundaries, shapes: [square('PK608')] }],
	['the desk is offline', offline],
] as const)('if %s there is no map', async (_, reply) => {
	const { server } = await render({}, { replies: { 'GET /api/boundaries': reply } })
	await waitFor(() => expect(server.sent).toHaveLength(1))
	noMap()
})
