/**
 * Whether a text comes back letter for letter from where it is kept as a number: neither `007` nor `12.10`, nor what has
 * more digits than a number keeps, nor so much that it stands for something missing in Stata.
 */
export const isPlainNumber = (text: string): boolean =>
	/^-?\d/.test(text) && text !== '-0' && Math.abs(Number(text)) < 2 ** 1023 && String(Number(text)) === text

/** What was measured is the same number with noughts at its end: degrees are told to as many places as are known. */
export const isMeasure = (text: string): boolean => /^-?\d{1,15}(\.\d{1,15})?$/.test(text)

/** The same two as extended regular expressions, for programs that count no digits: the first as near as they come. */
export const numberPattern = '-?(0|[1-9][0-9]{0,14})([.][0-9]{0,16}[1-9])?|-?[1-9]([.][0-9]+)?e[+-][0-9]+'
/** The same of what was measured, which may end in noughts. */
export const measurePattern = '-?[0-9]{1,15}([.][0-9]{1,15})?'
