import { type Answer, templateOf } from './answers.ts'
import { allSources, analyseDependencies } from './dependencies.ts'
import type { FormDefinition } from './form-definition.ts'
import { isLocation as asksForPlace, nodesOf } from './form-nodes.ts'
import { isLocationLine, locationWithReasonPattern, splitLocations } from './location-lines.ts'
import { isSealed } from './sealed-answer-text.ts'
import { findSpelledPlaces } from './spelled-places.ts'

/**
 * Degrees; in Pakistan about 5.5 by 4.8 km. Health surveys displace a village by up to 5 km before they
 * publish it (DHS Spatial Analysis Reports 7). A finer cell would not hide anyone: in the country as a whole a
 * square kilometre of countryside has some 30 households, in Chagai not one.
 */
export const geomaskCellDegrees = 0.05
const decimals = 2

/** Returns the centre of the geomask cell of a location. Altitude, accuracy and reason are dropped. */
const cellOf = (place: string): string =>
	place
		.split(' ')
		.slice(0, 2)
		// adding 0 turns -0 into 0
		.map((degrees) =>
			(Math.round(Number(degrees) / geomaskCellDegrees) * geomaskCellDegrees + 0).toFixed(decimals),
		)
		.join(' ')

/** Masks a line or an area: all of its points are in one cell, so only their number remains. */
const blurredLine = (line: string): string => {
	const places = splitLocations(line)
	return places.map(() => cellOf(places[0] ?? '')).join(';')
}

/** Masks a location for users who may not see exact ones (rule R22). Null if the answer is not a location. */
function blurredPlace(answer: Answer): string | null {
	if (typeof answer !== 'string') return null
	if (locationWithReasonPattern.test(answer)) return cellOf(answer)
	return isLocationLine(answer) ? blurredLine(answer) : null
}

interface PlacesIn {
	/** Templates of location questions, and of values that the sample fills in as a location. */
	readonly places: ReadonlySet<string>
	/** Templates of values that are calculated from a location. */
	readonly derived: ReadonlySet<string>
	/** Templates of values that say where a location is, in any notation: degrees and minutes too. */
	readonly spelled: ReadonlySet<string>
	readonly all: ReadonlySet<string>
	/** True if the name of a record says where a location is. */
	readonly isInName: boolean
}

type PlaceNode = ReturnType<typeof nodesOf>[number]
/**
 * True for a location. The cluster centre is one too: with a distance from it, it would reveal a ring around
 * the cluster.
 */
const isPlace = (node: PlaceNode): boolean =>
	asksForPlace(node) || (node.part.kind === 'question' && node.part.preset === 'centre')

const found = new WeakMap<FormDefinition, PlacesIn>()

function placesIn(definition: FormDefinition): PlacesIn {
	const known = found.get(definition)
	if (known) return known
	const nodes = nodesOf(definition)
	const places = nodes.filter(isPlace)
	const reads = places.length > 0 ? analyseDependencies({ definition, nodes, consent: null }) : null
	const isDerived = (node: PlaceNode) =>
		node.part.kind === 'question' && reads !== null && [...allSources(node, reads)].some(isPlace)
	const { spelled, isInName } = findSpelledPlaces(definition, { nodes, places })
	const read = {
		isInName,
		spelled: new Set(spelled.map(({ template }) => template)),
		places: new Set(places.map(({ template }) => template)),
		derived: new Set(nodes.filter(isDerived).map(({ template }) => template)),
		all: new Set(nodes.map(({ template }) => template)),
	}
	found.set(definition, read)
	return read
}

/**
 * True for a latitude, alone or inside a text: one that is exact to a hundred metres has three decimals. A
 * distance in metres may be shown.
 */
const isAsFineAsAPlace = (answer: Answer): boolean => /\d\.\d{3}/.test(String(answer))

/** True if a name that a form built may say where an exact location is. */
export const mayNamePlace = (definition: FormDefinition, name: string): boolean =>
	placesIn(definition).isInName || isAsFineAsAPlace(name)

/**
 * Returns a function that masks an answer for users who may not see exact locations. `versions`: all versions
 * of the record's form, since a question that is a location in one of them is one in all. The function
 * returns null for a location that cannot be parsed, and for a value that is calculated from a location and
 * says where it is, or is as precise as one. An answer to a question that no version has is masked if it reads
 * as a location.
 */
export function createGeomask(
	versions: readonly FormDefinition[],
): (path: string, answer: Answer | null) => Answer | null {
	const read = versions.map(placesIn)
	const allOf = (which: 'places' | 'derived' | 'spelled' | 'all') =>
		new Set(read.flatMap((each) => [...each[which]]))
	const [places, derived, spelled, all] = [
		...[allOf('places'), allOf('derived'), allOf('spelled'), allOf('all')],
	] as const
	/** Paths outside of rows that need no mask; they are the same in every record. */
	const untouched = new Set<string>()
	return (path, answer) => {
		// fast path for nearly all answers
		if (answer === null || untouched.has(path)) return answer
		const template = templateOf(path)
		const isPlaceHere = places.has(template)
		if (!isPlaceHere && !derived.has(template) && !spelled.has(template) && all.has(template)) {
			if (template === path) untouched.add(path)
			return answer
		}
		if (isSealed(answer)) return answer
		if (isPlaceHere) return blurredPlace(answer)
		if (spelled.has(template)) return null
		if (derived.has(template)) return isAsFineAsAPlace(answer) ? null : answer
		return blurredPlace(answer) ?? answer
	}
}
