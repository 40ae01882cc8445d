/** Ends every switch over a union: a new member does not compile until each switch has its line. */
export function unreachable(value: never): never {
	throw new Error(`not a member of the union: ${JSON.stringify(value)}`)
}
