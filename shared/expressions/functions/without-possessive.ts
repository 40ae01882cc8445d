/**
 * Removes possessive quantifiers (`[A-Z]{3}+`, `a*+`) from a pattern: Java has them, JavaScript and RE2 do
 * not. The result matches everything that the possessive pattern matches, and more only where a possessive
 * quantifier takes what the rest of the pattern would need.
 */
export const withoutPossessive = (source: string): string =>
	source.replace(
		/(\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]?)|([*+?]|\{\d+(?:,\d*)?\})\+/g,
		(all, literal?: string, quantifier?: string) => literal ?? quantifier ?? all,
	)
