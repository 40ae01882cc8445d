import { bearingTo, lengthOf, type Point, readPoints } from '#shared/kernel/over-ground'

const directions = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
interface DirectionTo {
	readonly metres: number
	/** Of the sky; null where somebody is there already. */
	readonly direction: (typeof directions)[number] | null
}

/** Nearer than a phone knows in a lane where it is. */
const thereMetres = 50

/** How far a place is, and in which direction; null for a text that is no place. */
export function describeDirection(centre: string, from: Point): DirectionTo | null {
	const [to] = readPoints([centre]) ?? []
	if (!to) return null
	const metres = lengthOf([from, to])
	const eighth = Math.round(bearingTo(from, to) / (360 / directions.length)) % directions.length
	return { metres, direction: metres < thereMetres ? null : (directions[eighth] ?? null) }
}
