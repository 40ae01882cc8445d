import type { Round } from '#shared/campaign/campaign'
import { campaignForms } from '#shared/campaign/record-facts'
import type { HouseholdFacts } from '#shared/quality/household-facts'
import { type LookedOver, lookOver } from '#shared/quality/look-over'
import { readPacked } from '#shared/quality/packed-answers'
import type { RoundThresholds } from '#shared/quality/round-thresholds'
import { byKey, type Interview, type RoundSettings } from '#shared/quality/seen-interview'
import { thresholdsWith } from '#shared/quality/thresholds'
import { versionsPublished } from '../storage/form-table.ts'
import { countCompared, interviewsOf } from '../storage/interview-table.ts'
import { sampleOfRound } from '../storage/sample-table.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'

export interface LookOverDeps {
	readonly store: Store
	readonly campaign: {
		readonly offsetMinutes: number
		readonly quality?: Parameters<typeof thresholdsWith>[0] | undefined
	}
	readonly limits: RoundThresholds
}

/** What is found in a round, by district; and how many interviews nobody was compared with yet. */
export interface RoundLookedOver {
	readonly districts: ReadonlyMap<string, LookedOver>
	readonly uncompared: number
}

/** Rounds that are looked at in turn: this one, the one before, the demonstration. */
const mostKept = 4

/** Looks a round over, and not again as long as nothing in it has changed. */
export function createLookingOver({ store, campaign, limits }: LookOverDeps) {
	const kept = new Map<string, { stamp: string; found: Promise<RoundLookedOver> }>()
	async function look(round: Round, uncompared: number): Promise<RoundLookedOver> {
		const { reading, project } = store
		const rows = await interviewsOf(reading, project, round.code, round.demonstration)
		const settings: RoundSettings = {
			...{ offsetMinutes: campaign.offsetMinutes, thresholds: thresholdsWith(campaign.quality), limits },
			newestVersionAt: newestAmong(await versionsPublished(reading, project, campaignForms.household)),
			isSampled: inSample(await sampleOfRound(reading, project, round.code)),
		}
		const districts = byKey(rows, ({ district }) => district)
		return {
			uncompared,
			districts: new Map(
				[...districts].map(([district, own]) => [
					district,
					lookOver(own.map(interviewOf), district, settings),
				]),
			),
		}
	}
	return async (round: Round): Promise<RoundLookedOver> => {
		const { seq } = await store.head()
		const { all, compared } = await countCompared(store.reading, store.project, round.code)
		const stamp = `${seq} ${all} ${compared}`
		const known = kept.get(round.code)
		if (known?.stamp === stamp) return known.found
		const found = look(round, all - compared)
		kept.delete(round.code)
		kept.set(round.code, { stamp, found })
		found.catch(() => kept.delete(round.code))
		const [oldest] = kept.keys()
		if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
		return found
	}
}

function interviewOf(row: Tables['interview']): Interview {
	const { record, person, cluster, answers, alike, alike_permille } = row
	return {
		...(JSON.parse(row.facts) as HouseholdFacts),
		...{ record, person, cluster, packed: readPacked(answers) },
		likeness: alike === null ? null : { record: alike, share: (alike_permille ?? 0) / 1000 },
	}
}

/** `published`: ISO times, oldest version first. */
function newestAmong(versions: readonly { readonly version: number; readonly published: string }[]) {
	const known = versions.map(({ version, published }) => ({ version, from: Date.parse(published) }))
	return (time: number): number | null => known.findLast(({ from }) => from <= time)?.version ?? null
}

function inSample(lines: readonly { readonly cluster: string; readonly household: number }[]) {
	const households = new Set(lines.map(({ cluster, household }) => `${cluster} ${household}`))
	const clusters = new Set(lines.map(({ cluster }) => cluster))
	return (cluster: string, household: number): boolean | null =>
		clusters.has(cluster) ? households.has(`${cluster} ${household}`) : null
}
