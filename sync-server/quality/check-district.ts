import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { shortDigest } from '#shared/kernel/digest'
import type { FinishedInterview, RoundSettings } from '#shared/quality/checked-interview'
import type { QualityFlag } from '#shared/quality/flags'
import { factsVersion, type HouseholdFacts } from '#shared/quality/household-facts'
import { readPacked } from '#shared/quality/packed-answers'
import type { RoundLimits } from '#shared/quality/quality-limits'
import { severityOf } from '#shared/quality/rank-visits'
import { createReassignmentCheck } from '#shared/quality/reassigned-households'
import { type QualityCheckResult, runQualityChecksInSteps } from '#shared/quality/run-checks'
import { coverageForms } from '#shared/study/record-attributes'
import type { Round } from '#shared/study/study'
import { sexesOfPeople } from '../storage/people/people.ts'
import { interviewsOf } from '../storage/quality/interviews.ts'
import { versionsPublished } from '../storage/records/forms.ts'
import { countSample, listReassignedPeriods, sampleOfDistrict } from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables/tables.ts'
import type { createBoundaryCache } from '../study/boundaries.ts'
import { limitsOfRound } from '../study/round-limits.ts'

export interface DistrictCheckDeps {
	readonly store: Store
	readonly study: { readonly offsetMinutes: number }
	readonly getBoundaries: ReturnType<typeof createBoundaryCache>
}

export type CheckInputs = Awaited<ReturnType<typeof readInputs>>

/** Reads the inputs of all districts of a round, other than interviews. */
export async function readInputs({ store, getBoundaries }: DistrictCheckDeps, round: string) {
	const { reading } = store
	const versions = await versionsPublished(reading, coverageForms.household)
	const sampled = await countSample(reading, round, null)
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

/** Checks the interviews of one district, with the flags that are turned on in the round. */
export async function checkDistrict(
	{ store, study }: DistrictCheckDeps,
	round: Round,
	district: string,
	inputs: CheckInputs,
): Promise<QualityCheckResult> {
	const { reading } = store
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

/** Time between two yields to the event loop; a single step may exceed it. */
const maxBlockingMs = 10

/** Runs a generator, and yields to the event loop after each time slice. */
export async function runWithYields<Found>(parts: Generator<undefined, Found>): Promise<Found> {
	for (let answeredAt = performance.now(); ; ) {
		const { done, value } = parts.next()
		if (done) return value
		if (performance.now() - answeredAt < maxBlockingMs) continue
		await yieldToEventLoop()
		answeredAt = performance.now()
	}
}

/** Removes flags of checks that are turned off in the round. */
export const filterActionableFlags = (
	flags: readonly QualityFlag[],
	{ severities }: RoundLimits,
): readonly QualityFlag[] => flags.filter(({ kind }) => severityOf(kind, severities) !== 'off')

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
