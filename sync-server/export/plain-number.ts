/**
 * True if a text survives conversion to a number and back unchanged: not `007` or `12.10`, not one with more
 * digits than a number holds, and not one in the range that Stata uses for missing values.
 */
export const isPlainNumber = (text: string): boolean =>
	/^-?\d/.test(text) && text !== '-0' && Math.abs(Number(text)) < 2 ** 1023 && String(Number(text)) === text

/** True for a measurement. Trailing zeros are allowed: degrees are written to a fixed precision. */
export const isMeasure = (text: string): boolean => /^-?\d{1,15}(\.\d{1,15})?$/.test(text)

/**
 * Extended regular expression for `isPlainNumber`, for programs that cannot count digits; an approximation.
 */
export const numberPattern = '-?(0|[1-9][0-9]{0,14})([.][0-9]{0,16}[1-9])?|-?[1-9]([.][0-9]+)?e[+-][0-9]+'
/** Extended regular expression for `isMeasure`. */
export const measurePattern = '-?[0-9]{1,15}([.][0-9]{1,15})?'
