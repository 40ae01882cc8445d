import type { CsvRow } from '#shared/export/csv-cells'
import {
	type Audience,
	audiences,
	type LicensedWeights,
	listQuasiIdentifierValues,
} from '#shared/export/for-others'
import { buildTableRows, type ExportTable, type TablePlan } from '#shared/export/table-plan'
import { createKAnonymizer, type KAnonymizer } from '#shared/export/tell-alike'
import { type Answer, isRowPath, templateOf } from '#shared/forms/answers'
import type { ExportRow } from '../storage/export-queries.ts'
import { answersOf, withYields, yieldToEventLoop } from './export-answers.ts'

/** What all tables of one set of files for others share: found in one reading of the records, before the first line is written. */
interface Together {
	readonly alike: KAnonymizer
	/** Numbers of the clusters, as they came. */
	readonly clusters: ReadonlyMap<string, number>
}

/**
 * The tables for others. The records are read in the order of their ids, which are random: their numbers say nothing of who came
 * first. In what others know of people everybody looks like as many as the audience asks for; among the interviews of a cluster, of
 * which researchers see which ones lie together, fewer may.
 */
export function othersTables(
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	{ audience, weights }: { readonly audience: Audience; readonly weights: LicensedWeights | undefined },
	gone: AbortSignal,
): { readonly name: string; readonly rows: AsyncIterable<CsvRow> }[] {
	let found: Promise<Together> | null = null
	const together = () => {
		found ??= readTogether(plan, records, audience, gone)
		return found
	}
	return plan.tables.map((table) => ({
		name: table.file,
		rows: linesOf(table, { plan, records, audience, weights, together }),
	}))
}

async function readTogether(
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	audience: Audience,
	gone: AbortSignal,
): Promise<Together> {
	const alike = createKAnonymizer(audiences[audience], 1 + traitsIn(plan).length)
	const clusters = new Map<string, number>()
	for await (const row of withYields(records())) {
		gone.throwIfAborted()
		alike.add(knownOf(row, plan, answersOf(row, plan)))
		if (row.cluster !== null && !clusters.has(row.cluster)) clusters.set(row.cluster, clusters.size + 1)
	}
	await alike.suppress(yieldToEventLoop)
	return { alike, clusters }
}

interface Given {
	readonly plan: TablePlan
	readonly records: () => AsyncIterable<ExportRow>
	readonly audience: Audience
	readonly weights: LicensedWeights | undefined
	readonly together: () => Promise<Together>
}

async function* linesOf(
	table: ExportTable,
	{ plan, records, audience, weights, together }: Given,
): AsyncGenerator<CsvRow> {
	const isMain = table.repeat === null
	const { alike, clusters } = await together()
	yield { ids: [], cells: [...table.plain, ...table.columns].map(({ header }) => header) }
	let number = 0
	for await (const row of records()) {
		number++
		const answers = answersOf(row, plan)
		const [isDistrictTold, ...told] = alike.areDisclosable(knownOf(row, plan, answers))
		const hidden = traitsIn(plan).filter((_, i) => !told[i])
		const hiddenAt = new Set(hidden.map(({ template }) => template))
		// that it was asked would tell the trait; for the same reason nothing says that it is blank
		const because = new Set(hidden.flatMap((trait) => plan.disclosure?.askedFor(trait) ?? []))
		for (const path of answers.keys()) {
			const template = templateOf(path)
			if (hiddenAt.has(template) || because.has(template)) answers.delete(path)
		}
		const place = {
			district: isDistrictTold ? (row.district ?? '') : '',
			cluster: isDistrictTold ? String(clusters.get(row.cluster ?? '') ?? '') : '',
		}
		const headers = plan.tables[0].columns
			.filter(({ of }) => hiddenAt.has(of.template))
			.map(({ header }) => header)
		const before = [
			...[String(row.form_version), row.status, String(row.open_cases), place.district],
			...(audience === 'researchers' ? [place.cluster] : []),
			...(weights ? weightsOf(weights.get(row.id), isDistrictTold === true) : []),
			[...(isDistrictTold ? [] : ['zila_district']), ...headers].join(' '),
		]
		const rows = isMain ? noRows : rowNumbers(answers)
		for (const { ids, cells } of buildTableRows(table, String(number), answers))
			yield isMain
				? { ids, cells: [...before, ...cells] }
				: { ids: ids.map((id, i) => (i === 0 ? id : (rows.get(id) ?? ''))), cells }
	}
}

/** Weights of a district come to its people: one that is not told would be known by them. */
const weightsOf = (weights: readonly [number, number] | undefined, isDistrictTold: boolean): string[] =>
	weights && isDistrictTold ? weights.map(String) : ['', '']

const traitsIn = ({ disclosure }: TablePlan) => disclosure?.quasiIdentifiers ?? []

/** What others know of whoever was asked: where, and their traits. */
const knownOf = (
	{ district }: ExportRow,
	plan: TablePlan,
	answers: ReadonlyMap<string, Answer>,
): string[] => [district ?? '', ...listQuasiIdentifierValues(traitsIn(plan), answers)]

const noRows: ReadonlyMap<string, string> = new Map()

/** Instead of the ids of rows, which are the same in other files: numbers, in the order of the ids. */
const rowNumbers = (answers: ReadonlyMap<string, Answer>): ReadonlyMap<string, string> =>
	new Map(
		[...answers.keys()]
			.filter(isRowPath)
			.map((path) => path.slice(path.lastIndexOf('@') + 1))
			.sort()
			.map((id, i) => [id, String(i + 1)]),
	)
