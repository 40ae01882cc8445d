import type * as z from 'zod/mini'
import type { PlaceAsked } from '#shared/revisions/corrections'
import { type ManyMoved, manyMovedSchema } from '#shared/revisions/many-moves'
import { countSchema } from '#shared/revisions/record-listed'
import {
	type BreaksDecided,
	type BrokenList,
	brokenListSchema,
	type RulesListed,
	type RuleToKeep,
	type RuleTried,
	ruleKeptSchema,
	rulesListedSchema,
	type Tried,
	triedSchema,
} from '#shared/revisions/rules'
import { longestWorkMs } from './cleaning-client.ts'
import { read, searchOf } from './desk-client.ts'
import { inOneRequest } from './in-one-request.ts'
import { getJson, postJson } from './server-client.ts'

export const rules = (place: PlaceAsked): Promise<RulesListed> =>
	read(rulesListedSchema, getJson(`/api/rules?${searchOf({ ...place })}`))
/** Places that break rules, in all that somebody may set right. */
export const brokenWaiting = (): Promise<z.infer<typeof countSchema>> =>
	read(countSchema, getJson('/api/rules/waiting'))
/** @throws Problem `rule-changed` where another wording counts by now */
export const keepRule = (rule: RuleToKeep): Promise<{ n: number }> =>
	read(ruleKeptSchema, postJson('/api/rules', rule))
export const tryRule = (tried: RuleTried): Promise<Tried> =>
	read(triedSchema, postJson('/api/rules/try', tried, longestWorkMs))
export const broken = (
	query: PlaceAsked & { readonly rule?: string; readonly right?: '1' | ''; readonly after?: number },
): Promise<BrokenList> => read(brokenListSchema, getJson(`/api/rules/broken?${searchOf({ ...query })}`))

/** Says what becomes of places, some at a time. @throws Problem; asked again, what was done is done once */
export async function decideBreaks(
	{ kind, why }: Pick<BreaksDecided, 'kind' | 'why'>,
	places: BreaksDecided['places'],
): Promise<ManyMoved> {
	const moved: ManyMoved = { done: [], left: [] }
	for (let at = 0; at < places.length; ) {
		const some = inOneRequest(places, at, ({ reads }) => reads)
		const { done, left } = await read(
			manyMovedSchema,
			postJson('/api/rules/decisions', { kind, why, places: some }),
		)
		at += some.length
		moved.done.push(...done)
		moved.left.push(...left)
	}
	return moved
}
