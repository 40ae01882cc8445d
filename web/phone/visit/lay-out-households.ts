import { type Point, radians } from '#shared/kernel/geodesy'

/** Side of the square map in its own units: about the width of a small phone in pixels. */
export const mapSide = 320
/** Distance of markers: a finger hits one of them. */
const markerDistance = 46
const margin = markerDistance / 2 + 4
/** Smallest width of a map in metres: one household alone fills no map. */
const leastMetres = 60
/** The own location is shown up to this many widths of the map away; farther, it would squeeze the households. */
const nearWidths = 2
const rounds = 80

interface MapPlace {
	readonly x: number
	readonly y: number
}
/** A marker, moved away from its neighbours, and the place that it stands for. */
export interface MapMarker extends MapPlace {
	readonly household: number
	readonly place: MapPlace
}
export interface HouseholdMap {
	readonly markers: readonly MapMarker[]
	/** Null if unknown or far away. */
	readonly here: MapPlace | null
	/** A round distance in metres and its length on the map. */
	readonly scale: { readonly metres: number; readonly length: number }
}

/**
 * Places households on a square with north at the top, in units of `mapSide`. Markers that would overlap are moved
 * apart.
 */
export function layOutHouseholds(
	households: readonly { readonly household: number; readonly at: Point }[],
	here: Point | null,
): HouseholdMap {
	const middle = middleOf(households.map(({ at }) => at))
	const places = households.map(({ at }) => metresFrom(middle, at))
	const own = here === null ? null : metresFrom(middle, here)
	const reach = Math.max(leastMetres / 2, ...places.map(reachOf))
	const isNear = own !== null && reachOf(own) <= reach * nearWidths * 2
	const half = isNear && own ? Math.max(reach, reachOf(own)) : reach
	const unitsPerMetre = (mapSide / 2 - margin) / half
	const onMap = ({ x, y }: MapPlace): MapPlace => ({
		x: mapSide / 2 + x * unitsPerMetre,
		y: mapSide / 2 - y * unitsPerMetre,
	})
	const fixed = places.map(onMap)
	const shown = separateMarkers(fixed)
	const metres = roundBelow(mapSide / 3 / unitsPerMetre)
	return {
		markers: households.map(({ household }, i) => ({
			household,
			...(shown[i] as MapPlace),
			place: fixed[i] as MapPlace,
		})),
		here: isNear && own ? onMap(own) : null,
		scale: { metres, length: metres * unitsPerMetre },
	}
}

const metresPerDegree = 111_320
const reachOf = ({ x, y }: MapPlace): number => Math.max(Math.abs(x), Math.abs(y))
const metresFrom = (middle: Point, { latitude, longitude }: Point): MapPlace => ({
	x: (longitude - middle.longitude) * metresPerDegree * Math.cos(radians(middle.latitude)),
	y: (latitude - middle.latitude) * metresPerDegree,
})
function middleOf(points: readonly Point[]): Point {
	const middle = (numbers: readonly number[]) => (Math.min(...numbers) + Math.max(...numbers)) / 2
	return {
		latitude: middle(points.map(({ latitude }) => latitude)),
		longitude: middle(points.map(({ longitude }) => longitude)),
	}
}

/** Largest of 1, 2, 5, 10, 20 … that is not above the number. */
function roundBelow(number: number): number {
	const power = 10 ** Math.floor(Math.log10(number))
	return power * ([5, 2].find((step) => step * power <= number) ?? 1)
}

/** Moves overlapping markers away from each other, step by step, and keeps them on the map. */
function separateMarkers(places: readonly MapPlace[]): MapPlace[] {
	const moved = places.map((place) => ({ ...place }))
	const inside = (at: number) => Math.min(mapSide - margin, Math.max(margin, at))
	for (let round = 0; round < rounds; round++) {
		let isOverlapping = false
		for (const [i, one] of moved.entries())
			for (const [j, other] of moved.entries()) {
				if (j <= i) continue
				// markers of one place go in different directions
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
