/** Query of an address; values that are absent or '' are left out. */
export const searchOf = (query: Readonly<Record<string, string | number | undefined>>): string =>
	new URLSearchParams(
		Object.entries(query).flatMap(([key, value]) =>
			value === undefined || value === '' ? [] : [[key, String(value)]],
		),
	).toString()
