import type { Campaign } from '#shared/campaign/campaign'
import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { toText } from '#shared/expressions/values'
import { type Breakdown, type BreakdownName, breakdowns } from '#shared/figures/breakdowns'
import { clusterTotals, type Lines, strataOfLines } from '#shared/figures/cluster-totals'
import { estimateMeans, estimateShares } from '#shared/figures/estimate'
import { type FiguresTold, figureOf } from '#shared/figures/figures-told'
import {
	type CompiledIndicator,
	compileIndicator,
	compileValue,
	type Indicator,
	scopeOf,
} from '#shared/figures/indicator'
import type { IndicatorFound } from '#shared/figures/indicators-listed'
import type { Strata } from '#shared/figures/strata'
import type { Texts } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import type { KeptColumns } from '../live/kept-columns.ts'
import type { Looking } from '../live/looking.ts'
import { type RoundColumns, readableColumns, readRoundColumns, saidByEach } from './round-columns.ts'

/** By which a stratum and a cluster are known (methods §5: strata are districts, clusters census blocks). */
const [districtName, clusterName] = ['district', 'cluster_id']

export interface FiguresWanted {
	readonly indicators: readonly Indicator[]
	readonly by: BreakdownName
	readonly campaign: Pick<Campaign, 'districts'>
	readonly functions: FunctionTable
	/** Of each interview by its id; null: each counts the same. */
	readonly weights: ReadonlyMap<string, number> | null
	readonly now: number
	readonly gone: AbortSignal
}

/** Groups of people, and to which of them each interview belongs; -1 for none. */
export interface Grouping {
	readonly groups: readonly { readonly code: string; readonly label: Texts }[]
	readonly group: Int32Array
}

/** A round as figures are made of it. */
export interface RoundRead {
	readonly columns: RoundColumns
	readonly lines: Lines
	readonly strata: Strata
	readonly compiled: readonly CompiledIndicator[]
	readonly faults: FiguresTold['faults']
	readonly grouping: Grouping
	readonly withoutCluster: number
	readonly withoutWeight: number
}

/** All figures of a round: of each indicator for all, and for each group. @throws Problem `server-busy` where nobody waits any more */
export async function figuresOfRound(
	kept: KeptColumns,
	looking: Looking,
	wanted: FiguresWanted,
): Promise<
	Pick<FiguresTold, 'interviews' | 'withoutCluster' | 'groups' | 'indicators' | 'faults'> & {
		withoutWeight: number
	}
> {
	const read = await readRound(kept, looking, wanted)
	const { columns, lines, strata, compiled, grouping } = read
	const domain = { group: grouping.group, groups: grouping.groups.length }
	return {
		...{ interviews: columns.many, withoutCluster: read.withoutCluster, withoutWeight: read.withoutWeight },
		...{ groups: [...grouping.groups], faults: read.faults },
		indicators: compiled.map(({ indicator, names, valueFor }) => {
			const { id, version, label, kind } = indicator
			const said = saidByEach(columns, names, valueFor)
			const estimate = kind === 'share' ? estimateShares : estimateMeans
			const [whole] = estimate(clusterTotals(lines, said), strata)
			if (!whole) throw new Error('all interviews are one group')
			return {
				...{ id, version, label, kind, whole: figureOf(whole) },
				groups: estimate(clusterTotals(lines, said, domain), strata).map(figureOf),
			}
		}),
	}
}

/** What one indicator would say. @throws Problem `expression-not-possible`, which names the part that is not; `server-busy` */
export async function tryIndicator(
	kept: KeptColumns,
	looking: Looking,
	indicator: Indicator,
	wanted: Omit<FiguresWanted, 'indicators'>,
): Promise<IndicatorFound> {
	const questions = new Set(readableColumns(looking.table).keys())
	const { kind } = indicator
	const { names, valueFor } = compileIndicator(indicator, questions, wanted.functions)
	const { columns, lines, strata } = await readRound(kept, looking, { ...wanted, indicators: [indicator] })
	const said = saidByEach(columns, names, valueFor)
	const estimate = kind === 'share' ? estimateShares : estimateMeans
	const [whole] = estimate(clusterTotals(lines, said), strata)
	if (!whole) throw new Error('all interviews are one group')
	return {
		...{ interviews: columns.many, out: said.filter(Number.isNaN).length, figure: figureOf(whole) },
		yes: kind === 'share' ? said.filter((each) => each === 1).length : null,
	}
}

/** What of a round figures ask for, once for all of them. */
export async function readRound(
	kept: KeptColumns,
	looking: Looking,
	{ indicators, by, campaign, functions, weights, now, gone }: FiguresWanted,
): Promise<RoundRead> {
	const questions = new Set(readableColumns(looking.table).keys())
	const compiled: CompiledIndicator[] = []
	const faults: FiguresTold['faults'] = []
	for (const indicator of indicators) {
		const { id, version, label, kind } = indicator
		try {
			compiled.push(compileIndicator(indicator, questions, functions))
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			faults.push({ id, version, label, kind, part: String(thrown.details.part ?? '') })
		}
	}
	const breakdown: Breakdown = breakdowns[by]
	const telling = compileValue(breakdown.value, questions, functions)
	const names = new Set([
		districtName,
		clusterName,
		...telling.names,
		...compiled.flatMap((each) => each.names),
	])
	if (weights) names.add('record_id')
	const columns = await readRoundColumns(kept, looking, names, { now, gone })
	const { lines, stratum, withoutCluster, withoutWeight } = linesOf(columns, weights)
	const codes = groupsFor(by, looking, campaign)
	const places = new Map(codes.map(({ code }, i) => [code, i]))
	const provinces = new Map(campaign.districts.map(({ code, province }) => [code, province.en ?? '']))
	const grouped = saidByEach(columns, telling.names, (told) => {
		const code = toText(telling.evaluate(scopeOf(told)))
		return places.get(by === 'province' ? (provinces.get(code) ?? '') : code) ?? -1
	})
	return {
		...{ columns, lines, compiled, faults, withoutCluster, withoutWeight },
		strata: strataOfLines(lines, { stratum, district: stratum }),
		grouping: { groups: codes, group: Int32Array.from(grouped) },
	}
}

/** Clusters are numbered by district, so that neighbours in their order are neighbours on the map. */
function linesOf({ many, columns }: RoundColumns, weights: FiguresWanted['weights']) {
	const cell = (name: string, line: number): string => {
		const column = columns.get(name)
		return String(column?.values[column.which[line] ?? 0] ?? '')
	}
	const keys = Array.from({ length: many }, (_, line) =>
		cell(clusterName, line) === '' ? '' : `${cell(districtName, line)} ${cell(clusterName, line)}`,
	)
	const known = [...new Set(keys)].filter((key) => key !== '').sort()
	const places = new Map(known.map((key, i) => [key, i]))
	const districts = [...new Set(known.map((key) => key.split(' ')[0]))]
	const cluster = Int32Array.from(keys, (key) => places.get(key) ?? -1)
	const weight = Float64Array.from({ length: many }, (_, line) =>
		weights ? (weights.get(cell('record_id', line)) ?? 0) : 1,
	)
	return {
		lines: { cluster, weight, clusters: known.length } satisfies Lines,
		stratum: Int32Array.from(known, (key) => districts.indexOf(key.split(' ')[0])),
		withoutCluster: cluster.filter((each) => each < 0).length,
		withoutWeight: weight.filter((each) => each === 0).length,
	}
}

/** Groups in their order: those of the campaign, of the form, or of the breakdown itself. */
function groupsFor(
	by: BreakdownName,
	{ filter, table }: Looking,
	{ districts }: FiguresWanted['campaign'],
): Grouping['groups'] {
	const own = districts.filter(({ code }) => filter.districts === 'all' || filter.districts.includes(code))
	if (by === 'district') return own.map(({ code, name }) => ({ code, label: name }))
	if (by === 'province')
		return [...new Map(own.map(({ province }) => [province.en ?? '', province]))].map(([code, label]) => ({
			...{ code, label },
		}))
	const { question, groups }: Breakdown = breakdowns[by]
	if (question === null) return groups.map((code) => ({ code, label: {} }))
	const known = table.table.columns.find(
		({ of, part, choice }) => of.question.name === question && part === '' && !choice,
	)
	return (known?.of.choices ?? []).map(({ name, label }) => ({ code: name, label: { ...label } }))
}
