import {
	type ChangeResponse,
	type ComparedEstimate,
	differenceAsShown,
	figureAsShown,
	type Suppression,
	toPublishedDifference,
	toPublishedEstimate,
} from '#shared/results/estimates-response'
import type { CompiledIndicator, Indicator } from '#shared/results/indicator'
import { isHeadlineIndicator } from '#shared/results/shipped-indicators'
import { type EstimateDifference, estimateRoundDifferences, judgeFamilies } from '#shared/statistics/change'
import { clusterTotals } from '#shared/statistics/cluster-totals'
import { estimateMeans, estimateShares } from '#shared/statistics/estimate'
import { testIndependence } from '#shared/statistics/independence'
import { joinRounds, type RoundTotals } from '#shared/statistics/join-rounds'
import type { ColumnStore } from '../table/column-store.ts'
import type { TableQuery } from '../table/table-query.ts'
import { computeSuppression } from './estimate-by-group.ts'
import {
	clustersIn,
	completedIn,
	computeIndicatorValues,
	type EstimatesInput,
	inClusters,
	pausing,
	type RoundRead,
	readRound,
	wasIndicatorAsked,
} from './estimate-round.ts'
import { yieldUnlessAborted } from './round-columns.ts'

interface RoundSide {
	readonly query: TableQuery
	readonly weights: EstimatesInput['weights']
}

interface ChangeOptions extends Omit<EstimatesInput, 'weights'> {
	readonly sameClusters: boolean
	/**
	 * True if the indicators are the answers to one question, each interview having one: their distribution is
	 * tested.
	 */
	readonly areAnswers: boolean
}

/**
 * Estimates each indicator in two rounds, by the same definition, with the difference, its interval, and its
 * significance among all comparisons (methods §6).
 *
 * @throws Problem `server-busy` if the client has disconnected
 */
export async function changeOfRounds(
	columnStore: ColumnStore,
	sides: { readonly from: RoundSide; readonly to: RoundSide },
	wanted: ChangeOptions,
): Promise<Pick<ChangeResponse, 'interviews' | 'groups' | 'indicators' | 'faults' | 'test'>> {
	const rounds = await readBothRounds(columnStore, [sides.from, sides.to], wanted)
	const [before, after] = rounds
	const found: IndicatorChange[] = []
	for (const [at, compiled] of before.compiled.entries()) {
		await yieldUnlessAborted(wanted.signal)
		found.push(changeOfIndicator(rounds, at, compiled, wanted.sameClusters))
	}
	const joined = wanted.areAnswers
		? joinRounds(answerTotals(before), answerTotals(after), wanted.sameClusters)
		: null
	return {
		interviews: { from: before.columns.many, to: after.columns.many },
		groups: [...before.grouping.groups],
		faults: before.faults,
		test: joined && testIndependence(joined.totals, joined.strata, before.compiled.length),
		indicators: publishChanges(found, wanted.areAnswers),
	}
}

/** A round that is compared with another one. */
interface ComparedRound extends RoundRead {
	/** Its interviews by cluster. A cluster has the same number in both rounds. */
	readonly inSharedClusters: Pick<RoundRead, 'lines' | 'strata'>
	/** Suppression by indicator and group. */
	readonly untold: readonly (readonly Suppression[])[]
}
type BothRounds = readonly [before: ComparedRound, after: ComparedRound]

async function readBothRounds(
	columnStore: ColumnStore,
	sides: readonly [RoundSide, RoundSide],
	wanted: ChangeOptions,
): Promise<BothRounds> {
	const [from, to] = sides
	const before = await readRound(columnStore, from.query, { ...wanted, weights: from.weights })
	const after = await readRound(columnStore, to.query, { ...wanted, weights: to.weights })
	const clusters = [...new Set([...clustersIn(before.columns), ...clustersIn(after.columns)])].sort()
	const inSharedClusters = [
		inClusters(before.columns, from.weights, clusters),
		inClusters(after.columns, to.weights, clusters),
	] as const
	// The answers to a question are suppressed as the indicators are.
	const suppressing = [...before.compiled, ...before.published]
	const untoldIn = (round: RoundRead) =>
		computeSuppression(
			round,
			[...suppressing.map((each) => computeIndicatorValues(each, round)), completedIn(round.columns)],
			pausing(wanted),
		)
	return [
		{ ...before, inSharedClusters: inSharedClusters[0], untold: await untoldIn(before) },
		{ ...after, inSharedClusters: inSharedClusters[1], untold: await untoldIn(after) },
	]
}

/** The change of an indicator, before it is judged among all comparisons. */
interface IndicatorChange {
	readonly indicator: Indicator
	readonly wasAsked: ChangeRequest
	readonly whole: EstimateDifference
	readonly groups: readonly InGroup[]
}

/** `at`: number of the indicator among all that are compared. */
function changeOfIndicator(
	rounds: BothRounds,
	at: number,
	compiled: CompiledIndicator,
	sameClusters: boolean,
): IndicatorChange {
	const [before, after] = rounds
	const { indicator } = compiled
	const estimate = indicator.kind === 'share' ? estimateShares : estimateMeans
	const groups = before.grouping.groups.length
	const totalsIn = (round: ComparedRound, isByGroup: boolean): RoundTotals => {
		const domain = isByGroup ? { group: round.grouping.group, groups } : undefined
		const { lines, strata } = round.inSharedClusters
		return { totals: clusterTotals(lines, computeIndicatorValues(compiled, round), domain), strata }
	}
	const differences = (isByGroup: boolean): EstimateDifference[] =>
		estimateRoundDifferences(totalsIn(before, isByGroup), totalsIn(after, isByGroup), {
			sameClusters,
			estimate,
		})
	const inGroups = differences(true).map((difference, i): InGroup => {
		const own = { from: before.untold[at]?.[i], to: after.untold[at]?.[i] }
		// Suppressed estimates are excluded from the comparisons.
		const isTooFew = difference.isTooFew || own.from?.isSuppressed === true || own.to?.isSuppressed === true
		return { ...difference, isTooFew, untold: own }
	})
	return {
		indicator,
		wasAsked: { from: wasIndicatorAsked(before, compiled), to: wasIndicatorAsked(after, compiled) },
		whole: differences(false)[0] as EstimateDifference,
		groups: inGroups,
	}
}

/** Totals of the answers to one question, each of them a group. */
function answerTotals(round: ComparedRound): RoundTotals {
	const { columns, compiled } = round
	const { lines, strata } = round.inSharedClusters
	const indicatorValues = compiled.map((each) => computeIndicatorValues(each, round))
	const group = Int32Array.from({ length: columns.many }, (_, line) =>
		indicatorValues.findIndex((each) => each[line] === 1),
	)
	const all = new Uint8Array(columns.many).fill(1)
	return { totals: clusterTotals(lines, all, { group, groups: compiled.length }), strata }
}

/** Judges the changes of each family of indicators together, and formats them. */
function publishChanges(
	found: readonly IndicatorChange[],
	areAnswers: boolean,
): ChangeResponse['indicators'] {
	const familyOf = ({ id }: Indicator) =>
		areAnswers ? 'answers' : isHeadlineIndicator(id) ? 'headline' : 'own'
	const judge = (differencesOf: (each: IndicatorChange) => readonly EstimateDifference[]) =>
		judgeFamilies(
			found.map((each) => {
				const family = familyOf(each.indicator)
				return {
					family: family === 'own' ? each.indicator.id : family,
					differences: differencesOf(each),
				}
			}),
		)
	const wholes = judge(({ whole }) => [whole])
	const inGroups = judge(({ groups }) => groups)
	return found.map(({ indicator, wasAsked, groups }, i) => {
		const { id, version, label, kind } = indicator
		return {
			id,
			version,
			label,
			kind,
			family: familyOf(indicator),
			whole: publishChange(wholes[i]?.changes[0] as EstimateDifference, kind, wasAsked),
			groups: (inGroups[i]?.changes ?? []).map((each, g) =>
				publishChange(each, kind, wasAsked, groups[g]?.untold),
			),
			comparisons: inGroups[i]?.comparisons ?? 0,
		}
	})
}

/** A difference in a group, with the suppression of its estimate in each round. */
interface InGroup extends EstimateDifference {
	readonly untold: { readonly from: Suppression | undefined; readonly to: Suppression | undefined }
}

/** True for each of the two rounds that asked the questions. */
interface ChangeRequest {
	readonly from: boolean
	readonly to: boolean
}

const publishChange = (
	difference: EstimateDifference,
	kind: Indicator['kind'],
	wasAsked: ChangeRequest,
	untold?: InGroup['untold'],
): ComparedEstimate => ({
	from: figureAsShown(toPublishedEstimate(difference.from, untold?.from, wasAsked.from), kind),
	to: figureAsShown(toPublishedEstimate(difference.to, untold?.to, wasAsked.to), kind),
	...differenceAsShown(toPublishedDifference(difference), kind),
})
