import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { shortDigest } from '#shared/kernel/digest'
import type { FinishedInterview, RoundSettings } from '#shared/quality/checked-interview'
import type { QualityFlag } from '#shared/quality/flags'
import { factsVersion, type HouseholdFacts } from '#shared/quality/household-facts'
import { readPacked } from '#shared/quality/packed-answers'
import type { RoundLimits } from '#shared/quality/quality-limits'
import { severityOf } from '#shared/quality/rank-visits'
import { createReassignmentCheck } from '#shared/quality/reassigned-households'
import { type QualityCheckResult, runQualityChecksInSteps, withIndexFlags } from '#shared/quality/run-checks'
import { coverageForms } from '#shared/study/record-attributes'
import type { Round } from '#shared/study/study'
import { sexesOfPeople } from '../storage/people/people.ts'
import { countUncompared, interviewChanges, interviewsOf } from '../storage/quality/interviews.ts'
import { versionsPublished } from '../storage/records/forms.ts'
import { countSample, listReassignedPeriods, sampleOfDistrict } from '../storage/sample/sample.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables/tables.ts'
import { createBoundaryCache } from '../study/boundaries.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import { checkMaterial } from './check-material.ts'

export interface QualityCheckDeps {
	readonly store: Store
	readonly study: { readonly offsetMinutes: number }
	/** Maximum time that a page of the desk waits; default 800 ms. */
	readonly patience?: () => Promise<null>
}

interface DistrictState {
	readonly district: string
	/** Changes with every change of its data. Begins with a number that its interviews change. */
	readonly stamp: string
	/** Number of its interviews that are not compared with the others yet. */
	readonly uncompared: number
}

/** Results by district, and the number of interviews that are not compared yet. */
export interface RoundCheckResult {
	readonly districts: ReadonlyMap<string, QualityCheckResult>
	readonly uncompared: number
	/** Number of districts that are still being checked: the result has their previous flags, if any. */
	readonly outdatedDistricts: number
}

/** Maximum districts in memory: all of a round, and some of other rounds in use. */
const maxCachedDistricts = 100

interface CachedDistrictCheck {
	readonly stamp: string
	/** Last complete result. */
	last: QualityCheckResult | null
	readonly coming: Promise<QualityCheckResult>
	/** Resolves when the check has ended or was superseded. Never rejects. */
	readonly begin: () => Promise<void>
}

export type QualityChecker = ReturnType<typeof createQualityChecker>

/** Checks districts one after the other, and repeats a check only after a change. */
export function createQualityChecker({ store, study, patience = some }: QualityCheckDeps) {
	const cache = new Map<string, CachedDistrictCheck>()
	const { reading } = store
	const getBoundaries = createBoundaryCache(store)
	/** Reads the inputs other than interviews. */
	async function readInputs(round: string, only: string | null) {
		const versions = await versionsPublished(reading, coverageForms.household)
		const sampled = await countSample(reading, round, only)
		const sexes = await sexesOfPeople(reading)
		const { seq, shapes } = await getBoundaries()
		const limits = await limitsOfRound(store, round)
		const rules = shortDigest(JSON.stringify([factsVersion, limits]))
		const sexesDigest = shortDigest(JSON.stringify([...sexes]))
		return {
			versions,
			sexes,
			shapes,
			limits,
			stampOf: (district: string) =>
				[sampled.get(district) ?? 0, versions.length, seq, sexesDigest, rules].join(' '),
		}
	}
	type CheckInputs = Awaited<ReturnType<typeof readInputs>>
	async function checkDistrict(
		round: Round,
		district: string,
		inputs: CheckInputs,
	): Promise<QualityCheckResult> {
		const { code, demonstration } = round
		const interviews: FinishedInterview[] = []
		for await (const page of interviewsOf(reading, { round: code, demonstration, district })) {
			// Facts extracted by an older program are incomplete; the interview is extracted again.
			interviews.push(...page.filter(({ facts_version }) => facts_version === factsVersion).map(interviewOf))
			// Other requests are answered in between.
			await yieldToEventLoop()
		}
		const settings: RoundSettings = {
			offsetMinutes: study.offsetMinutes,
			...inputs.limits,
			newestVersionAt: newestVersionAt(inputs.versions),
			isSampled: inSample(await sampleOfDistrict(reading, code, district)),
			wasReassigned: createReassignmentCheck(await listReassignedPeriods(reading, code, district)),
			boundary: inputs.shapes.get(district) ?? null,
			sexOf: (person) => inputs.sexes.get(person) ?? null,
		}
		const found = await runWithYields(runQualityChecksInSteps(interviews, district, settings))
		return { ...found, flags: filterActionableFlags(found.flags, inputs.limits) }
	}
	/** Last comparison between districts, by round. */
	const comparisons = new Map<string, Comparison>()
	/** Computes the flags that compare all checked districts of a round; repeated only after one has changed. */
	function compareRound(code: string, limits: RoundLimits): Promise<ReadonlyMap<string, QualityCheckResult>> {
		const found = [...cache].flatMap(([key, { last }]) => {
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
	/** Checks run one after the other; a request for a single district moves it to the front. */
	const waiting: CachedDistrictCheck[] = []
	let isChecking = false
	async function runWaitingChecks(): Promise<void> {
		if (isChecking) return
		isChecking = true
		for (let next = waiting.shift(); next; next = waiting.shift()) await next.begin()
		isChecking = false
	}
	function enqueue(key: string, stamp: string, work: () => Promise<QualityCheckResult>): CachedDistrictCheck {
		let begin = async (): Promise<void> => undefined
		const coming = new Promise<QualityCheckResult>((done, failed) => {
			begin = async () => {
				const newest = cache.get(key)
				// The district has changed again before its turn: both requests get the later result.
				if (newest && newest !== each) return done(newest.coming)
				try {
					const last = await work()
					const cached = cache.get(key)
					if (cached) cached.last = last
					done(last)
				} catch (thrown) {
					if (cache.get(key) === each) cache.delete(key)
					failed(thrown)
				}
			}
		})
		coming.catch(() => undefined)
		const each: CachedDistrictCheck = {
			stamp,
			last: cache.get(key)?.last ?? null,
			coming,
			begin: () => begin(),
		}
		cache.delete(key)
		cache.set(key, each)
		waiting.push(each)
		const [oldest] = cache.keys()
		if (cache.size > maxCachedDistricts && oldest !== undefined) cache.delete(oldest)
		void runWaitingChecks()
		return each
	}
	function hurry(each: CachedDistrictCheck): void {
		const at = waiting.indexOf(each)
		if (at > 0) waiting.unshift(...waiting.splice(at, 1))
	}
	/** Reads the state of all districts, or of one. */
	async function readStates(round: string, only: string | null) {
		const inputs = await readInputs(round, only)
		const uncompared = await countUncompared(reading, round, only)
		const changes = await interviewChanges(reading, round, only)
		return {
			inputs,
			districts: changes.map(
				({ district, n }): DistrictState => ({
					district,
					stamp: `${n} ${inputs.stampOf(district)}`,
					uncompared: uncompared.get(district) ?? 0,
				}),
			),
		}
	}
	function find(round: Round, { district, stamp }: DistrictState, inputs: CheckInputs): CachedDistrictCheck {
		const key = `${round.code} ${district}`
		const known = cache.get(key)
		return known?.stamp === stamp ? known : enqueue(key, stamp, () => checkDistrict(round, district, inputs))
	}
	async function atMaterial(
		session: Session,
		round: Round,
		isRequested: (district: string) => boolean,
		limits: RoundLimits,
	) {
		const found = await checkMaterial(
			{ reading: session, project: session.project },
			{ round, isRequested, limits: limits.limits },
		)
		return new Map(
			[...found].map(([district, { flags, material }]) => [
				district,
				{ material, flags: filterActionableFlags(flags, limits) },
			]),
		)
	}
	return {
		/**
		 * Returns the results of one district, or of all that match. With `now`, results are current, however long
		 * that takes; otherwise the request waits as long as `patience` and may get previous results.
		 */
		async checkRound(
			round: Round,
			requested: string | ((district: string) => boolean),
			{ now = typeof requested === 'string' }: { readonly now?: boolean } = {},
		): Promise<RoundCheckResult> {
			const isRequested =
				typeof requested === 'string' ? (district: string) => district === requested : requested
			const { inputs, districts: states } = await readStates(round.code, null)
			const wanted = states.filter(({ district }) => isRequested(district))
			const checks = wanted.map((each) => [each.district, find(round, each, inputs)] as const)
			// Enumerators are compared with the rest of the round; for the other districts, the previous results
			// suffice.
			const others = states.flatMap((each) =>
				isRequested(each.district) || cache.get(`${round.code} ${each.district}`)?.last
					? []
					: find(round, each, inputs).coming,
			)
			const districts = new Map<string, QualityCheckResult>()
			let behind = 0
			const enough = now ? null : patience()
			if (checks.length === 1) for (const [, each] of checks) hurry(each)
			for (const [district, each] of checks) {
				const found = await (enough ? Promise.race([each.coming, enough]) : each.coming)
				if (found === null) behind++
				const shown = found ?? each.last
				if (shown) districts.set(district, shown)
			}
			if (others.length > 0) await Promise.race([Promise.allSettled(others), enough ?? patience()])
			// The request waits no longer: while checks are running, the previous comparison is used.
			const compared =
				behind > 0 ? comparisons.get(round.code)?.found : await compareRound(round.code, inputs.limits)
			for (const [district, found] of districts) districts.set(district, compared?.get(district) ?? found)
			for (const [district, { flags, material }] of await atMaterial(
				reading,
				round,
				isRequested,
				inputs.limits,
			)) {
				districts.set(district, withMaterial(districts.get(district), flags, material))
			}
			const uncompared = wanted.reduce((sum, each) => sum + each.uncompared, 0)
			return { uncompared, districts, outdatedDistricts: behind }
		},
		/** Returns the flags of the material log of all districts. */
		lookAtMaterial: async (session: Session, round: Round) =>
			atMaterial(session, round, () => true, await limitsOfRound(store, round.code)),
		/** Checks a whole round with other limits, without caching. */
		async preview(round: Round, limits: RoundLimits): Promise<ReadonlyMap<string, QualityCheckResult>> {
			const { inputs, districts: states } = await readStates(round.code, null)
			const found = new Map<string, QualityCheckResult>()
			for (const { district } of states)
				found.set(district, await checkDistrict(round, district, { ...inputs, limits }))
			const all = await compareAll(found, limits)
			for (const [district, { flags, material }] of await atMaterial(reading, round, () => true, limits))
				all.set(district, withMaterial(all.get(district), flags, material))
			return all
		},
		/** Returns the districts of a round with their states. */
		async districtStates(round: Round): Promise<readonly DistrictState[]> {
			return (await readStates(round.code, null)).districts
		},
	}
}

/** Runs a generator, and yields to the event loop after each time slice. */
async function runWithYields<Found>(parts: Generator<undefined, Found>): Promise<Found> {
	for (let answeredAt = performance.now(); ; ) {
		const { done, value } = parts.next()
		if (done) return value
		if (performance.now() - answeredAt < maxBlockingMs) continue
		await yieldToEventLoop()
		answeredAt = performance.now()
	}
}

/** A comparison with its inputs and limits. */
interface Comparison {
	readonly of: readonly QualityCheckResult[]
	readonly by: string
	readonly all: Promise<Map<string, QualityCheckResult>>
	/** Result of the last comparison that has ended. */
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

/**
 * Adds the flags of the material log, which are computed each time, since photos arrive later than their
 * entries.
 */
function withMaterial(
	found: QualityCheckResult | undefined,
	flags: readonly QualityFlag[],
	material: QualityCheckResult['material'],
): QualityCheckResult {
	const { flags: before = [], ...rest } = found ?? { interviews: [], people: new Map(), compared: null }
	return { ...rest, material, flags: [...before, ...flags] }
}

/** Removes flags of checks that are turned off in the round. */
const filterActionableFlags = (
	flags: readonly QualityFlag[],
	{ severities }: RoundLimits,
): readonly QualityFlag[] => flags.filter(({ kind }) => severityOf(kind, severities) !== 'off')

const longestWaitMs = 800
/** Time between two yields to the event loop; a single step may exceed it. */
const maxBlockingMs = 10
const some = (): Promise<null> => new Promise((resolve) => setTimeout(resolve, longestWaitMs, null).unref())

function interviewOf(row: Tables['interview']): FinishedInterview {
	const { record, person, cluster, answers, most_similar, similarity_permille } = row
	return {
		...(JSON.parse(row.facts) as HouseholdFacts),
		record,
		person,
		cluster,
		packed: readPacked(answers),
		similarity:
			most_similar === null ? null : { record: most_similar, share: (similarity_permille ?? 0) / 1000 },
	}
}

/** Returns the newest version at a time. `published`: ISO times, oldest version first. */
function newestVersionAt(versions: readonly { readonly version: number; readonly published: string }[]) {
	const known = versions.map(({ version, published }) => ({ version, from: Date.parse(published) }))
	return (time: number): number | null => known.findLast(({ from }) => from <= time)?.version ?? null
}

function inSample(lines: readonly { readonly cluster: string; readonly household: number }[]) {
	const households = new Set(lines.map(({ cluster, household }) => `${cluster} ${household}`))
	const clusters = new Set(lines.map(({ cluster }) => cluster))
	return (cluster: string, household: number): boolean | null =>
		clusters.has(cluster) ? households.has(`${cluster} ${household}`) : null
}
