import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { workOfPhone } from '../sync/work-limits.ts'
import { toNetworkPrefix } from './network-of.ts'
import { isThisMachine } from './require-tls.ts'

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Cost of the route in requests, if it is more expensive than others. Default 1. */
		costs?: number
	}
}

/** Rate limiter by key. In memory only, as the login throttles are. */
export interface RateLimiter {
	/** @throws Problem `too-many-requests` with the seconds until the cost is available */
	consume(key: string, now: number, costs: number): void
	/**
	 * Charges costs that are known afterwards. They may exceed the tokens; the debt must refill before the next
	 * request.
	 */
	charge(key: string, now: number, costs: number): void
}

interface RateLimitOptions {
	/** Burst: tokens of a full bucket. */
	readonly atOnce: number
	/** Tokens added per second. */
	readonly perSecond: number
	/** Maximum number of keys in memory. The least recently used key is dropped first. */
	readonly maxKeys?: number
}

/** Creates a token bucket per key. A rejected request takes no tokens. */
export function createRateLimiter({ atOnce, perSecond, maxKeys = 10_000 }: RateLimitOptions): RateLimiter {
	// Ordered by last request, oldest first.
	const buckets = new Map<string, { left: number; at: number }>()
	const leftOf = (key: string, now: number): number => {
		const before = buckets.get(key) ?? { left: atOnce, at: now }
		// A clock that went backwards adds no tokens.
		const filled = (Math.max(0, now - before.at) / 1000) * perSecond
		return Math.min(atOnce, before.left + filled)
	}
	const keep = (key: string, now: number, left: number) => {
		buckets.delete(key)
		buckets.set(key, { left, at: now })
		for (const oldest of buckets.keys()) {
			if (buckets.size <= maxKeys) break
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

/** Rate limiters of all routes: by address, by user of the desk, by device. */
export interface RateLimiters {
	readonly byAddress: RateLimiter
	readonly byPerson: RateLimiter
	readonly byDevice: RateLimiter
	/** Limits the work that phones cause besides requests, in paths. */
	readonly workOfPhones: RateLimiter
}

/**
 * Limits far above honest work (docs/decisions/037): an office where forty phones return after weeks is one
 * address, and a phone with a good connection sends dozens of attachment parts a second.
 */
export const createRateLimiters = (): RateLimiters => ({
	byAddress: createRateLimiter({ atOnce: 4000, perSecond: 200 }),
	byPerson: createRateLimiter({ atOnce: 1000, perSecond: 20 }),
	byDevice: createRateLimiter({ atOnce: 1000, perSecond: 50 }),
	workOfPhones: createRateLimiter(workOfPhone),
})

export const getRequestCost = (request: FastifyRequest): number => request.routeOptions.config.costs ?? 1

/**
 * Limits requests by network before anything is read. This machine is exempt: a proxy that does not forward
 * client addresses would be one address for everybody.
 */
export function enforceRateLimit(app: FastifyInstance, { byAddress }: RateLimiters, now: () => number): void {
	app.addHook('onRequest', async (request) => {
		if (!isThisMachine(request.ip))
			byAddress.consume(toNetworkPrefix(request.ip), now(), getRequestCost(request))
	})
}
