import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import type { Round } from '#shared/campaign/campaign'
import { coverageForms } from '#shared/campaign/record-facts'
import { shortDigest } from '#shared/kernel/digest'
import type { QualityFlag } from '#shared/quality/flags'
import { factsVersion, type HouseholdFacts } from '#shared/quality/household-facts'
import { type QualityCheckResult, runQualityChecksInSteps, withIndexFlags } from '#shared/quality/look-over'
import { readPacked } from '#shared/quality/packed-answers'
import type { RoundLimits } from '#shared/quality/quality-limits'
import type { FinishedInterview, RoundSettings } from '#shared/quality/seen-interview'
import { createReassignmentCheck } from '#shared/quality/taken-households'
import { severityOf } from '#shared/quality/visits'
import { createBoundaryCache } from '../coverage/outlines.ts'
import { limitsOfRound } from '../fieldwork/round-limits.ts'
import { versionsPublished } from '../storage/form-table.ts'
import { countUncompared, interviewChanges, interviewsOf } from '../storage/interview-table.ts'
import { sexesOfPeople } from '../storage/person-table.ts'
import { countSample, listReassignedPeriods, sampleOfDistrict } from '../storage/sample-table.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'
import { checkMaterial } from './look-at-material.ts'

export interface QualityCheckDeps {
	readonly store: Store
	readonly campaign: { readonly offsetMinutes: number }
	/** How long who asks for a page of the desk waits; 800 ms. */
	readonly patience?: () => Promise<null>
}

/** How a district stands: whatever changes there, the stamp is another. */
interface DistrictState {
	readonly district: string
	/** Another number whenever something is another in its interviews. */
	readonly n: number
	readonly stamp: string
	/** So many of its interviews were not held against the others yet. */
	readonly uncompared: number
}

/** What is found in some districts of a round; and how many of their interviews were not compared with the others yet. */
export interface RoundCheckResult {
	readonly districts: ReadonlyMap<string, QualityCheckResult>
	readonly uncompared: number
	/** So many of them are still being looked over: of these is here what was found before, if anything was. */
	readonly recordsBehind: number
}

/** Districts of rounds: all of a round, and some of those that are looked at beside it. */
const maxCachedDistricts = 100

interface CachedDistrictCheck {
	readonly stamp: string
	/** What was found last. */
	last: QualityCheckResult | null
	readonly coming: Promise<QualityCheckResult>
	/** Ends when it was looked over, or when that was not needed; never fails. */
	readonly begin: () => Promise<void>
}

export type QualityChecker = ReturnType<typeof createQualityChecker>

/** Looks districts over, one after the other, and none again as long as nothing in it has changed. */
export function createQualityChecker({ store, campaign, patience = some }: QualityCheckDeps) {
	const kept = new Map<string, CachedDistrictCheck>()
	const { reading, project } = store
	const outlines = createBoundaryCache(store)
	/** What is known beside the interviews. */
	async function readBeside(round: string, only: string | null) {
		const versions = await versionsPublished(reading, project, coverageForms.household)
		const sampled = await countSample(reading, project, round, only)
		const sexes = await sexesOfPeople(reading, project)
		const { seq, shapes } = await outlines()
		const limits = await limitsOfRound(store, round)
		const rules = shortDigest(JSON.stringify([factsVersion, limits]))
		const whose = shortDigest(JSON.stringify([...sexes]))
		return {
			versions,
			sexes,
			shapes,
			limits,
			stampOf: (district: string) =>
				[sampled.get(district) ?? 0, versions.length, seq, whose, rules].join(' '),
		}
	}
	type Beside = Awaited<ReturnType<typeof readBeside>>
	async function look(round: Round, district: string, beside: Beside): Promise<QualityCheckResult> {
		const { code, demonstration } = round
		const interviews: FinishedInterview[] = []
		for await (const page of interviewsOf(reading, project, { round: code, demonstration, district })) {
			// what an older program took out of a record lacks something: it comes again
			interviews.push(...page.filter(({ made }) => made === factsVersion).map(interviewOf))
			// others are answered in between
			await yieldToEventLoop()
		}
		const settings: RoundSettings = {
			offsetMinutes: campaign.offsetMinutes,
			...beside.limits,
			newestVersionAt: newestAmong(beside.versions),
			isSampled: inSample(await sampleOfDistrict(reading, project, code, district)),
			wasReassigned: createReassignmentCheck(await listReassignedPeriods(reading, project, code, district)),
			outline: beside.shapes.get(district) ?? null,
			sexOf: (person) => beside.sexes.get(person) ?? null,
		}
		const found = await runWithYields(runQualityChecksInSteps(interviews, district, settings))
		return { ...found, flags: filterActionableFlags(found.flags, beside.limits) }
	}
	/** By round: what was compared last, and what came of it. */
	const comparisons = new Map<string, Comparison>()
	/** All districts of a round that are looked over, with the flags that need each other; made anew only when one is another. */
	function compareRound(code: string, limits: RoundLimits): Promise<ReadonlyMap<string, QualityCheckResult>> {
		const found = [...kept].flatMap(([key, { last }]) => {
			const [round, district = ''] = key.split(' ')
			return round === code && last ? [[district, last] as const] : []
		})
		found.sort(([a], [b]) => (a < b ? -1 : 1))
		const of = found.map(([, last]) => last)
		const known = comparisons.get(code)
		const by = JSON.stringify(limits)
		if (known?.by === by && known.of.length === of.length && known.of.every((each, i) => each === of[i]))
			return known.all
		const all = compareAll(new Map(found), limits)
		const comparison: Comparison = { of, by, all, found: known?.found ?? null }
		comparisons.set(code, comparison)
		all.then(
			(done) => {
				comparison.found = done
			},
			() => comparisons.delete(code),
		)
		return all
	}
	/** One after the other; who asks for one district alone does not stand behind those of all others. */
	const waiting: CachedDistrictCheck[] = []
	let isLooking = false
	async function lookInTurn(): Promise<void> {
		if (isLooking) return
		isLooking = true
		for (let next = waiting.shift(); next; next = waiting.shift()) await next.begin()
		isLooking = false
	}
	function keep(key: string, stamp: string, work: () => Promise<QualityCheckResult>): CachedDistrictCheck {
		let begin = async (): Promise<void> => undefined
		const coming = new Promise<QualityCheckResult>((done, failed) => {
			begin = async () => {
				const newest = kept.get(key)
				// it has changed again before its turn came: what is found then is found for both
				if (newest && newest !== each) return done(newest.coming)
				try {
					const last = await work()
					const standing = kept.get(key)
					if (standing) standing.last = last
					done(last)
				} catch (thrown) {
					if (kept.get(key) === each) kept.delete(key)
					failed(thrown)
				}
			}
		})
		coming.catch(() => undefined)
		const each: CachedDistrictCheck = {
			stamp,
			last: kept.get(key)?.last ?? null,
			coming,
			begin: () => begin(),
		}
		kept.delete(key)
		kept.set(key, each)
		waiting.push(each)
		const [oldest] = kept.keys()
		if (kept.size > maxCachedDistricts && oldest !== undefined) kept.delete(oldest)
		void lookInTurn()
		return each
	}
	function hurry(each: CachedDistrictCheck): void {
		const at = waiting.indexOf(each)
		if (at > 0) waiting.unshift(...waiting.splice(at, 1))
	}
	/** What there is to look over, in all districts or in one, and how it stands. */
	async function stand(round: string, only: string | null) {
		const beside = await readBeside(round, only)
		const uncompared = await countUncompared(reading, project, round, only)
		const changes = await interviewChanges(reading, project, round, only)
		return {
			beside,
			districts: changes.map(
				({ district, n }): DistrictState => ({
					district,
					n,
					stamp: `${n} ${beside.stampOf(district)}`,
					uncompared: uncompared.get(district) ?? 0,
				}),
			),
		}
	}
	function find(round: Round, { district, stamp }: DistrictState, beside: Beside): CachedDistrictCheck {
		const key = `${round.code} ${district}`
		const known = kept.get(key)
		return known?.stamp === stamp ? known : keep(key, stamp, () => look(round, district, beside))
	}
	async function atMaterial(
		db: Store['reading'],
		round: Round,
		isAsked: (district: string) => boolean,
		limits: RoundLimits,
	) {
		const found = await checkMaterial({ reading: db, project }, { round, isAsked, limits: limits.limits })
		return new Map(
			[...found].map(([district, { flags, material }]) => [
				district,
				{ material, flags: filterActionableFlags(flags, limits) },
			]),
		)
	}
	return {
		/**
		 * `request`: one district, or of which. With `now` nothing is shown that was found before the last change, however long that
		 * takes; else whoever asks waits as long as `patience`.
		 */
		async lookOver(
			round: Round,
			asked: string | ((district: string) => boolean),
			{ now = typeof asked === 'string' }: { readonly now?: boolean } = {},
		): Promise<RoundCheckResult> {
			const isAsked = typeof asked === 'string' ? (district: string) => district === asked : asked
			const { beside, districts: standing } = await stand(round.code, null)
			const wanted = standing.filter(({ district }) => isAsked(district))
			const begun = wanted.map((each) => [each.district, find(round, each, beside)] as const)
			// enumerators are judged by what is usual in the round: of the other districts what was found last is enough
			const others = standing.flatMap((each) =>
				isAsked(each.district) || kept.get(`${round.code} ${each.district}`)?.last
					? []
					: find(round, each, beside).coming,
			)
			const districts = new Map<string, QualityCheckResult>()
			let behind = 0
			const enough = now ? null : patience()
			if (begun.length === 1) for (const [, each] of begun) hurry(each)
			for (const [district, each] of begun) {
				const found = await (enough ? Promise.race([each.coming, enough]) : each.coming)
				if (found === null) behind++
				const shown = found ?? each.last
				if (shown) districts.set(district, shown)
			}
			if (others.length > 0) await Promise.race([Promise.allSettled(others), enough ?? patience()])
			// who asks does not wait for more: as long as some are looked over, what was compared last is shown
			const compared =
				behind > 0 ? comparisons.get(round.code)?.found : await compareRound(round.code, beside.limits)
			for (const [district, found] of districts) districts.set(district, compared?.get(district) ?? found)
			for (const [district, { flags, material }] of await atMaterial(
				reading,
				round,
				isAsked,
				beside.limits,
			)) {
				districts.set(district, withMaterial(districts.get(district), flags, material))
			}
			const uncompared = wanted.reduce((sum, each) => sum + each.uncompared, 0)
			return { uncompared, districts, recordsBehind: behind }
		},
		/** What is found about the material log of all districts. */
		lookAtMaterial: async (db: Store['reading'], round: Round) =>
			atMaterial(db, round, () => true, await limitsOfRound(store, round.code)),
		/** The whole round with other limits, of which nothing is kept. */
		async preview(round: Round, limits: RoundLimits): Promise<ReadonlyMap<string, QualityCheckResult>> {
			const { beside, districts: standing } = await stand(round.code, null)
			const found = new Map<string, QualityCheckResult>()
			for (const { district } of standing)
				found.set(district, await look(round, district, { ...beside, limits }))
			const all = await compareAll(found, limits)
			for (const [district, { flags, material }] of await atMaterial(reading, round, () => true, limits))
				all.set(district, withMaterial(all.get(district), flags, material))
			return all
		},
		/** Which districts there are, and how each of them stands. */
		async standing(round: Round): Promise<readonly DistrictState[]> {
			return (await stand(round.code, null)).districts
		},
	}
}

/** Others are answered in between. */
async function runWithYields<Found>(parts: Generator<undefined, Found>): Promise<Found> {
	for (let answeredAt = performance.now(); ; ) {
		const { done, value } = parts.next()
		if (done) return value
		if (performance.now() - answeredAt < maxBlockingMs) continue
		await yieldToEventLoop()
		answeredAt = performance.now()
	}
}

/** What was compared, by which limits, and what came of it. */
interface Comparison {
	readonly of: readonly QualityCheckResult[]
	readonly by: string
	readonly all: Promise<Map<string, QualityCheckResult>>
	/** What the last one that is through found. */
	found: ReadonlyMap<string, QualityCheckResult> | null
}

async function compareAll(
	districts: ReadonlyMap<string, QualityCheckResult>,
	limits: RoundLimits,
): Promise<Map<string, QualityCheckResult>> {
	const all = await runWithYields(withIndexFlags(districts, limits.limits))
	return new Map(
		[...all].map(([district, found]) => [
			district,
			{ ...found, flags: filterActionableFlags(found.flags, limits) },
		]),
	)
}

/** Pictures come later than the entries that they stand in, so that the material log is looked at each time. */
function withMaterial(
	found: QualityCheckResult | undefined,
	flags: readonly QualityFlag[],
	material: QualityCheckResult['material'],
): QualityCheckResult {
	const { flags: before = [], ...rest } = found ?? { interviews: [], people: new Map(), compared: null }
	return { ...rest, material, flags: [...before, ...flags] }
}

/** Without the checks that the round does without. */
const filterActionableFlags = (
	flags: readonly QualityFlag[],
	{ severities }: RoundLimits,
): readonly QualityFlag[] => flags.filter(({ kind }) => severityOf(kind, severities) !== 'off')

const longestWaitMs = 800
/** After so long others are answered; one part takes some more. */
const maxBlockingMs = 10
const some = (): Promise<null> => new Promise((resolve) => setTimeout(resolve, longestWaitMs, null).unref())

function interviewOf(row: Tables['interview']): FinishedInterview {
	const { record, person, cluster, answers, alike, alike_permille } = row
	return {
		...(JSON.parse(row.facts) as HouseholdFacts),
		record,
		person,
		cluster,
		packed: readPacked(answers),
		similarity: alike === null ? null : { record: alike, share: (alike_permille ?? 0) / 1000 },
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
