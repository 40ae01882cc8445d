import { strToU8, zipSync } from 'fflate'
import { byteOrderMark, formatCsvRow } from '#shared/export/csv-rows'
import { type EstimatesResponse, getGroupCode, toPublishedEstimate } from '#shared/results/estimates-response'
import type { ColumnDescription } from '../export/describe-columns.ts'
import { sheetsOf, workbookParts } from '../export/workbook-sheets.ts'
import type { ColumnStore } from '../table/column-store.ts'
import type { TableQuery } from '../table/table-query.ts'
import { computeSuppression, estimateInGroups } from './estimate-by-group.ts'
import {
	completedIn,
	computeIndicatorValues,
	type EstimatesInput,
	pausing,
	readRound,
	wasIndicatorAsked,
} from './estimate-round.ts'
import { estimatesScriptR, estimatesScriptStata } from './reproduction-scripts.ts'
import { yieldUnlessAborted } from './round-columns.ts'

const lineBatchSize = 2000
/** Variable name of an indicator for statistics programs. */
const variableFor = (id: string): string => id.replaceAll('-', '_')
const number = (value: number | null): string => (value === null || Number.isNaN(value) ? '' : String(value))

/**
 * Builds the files that reproduce the estimates of a round, without any other answer: the value of each
 * indicator in each interview, with stratum, cluster, weight and group; the published estimates; and scripts
 * for R and Stata that compare the two.
 */
export async function buildReproductionFiles(
	columnStore: ColumnStore,
	query: TableQuery,
	wanted: EstimatesInput,
	/** Version and number of the weight set; null for none. */
	weights: Pick<EstimatesResponse['weights'], 'version' | 'set'>,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
	const read = await readRound(columnStore, query, { ...wanted, withIds: true })
	const { columns, lines, strata, compiled, grouping, clusters } = read
	const { groups, group } = grouping
	const ids = columns.columns.get('record_id')
	const indicatorValues: Float64Array[] = []
	for (const each of compiled) {
		indicatorValues.push(computeIndicatorValues(each, read))
		await yieldUnlessAborted(wanted.signal)
	}
	const variables = compiled.map(({ indicator }) => variableFor(indicator.id))
	const interviews = [
		formatCsvRow(['record_id'], ['district', 'stratum', 'cluster', 'weight', 'group', ...variables]),
	]
	for (let line = 0; line < columns.many; line++) {
		if (line % lineBatchSize === 0) await yieldUnlessAborted(wanted.signal)
		const cluster = lines.cluster[line] ?? -1
		const [district = '', code = ''] = (clusters[cluster] ?? '').split(' ')
		interviews.push(
			formatCsvRow(
				[String(ids?.values[ids.which[line] ?? 0] ?? '')],
				[
					...[district, cluster < 0 ? '' : String(strata.stratum[cluster]), code],
					...[number(lines.weight[line] ?? 0), getGroupCode(groups[group[line] ?? -1])],
					...indicatorValues.map((each) => number(each[line] ?? Number.NaN)),
				],
			),
		)
	}
	const untold = await computeSuppression(read, [...indicatorValues, completedIn(columns)], pausing(wanted))
	const figures: string[][] = []
	for (const [i, each] of compiled.entries()) {
		const { id, version, kind } = each.indicator
		const wasAsked = wasIndicatorAsked(read, each)
		await yieldUnlessAborted(wanted.signal)
		const estimates = estimateInGroups(read, indicatorValues[i] ?? [], kind)
		const all = [
			{ code: '', figure: toPublishedEstimate(estimates.whole, undefined, wasAsked) },
			...estimates.groups.map((group, g) => ({
				code: getGroupCode(groups[g]),
				figure: toPublishedEstimate(group, untold[i]?.[g], wasAsked),
			})),
		]
		for (const { code, figure } of all) {
			const { n, clusters: many, value, interval, se, df, deff, suppression } = figure
			figures.push([
				...[variableFor(id), String(version), code, kind, number(n), number(many), number(value)],
				...[number(interval?.low ?? null), number(interval?.high ?? null), number(se)],
				...[value === null ? '' : String(df), number(deff), weights.version, number(weights.set)],
				suppression ?? '',
			])
		}
	}
	return new Map<string, string | Uint8Array>([
		['interviews.csv', byteOrderMark + interviews.join('')],
		[
			'figures.csv',
			byteOrderMark + [Object.keys(heads), ...figures].map((cells) => formatCsvRow([], cells)).join(''),
		],
		['figures.xlsx', await workbookOf(figures)],
		['figures.R', estimatesScriptR],
		['figures.do', estimatesScriptStata],
	])
}

/** Type of each column. */
const heads = {
	indicator: 'text',
	version: 'whole',
	group: 'text',
	kind: 'text',
	n: 'whole',
	clusters: 'whole',
	value: 'number',
	low: 'number',
	high: 'number',
	se: 'number',
	df: 'whole',
	deff: 'number',
	weights: 'text',
	weight_set: 'whole',
	not_told: 'text',
} as const satisfies Record<string, ColumnDescription['kind']>

/** Builds the table of estimates as a workbook with numeric cells. */
async function workbookOf(figures: readonly (readonly string[])[]): Promise<Uint8Array> {
	const columns = Object.entries(heads).map(([header, kind]) => ({ header, label: header, kind, codes: [] }))
	const lines = [Object.keys(heads), ...figures].map((cells) => ({ ids: [], cells }))
	const parts: Record<string, Uint8Array> = {}
	const sheets: { title: string; filtered: string }[] = []
	for await (const { title, blocks, filtered } of sheetsOf([{ name: 'figures.csv', columns, rows: lines }], {
		isRightToLeft: false,
	})) {
		let sheet = ''
		for await (const block of blocks) sheet += block
		sheets.push({ title, filtered: filtered() })
		parts[`xl/worksheets/sheet${sheets.length}.xml`] = strToU8(sheet)
	}
	for (const [name, text] of Object.entries(workbookParts(sheets))) parts[name] = strToU8(text)
	return zipSync(parts)
}
