import * as z from 'zod/mini'

/** Degrees east and north: two decimals more than a screen shows. */
const pointSchema = z.tuple([
	z.number().check(z.minimum(-180), z.maximum(180)),
	z.number().check(z.minimum(-90), z.maximum(90)),
])
export type GeoPosition = z.infer<typeof pointSchema>
/** Points that a phone draws without a delay. */
const maxPoints = 60_000
export const maxBoundaryBytes = 6_000_000

const shapesSchema = z
	.array(z.object({ district: z.string(), rings: z.array(z.array(pointSchema).check(z.minLength(3))) }))
	.check(z.refine((shapes) => pointsIn(shapes) <= maxPoints))

/** District boundaries as they were imported. Their attribution and disclaimer are shown below each map. */
export const boundariesSchema = z.object({
	attribution: z.string().check(z.minLength(1), z.maxLength(400)),
	disclaimer: z.string().check(z.minLength(1), z.maxLength(600)),
	/** Empty to show the tiles again. */
	shapes: shapesSchema,
})
export type Boundaries = z.infer<typeof boundariesSchema>
export type BoundaryShape = Boundaries['shapes'][number]

const pointsIn = (shapes: readonly Pick<BoundaryShape, 'rings'>[]): number =>
	shapes.reduce((sum, { rings }) => sum + rings.reduce((points, ring) => points + ring.length, 0), 0)

export type BoundariesParseResult =
	| { readonly outcome: 'read'; readonly shapes: BoundaryShape[]; readonly missing: string[] }
	/**
	 * no-json: another kind of file · no-boundaries: neither GeoJSON nor TopoJSON · no-district: no boundary has
	 * a code of ours
	 */
	| { readonly outcome: 'no-json' | 'no-boundaries' | 'no-district' | 'off-the-earth' | 'too-many-points' }

/**
 * Reads GeoJSON or TopoJSON in degrees; each feature has a district's P-code as its id or in one of its
 * properties.
 */
export function parseBoundaries(text: string, codes: readonly string[]): BoundariesParseResult {
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch {
		return { outcome: 'no-json' }
	}
	let features: GeoFeature[]
	try {
		features = featuresOf(json)
	} catch {
		return { outcome: 'no-boundaries' }
	}
	if (features.length === 0) return { outcome: 'no-boundaries' }
	const wanted = new Set(codes)
	const found = new Map<string, BoundaryShape>()
	for (const { names, rings } of features) {
		const district = names.find((name) => wanted.has(name))
		if (district === undefined || rings.length === 0) continue
		const before = found.get(district)?.rings ?? []
		found.set(district, { district, rings: [...before, ...rings.map((ring) => ring.map(rounded))] })
	}
	if (found.size === 0) return { outcome: 'no-district' }
	const shapes = [...found.values()]
	if (pointsIn(shapes) > maxPoints) return { outcome: 'too-many-points' }
	if (!shapesSchema.safeParse(shapes).success) return { outcome: 'off-the-earth' }
	return { outcome: 'read', shapes, missing: codes.filter((code) => !found.has(code)) }
}

interface GeoFeature {
	readonly names: readonly string[]
	readonly rings: GeoPosition[][]
}

const propertiesSchema = z.optional(z.nullable(z.record(z.string(), z.unknown())))
const idSchema = z.optional(z.union([z.string(), z.number()]))
const geoSchema = z.object({
	type: z.literal('FeatureCollection'),
	features: z.array(
		z.object({
			id: idSchema,
			properties: propertiesSchema,
			geometry: z.nullable(z.object({ type: z.string(), coordinates: z.optional(z.unknown()) })),
		}),
	),
})
const topoSchema = z.object({
	type: z.literal('Topology'),
	transform: z.optional(
		z.object({
			scale: z.array(z.number()).check(z.length(2)),
			translate: z.array(z.number()).check(z.length(2)),
		}),
	),
	arcs: z.array(z.array(z.array(z.number()).check(z.minLength(2)))),
	objects: z.record(
		z.string(),
		z.object({
			geometries: z.optional(
				z.array(
					z.object({
						id: idSchema,
						properties: propertiesSchema,
						type: z.nullable(z.string()),
						arcs: z.optional(z.unknown()),
					}),
				),
			),
		}),
	),
})
const linesSchema = z.array(z.array(z.array(z.number()).check(z.minLength(2))))
const arcsSchema = z.array(z.array(z.int()))

/** @throws if the JSON is neither of both, or broken inside */
function featuresOf(json: unknown): GeoFeature[] {
	const geo = geoSchema.safeParse(json).data
	if (geo)
		return geo.features.flatMap(({ id, properties, geometry }) =>
			geometry
				? [
						{
							names: namesOf(id, properties),
							rings: polygonsOf(geometry.type, geometry.coordinates).flatMap((polygon) =>
								linesSchema.parse(polygon).map((ring) => ring.map(([x = 0, y = 0]): GeoPosition => [x, y])),
							),
						},
					]
				: [],
		)
	const topology = topoSchema.parse(json)
	const arcs = decodedArcs(topology)
	return Object.values(topology.objects)
		.flatMap(({ geometries = [] }) => geometries)
		.map(({ id, properties, type, arcs: used }) => ({
			names: namesOf(id, properties),
			rings: polygonsOf(type ?? '', used).flatMap((polygon) =>
				arcsSchema.parse(polygon).map((ring) => stitched(ring, arcs)),
			),
		}))
}

const namesOf = (
	id: string | number | undefined,
	properties: Readonly<Record<string, unknown>> | null = {},
) => [String(id ?? ''), ...Object.values(properties ?? {}).filter((value) => typeof value === 'string')]

/** Returns the polygons of a geometry, each a list of rings; none for lines and points. */
const polygonsOf = (type: string, inside: unknown): unknown[] =>
	type === 'Polygon' ? [inside] : type === 'MultiPolygon' && Array.isArray(inside) ? inside : []

/** Decodes arcs, which are stored as steps from point to point on a grid. */
function decodedArcs({ arcs, transform }: z.infer<typeof topoSchema>): GeoPosition[][] {
	if (!transform) return arcs.map((arc) => arc.map(([x = 0, y = 0]): GeoPosition => [x, y]))
	const [scaleX = 1, scaleY = 1] = transform.scale
	const [east = 0, north = 0] = transform.translate
	return arcs.map((arc) => {
		let [x, y] = [0, 0]
		return arc.map(([dx = 0, dy = 0]): GeoPosition => {
			x += dx
			y += dy
			return [x * scaleX + east, y * scaleY + north]
		})
	})
}

/**
 * Joins arcs end to end; a number below zero is one that runs backwards (~n).
 *
 * @throws RangeError for an arc that does not exist
 */
function stitched(ring: readonly number[], arcs: readonly GeoPosition[][]): GeoPosition[] {
	return ring.flatMap((number, i) => {
		const arc = arcs[number < 0 ? ~number : number]
		if (!arc) throw new RangeError(`no arc ${number}`)
		const forwards = number < 0 ? [...arc].reverse() : arc
		// the first point of each arc is the last of the one before
		return i === 0 ? forwards : forwards.slice(1)
	})
}

const rounded = ([x, y]: GeoPosition): GeoPosition => [
	Math.round(x * 10_000) / 10_000,
	Math.round(y * 10_000) / 10_000,
]
