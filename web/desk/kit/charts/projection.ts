import { metresOfDegree } from '#shared/kernel/geodesy'
import type { BoundaryShape, GeoPosition } from '#shared/study/boundaries'

const margin = 8

export interface Projection {
	readonly width: number
	readonly height: number
	readonly place: (point: GeoPosition) => readonly [x: number, y: number]
	/** Converts metres to pixels. */
	readonly ofMetres: (metres: number) => number
}

/**
 * Returns the projection of longitude and latitude to pixels, equirectangular around the middle of the map.
 * Its extent is at least `leastMetres`.
 */
export function projectionOf(points: readonly GeoPosition[], width: number, leastMetres = 0): Projection {
	let [west, east, south, north] = [180, -180, 90, -90]
	for (const [x, y] of points) {
		west = Math.min(west, x)
		east = Math.max(east, x)
		south = Math.min(south, y)
		north = Math.max(north, y)
	}
	const [middleX, middleY] = [(west + east) / 2, (south + north) / 2]
	const narrower = Math.cos((middleY * Math.PI) / 180)
	const least = leastMetres / metresOfDegree
	const [wide, high] = [Math.max((east - west) * narrower, least), Math.max(north - south, least)]
	// never higher than wide: a tall extent is drawn smaller
	const scale = (width - 2 * margin) / Math.max(0.0001, wide, high)
	const height = Math.round(high * scale + 2 * margin)
	return {
		width,
		height,
		place: ([x, y]) => [width / 2 + (x - middleX) * narrower * scale, height / 2 - (y - middleY) * scale],
		ofMetres: (metres) => (metres / metresOfDegree) * scale,
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
