import { metresOfDegree } from '#shared/kernel/geodesy'
import type { BoundaryShape, GeoPosition } from '#shared/study/boundaries'

const margin = 8
/** Latitude where the square of web Mercator ends. */
const lastLatitude = 85.0511287798
const radians = Math.PI / 180

/** Square of web Mercator that shows the whole world, in units of a drawing: its top left corner and its side. */
export interface WorldSquare {
	readonly x: number
	readonly y: number
	readonly size: number
}

export interface Projection {
	readonly width: number
	readonly height: number
	readonly world: WorldSquare
	readonly place: (point: GeoPosition) => readonly [x: number, y: number]
	/** Converts metres to units of the drawing, at a latitude; without one, in the middle of the map. */
	readonly ofMetres: (metres: number, north?: number) => number
}

/** Returns where a point is in the square of web Mercator, from 0 to 1: eastwards and southwards. */
export function mercatorOf([east, north]: GeoPosition): readonly [x: number, y: number] {
	const latitude = Math.max(-lastLatitude, Math.min(lastLatitude, north))
	return [(east + 180) / 360, 0.5 - Math.asinh(Math.tan(latitude * radians)) / (2 * Math.PI)]
}

const latitudeOf = (y: number): number => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) / radians
/** Metres as a part of the world's width at a latitude. */
const partOfWorld = (metres: number, north: number): number =>
	metres / (metresOfDegree * 360 * Math.cos(north * radians))

/**
 * Returns the projection of longitude and latitude to units of a drawing: web Mercator, as the tiles of a base map.
 * Its extent is at least `leastMetres`.
 */
export function projectionOf(points: readonly GeoPosition[], width: number, leastMetres = 0): Projection {
	let [west, east, north, south] = [1, 0, 1, 0]
	for (const point of points) {
		const [x, y] = mercatorOf(point)
		west = Math.min(west, x)
		east = Math.max(east, x)
		north = Math.min(north, y)
		south = Math.max(south, y)
	}
	const [middleX, middleY] = [(west + east) / 2, (north + south) / 2]
	const middleNorth = latitudeOf(middleY)
	const least = partOfWorld(leastMetres, middleNorth)
	const [wide, high] = [Math.max(east - west, least), Math.max(south - north, least)]
	// never higher than wide: a tall extent is drawn smaller
	const size = (width - 2 * margin) / Math.max(3e-7, wide, high)
	const height = Math.round(high * size + 2 * margin)
	const world = { x: width / 2 - middleX * size, y: height / 2 - middleY * size, size }
	return {
		width,
		height,
		world,
		place: (point) => {
			const [x, y] = mercatorOf(point)
			return [world.x + x * size, world.y + y * size]
		},
		ofMetres: (metres, latitude = middleNorth) => partOfWorld(metres, latitude) * size,
	}
}

/** Returns two corners of a box around all points within a distance of a point. */
export function cornersAround([x, y]: GeoPosition, metres: number): GeoPosition[] {
	const high = metres / metresOfDegree
	const wide = high / Math.cos((y * Math.PI) / 180)
	return [
		[x - wide, y - high],
		[x + wide, y + high],
	]
}

/** Returns rings as one SVG path. */
export const pathOf = (rings: BoundaryShape['rings'], { place }: Projection): string =>
	rings
		.map((ring) => `M${ring.map((point) => place(point).map((each) => each.toFixed(1))).join('L')}Z`)
		.join('')

/** Returns the longest scale bar of a round length that is at most a third of the map. */
export function scaleBar({ width, ofMetres }: Projection): { metres: number; length: number } {
	const most = width / 3 / ofMetres(1)
	const unit = 10 ** Math.floor(Math.log10(most))
	const metres = ([5, 2, 1].find((each) => each * unit <= most) ?? 1) * unit
	return { metres, length: ofMetres(metres) }
}
