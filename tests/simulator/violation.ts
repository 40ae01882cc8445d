/** A violated invariant of the protocol, or a failure from its list, by number. */
export class Violation extends Error {
	override readonly name = 'Violation'
	constructor(number: number, what: string) {
		super(`invariant ${number}: ${what}`)
	}
}
