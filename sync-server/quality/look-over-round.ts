import type { Round } from '#shared/campaign/campaign'
import { campaignForms } from '#shared/campaign/record-facts'
import { shortDigest } from '#shared/kernel/digest'
import { factsVersion, type HouseholdFacts } from '#shared/quality/household-facts'
import { type LookedOver, lookOver } from '#shared/quality/look-over'
import { readPacked } from '#shared/quality/packed-answers'
import type { RoundThresholds } from '#shared/quality/round-thresholds'
import type { Interview, RoundSettings } from '#shared/quality/seen-interview'
import { thresholdsWith } from '#shared/quality/thresholds'
import { versionsPublished } from '../storage/form-table.ts'
import { interviewStamps, interviewsOf } from '../storage/interview-table.ts'
import { countSample, sampleOfDistrict } from '../storage/sample-table.ts'
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

/** How a district stands: whatever changes there, the stamp is another. */
interface Stamped {
	readonly stamp: string
	/** Each of its interviews was held against the others. */
	readonly isCompared: boolean
}

/** What is found in some districts of a round; and how many of their interviews were not compared with the others yet. */
export interface RoundLookedOver {
	readonly districts: ReadonlyMap<string, LookedOver & Pick<Stamped, 'stamp'>>
	readonly uncompared: number
}

/** Districts of rounds: all of a round, and some of those that are looked at beside it. */
const mostKept = 100

export type LookingOver = ReturnType<typeof createLookingOver>

/** Looks districts over, and none again as long as nothing in it has changed. */
export function createLookingOver({ store, campaign, limits }: LookOverDeps) {
	const kept = new Map<string, { stamp: string; found: Promise<LookedOver> }>()
	const { reading, project } = store
	const rules = shortDigest(JSON.stringify([factsVersion, campaign.quality ?? null, limits]))
	type Versions = Awaited<ReturnType<typeof versionsPublished>>
	async function look(round: Round, district: string, versions: Versions): Promise<LookedOver> {
		const { code, demonstration } = round
		const rows = await interviewsOf(reading, project, { round: code, demonstration, district })
		const settings: RoundSettings = {
			...{ offsetMinutes: campaign.offsetMinutes, thresholds: thresholdsWith(campaign.quality), limits },
			newestVersionAt: newestAmong(versions),
			isSampled: inSample(await sampleOfDistrict(reading, project, code, district)),
		}
		return lookOver(rows.map(interviewOf), district, settings)
	}
	function keep(key: string, stamp: string, found: Promise<LookedOver>): Promise<LookedOver> {
		kept.delete(key)
		kept.set(key, { stamp, found })
		found.catch(() => kept.delete(key))
		const [oldest] = kept.keys()
		if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
		return found
	}
	async function stand(db: Store['reading'], round: string, only?: string) {
		const versions = await versionsPublished(db, project, campaignForms.household)
		const sampled = await countSample(db, project, round)
		const stamps = await interviewStamps(db, project, round, only)
		return {
			versions,
			districts: stamps.map(({ district, seq, all, compared }) => ({
				district,
				stamp: [seq, all, compared, sampled.get(district) ?? 0, versions.length, rules].join(' '),
				uncompared: all - compared,
			})),
		}
	}
	return {
		async lookOver(
			round: Round,
			isAsked: (district: string, stamped: Stamped) => boolean,
		): Promise<RoundLookedOver> {
			const { versions, districts: standing } = await stand(reading, round.code)
			const districts = new Map<string, LookedOver & Pick<Stamped, 'stamp'>>()
			let uncompared = 0
			for (const { district, stamp, uncompared: own } of standing) {
				if (!isAsked(district, { stamp, isCompared: own === 0 })) continue
				uncompared += own
				const key = `${round.code} ${district}`
				const known = kept.get(key)
				const found = known?.stamp === stamp ? known.found : keep(key, stamp, look(round, district, versions))
				districts.set(district, { ...(await found), stamp })
			}
			return { uncompared, districts }
		},
		/** How a district stands for whoever writes now. */
		async stampOf(db: Store['reading'], round: Round, district: string): Promise<string | undefined> {
			return (await stand(db, round.code, district)).districts[0]?.stamp
		},
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
