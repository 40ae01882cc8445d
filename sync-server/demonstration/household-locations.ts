import { metresOfDegree, type Point, radians } from '#shared/kernel/geodesy'
import type { SampleCluster } from '#shared/sample/sample'

/** Households of a cluster to visit; the lines of a district are numbered through all of its clusters. */
export const householdsOfCluster = 15

/** Angle between one point and the next, radians: points in this order are never on one line (sunflower). */
const goldenAngle = Math.PI * (3 - Math.sqrt(5))

const areaOf = (cluster: number): SampleCluster['area'] => (cluster % 3 === 0 ? 'urban' : 'rural')

/** Returns the point that is some metres from another, at an angle from east. */
function pointAt({ latitude, longitude }: Point, metres: number, angle: number): Point {
	const north = (metres * Math.sin(angle)) / metresOfDegree
	const east = (metres * Math.cos(angle)) / metresOfDegree / Math.cos(radians(latitude))
	return { latitude: latitude + north, longitude: longitude + east }
}

/** Returns the area and the centre of a cluster, by its index in the district: within 12 km of the district's location for 20 clusters. */
export function locateCluster(district: Point | null, cluster: number) {
	const centre = district && pointAt(district, 1500 + 2200 * Math.sqrt(cluster), cluster * goldenAngle)
	return { area: areaOf(cluster), centre }
}

/**
 * Returns the point of a household, by its index in the cluster: in a town within 300 m of the centre, else
 * within 700 m, so that no check finds it too far away.
 */
export function locateHousehold({ area, centre }: ReturnType<typeof locateCluster>, i: number): Point | null {
	const [nearest, step] = area === 'urban' ? [40, 12] : [80, 30]
	return centre && pointAt(centre, nearest + step * i, i * goldenAngle)
}

/** Returns a point outside of all clusters, 20 km from the district's location. */
export const locateOutside = (district: Point): Point => pointAt(district, 20_000, 0)

/** Formats a point as the sample does: `30.05000 70.63000`. */
export const formatPoint = ({ latitude, longitude }: Point): string =>
	`${latitude.toFixed(5)} ${longitude.toFixed(5)}`
