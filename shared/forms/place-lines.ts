/** `lat lon altitude accuracy`, degrees and metres; the last two may be missing. */
export const locationPattern = /^-?\d{1,2}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?( \d+(\.\d+)?)?)?$/

/**
 * The same, or a place that was entered by hand: behind its accuracy (0, since nobody knows it) stands the reason.
 */
export const locationWithReasonPattern =
	/^-?\d{1,2}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?( \d+(\.\d+)?( [^;\n]{1,200})?)?)?$/

/** A line as XLSForm writes it, `place;place;…`, as its places. */
export const splitLocations = (line: string): string[] => line.split(';').filter((place) => place !== '')

/** Where it is, without how sure that is: two fixes of one corner are one corner. */
const whereOf = (place: string): string => place.split(' ').slice(0, 2).join(' ')

/** At least two places, all of them readable. */
export function isLocationLine(line: string): boolean {
	const places = line.split(';')
	return places.length >= 2 && places.every((place) => locationPattern.test(place))
}

/** A line that ends where it began, around at least three different places. */
export function isLocationArea(line: string): boolean {
	const corners = line.split(';').map(whereOf)
	return isLocationLine(line) && corners[0] === corners.at(-1) && new Set(corners).size >= 3
}
