/** WGS 84's equatorial radius in metres, which comparable tools use. */
const earthRadius = 6_378_100

export interface Point {
	readonly latitude: number
	readonly longitude: number
}

/** Parses the points of texts `lat lon alt acc;…`. Null if one of them is not a point. */
export function readPoints(texts: readonly string[]): Point[] | null {
	const points: Point[] = []
	for (const text of texts.flatMap((each) => each.split(';')).map((each) => each.trim())) {
		if (text === '') continue
		const [latitude = Number.NaN, longitude = Number.NaN] = text.split(/\s+/).map(Number)
		if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null
		points.push({ latitude, longitude })
	}
	return points
}

/** Metres of one degree of latitude on a sphere of 6,371 km, for short distances on a plane. */
export const metresOfDegree = 111_195

export const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Returns the distance in metres by the haversine formula, which is exact for short distances too. */
function between(a: Point, b: Point): number {
	const [p, q] = [radians(a.latitude), radians(b.latitude)]
	const dLatitude = q - p
	const dLongitude = radians(b.longitude - a.longitude)
	const h = Math.sin(dLatitude / 2) ** 2 + Math.cos(p) * Math.cos(q) * Math.sin(dLongitude / 2) ** 2
	return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Returns the length of a line in metres. */
export const lengthOf = (points: readonly Point[]): number =>
	points.slice(1).reduce((total, point, i) => total + between(points[i] as Point, point), 0)

/** Returns the initial bearing from `from` to `to`, in degrees clockwise from north. */
export function bearingTo(from: Point, to: Point): number {
	const [p, q] = [radians(from.latitude), radians(to.latitude)]
	const dLongitude = radians(to.longitude - from.longitude)
	const east = Math.sin(dLongitude) * Math.cos(q)
	const north = Math.cos(p) * Math.sin(q) - Math.sin(p) * Math.cos(q) * Math.cos(dLongitude)
	return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360
}

/**
 * Returns the area of a ring in square metres, on the sphere (Chamberlain and Duquette 2007, "Some algorithms
 * for polygons on a sphere").
 */
export function areaOf(points: readonly Point[]): number {
	if (points.length < 3) return 0
	let total = 0
	for (const [i, a] of points.entries()) {
		const b = points[(i + 1) % points.length] as Point
		total +=
			radians(b.longitude - a.longitude) * (2 + Math.sin(radians(a.latitude)) + Math.sin(radians(b.latitude)))
	}
	return Math.abs((total * earthRadius ** 2) / 2)
}
