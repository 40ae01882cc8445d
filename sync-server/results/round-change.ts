import {
	type ChangeResponse,
	type ComparedEstimate,
	differenceAsShown,
	figureAsShown,
	type Suppression,
	toPublishedDifference,
	toPublishedEstimate,
} from '#shared/results/estimates-response'
import type { Indicator } from '#shared/results/indicator'
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

/**
 * Estimates each indicator in two rounds, by the same definition, with the difference, its interval, and its
 * significance among all comparisons (methods §6).
 *
 * @throws Problem `server-busy` if the client has disconnected
 */
export async function changeOfRounds(
	columnStore: ColumnStore,
	{ from, to }: { readonly from: RoundSide; readonly to: RoundSide },
	wanted: Omit<EstimatesInput, 'weights'> & {
		readonly sameClusters: boolean
		/**
		 * True if the indicators are the answers to one question, each interview having one: their distribution is
		 * tested.
		 */
		readonly areAnswers: boolean
	},
): Promise<Pick<ChangeResponse, 'interviews' | 'groups' | 'indicators' | 'faults' | 'test'>> {
	const sides: (RoundRead & Pick<RoundSide, 'weights'>)[] = []
	for (const { query, weights } of [from, to])
		sides.push({ ...(await readRound(columnStore, query, { ...wanted, weights })), weights })
	const [before, after] = sides
	if (!before || !after) throw new Error('two rounds were read')
	// A cluster has the same number in both rounds.
	const clusters = [...new Set(sides.flatMap(({ columns }) => clustersIn(columns)))].sort()
	const placed = sides.map(({ columns, weights }) => inClusters(columns, weights, clusters))
	const { groups } = before.grouping
	const untold: (readonly (readonly Suppression[])[])[] = []
	for (const side of sides)
		untold.push(
			await computeSuppression(
				side,
				// The answers to a question are suppressed as the indicators are.
				[
					...[...before.compiled, ...before.published].map((each) => computeIndicatorValues(each, side)),
					completedIn(side.columns),
				],
				pausing(wanted),
			),
		)
	const found: {
		indicator: Indicator
		wasAsked: ChangeRequest
		whole: EstimateDifference
		groups: InGroup[]
	}[] = []
	for (const [at, compiled] of before.compiled.entries()) {
		await yieldUnlessAborted(wanted.signal)
		const { indicator } = compiled
		const estimate = indicator.kind === 'share' ? estimateShares : estimateMeans
		const differences = (isByGroup: boolean): EstimateDifference[] => {
			const [first, second] = sides.map(({ columns, conditions, grouping }, i) => {
				const { lines, strata } = placed[i] as (typeof placed)[number]
				const domain = isByGroup ? { group: grouping.group, groups: groups.length } : undefined
				return {
					totals: clusterTotals(lines, computeIndicatorValues(compiled, { columns, conditions }), domain),
					strata,
				}
			})
			if (!first || !second) throw new Error('two rounds were read')
			return estimateRoundDifferences(first, second, { sameClusters: wanted.sameClusters, estimate })
		}
		const [from, to] = untold.map((side) => side[at])
		const inGroups = differences(true).map((difference, i): InGroup => {
			const own = { from: from?.[i], to: to?.[i] }
			// Suppressed estimates are excluded from the comparisons.
			const isTooFew = difference.isTooFew || own.from?.isSuppressed === true || own.to?.isSuppressed === true
			return { ...difference, isTooFew, untold: own }
		})
		const wasAsked = { from: wasIndicatorAsked(before, compiled), to: wasIndicatorAsked(after, compiled) }
		found.push({ indicator, wasAsked, whole: differences(false)[0] as EstimateDifference, groups: inGroups })
	}
	const answersIn = ({ columns, conditions, compiled }: RoundRead, i: number): RoundTotals => {
		const { lines, strata } = placed[i] as (typeof placed)[number]
		const indicatorValues = compiled.map((each) => computeIndicatorValues(each, { columns, conditions }))
		const group = Int32Array.from({ length: columns.many }, (_, line) =>
			indicatorValues.findIndex((each) => each[line] === 1),
		)
		const all = new Uint8Array(columns.many).fill(1)
		return { totals: clusterTotals(lines, all, { group, groups: compiled.length }), strata }
	}
	const joined = wanted.areAnswers
		? joinRounds(answersIn(before, 0), answersIn(after, 1), wanted.sameClusters)
		: null
	const familyOf = ({ id }: Indicator) =>
		wanted.areAnswers ? 'answers' : isHeadlineIndicator(id) ? 'headline' : 'own'
	const judge = (differencesOf: (each: (typeof found)[number]) => readonly EstimateDifference[]) =>
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
	const inGroups = judge((each) => each.groups)
	return {
		interviews: { from: before.columns.many, to: after.columns.many },
		groups: [...groups],
		faults: before.faults,
		test: joined && testIndependence(joined.totals, joined.strata, before.compiled.length),
		indicators: found.map(({ indicator, wasAsked, groups: ofGroups }, i) => {
			const { id, version, label, kind } = indicator
			return {
				id,
				version,
				label,
				kind,
				family: familyOf(indicator),
				whole: publishChange(wholes[i]?.changes[0] as EstimateDifference, kind, wasAsked),
				groups: (inGroups[i]?.changes ?? []).map((each, g) =>
					publishChange(each, kind, wasAsked, ofGroups[g]?.untold),
				),
				comparisons: inGroups[i]?.comparisons ?? 0,
			}
		}),
	}
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
