import { isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { Problem, type ProblemCode } from '#shared/kernel/problem'
import { type Brake, createBrake } from '../accounts/brake.ts'

/** What stands before every door that a secret opens. */
export interface Brakes {
	readonly ofNames: Brake
	readonly ofAddresses: Brake
}

/** An office or a network's gateway is one address for many people, so it may fail more often than a name. */
export const createBrakes = (): Brakes => ({
	ofNames: createBrake({ firstBraked: 5 }),
	ofAddresses: createBrake({ firstBraked: 20 }),
})

const guesses: readonly ProblemCode[] = [
	'name-or-password-wrong',
	'password-wrong',
	'second-step-wrong',
	'code-unknown',
]

interface Try<Result> {
	readonly request: FastifyRequest
	/** As a name is kept, for doors that ask for one. */
	readonly name?: string
	readonly now: number
	readonly work: () => Promise<Result>
}

/**
 * Lets a secret be tried, unless too many wrong ones came. A success lets the name's failures be forgotten, but not the
 * address's: one account of one's own would else be enough to guess at others without end.
 *
 * @throws Problem `too-many-tries`, or what `work` throws
 */
export async function braked<Result>(
	{ ofNames, ofAddresses }: Brakes,
	{ request, name, now, work }: Try<Result>,
): Promise<Result> {
	const address = networkOf(request.ip)
	ofAddresses.refuse(address, now)
	if (name !== undefined) {
		ofNames.refuse(name, now)
		// of many guesses at once each counts before the first is answered
		ofNames.count(name, now)
	}
	try {
		const result = await work()
		if (name !== undefined) ofNames.forget(name)
		return result
	} catch (thrown) {
		const isGuess = thrown instanceof Problem && guesses.includes(thrown.code)
		// only now: thirty phones that are set up in one room at once are no guesses
		if (isGuess) ofAddresses.count(address, now)
		else if (name !== undefined) ofNames.takeBack(name)
		throw thrown
	}
}

/** Whoever has one address of IPv6 has the 2^64 of its network. */
export function networkOf(address: string): string {
	if (!isIPv6(address) || address.includes('.')) return address
	const [before = '', after] = address.split('::')
	const head = before.split(':').filter(Boolean)
	const tail = after?.split(':').filter(Boolean) ?? []
	const gap = after === undefined ? 0 : 8 - head.length - tail.length
	return `${[...head, ...Array<string>(gap).fill('0'), ...tail].slice(0, 4).join(':')}::/64`
}
