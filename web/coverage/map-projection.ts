import type { Point } from '#shared/campaign/outlines'

/** Degrees to places: as wide as they are long in the middle of what is shown. */
export function projectionOf(points: readonly Point[]) {
	let [west, east, south, north] = [180, -180, 90, -90]
	for (const [x, y] of points) {
		west = Math.min(west, x)
		east = Math.max(east, x)
		south = Math.min(south, y)
		north = Math.max(north, y)
	}
	const narrower = Math.cos((((south + north) / 2) * Math.PI) / 180)
	const width = 400
	const scale = (width - 4) / Math.max(0.01, (east - west) * narrower)
	return {
		width,
		height: Math.round((north - south) * scale + 4),
		place: ([x, y]: Point): string =>
			`${((x - west) * narrower * scale + 2).toFixed(1)} ${((north - y) * scale + 2).toFixed(1)}`,
	}
}
