import { Problem } from '#shared/kernel/problem'

/**
 * Runs a request that is signed with the server's time. If the phone's clock is wrong, the server replies
 * with its time and the request is repeated once. `offsetMs`: server time minus phone time, as far as it is
 * known.
 * @throws Problem
 */
export async function atServerTime<Result>(
	offsetMs: number | null,
	work: (sentAt: number) => Promise<Result>,
): Promise<Result> {
	const startedAt = Date.now()
	try {
		return await work(Math.round(startedAt + (offsetMs ?? 0)))
	} catch (thrown) {
		if (!(thrown instanceof Problem)) throw thrown
		if (thrown.code === 'request-repeated') return work(Math.round(Date.now() + (offsetMs ?? 0)))
		const now = thrown.code === 'request-outdated' ? Number(thrown.details.now) : Number.NaN
		if (!Number.isFinite(now)) throw thrown
		return work(now)
	}
}
