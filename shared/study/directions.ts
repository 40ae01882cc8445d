import { bearingTo, lengthOf, type Point, readPoints } from '#shared/kernel/geodesy'

const directions = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
interface DirectionTo {
	readonly metres: number
	/** Compass direction; null if the person is already there. */
	readonly direction: (typeof directions)[number] | null
}

/** Distance below the accuracy of a phone in a lane. */
const thereMetres = 50

/** Returns distance and direction of a location. Null if the text is not a location. */
export function describeDirection(centre: string, from: Point): DirectionTo | null {
	const [to] = readPoints([centre]) ?? []
	if (!to) return null
	const metres = lengthOf([from, to])
	const eighth = Math.round(bearingTo(from, to) / (360 / directions.length)) % directions.length
	return { metres, direction: metres < thereMetres ? null : (directions[eighth] ?? null) }
}
