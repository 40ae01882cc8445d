/** `lat lon altitude accuracy`, degrees and metres; the last two may be missing. */
export const locationPattern = /^-?\d{1,2}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?( \d+(\.\d+)?)?)?$/

/**
 * A location, or one that was entered by hand: its reason follows the accuracy, which is 0 since it is
 * unknown.
 */
export const locationWithReasonPattern =
	/^-?\d{1,2}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?( \d+(\.\d+)?( [^;\n]{1,200})?)?)?$/

/** Splits a line as XLSForm writes it, `place;place;…`, into its locations. */
export const splitLocations = (line: string): string[] => line.split(';').filter((place) => place !== '')

/** Returns latitude and longitude without the accuracy: two fixes of one corner are one corner. */
const whereOf = (place: string): string => place.split(' ').slice(0, 2).join(' ')

/** True for at least two locations, all of them readable. */
export function isLocationLine(line: string): boolean {
	const places = line.split(';')
	return places.length >= 2 && places.every((place) => locationPattern.test(place))
}

/** True for a line that ends where it began, around at least three different locations. */
export function isLocationArea(line: string): boolean {
	const corners = line.split(';').map(whereOf)
	return isLocationLine(line) && corners[0] === corners.at(-1) && new Set(corners).size >= 3
}
