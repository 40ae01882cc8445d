/**
 * A pattern without possessive quantifiers (`[A-Z]{3}+`, `a*+`), which Java has and JavaScript and RE2 have not. It matches what the possessive one matches, and more only
 * where a possessive one takes what the rest of the pattern would need.
 */
export const withoutPossessive = (source: string): string =>
	source.replace(
		/(\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]?)|([*+?]|\{\d+(?:,\d*)?\})\+/g,
		(all, kept?: string, quantifier?: string) => kept ?? quantifier ?? all,
	)
