import { expect } from 'vitest'
import type { ServerForTests } from './desk-server.ts'

/** Status 200, or the code of the problem. */
type Answer = 200 | string

/** Longer than a signed request is answered. */
const tooLateMs = 16 * 60_000

/**
 * Expects that a captured request is answered once, and not after a quarter of an hour. `signedRequest` signs a request,
 * and returns a function that sends it.
 */
export async function isAnsweredOnce(
	{ clock }: ServerForTests,
	signedRequest: () => Promise<() => Promise<Answer>>,
): Promise<void> {
	const send = await signedRequest()
	expect([await send(), await send()]).toEqual([200, 'request-repeated'])
	const late = await signedRequest()
	clock.now += tooLateMs
	expect(await late()).toBe('request-outdated')
	clock.now -= tooLateMs
}
