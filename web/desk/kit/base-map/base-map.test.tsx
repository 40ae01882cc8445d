import { fireEvent, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { baseMapReplies } from '../../../testing/base-map-replies.ts'
import { type CanvasCall, recordCanvas } from '../../../testing/recorded-canvas.ts'
import { renderDesk } from '../../../testing/render-desk.tsx'
import type { Replies } from '../../../testing/server-replies.ts'
import { text } from '../../../testing/text.ts'
import { writeVectorTile } from '../../../testing/vector-tile.ts'
import { projectionOf } from '../charts/projection.ts'
import { BaseMapLayer, BaseMapNote, useBaseMap } from './base-map.tsx'

const utf8 = new TextEncoder()
const raster = {
	tileType: 2,
	metadata: { attribution: '<a href="x">&copy; Survey of 2020</a>' },
	// the world from its first level to the fourth
	tiles: [0, 1, 2, 3].flatMap((z) =>
		Array.from({ length: 4 ** z }, (_, i) => {
			const [x, y] = [i % 2 ** z, Math.floor(i / 2 ** z)]
			return { z, x, y, bytes: utf8.encode(`${z}/${x}/${y}`) }
		}),
	),
}
/** A map of the whole world, 400 units wide. */
const projection = projectionOf(
	[
		[-180, 0],
		[180, 0],
	],
	416,
	40_000_000,
)
const { width, height } = projection
const southEast = { x: width / 2, y: height / 2, width: width / 4, height: height / 4 }
function MapForTests({ hasNames }: { readonly hasNames: boolean }) {
	const baseMap = useBaseMap()
	const [isEnlarged, setEnlarged] = useState(false)
	return (
		<>
			<BaseMapLayer
				baseMap={baseMap}
				projection={projection}
				hasNames={hasNames}
				{...(isEnlarged ? { view: southEast } : {})}
			/>
			<svg role="img" aria-label="Outlines" />
			<BaseMapNote baseMap={baseMap} />
			<button type="button" onClick={() => setEnlarged(true)}>
				Enlarge
			</button>
		</>
	)
}
const pictures = (calls: readonly CanvasCall[]) =>
	calls.flatMap(([name, image, ...box]) =>
		name === 'drawImage' ? [{ tile: (image as { text: string }).text, box }] : [],
	)
const render = (replies: Replies, hasNames = true) =>
	renderDesk(<MapForTests hasNames={hasNames} />, { replies })

beforeEach(() => localStorage.clear())

test('without a base map of the server there is no canvas, no button and no archive', async () => {
	const { server, container } = await render({ 'GET /api/base-map': null })
	await waitFor(() => expect(server.sent).toHaveLength(1))
	expect(screen.queryByRole('button', { name: text('charts.hideBaseMap') })).toBeNull()
	expect(container.querySelector('canvas')).toBeNull()
})

test('pictures are drawn at their locations, clipped to the map, with the attribution as text', async () => {
	const calls = recordCanvas({ width, height })
	await render(baseMapReplies(raster))
	await waitFor(() => expect(pictures(calls).some(({ tile }) => tile === '1/1/1')).toBe(true))
	const [east] = projection.place([180, 0])
	const [middle, equator] = projection.place([0, 0])
	const found = pictures(calls).findLast(({ tile }) => tile === '1/1/0')
	const [left = 0, top = 0, wide = 0, high = 0] = (found?.box ?? []) as number[]
	expect(Math.abs(left - middle)).toBeLessThan(1)
	expect(Math.abs(left + wide - east)).toBeLessThan(1)
	expect(Math.abs(top + high - equator)).toBeLessThan(1)
	expect(calls).toContainEqual(['rect', 0, 0, width, height])
	expect(screen.getByText('© Survey of 2020')).toBeVisible()
	expect(screen.queryByRole('link')).toBeNull()
})

test('an enlarged map has tiles of a finer level, above those that were there before', async () => {
	const calls = recordCanvas({ width, height })
	await render(baseMapReplies(raster))
	await waitFor(() => expect(pictures(calls).some(({ tile }) => tile === '1/1/1')).toBe(true))
	const before = calls.length
	fireEvent.click(screen.getByRole('button', { name: 'Enlarge' }))
	// at once, from what is there: nothing flickers
	expect(pictures(calls.slice(before)).map(({ tile }) => tile)).toContain('1/1/1')
	await waitFor(() => expect(pictures(calls).some(({ tile }) => tile === '3/4/4')).toBe(true))
	const frame = calls.slice(calls.findLastIndex(([name]) => name === 'clearRect'))
	const tiles = pictures(frame).map(({ tile }) => tile)
	expect(tiles.indexOf('1/1/1')).toBeLessThan(tiles.indexOf('3/4/4'))
	expect(tiles).not.toContain('3/0/0')
})

test('it can be hidden, also for the next map, and shown again', async () => {
	recordCanvas({ width, height })
	const first = await render(baseMapReplies(raster))
	fireEvent.click(await screen.findByRole('button', { name: text('charts.hideBaseMap') }))
	expect(first.container.querySelector('canvas')).toBeNull()
	expect(screen.queryByText('© Survey of 2020')).toBeNull()
	expect(Object.values({ ...localStorage })).toContain('true')
	first.unmount()
	const second = await render(baseMapReplies(raster))
	const show = await screen.findByRole('button', { name: text('charts.showBaseMap') })
	expect(second.server.sent.map(({ path }) => path)).toEqual(['/api/base-map'])
	fireEvent.click(show)
	expect(await screen.findByText('© Survey of 2020')).toBeVisible()
	expect(second.container.querySelector('canvas')).not.toBeNull()
})

test('vector tiles are drawn without borders, and with names of settlements only', async () => {
	const calls = recordCanvas({ width, height })
	const line = [
		[0, 0],
		[2048, 1024],
	] as const
	const bytes = writeVectorTile({
		boundaries: [
			{
				type: 'line',
				properties: { kind: 'country' },
				points: [
					[5, 5],
					[6, 6],
				],
			},
		],
		roads: [{ type: 'line', properties: { kind: 'highway' }, points: line }],
		water: [
			{
				type: 'area',
				properties: { kind: 'lake' },
				points: [
					[0, 0],
					[4096, 0],
					[4096, 4096],
				],
			},
		],
		places: [
			{ type: 'point', properties: { kind: 'country', name: 'A country' }, points: [[100, 100]] },
			{
				type: 'point',
				properties: { kind: 'locality', kind_detail: 'city', name: 'پشاور', 'name:en': 'Peshawar' },
				points: [[2048, 1024]],
			},
			{
				type: 'point',
				properties: { kind: 'locality', kind_detail: 'city', name: 'Next tile' },
				points: [[5000, 9]],
			},
		],
	})
	await render(baseMapReplies({ tileType: 1, tiles: [{ z: 0, x: 0, y: 0, bytes }] }))
	await waitFor(() => expect(calls.some(([name]) => name === 'fillText')).toBe(true))
	const shapes = calls.flatMap(([name, path, colour]) =>
		(name === 'fill' || name === 'stroke') && path
			? [{ name, colour, path: path as { steps: unknown } }]
			: [],
	)
	const last = shapes.slice(-2)
	expect(last.map(({ name, path }) => [name, path.steps])).toEqual([
		['fill', [['moveTo', 0, 0], ['lineTo', 1, 0], ['lineTo', 1, 1], ['lineTo', 0, 0], ['closePath']]],
		[
			'stroke',
			[
				['moveTo', 0, 0],
				['lineTo', 0.5, 0.25],
			],
		],
	])
	const names = calls.filter(([name]) => name === 'fillText')
	expect(new Set(names.map(([, name]) => name))).toEqual(new Set(['Peshawar']))
	const [, , x, y] = names.at(-1) ?? []
	expect(Math.abs(Number(x) - projection.place([0, 0])[0])).toBeLessThan(1)
	expect(Number(y)).toBeLessThan(projection.place([0, 0])[1])
})

test('under a drawing with names of its own there are no names', async () => {
	const calls = recordCanvas({ width, height })
	const city = { kind: 'locality', kind_detail: 'city', name: 'Multan' }
	const bytes = writeVectorTile({ places: [{ type: 'point', properties: city, points: [[2048, 1024]] }] })
	await render(baseMapReplies({ tileType: 1, tiles: [{ z: 0, x: 0, y: 0, bytes }] }), false)
	await waitFor(() => expect(calls.some(([name]) => name === 'fillRect')).toBe(true))
	expect(calls.filter(([name]) => name === 'fillText')).toEqual([])
})

test('a damaged archive leaves the outlines', async () => {
	recordCanvas({ width, height })
	const damaged = { 'GET /api/base-map/1-1': () => new Response(new Uint8Array(200), { status: 206 }) }
	const { server, container } = await render({ ...baseMapReplies(raster), ...damaged })
	await waitFor(() => expect(server.sent.length).toBeGreaterThan(1))
	expect(screen.getByRole('img', { name: 'Outlines' })).toBeVisible()
	expect(container.querySelector('canvas')).toBeNull()
})

test('after the file was replaced, the new one is opened, and tiles of the two are not mixed', async () => {
	const calls = recordCanvas({ width, height })
	const { server } = await render(baseMapReplies(raster))
	await waitFor(() => expect(pictures(calls).some(({ tile }) => tile === '1/1/1')).toBe(true))
	const other = raster.tiles.map((tile) => ({ ...tile, bytes: utf8.encode(`new ${tile.z}`) }))
	server.reply({
		'GET /api/base-map': { version: '2-2' },
		'GET /api/base-map/1-1': new Problem('not-found'),
		'GET /api/base-map/2-2': baseMapReplies({ ...raster, tiles: other })['GET /api/base-map/1-1'],
	})
	fireEvent.click(screen.getByRole('button', { name: 'Enlarge' }))
	await waitFor(() => expect(pictures(calls).some(({ tile }) => tile === 'new 3')).toBe(true))
	const afterwards = calls.slice(
		calls.findIndex(([, image]) => (image as { text?: string })?.text === 'new 3'),
	)
	expect(pictures(afterwards).every(({ tile }) => tile.startsWith('new '))).toBe(true)
})
