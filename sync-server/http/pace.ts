import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { workOfPhone } from '../sync/work-limits.ts'
import { toNetworkPrefix } from './network-of.ts'
import { isThisMachine } from './tls-only.ts'

declare module 'fastify' {
	interface FastifyContextConfig {
		/** As how many requests one counts that costs the server more than others; 1 where nothing is said. */
		costs?: number
	}
}

/** Every record of a round is read. */
export const wholeRoundCost = 20

/** How much whoever stands behind a key may ask for. In memory only, as the login throttles are. */
export interface RateLimiter {
	/** @throws Problem `too-many-requests` with the seconds until so much is free again */
	consume(key: string, now: number, costs: number): void
	/** What it turned out to cost beside that: it is taken in any case, and has to come back before anything more is. */
	charge(key: string, now: number, costs: number): void
}

interface RateLimitOptions {
	/** So much at once, after a while in which nothing was asked. */
	readonly atOnce: number
	/** So much comes back each second. */
	readonly perSecond: number
	/** Of different keys; the ones that asked longest ago are forgotten first. */
	readonly mostKeys?: number
}

/** A bucket for each key, which fills again by itself. What is refused takes nothing from it. */
export function createRateLimiter({ atOnce, perSecond, mostKeys = 10_000 }: RateLimitOptions): RateLimiter {
	// in the order of the last request, the oldest first
	const buckets = new Map<string, { left: number; at: number }>()
	const leftOf = (key: string, now: number): number => {
		const before = buckets.get(key) ?? { left: atOnce, at: now }
		// a clock that was set back fills nothing
		const filled = (Math.max(0, now - before.at) / 1000) * perSecond
		return Math.min(atOnce, before.left + filled)
	}
	const keep = (key: string, now: number, left: number) => {
		buckets.delete(key)
		buckets.set(key, { left, at: now })
		for (const oldest of buckets.keys()) {
			if (buckets.size <= mostKeys) break
			buckets.delete(oldest)
		}
	}
	return {
		charge: (key, now, costs) => keep(key, now, leftOf(key, now) - costs),
		consume(key, now, costs) {
			const left = leftOf(key, now)
			const isTaken = left >= costs
			keep(key, now, isTaken ? left - costs : left)
			if (!isTaken) throw new Problem('too-many-requests', { seconds: Math.ceil((costs - left) / perSecond) })
		},
	}
}

/** What stands before every door: whoever comes from an address, a person at the desk, a phone. */
export interface RateLimiters {
	readonly byAddress: RateLimiter
	readonly byPerson: RateLimiter
	readonly byDevice: RateLimiter
	/** What a phone makes the server do beside asking, in paths. */
	readonly workOfPhones: RateLimiter
}

/**
 * Far above honest work (docs/decisions/037): an office of forty phones that come back after weeks is one address, and a phone on a
 * good line sends dozens of parts of its pictures a second.
 */
export const createRateLimiters = (): RateLimiters => ({
	byAddress: createRateLimiter({ atOnce: 4000, perSecond: 200 }),
	byPerson: createRateLimiter({ atOnce: 1000, perSecond: 20 }),
	byDevice: createRateLimiter({ atOnce: 1000, perSecond: 50 }),
	workOfPhones: createRateLimiter(workOfPhone),
})

export const getRequestCost = (request: FastifyRequest): number => request.routeOptions.config.costs ?? 1

/**
 * Asks before anything is read. This machine itself is let by: a proxy that does not say for whom it asks would else be one
 * address for everybody.
 */
export function enforceRateLimit(app: FastifyInstance, { byAddress }: RateLimiters, now: () => number): void {
	app.addHook('onRequest', async (request) => {
		if (!isThisMachine(request.ip))
			byAddress.consume(toNetworkPrefix(request.ip), now(), getRequestCost(request))
	})
}
