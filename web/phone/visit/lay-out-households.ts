import { metresOfDegree, type Point, radians } from '#shared/kernel/geodesy'
import type { LastLocation } from './last-location.ts'

/** Side of the square map in its own units: about the width of a small phone in pixels. */
export const mapSide = 320
/** Markers on a map; more could not be kept apart, so the first ones are shown. */
export const maxMarkers = 20
/** Least distance of two markers: 44 pixels where the map is as small as it gets, at 260 pixels. */
export const markerDistance = 54
const margin = markerDistance / 2 + 4
/** Least width of a map in metres, so that one household is not drawn at a scale of centimetres. */
const minMetres = 60
const maxIterations = 200

interface MapPoint {
	readonly x: number
	readonly y: number
}
/** A marker, moved away from its neighbours, and the location of its household. */
export interface MapMarker extends MapPoint {
	readonly household: number
	readonly location: MapPoint
}
export interface HouseholdMap {
	readonly markers: readonly MapMarker[]
	/** Own location with the radius of its accuracy. Null if it is unknown, far away, or not accurate enough. */
	readonly own: (MapPoint & { readonly radius: number }) | null
	/** A round distance in metres and its length on the map. */
	readonly scale: { readonly metres: number; readonly length: number }
}

/**
 * Places households on a square with north at the top, in units of `mapSide`. Markers that would overlap are moved
 * apart. The own location is on it if it is at most one width of the map away: farther, it would squeeze the
 * households.
 */
export function layOutHouseholds(
	households: readonly { readonly household: number; readonly at: Point }[],
	here: LastLocation | null,
): HouseholdMap {
	const points = households.slice(0, maxMarkers)
	const alone = squareAround(points.map(({ at }) => at))
	const isNear = here !== null && reachOf(metresFrom(alone.middle, here)) <= alone.half * 2
	const { middle, half } = isNear ? squareAround([...points.map(({ at }) => at), here]) : alone
	const unitsPerMetre = (mapSide / 2 - margin) / half
	const onMap = (point: Point): MapPoint => {
		const { x, y } = metresFrom(middle, point)
		return { x: mapSide / 2 + x * unitsPerMetre, y: mapSide / 2 - y * unitsPerMetre }
	}
	const locations = points.map(({ at }) => onMap(at))
	const shown = separateMarkers(locations)
	const metres = roundBelow(mapSide / 3 / unitsPerMetre)
	const isAccurate = isNear && here.accuracy <= half * 2
	return {
		markers: points.map(({ household }, i) => ({
			household,
			...(shown[i] as MapPoint),
			location: locations[i] as MapPoint,
		})),
		own: isAccurate ? { ...onMap(here), radius: here.accuracy * unitsPerMetre } : null,
		scale: { metres, length: metres * unitsPerMetre },
	}
}

const reachOf = ({ x, y }: MapPoint): number => Math.max(Math.abs(x), Math.abs(y))
const metresFrom = (middle: Point, { latitude, longitude }: Point): MapPoint => ({
	x: (longitude - middle.longitude) * metresOfDegree * Math.cos(radians(middle.latitude)),
	y: (latitude - middle.latitude) * metresOfDegree,
})
/** Returns the middle of the points, and half of the width in metres of a square that holds them. */
function squareAround(points: readonly Point[]): { middle: Point; half: number } {
	const middleOf = (numbers: readonly number[]) => (Math.min(...numbers) + Math.max(...numbers)) / 2
	const middle = {
		latitude: middleOf(points.map(({ latitude }) => latitude)),
		longitude: middleOf(points.map(({ longitude }) => longitude)),
	}
	return {
		middle,
		half: Math.max(minMetres / 2, ...points.map((point) => reachOf(metresFrom(middle, point)))),
	}
}

/** Returns the largest of 1, 2, 5, 10, 20 … that is not above the number. */
function roundBelow(number: number): number {
	const power = 10 ** Math.floor(Math.log10(number))
	return power * ([5, 2].find((step) => step * power <= number) ?? 1)
}

/** Moves overlapping markers away from each other, step by step, and keeps them on the map. */
function separateMarkers(locations: readonly MapPoint[]): MapPoint[] {
	const moved = locations.map((point) => ({ ...point }))
	const inside = (at: number) => Math.min(mapSide - margin, Math.max(margin, at))
	for (let iteration = 0; iteration < maxIterations; iteration++) {
		let isOverlapping = false
		for (const [i, one] of moved.entries())
			for (const [j, other] of moved.entries()) {
				if (j <= i) continue
				// markers of one location go in different directions
				const [dx, dy] =
					one.x === other.x && one.y === other.y
						? [Math.cos(j), Math.sin(j)]
						: [other.x - one.x, other.y - one.y]
				const distance = Math.hypot(dx, dy)
				if (distance >= markerDistance - 0.5) continue
				isOverlapping = true
				const step = (markerDistance - distance) / 2 / distance
				one.x = inside(one.x - dx * step)
				one.y = inside(one.y - dy * step)
				other.x = inside(other.x + dx * step)
				other.y = inside(other.y + dy * step)
			}
		if (!isOverlapping) break
	}
	return moved
}
