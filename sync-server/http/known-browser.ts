import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AccountProved, knownDevice, makeDeviceProof } from '../accounts/device-cookie.ts'
import type { Deps } from './deps.ts'
import { cookieOf, setCookie } from './session-cookie.ts'
import type { TriedUsername } from './throttle-logins.ts'

/** Of different people who sign in with one browser; the ones that signed in longest ago are forgotten. */
const mostProofs = 5
const separator = '~'
/** Browsers keep no cookie longer. */
const maxAgeSeconds = 400 * 24 * 60 * 60

const proofsIn = (deps: Pick<Deps, 'store'>, request: FastifyRequest): string[] =>
	(cookieOf(deps, request, 'device') ?? '').split(separator).filter(Boolean).slice(0, mostProofs)

/** Whether this browser signed in with that username before. `account`: undefined where there is no such username. */
export function knownBrowser(
	deps: Pick<Deps, 'store'>,
	request: FastifyRequest,
	account: AccountProved | undefined,
): TriedUsername['known'] {
	const device = knownDevice(account, proofsIn(deps, request))
	return device === null ? null : { kind: 'device', device }
}

/** From now on this browser is known to sign in as that person, until their password changes. */
export function rememberBrowser(
	deps: Pick<Deps, 'store'>,
	request: FastifyRequest,
	reply: FastifyReply,
	account: AccountProved | undefined,
): void {
	if (!account || account.password === null) return
	const before = proofsIn(deps, request)
	if (knownDevice(account, before) !== null) return
	const proofs = [makeDeviceProof(account), ...before].slice(0, mostProofs)
	setCookie(deps, request, reply, 'device', proofs.join(separator), maxAgeSeconds)
}
