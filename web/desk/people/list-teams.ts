/** Returns the teams of some users, sorted by name. */
export const listTeams = (people: readonly { readonly team: string | null }[]): string[] =>
	[...new Set(people.flatMap(({ team }) => team ?? []))].sort((a, b) =>
		a.localeCompare(b, 'en', { numeric: true }),
	)
