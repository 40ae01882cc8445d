import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { Problem, type ProblemCode } from '#shared/kernel/problem'
import {
	createFailureThrottle,
	createLoginThrottle,
	type FailureThrottle,
	type LoginSource,
	type LoginThrottle,
} from '../people/login-throttle.ts'
import { toNetworkPrefix } from './network-of.ts'

/** Throttles for every route that verifies a secret. */
export interface LoginThrottles {
	readonly byUsername: LoginThrottle
	readonly byNetwork: FailureThrottle
}

/** An office or a gateway is one address for many people, so it may fail more often than one username. */
export const createLoginThrottles = (): LoginThrottles => ({
	byUsername: createLoginThrottle(),
	byNetwork: createFailureThrottle({ firstThrottled: 20 }),
})

const guesses: readonly ProblemCode[] = [
	'name-or-password-wrong',
	'password-wrong',
	'two-factor-wrong',
	'code-unknown',
]

/** The account whose secret is tried. Absent for enrolment codes, which identify their account themselves. */
export interface TriedUsername {
	/** Normalised as in the store. */
	readonly username: string
	/** The browser, known by its device cookie, or a session of that user. */
	readonly known: Exclude<LoginSource, { kind: 'network' }> | null
}

interface Try<Result> {
	readonly request: FastifyRequest
	readonly tried?: TriedUsername
	readonly now: number
	readonly work: () => Promise<Result>
}

/**
 * Runs `work` unless too many attempts failed. A success resets the failures of the username there, but not
 * of the network: otherwise one own account would allow endless guessing at others.
 *
 * @throws Problem `too-many-tries`, or what `work` throws
 */
export async function throttled<Result>(
	{ byUsername, byNetwork }: LoginThrottles,
	{ request, tried, now, work }: Try<Result>,
): Promise<Result> {
	const network = toNetworkPrefix(request.ip)
	const source = tried?.known ?? ({ kind: 'network', network } as const)
	// A known browser is not locked out by an attacker in the same office.
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
		// Counted after the attempt: thirty phones that are set up in one room at once are not guesses.
		if (isGuess) byNetwork.countFailure(network, now)
		else if (login) byUsername.undoFailure(login)
		throw thrown
	}
}
