/** Whether a text comes back as it is from where it is kept as a number: neither `007` nor what has more digits than a number keeps. */
export const isPlainNumber = (text: string): boolean =>
	/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15
