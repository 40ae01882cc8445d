import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { type InterviewMap, maxMapPoints } from '#shared/coverage/fieldwork-charts'
import { Problem } from '#shared/kernel/problem'
import type { Boundaries } from '#shared/study/boundaries'
import { baseMapReplies } from '../../testing/base-map-replies.ts'
import { setClock } from '../../testing/clock.ts'
import { recordCanvas } from '../../testing/recorded-canvas.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { setScreenWidth } from '../../testing/screen-width.ts'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { InterviewMapSection } from './interview-map-section.tsx'

beforeEach(() => setClock())

const route = 'GET /api/coverage/PK607/map'
const place = (
	record: string,
	over: Partial<InterviewMap['places'][number]> = {},
): InterviewMap['places'][number] => ({
	record,
	name: `House ${record}`,
	day: '2026-01-14',
	cluster: 'C1',
	at: [30.5, 70.5],
	metres: 20,
	isFar: false,
	...over,
})
const found = (over: Partial<InterviewMap> = {}): InterviewMap => ({
	interviews: 2,
	checkedInterviews: 2,
	places: [place('a'), place('b', { at: [30.51, 70.51], metres: 1500, isFar: true, name: '' })],
	clusters: [{ cluster: 'C1', at: [30.5, 70.5], metres: 500 }],
	...over,
})
const boundaries: Boundaries = {
	attribution: 'Survey of 2020',
	disclaimer: 'No border is meant',
	shapes: [
		{
			district: 'PK607',
			rings: [
				[
					[70, 30],
					[71, 30],
					[71, 31],
				],
			],
		},
	],
}

async function render(reply: unknown, { replies, ...options }: DeskOptions = {}) {
	const desk = await renderDesk(<InterviewMapSection district="PK607" round="endline" />, {
		...options,
		replies: { [route]: reply, 'GET /api/boundaries': null, ...replies },
	})
	const show = () => desk.user.click(screen.getByRole('button', { name: text('charts.locations.show') }))
	return { ...desk, show }
}
const point = (name: string) => text('charts.locations.point', { name, day: '14 Jan', metres: '20' })
const farPoint = (name: string, metres: string) =>
	text('charts.locations.farPoint', { name, day: '14 Jan', metres })
const map = () => screen.findByRole('figure')

test('exact locations are requested only on demand', async () => {
	const { server, show } = await render(found())
	expect(screen.getByText(text('charts.locations.help'))).toBeVisible()
	expect(server.sent).toEqual([])
	await show()
	await map()
	const request = server.sent.find(({ path }) => path.endsWith('/map'))
	expect(Object.fromEntries(request?.query ?? [])).toEqual({ round: 'endline' })
})

test('each interview is a mark that opens its record, with another mark if it is far away', async () => {
	const { user, show } = await render(found())
	await show()
	expect(await map()).toHaveTextContent(text('charts.locations.title', { count: 2, shown: '2', far: '1' }))
	const near = screen.getByLabelText(point('House a'))
	expect(near.querySelector('circle')).not.toBeNull()
	const far = screen.getByLabelText(farPoint(text('home.untitledRecord'), '1,500'))
	expect(far.querySelector('circle')).toBeNull()
	expect(far).toHaveAttribute('href', '/desk/records/b')
	await user.click(near)
	expect(location.pathname).toBe('/desk/records/a')
})

test('the list shows the farthest first, with cluster and location', async () => {
	const { show } = await render(found())
	await show()
	await map()
	expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		`${farPoint(text('home.untitledRecord'), '1,500')} C1 · 30.51, 70.51`,
		`${point('House a')} C1 · 30.5, 70.5`,
	])
})

test('a cluster is a circle with the radius in which an interview is expected', async () => {
	const { show } = await render(found())
	await show()
	const [title] = [...(await map()).querySelectorAll('.cluster title')]
	expect(title).toHaveTextContent('C1')
	const circle = title?.parentElement?.querySelector('circle')
	// the longest side is a little more than two kilometres on 624 pixels
	expect(Number(circle?.getAttribute('r'))).toBeGreaterThan(100)
})

test('the map shows the source of the boundary', async () => {
	const { show, unmount } = await render(found(), { replies: { 'GET /api/boundaries': boundaries } })
	await show()
	expect(await screen.findByText('Survey of 2020')).toBeVisible()
	expect(screen.getByText('No border is meant')).toBeVisible()
	expect(screen.getByText(text('charts.locations.kilometres', { kilometres: '20' }))).toBeVisible()
	unmount()
	const other = { ...boundaries, shapes: [{ ...boundaries.shapes[0], district: 'PK608' }] }
	const again = await render(found(), { replies: { 'GET /api/boundaries': other } })
	await again.show()
	await map()
	expect(screen.queryByText('Survey of 2020')).toBeNull()
	expect(screen.getByText(text('charts.locations.metres', { metres: '500' }))).toBeVisible()
})

test('without boundaries, or if they fail to load, the locations are still shown', async () => {
	const { show } = await render(found(), { replies: { 'GET /api/boundaries': offline } })
	await show()
	expect(await map()).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a note says when not all locations are drawn', async () => {
	const { show } = await render(found({ interviews: 5000, checkedInterviews: maxMapPoints }))
	await show()
	expect(
		await screen.findByText(text('charts.locations.showingNewest', { most: '2,000', all: '5,000' })),
	).toBeVisible()
})

test('no interview with a location is reported', async () => {
	const { show } = await render(found({ places: [] }))
	await show()
	expect(await screen.findByText(text('charts.locations.empty'))).toBeVisible()
	expect(screen.queryByRole('figure')).toBeNull()
})

test('on a narrow screen marks are not links, and the list opens the records', async () => {
	setScreenWidth()
	const { show } = await render(found())
	await show()
	expect((await map()).querySelectorAll('svg a')).toHaveLength(0)
	expect(screen.getByRole('link', { name: point('House a') })).toBeInTheDocument()
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a refusal', new Problem('not-allowed'), 'problem.not-allowed'],
] as const)('after %s the problem is shown', async (_, reply, problem) => {
	const { show } = await render(reply)
	await show()
	await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(text(problem)))
})

test('a base map is under the points of a map, above its scale bar', async () => {
	const calls = recordCanvas({ width: 640, height: 710 })
	const bytes = new TextEncoder().encode('world')
	const { show, container } = await render(found(), {
		replies: baseMapReplies({
			tileType: 2,
			metadata: { attribution: 'Open map' },
			tiles: [{ z: 0, x: 0, y: 0, bytes }],
		}),
	})
	await show()
	expect(await screen.findByText('Open map')).toBeVisible()
	await waitFor(() => expect(calls.some(([name]) => name === 'drawImage')).toBe(true))
	const [canvas, drawing] = container.querySelector('.map-ground')?.children ?? []
	expect([canvas?.tagName, drawing?.tagName.toLowerCase()]).toEqual(['CANVAS', 'svg'])
	expect(container.querySelector('.frame')).toHaveClass('on-base-map')
	const [, , , whole = 0] = (drawing?.getAttribute('viewBox') ?? '').split(' ').map(Number)
	const [, , top = 0, , high = 0] = calls.findLast(([name]) => name === 'rect') as [string, ...number[]]
	expect(high).toBe(whole - 30)
	expect(top).toBe(Math.round((710 - whole) / 2))
})
