/** The teams that some people are in, by their names. */
export const teamsOf = (people: readonly { readonly team: string | null }[]): string[] =>
	[...new Set(people.flatMap(({ team }) => team ?? []))].sort((a, b) =>
		a.localeCompare(b, 'en', { numeric: true }),
	)
