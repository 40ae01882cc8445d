import { ruleApi } from '#shared/api/rules'
import type { ResolveViolationsRequest } from '#shared/cleaning/rules'
import type { BulkResult } from '#shared/review/bulk-review'
import { callRoute } from '../../api/call-route.ts'
import { inOneRequest } from '../../api/request-batches.ts'

/**
 * Resolves violations in batches. @throws Problem; repeating the call is safe, since the server ignores what
 * is already done
 */
export async function resolveViolations(
	{ kind, why }: Pick<ResolveViolationsRequest, 'kind' | 'why'>,
	places: ResolveViolationsRequest['places'],
): Promise<BulkResult> {
	const moved: BulkResult = { done: [], left: [] }
	for (let at = 0; at < places.length; ) {
		const some = inOneRequest(places, at, ({ reads }) => reads)
		const { done, left } = await callRoute(ruleApi.resolve, { body: { kind, why, places: some } })
		at += some.length
		moved.done.push(...done)
		moved.left.push(...left)
	}
	return moved
}
