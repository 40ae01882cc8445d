import { areaOf, lengthOf, type Point, readPoints } from '#shared/kernel/geodesy'
import { isNodes, toText, type Value } from '../values.ts'
import { type FunctionTable, one, several, spread, two } from './function-row.ts'

/** Returns the points of one text or of several nodes; null if one of them is not a point. */
const pointsOf = (values: readonly Value[]): Point[] | null => readPoints(spread(values).map(toText))

/** True if a point is in a closed ring: even-odd rule. */
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

const isBlank = (value: Value): boolean =>
	isNodes(value) ? value.nodes.length === 0 : toText(value).trim() === ''
const samePlace = (a?: Point, b?: Point): boolean =>
	a?.latitude === b?.latitude && a?.longitude === b?.longitude

const area = one((a) => {
	const points = pointsOf([a])
	return points && !isBlank(a) ? toCentimetres(areaOf(points)) : Number.NaN
})

export const placeFunctions: FunctionTable = {
	area,
	/** Older name of `area`. */
	'enclosed-area': area,
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
				? { given: '', possible: 'geofence(${place}, ${area})' }
				: null,
	},
}
