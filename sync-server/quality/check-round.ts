import type { QualityFlag } from '#shared/quality/flags'
import type { RoundLimits } from '#shared/quality/quality-limits'
import type { QualityCheckResult } from '#shared/quality/run-checks'
import type { Round } from '#shared/study/study'
import { countUncompared, interviewChanges } from '../storage/quality/interviews.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import { createBoundaryCache } from '../study/boundaries.ts'
import { limitsOfRound } from '../study/round-limits.ts'
import {
	type CheckInputs,
	checkDistrict,
	type DistrictCheckDeps,
	filterActionableFlags,
	readInputs,
} from './check-district.ts'
import { checkMaterial } from './check-material.ts'
import { compareDistricts, RoundComparisons } from './compare-districts.ts'
import { type CachedDistrictCheck, DistrictChecks } from './district-checks.ts'

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

interface CheckerContext extends DistrictCheckDeps {
	readonly patience: () => Promise<null>
	readonly checks: DistrictChecks
	readonly comparisons: RoundComparisons
}

export type QualityChecker = ReturnType<typeof createQualityChecker>

/** Checks districts one after the other, and repeats a check only after a change. */
export function createQualityChecker({ store, study, patience = waitBriefly }: QualityCheckDeps) {
	const context: CheckerContext = {
		store,
		study,
		patience,
		getBoundaries: createBoundaryCache(store),
		checks: new DistrictChecks(),
		comparisons: new RoundComparisons(),
	}
	return {
		/**
		 * Returns the results of one district, or of all that match. With `now`, results are current, however long
		 * that takes; otherwise the request waits as long as `patience` and may get previous results.
		 */
		checkRound: (
			round: Round,
			requested: string | ((district: string) => boolean),
			{ now = typeof requested === 'string' }: { readonly now?: boolean } = {},
		): Promise<RoundCheckResult> => {
			const isRequested =
				typeof requested === 'string' ? (district: string) => district === requested : requested
			return checkRound(context, round, isRequested, now ? null : patience)
		},
		/** Returns the flags of the material log of all districts. */
		lookAtMaterial: async (session: Session, round: Round) =>
			checkRoundMaterial(session, {
				round,
				isRequested: () => true,
				limits: await limitsOfRound(store, round.code),
			}),
		/** Checks a whole round with other limits, without caching. */
		preview: (round: Round, limits: RoundLimits): Promise<ReadonlyMap<string, QualityCheckResult>> =>
			previewRound(context, round, limits),
		/** Returns the districts of a round with their states. */
		districtStates: async (round: Round): Promise<readonly DistrictState[]> =>
			(await readStates(context, round.code)).districts,
	}
}

/** `patience`: null to wait until all requested districts are checked. */
async function checkRound(
	context: CheckerContext,
	round: Round,
	isRequested: (district: string) => boolean,
	patience: (() => Promise<null>) | null,
): Promise<RoundCheckResult> {
	const { checks, comparisons } = context
	const { inputs, districts: states } = await readStates(context, round.code)
	const wanted = states.filter(({ district }) => isRequested(district))
	const requested = wanted.map((each) => [each.district, findCheck(context, round, each, inputs)] as const)
	// Enumerators are compared with the rest of the round; for the other districts, the previous results
	// suffice.
	const others = states.flatMap((each) =>
		isRequested(each.district) || checks.hasResult(round.code, each.district)
			? []
			: findCheck(context, round, each, inputs).coming,
	)
	const enough = patience?.() ?? null
	const { districts, behind } = await awaitChecks(checks, requested, enough)
	if (others.length > 0) await Promise.race([Promise.allSettled(others), enough ?? context.patience()])
	// The request waits no longer: while checks are running, the previous comparison is used.
	const compared =
		behind > 0
			? comparisons.lastResult(round.code)
			: await comparisons.compare(round.code, checks.lastResults(round.code), inputs.limits)
	for (const [district, found] of districts) districts.set(district, compared?.get(district) ?? found)
	await addMaterial(context, districts, { round, isRequested, limits: inputs.limits })
	const uncompared = wanted.reduce((sum, each) => sum + each.uncompared, 0)
	return { uncompared, districts, outdatedDistricts: behind }
}

/** Waits for checks until `enough` resolves, and then uses previous results. */
async function awaitChecks(
	checks: DistrictChecks,
	requested: readonly (readonly [district: string, check: CachedDistrictCheck])[],
	enough: Promise<null> | null,
): Promise<{ readonly districts: Map<string, QualityCheckResult>; readonly behind: number }> {
	const districts = new Map<string, QualityCheckResult>()
	let behind = 0
	if (requested.length === 1) for (const [, each] of requested) checks.prioritize(each)
	for (const [district, each] of requested) {
		const found = await (enough ? Promise.race([each.coming, enough]) : each.coming)
		if (found === null) behind++
		const shown = found ?? each.last
		if (shown) districts.set(district, shown)
	}
	return { districts, behind }
}

async function previewRound(
	context: CheckerContext,
	round: Round,
	limits: RoundLimits,
): Promise<ReadonlyMap<string, QualityCheckResult>> {
	const { inputs, districts: states } = await readStates(context, round.code)
	const found = new Map<string, QualityCheckResult>()
	for (const { district } of states)
		found.set(district, await checkDistrict(context, round, district, { ...inputs, limits }))
	const all = await compareDistricts(found, limits)
	await addMaterial(context, all, { round, isRequested: () => true, limits })
	return all
}

/** Reads the state of all districts of a round. */
async function readStates(context: CheckerContext, round: string) {
	const { reading } = context.store
	const inputs = await readInputs(context, round)
	const uncompared = await countUncompared(reading, round, null)
	const changes = await interviewChanges(reading, round, null)
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

function findCheck(
	context: CheckerContext,
	round: Round,
	state: DistrictState,
	inputs: CheckInputs,
): CachedDistrictCheck {
	const work = () => checkDistrict(context, round, state.district, inputs)
	return context.checks.find(round.code, state, work)
}

/** Districts of a round whose material log is checked, and the limits of the round. */
interface MaterialRequest {
	readonly round: Round
	readonly isRequested: (district: string) => boolean
	readonly limits: RoundLimits
}

async function checkRoundMaterial(session: Session, { round, isRequested, limits }: MaterialRequest) {
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

/**
 * Adds the flags of the material log, which are computed each time, since photos arrive later than their
 * entries.
 */
async function addMaterial(
	{ store }: CheckerContext,
	districts: Map<string, QualityCheckResult>,
	request: MaterialRequest,
): Promise<void> {
	for (const [district, { flags, material }] of await checkRoundMaterial(store.reading, request))
		districts.set(district, withMaterial(districts.get(district), flags, material))
}

function withMaterial(
	found: QualityCheckResult | undefined,
	flags: readonly QualityFlag[],
	material: QualityCheckResult['material'],
): QualityCheckResult {
	const { flags: before = [], ...rest } = found ?? { interviews: [], people: new Map(), compared: null }
	return { ...rest, material, flags: [...before, ...flags] }
}

const longestWaitMs = 800
const waitBriefly = (): Promise<null> =>
	new Promise((resolve) => setTimeout(resolve, longestWaitMs, null).unref())
