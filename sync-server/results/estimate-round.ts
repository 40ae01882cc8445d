import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { Problem } from '#shared/kernel/problem'
import type { BreakdownName } from '#shared/results/breakdowns'
import {
	differenceAsShown,
	type EstimatesResponse,
	figureAsShown,
	toPublishedDifference,
	toPublishedEstimate,
} from '#shared/results/estimates-response'
import {
	type CompiledIndicator,
	compileIndicator,
	type Indicator,
	rejectUnknownAnswers,
} from '#shared/results/indicator'
import type { TryIndicatorResponse } from '#shared/results/indicators-api'
import { estimateIndicatorDifferences } from '#shared/statistics/change'
import {
	clusterTotals,
	computeStrata,
	type Domain,
	type InterviewColumns,
} from '#shared/statistics/cluster-totals'
import { estimateMeans, estimateShares } from '#shared/statistics/estimate'
import type { Strata } from '#shared/statistics/strata'
import type { Study } from '#shared/study/study'
import type { ColumnStore } from '../table/column-store.ts'
import type { TableQuery } from '../table/table-query.ts'
import { type QuestionConditions, questionConditions, wasQuestionAsked } from './asked-questions.ts'
import { computeSuppression, estimateInGroups } from './estimate-by-group.ts'
import { compileGrouping, type Grouping } from './groupings.ts'
import {
	choicesOf,
	evaluateForEach,
	type RoundColumn,
	type RoundColumns,
	readableColumns,
	readRoundColumns,
	yieldUnlessAborted,
} from './round-columns.ts'
import type { SuppressionPatterns } from './suppression-patterns.ts'

/** Questions that identify stratum and cluster (methods §5: strata are districts, clusters census blocks). */
const [districtName, clusterName] = ['district', 'cluster_id']

/** Indicators of reach, and of false recall of a decoy message (methods §2, S6). */
const decoyPair = ['S6', 'S6-decoy']

export interface EstimatesInput {
	readonly indicators: readonly Indicator[]
	/**
	 * All published indicators of a round, if others are estimated: suppression depends on the published ones
	 * alone.
	 */
	readonly published?: readonly Indicator[] | undefined
	readonly by: BreakdownName
	/** Second breakdown, within each group of the first. */
	readonly within?: BreakdownName | undefined
	readonly study: Pick<Study, 'districts'>
	readonly functions: FunctionTable
	/** Weight of each interview by id. Null for equal weights. */
	readonly weights: ReadonlyMap<string, number> | null
	/** True to read the record ids too. */
	readonly withIds?: boolean
	readonly patterns: SuppressionPatterns
	readonly now: number
	readonly signal: AbortSignal
}

/** Data of a round for estimation. */
export interface RoundRead {
	readonly columns: RoundColumns
	readonly conditions: QuestionConditions
	/** District and code of each cluster, by cluster number. */
	readonly clusters: readonly string[]
	readonly lines: InterviewColumns
	readonly strata: Strata
	readonly compiled: readonly CompiledIndicator[]
	/** Indicators that determine suppression, in addition to `compiled`. */
	readonly published: readonly CompiledIndicator[]
	readonly faults: EstimatesResponse['faults']
	readonly grouping: Grouping
	readonly withoutCluster: number
	readonly withoutWeight: number
}

/**
 * Estimates all indicators of a round, in total and by group. @throws Problem `server-busy` if the client has
 * disconnected
 */
export async function estimateRound(
	columnStore: ColumnStore,
	query: TableQuery,
	wanted: EstimatesInput,
): Promise<
	Pick<
		EstimatesResponse,
		'interviews' | 'withoutCluster' | 'groups' | 'indicators' | 'lessDecoy' | 'faults'
	> & {
		withoutWeight: number
	}
> {
	const read = await readRound(columnStore, query, wanted)
	const { columns, lines, strata, compiled, grouping } = read
	const domain = { group: grouping.group, groups: grouping.groups.length }
	const valuesById = new Map<string, Float64Array>()
	for (const each of compiled) {
		valuesById.set(each.indicator.id, computeIndicatorValues(each, read))
		await yieldUnlessAborted(wanted.signal)
	}
	const ofEach = await computeSuppression(
		read,
		[
			...valuesById.values(),
			...read.published.map((each) => computeIndicatorValues(each, read)),
			completedIn(columns),
		],
		pausing(wanted),
	)
	const untold = new Map([...valuesById.keys()].map((id, i) => [id, ofEach[i] ?? []]))
	const indicators: EstimatesResponse['indicators'] = []
	for (const each of compiled) {
		const { id, version, label, kind } = each.indicator
		const wasAsked = wasIndicatorAsked(read, each)
		await yieldUnlessAborted(wanted.signal)
		const { whole, groups } = estimateInGroups(read, valuesById.get(id) ?? [], kind)
		indicators.push({
			id,
			version,
			label,
			kind,
			whole: figureAsShown(toPublishedEstimate(whole, undefined, wasAsked), kind),
			groups: groups.map((each, i) =>
				figureAsShown(toPublishedEstimate(each, untold.get(id)?.[i], wasAsked), kind),
			),
		})
	}
	const [reached, decoy] = decoyPair.map((id) => valuesById.get(id))
	const less = (of?: Domain) =>
		reached && decoy
			? estimateIndicatorDifferences(
					clusterTotals(lines, decoy, of),
					clusterTotals(lines, reached, of),
					strata,
				).map((each, i) => {
					const isWithheld = of !== undefined && decoyPair.some((id) => untold.get(id)?.[i]?.isSuppressed)
					return differenceAsShown(
						toPublishedDifference({ ...each, isTooFew: each.isTooFew || isWithheld }),
						'share',
					)
				})
			: []
	const [lessWhole] = less()
	return {
		lessDecoy: lessWhole ? { whole: lessWhole, groups: less(domain) } : null,
		interviews: columns.many,
		withoutCluster: read.withoutCluster,
		withoutWeight: read.withoutWeight,
		groups: [...grouping.groups],
		faults: read.faults,
		indicators,
	}
}

/** Options for computing suppression patterns: yields to the event loop between steps. */
export const pausing = ({ patterns, signal }: Pick<EstimatesInput, 'patterns' | 'signal'>) => ({
	patterns,
	pause: () => yieldUnlessAborted(signal),
})

/**
 * Estimates one unsaved indicator. @throws Problem as `compileIndicator` and `rejectUnknownAnswers`;
 * `server-busy`
 */
export async function tryIndicator(
	columnStore: ColumnStore,
	query: TableQuery,
	indicator: Indicator,
	wanted: Omit<EstimatesInput, 'indicators'>,
): Promise<TryIndicatorResponse> {
	const questions = new Set(readableColumns(query.table).keys())
	const { kind } = indicator
	const compiled = compileIndicator(indicator, questions, wanted.functions)
	rejectUnknownAnswers(indicator, (name) => choicesOf(query.table, name).map((choice) => choice.name))
	const read = await readRound(columnStore, query, { ...wanted, indicators: [indicator] })
	const { columns, lines, strata } = read
	const values = computeIndicatorValues(compiled, read)
	const estimate = kind === 'share' ? estimateShares : estimateMeans
	const [whole] = estimate(clusterTotals(lines, values), strata)
	if (!whole) throw new Error('all interviews are one group')
	return {
		interviews: columns.many,
		out: values.filter(Number.isNaN).length,
		figure: figureAsShown(toPublishedEstimate(whole, undefined, wasIndicatorAsked(read, compiled)), kind),
		yes: kind === 'share' && !whole.isTooFew ? values.filter((each) => each === 1).length : null,
	}
}

/** Reads the columns of a round that estimates need, once for all of them. */
export async function readRound(
	columnStore: ColumnStore,
	query: TableQuery,
	{ indicators, published = [], by, within, study, functions, weights, withIds, now, signal }: EstimatesInput,
): Promise<RoundRead> {
	const questions = new Set(readableColumns(query.table).keys())
	const compiled: CompiledIndicator[] = []
	const faults: EstimatesResponse['faults'] = []
	for (const indicator of indicators) {
		const { id, version, label, kind } = indicator
		try {
			compiled.push(compileIndicator(indicator, questions, functions))
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			faults.push({ id, version, label, kind, part: String(thrown.details.part ?? '') })
		}
	}
	const ofPattern = published.flatMap((indicator) => {
		try {
			return [compileIndicator(indicator, questions, functions)]
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			return []
		}
	})
	const into = compileGrouping(within && within !== by ? [by, within] : [by], query, {
		questions,
		functions,
		study,
	})
	const ofIndicators = [...compiled, ...ofPattern].flatMap((each) => each.names)
	const conditions = questionConditions(query.table, ofIndicators, functions)
	const ofConditions = [...conditions.values()].flatMap((each) => each?.names ?? [])
	const names = new Set([districtName, clusterName, ...into.names, ...ofIndicators, ...ofConditions])
	if (weights) for (const name of weighed) names.add(name)
	if (withIds) names.add('record_id')
	const columns = await readRoundColumns(columnStore, query, names, { now, signal: signal })
	await yieldUnlessAborted(signal)
	const clusters = clustersIn(columns)
	const placed = inClusters(columns, weights, clusters)
	await yieldUnlessAborted(signal)
	const grouping = into.read(columns)
	await yieldUnlessAborted(signal)
	return { ...placed, columns, conditions, clusters, compiled, published: ofPattern, faults, grouping }
}

/** Returns 1 for each interview completed with consent, else NaN. */
export const completedIn = (columns: RoundColumns): Float64Array =>
	Float64Array.from({ length: columns.many }, (_, line) => (isInterview(columns, line) ? 1 : Number.NaN))

/** The answers of a round, and the conditions of its questions. */
type Answered = Pick<RoundRead, 'columns' | 'conditions'>

/**
 * True if an indicator can have a value in a round: each question that it reads was asked. A question that
 * was not asked would count as "no", and would lower a score.
 */
export const wasIndicatorAsked = (
	{ columns, conditions }: Answered,
	{ names }: Pick<CompiledIndicator, 'names'>,
): boolean => names.every((name) => wasQuestionAsked(name, columns, conditions))

/**
 * Value of an indicator for each interview, as `CompiledIndicator.valueFor`; NaN for all if the round did not
 * ask its questions.
 */
export const computeIndicatorValues = (compiled: CompiledIndicator, read: Answered): Float64Array =>
	wasIndicatorAsked(read, compiled)
		? evaluateForEach(read.columns, compiled.names, compiled.valueFor)
		: new Float64Array(read.columns.many).fill(Number.NaN)

type AnswerLookup = Parameters<Parameters<typeof evaluateForEach>[2]>[0]
const readCluster = (lookup: AnswerLookup): string =>
	lookup(clusterName) === '' ? '' : `${lookup(districtName)} ${lookup(clusterName)}`

/** Columns for applying weights: the id, and those that identify completed interviews. */
const weighed = ['record_id', 'result', 'consent']
const isInterview = ({ columns }: RoundColumns, line: number): boolean =>
	cellOf(columns.get('result'), line) === 'complete' && cellOf(columns.get('consent'), line) === 'yes'

const cellOf = (column: RoundColumn | undefined, line: number): string =>
	String(column?.values[column.which[line] ?? 0] ?? '')

/**
 * Clusters with interviews, sorted by district and code, so that neighbours in the list are neighbours on the
 * map.
 */
export const clustersIn = (columns: RoundColumns): string[] => {
	const found = new Set<string>()
	evaluateForEach(columns, [districtName, clusterName], (lookup) => found.add(readCluster(lookup)).size)
	return [...found].filter((key) => key !== '').sort()
}

/** Assigns interviews to clusters, numbered by their position in `known`. */
export function inClusters(
	columns: RoundColumns,
	weights: EstimatesInput['weights'],
	known: readonly string[],
): Pick<RoundRead, 'lines' | 'strata' | 'withoutCluster' | 'withoutWeight'> {
	const places = new Map(known.map((key, i) => [key, i]))
	const districts = [...new Set(known.map((key) => key.split(' ')[0]))]
	const { many } = columns
	const cluster = Int32Array.from(
		evaluateForEach(columns, [districtName, clusterName], (lookup) => places.get(readCluster(lookup)) ?? -1),
	)
	const ids = columns.columns.get('record_id')
	const weight = Float64Array.from({ length: many }, (_, line) =>
		weights ? (weights.get(cellOf(ids, line)) ?? 0) : 1,
	)
	const lines = { cluster, weight, clusters: known.length }
	const stratum = Int32Array.from(known, (key) => districts.indexOf(key.split(' ')[0]))
	return {
		lines,
		strata: computeStrata(lines, { stratum, district: stratum }),
		withoutCluster: cluster.filter((each) => each < 0).length,
		withoutWeight: weight.filter((each, line) => each === 0 && isInterview(columns, line)).length,
	}
}
