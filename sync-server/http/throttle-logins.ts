import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { Problem, type ProblemCode } from '#shared/kernel/problem'
import {
	createFailureThrottle,
	createLoginThrottle,
	type FailureThrottle,
	type LoginSource,
	type LoginThrottle,
} from '../accounts/login-throttle.ts'
import { toNetworkPrefix } from './network-of.ts'

/** What stands before every route that a secret opens. */
export interface LoginThrottles {
	readonly byUsername: LoginThrottle
	readonly byNetwork: FailureThrottle
}

/** An office or a network's gateway is one address for many people, so it may fail more often than a username in it. */
export const createLoginThrottles = (): LoginThrottles => ({
	byUsername: createLoginThrottle(),
	byNetwork: createFailureThrottle({ firstThrottled: 20 }),
})

const guesses: readonly ProblemCode[] = [
	'name-or-password-wrong',
	'password-wrong',
	'second-step-wrong',
	'code-unknown',
]

/** Whose secret is tried; none for one-time codes, which say themselves whose they are. */
export interface TriedUsername {
	/** As it is stored. */
	readonly username: string
	/** The known browser by its device cookie, or somebody who is signed in as that person. */
	readonly known: Exclude<LoginSource, { kind: 'network' }> | null
}

interface Try<Result> {
	readonly request: FastifyRequest
	readonly tried?: TriedUsername
	readonly now: number
	readonly work: () => Promise<Result>
}

/**
 * Lets a secret be tried, unless too many wrong ones came. A success lets the failures of the username there be forgotten, but not the
 * network's: one account of one's own would else be enough to guess at others without end.
 *
 * @throws Problem `too-many-tries`, or what `work` throws
 */
export async function throttled<Result>(
	{ byUsername, byNetwork }: LoginThrottles,
	{ request, tried, now, work }: Try<Result>,
): Promise<Result> {
	const network = toNetworkPrefix(request.ip)
	const source = tried?.known ?? ({ kind: 'network', network } as const)
	// a known browser in an office is not kept out by whoever guesses from the same office
	if (source.kind === 'network') byNetwork.rejectIfThrottled(network, now)
	const login = tried && { username: tried.username, source, now }
	const delayMs = login ? byUsername.begin(login) : 0
	if (delayMs > 0) await delay(delayMs)
	try {
		const result = await work()
		if (login) byUsername.succeed(login)
		return result
	} catch (thrown) {
		const isGuess = thrown instanceof Problem && guesses.includes(thrown.code)
		// only now: thirty phones that are set up in one room at once are no guesses
		if (isGuess) byNetwork.countFailure(network, now)
		else if (login) byUsername.undoFailure(login)
		throw thrown
	}
}
