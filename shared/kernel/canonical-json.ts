/** A JSON value, without `undefined`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * Returns JSON with one spelling per value (RFC 8785): keys in UTF-16 order, no white space, numbers as
 * ECMAScript writes them. Two programs that hash the same value hash the same bytes.
 *
 * @throws RangeError on a number that JSON cannot represent
 */
export function canonicalJson(value: Json): string {
	if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
	if (typeof value === 'number') {
		if (!Number.isFinite(value)) throw new RangeError(`${value} has no spelling in JSON`)
		return JSON.stringify(value)
	}
	if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
	const keys = Object.keys(value).sort()
	return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`).join(',')}}`
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value)
