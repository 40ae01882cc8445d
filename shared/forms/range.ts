/** The line of a range question; XLSForm's own numbers where a form gives none. */
export const rangeOf = (parameters: Readonly<Record<string, string>> = {}) => ({
	start: Number(parameters.start ?? 1),
	end: Number(parameters.end ?? 10),
	step: Number(parameters.step ?? 1),
})
