import { metresOfDegree, radians } from '#shared/kernel/geodesy'
import type { GeoPoint } from './household-facts.ts'

type Corner = readonly [east: number, north: number]
export type Rings = readonly (readonly Corner[])[]

/**
 * Returns the metres from a place to the nearest edge of a boundary; 0 inside. Rings of holes and of separate
 * parts need no distinction: a ray from an inner point crosses an odd number of edges (even-odd rule).
 */
export function metresOutsideBoundary([north, east]: GeoPoint, rings: Rings): number {
	const shrink = Math.cos(radians(north))
	let [isInside, nearest] = [false, Number.POSITIVE_INFINITY]
	for (const ring of rings)
		for (const [i, [x2, y2]] of ring.entries()) {
			const [x1, y1] = ring.at(i - 1) as Corner
			if (y1 > north !== y2 > north && east < x1 + ((north - y1) / (y2 - y1)) * (x2 - x1))
				isInside = !isInside
			const edge = [
				[(x1 - east) * shrink, y1 - north],
				[(x2 - east) * shrink, y2 - north],
			] as const
			nearest = Math.min(nearest, fromOrigin(...edge))
		}
	return isInside || nearest === Number.POSITIVE_INFINITY ? 0 : nearest * metresOfDegree
}

type Flat = readonly [x: number, y: number]

/** Returns the distance from the origin to the nearest point of an edge. */
function fromOrigin([x1, y1]: Flat, [x2, y2]: Flat): number {
	const [dx, dy] = [x2 - x1, y2 - y1]
	const length = dx * dx + dy * dy
	const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length))
	return Math.hypot(x1 + along * dx, y1 + along * dy)
}
