import { type Answer, templateOf } from './answers.ts'
import type { FormDefinition } from './form-definition.ts'
import { isLocation as asksForPlace, nodesOf } from './form-nodes.ts'
import { allSources, analyseDependencies } from './form-reads.ts'
import { isLocationLine, locationWithReasonPattern, splitLocations } from './place-lines.ts'
import { isSealed } from './sealed-text.ts'

/**
 * Degrees; in Pakistan about 5.5 by 4.8 km. Surveys of health displace a village by up to 5 km before anybody outside sees it (DHS
 * Spatial Analysis Reports 7). A finer cell would hide nobody: in the country as a whole a square kilometre of countryside has some 30
 * households, in Chagai not one.
 */
export const geomaskCellDegrees = 0.05
const decimals = 2

/** The cell that a place lies in, and nothing else of it: no altitude, accuracy or reason. */
const cellOf = (place: string): string =>
	place
		.split(' ')
		.slice(0, 2)
		// adding 0 makes an ordinary zero of a negative one
		.map((degrees) =>
			(Math.round(Number(degrees) / geomaskCellDegrees) * geomaskCellDegrees + 0).toFixed(decimals),
		)
		.join(' ')

/** Of a way or an outline it stays how many corners it has: all of them in one cell. */
const blurredLine = (line: string): string => {
	const places = splitLocations(line)
	return places.map(() => cellOf(places[0] ?? '')).join(';')
}

/** A place as those see it who need not know where exactly somebody lives (rule R22); null for what is no place. */
function blurredPlace(answer: Answer): string | null {
	if (typeof answer !== 'string') return null
	if (locationWithReasonPattern.test(answer)) return cellOf(answer)
	return isLocationLine(answer) ? blurredLine(answer) : null
}

interface PlacesIn {
	/** Templates of questions for a place, and of what the sample tells as one. */
	readonly places: ReadonlySet<string>
	/** Of what is calculated from one. */
	readonly derived: ReadonlySet<string>
	readonly all: ReadonlySet<string>
}

type PlaceNode = ReturnType<typeof nodesOf>[number]
/** With a distance from it, the middle of a cluster would tell a ring around it. */
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
	const read = {
		places: new Set(places.map(({ template }) => template)),
		derived: new Set(nodes.filter(isDerived).map(({ template }) => template)),
		all: new Set(nodes.map(({ template }) => template)),
	}
	found.set(definition, read)
	return read
}

/** Latitude as a number of its own, or inside a text: a hundred metres have three decimals. A distance in metres may be told. */
const isAsFineAsAPlace = (answer: Answer): boolean => /\d\.\d{3}/.test(String(answer))

/**
 * What somebody sees of an answer who may not know exact places. `versions`: all of the record's form, so that an answer that one of
 * them took for a place is one in every other too. Nothing is left of what should be a place and reads as none, and of what was
 * calculated from one and is as fine as it. What no version asks is a place if it reads as one.
 */
export function createGeomask(
	versions: readonly FormDefinition[],
): (path: string, answer: Answer | null) => Answer | null {
	const read = versions.map(placesIn)
	const allOf = (which: keyof PlacesIn) => new Set(read.flatMap((each) => [...each[which]]))
	const [places, derived, all] = [allOf('places'), allOf('derived'), allOf('all')]
	/** Outside of rows: the same in every record. */
	const untouched = new Set<string>()
	return (path, answer) => {
		// nearly all are these
		if (answer === null || untouched.has(path)) return answer
		const template = templateOf(path)
		const isPlaceHere = places.has(template)
		if (!isPlaceHere && !derived.has(template) && all.has(template)) {
			if (template === path) untouched.add(path)
			return answer
		}
		if (isSealed(answer)) return answer
		if (isPlaceHere) return blurredPlace(answer)
		if (derived.has(template)) return isAsFineAsAPlace(answer) ? null : answer
		return blurredPlace(answer) ?? answer
	}
}
