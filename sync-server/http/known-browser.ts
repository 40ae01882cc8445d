import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AccountProved, knownDevice, makeDeviceProof } from '../people/device-cookie.ts'
import type { Deps } from './deps.ts'
import { cookieOf, setCookie } from './session-cookie.ts'
import type { TriedUsername } from './throttle-logins.ts'

/** Maximum users remembered per browser; the least recent one is dropped. */
const maxProofs = 5
const separator = '~'
/** Maximum cookie age in browsers. */
const maxAgeSeconds = 400 * 24 * 60 * 60

const proofsIn = (deps: Pick<Deps, 'store'>, request: FastifyRequest): string[] =>
	(cookieOf(deps, request, 'device') ?? '').split(separator).filter(Boolean).slice(0, maxProofs)

/**
 * Returns the known browser if it signed in with this username before. `account`: undefined if the username
 * does not exist.
 */
export function knownBrowser(
	deps: Pick<Deps, 'store'>,
	request: FastifyRequest,
	account: AccountProved | undefined,
): TriedUsername['known'] {
	const device = knownDevice(account, proofsIn(deps, request))
	return device === null ? null : { kind: 'device', device }
}

/** Remembers the browser for this user until their password changes. */
export function rememberBrowser(
	deps: Pick<Deps, 'store'>,
	request: FastifyRequest,
	reply: FastifyReply,
	account: AccountProved | undefined,
): void {
	if (!account || account.password === null) return
	const before = proofsIn(deps, request)
	if (knownDevice(account, before) !== null) return
	const proofs = [makeDeviceProof(account), ...before].slice(0, maxProofs)
	setCookie(deps, request, reply, 'device', proofs.join(separator), maxAgeSeconds)
}
