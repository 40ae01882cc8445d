/** An invariant of the protocol, or a failure of its list, that does not hold: by its number, and where. */
export class Violation extends Error {
	override readonly name = 'Violation'
	constructor(number: number, what: string) {
		super(`invariant ${number}: ${what}`)
	}
}
