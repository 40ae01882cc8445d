import { isNodes, toText, type Value } from '../values.ts'
import { type FunctionTable, one, several, spread, two } from './function-row.ts'

/** The radius that the peers use: WGS 84's equator, m. */
const earthRadius = 6_378_100

interface Point {
	readonly latitude: number
	readonly longitude: number
}

/** Points of one text (`lat lon alt acc;…`) or of several nodes; null if one of them is no point. */
function pointsOf(values: readonly Value[]): Point[] | null {
	const texts = spread(values).flatMap((value) => toText(value).split(';'))
	const points: Point[] = []
	for (const text of texts.map((each) => each.trim()).filter(Boolean)) {
		const [latitude = Number.NaN, longitude = Number.NaN] = text.split(/\s+/).map(Number)
		if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null
		points.push({ latitude, longitude })
	}
	return points
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Metres over the ground: spherical law of cosines, exact enough above a metre (haversine, below). */
function between(a: Point, b: Point): number {
	const [p, q] = [radians(a.latitude), radians(b.latitude)]
	const dLatitude = q - p
	const dLongitude = radians(b.longitude - a.longitude)
	const h = Math.sin(dLatitude / 2) ** 2 + Math.cos(p) * Math.cos(q) * Math.sin(dLongitude / 2) ** 2
	return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)))
}

const lengthOf = (points: readonly Point[]): number =>
	points.slice(1).reduce((total, point, i) => total + between(points[i] as Point, point), 0)

/** Square metres inside of a ring, on the sphere (Chamberlain and Duquette 2007, "Some algorithms for polygons on a sphere"). */
function areaOf(points: readonly Point[]): number {
	if (points.length < 3) return 0
	let total = 0
	for (const [i, a] of points.entries()) {
		const b = points[(i + 1) % points.length] as Point
		total +=
			radians(b.longitude - a.longitude) * (2 + Math.sin(radians(a.latitude)) + Math.sin(radians(b.latitude)))
	}
	return Math.abs((total * earthRadius ** 2) / 2)
}

/** Whether a point lies in a closed ring: even-odd rule. */
function isInside(point: Point, ring: readonly Point[]): boolean {
	let inside = false
	for (const [i, a] of ring.entries()) {
		const b = ring[(i + ring.length - 1) % ring.length] as Point
		if (a.longitude > point.longitude === b.longitude > point.longitude) continue
		const at =
			((b.latitude - a.latitude) * (point.longitude - a.longitude)) / (b.longitude - a.longitude) + a.latitude
		if (point.latitude < at) inside = !inside
	}
	return inside
}

const toCentimetres = (metres: number): number => Math.round(metres * 100) / 100

export const placeFunctions: FunctionTable = {
	area: one((a) => {
		const points = pointsOf([a])
		return points && !isBlank(a) ? toCentimetres(areaOf(points)) : Number.NaN
	}),
	distance: several(1, 255, (values) => {
		const points = pointsOf(values)
		return points && !values.every(isBlank) ? toCentimetres(lengthOf(points)) : Number.NaN
	}),
	geofence: {
		...two((point, ring) => {
			const [at] = pointsOf([point]) ?? []
			const corners = pointsOf([ring]) ?? []
			const isClosed =
				corners.length > 3 && toText(ring).trim() !== '' && samePlace(corners[0], corners[corners.length - 1])
			return at !== undefined && isClosed && isInside(at, corners)
		}),
		check: (args) =>
			args.some((arg) => arg.kind === 'text' && arg.value.trim() === '')
				? 'geofence() takes a point and an area'
				: null,
	},
}

const isBlank = (value: Value): boolean =>
	isNodes(value) ? value.nodes.length === 0 : toText(value).trim() === ''
const samePlace = (a?: Point, b?: Point): boolean =>
	a?.latitude === b?.latitude && a?.longitude === b?.longitude
