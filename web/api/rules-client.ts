import type * as z from 'zod/mini'
import type { RecordScope } from '#shared/cleaning/bulk-edit'
import {
	type ResolveViolationsRequest,
	type RuleListResponse,
	type RuleViolationsResponse,
	ruleListResponseSchema,
	ruleViolationsResponseSchema,
	type SaveRuleRequest,
	saveRuleResponseSchema,
	type TryRuleRequest,
	type TryRuleResponse,
	tryRuleResponseSchema,
} from '#shared/cleaning/rules'
import { type BulkResult, bulkResultSchema } from '#shared/review/bulk-review'
import { countSchema } from '#shared/review/record-list'
import { longRequestTimeoutMs } from './cleaning-client.ts'
import { read } from './read-reply.ts'
import { inOneRequest } from './request-batches.ts'
import { searchOf } from './search-of.ts'
import { getJson, postJson } from './server-client.ts'

export const rules = (place: RecordScope): Promise<RuleListResponse> =>
	read(ruleListResponseSchema, getJson(`/api/rules?${searchOf({ ...place })}`))
/** Returns the number of open violations in records that the user may edit. */
export const fetchViolationCount = (): Promise<z.infer<typeof countSchema>> =>
	read(countSchema, getJson('/api/rules/violations/count'))
/** @throws Problem `rule-changed` if another version of the rule is current by now */
export const saveRule = (rule: SaveRuleRequest): Promise<{ n: number }> =>
	read(saveRuleResponseSchema, postJson('/api/rules', rule))
export const tryRule = (tried: TryRuleRequest): Promise<TryRuleResponse> =>
	read(tryRuleResponseSchema, postJson('/api/rules/try', tried, longRequestTimeoutMs))
export const fetchViolations = (
	query: RecordScope & { readonly rule?: string; readonly right?: '1' | ''; readonly after?: number },
): Promise<RuleViolationsResponse> =>
	read(ruleViolationsResponseSchema, getJson(`/api/rules/violations?${searchOf({ ...query })}`))

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
		const { done, left } = await read(
			bulkResultSchema,
			postJson('/api/rules/acceptances', { kind, why, places: some }),
		)
		at += some.length
		moved.done.push(...done)
		moved.left.push(...left)
	}
	return moved
}
