/**
 * Whether a text comes back letter for letter from where it is kept as a number: neither `007` nor `12.10`, nor what has
 * more digits than a number keeps, nor so much that it stands for something missing in Stata.
 */
export const isPlainNumber = (text: string): boolean =>
	/^-?\d/.test(text) && text !== '-0' && Math.abs(Number(text)) < 2 ** 1023 && String(Number(text)) === text

/** What was measured is the same number with noughts at its end: degrees are told to as many places as are known. */
export const isMeasure = (text: string): boolean => /^-?\d{1,15}(\.\d{1,15})?$/.test(text)
