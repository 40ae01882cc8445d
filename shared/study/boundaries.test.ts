import { describe, expect, test } from 'vitest'
import { boundariesSchema, parseBoundaries } from './boundaries.ts'

const codes = ['PK607', 'PK608']
const square = (x: number, y: number) => [
	[x, y],
	[x + 1, y],
	[x + 1, y + 1],
	[x, y + 1],
	[x, y],
]
const geo = (features: readonly object[]) => JSON.stringify({ type: 'FeatureCollection', features })
const feature = (id: string, geometry: object | null, properties: object = {}) => ({
	type: 'Feature',
	id,
	geometry,
	properties,
})
const polygon = (x: number, y: number) => ({ type: 'Polygon', coordinates: [square(x, y)] })

describe('district boundaries', () => {
	test('from GeoJSON: by id or by any property, only the study’s districts, with the missing ones listed', () => {
		const text = geo([
			feature('1', polygon(70, 30), { ADM2_PCODE: 'PK607' }),
			feature('PK999', polygon(60, 30)),
			feature('PK608', null),
		])
		expect(parseBoundaries(text, codes)).toEqual({
			outcome: 'read',
			shapes: [{ district: 'PK607', rings: [square(70, 30)] }],
			missing: ['PK608'],
		})
	})
	test('several parts, and holes, are all rings of one district', () => {
		const text = geo([
			feature('PK607', {
				type: 'MultiPolygon',
				coordinates: [[square(70, 30), square(70.2, 30.2)], [square(72, 30)]],
			}),
		])
		const found = parseBoundaries(text, codes)
		expect(found.outcome === 'read' && found.shapes[0]?.rings).toHaveLength(3)
	})
	test('from TopoJSON: delta-encoded arcs on a grid, shared by neighbours and reversed by one of them', () => {
		const topology = {
			type: 'Topology',
			transform: { scale: [0.5, 0.5], translate: [70, 30] },
			// the border between both, then the rest of each
			arcs: [
				[
					[2, 0],
					[0, 2],
				],
				[
					[2, 2],
					[-2, 0],
					[0, -2],
					[2, 0],
				],
				[
					[2, 2],
					[2, 0],
					[0, -2],
					[-2, 0],
				],
			],
			objects: {
				districts: {
					type: 'GeometryCollection',
					geometries: [
						{ type: 'Polygon', id: 'PK607', arcs: [[0, 1]] },
						{ type: 'Polygon', properties: { p: 'PK608' }, arcs: [[-1, -3]] },
					],
				},
			},
		}
		const found = parseBoundaries(JSON.stringify(topology), codes)
		expect(found).toMatchObject({ outcome: 'read', missing: [] })
		expect(found.outcome === 'read' && found.shapes.map(({ rings }) => rings[0])).toEqual([
			[
				[71, 30],
				[71, 31],
				[70, 31],
				[70, 30],
				[71, 30],
			],
			[
				[71, 31],
				[71, 30],
				[72, 30],
				[72, 31],
				[71, 31],
			],
		])
	})
	test.each([
		['what is no JSON', 'PK607,70,30', 'no-json'],
		['another JSON', '{"a":1}', 'no-boundaries'],
		['a list without a feature', geo([]), 'no-boundaries'],
		[
			'rings that are none',
			geo([feature('PK607', { type: 'Polygon', coordinates: [[['a', 'b']]] })]),
			'no-boundaries',
		],
		[
			'an arc that is not there',
			JSON.stringify({
				type: 'Topology',
				arcs: [],
				objects: { d: { geometries: [{ type: 'Polygon', id: 'PK607', arcs: [[3]] }] } },
			}),
			'no-boundaries',
		],
		['another country', geo([feature('IN01', polygon(77, 28))]), 'no-district'],
		['metres and not degrees', geo([feature('PK607', polygon(3_400_000, 700_000))]), 'off-the-earth'],
		[
			'more points than a phone draws',
			geo([
				feature('PK607', { type: 'Polygon', coordinates: [Array.from({ length: 60_001 }, () => [70, 30])] }),
			]),
			'too-many-points',
		],
	])('%s is reported as such', (_, text, outcome) => {
		expect(parseBoundaries(text, codes)).toEqual({ outcome })
	})
	test('are refused without an attribution', () => {
		const boundaries = { attribution: 'OCHA', disclaimer: 'No endorsement.', shapes: [] }
		expect(boundariesSchema.safeParse(boundaries).success).toBe(true)
		expect(boundariesSchema.safeParse({ ...boundaries, attribution: '' }).success).toBe(false)
	})
})
