import type { TableLine } from '#shared/export/csv-cells'
import { traitValues } from '#shared/export/for-others'
import {
	answersInFiles,
	type StoredAnswers,
	type Table,
	type TablePlan,
	tableLines,
} from '#shared/export/table-plan'
import { type Alike, tellAlike } from '#shared/export/tell-alike'
import { type Answer, isRowPath } from '#shared/forms/answers'
import type { ExportRow } from '../storage/export-queries.ts'

/** Records after which others have their turn: reading SQLite leaves nobody any. */
const recordsAtATime = 200

/** What all tables of one set of files for others share: found in one reading of the records, before the first line is written. */
interface Together {
	readonly alike: Alike
	/** Numbers of the clusters, as they came. */
	readonly clusters: ReadonlyMap<string, number>
}

/**
 * The tables for others. The records are read in the order of their ids, which are random: their numbers say nothing of who came
 * first. Nobody is told in more detail than `fewest` people of a district share.
 */
export function othersTables(
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	fewest: number,
): { readonly name: string; readonly lines: AsyncIterable<TableLine> }[] {
	let found: Promise<Together> | null = null
	const together = () => (found ??= readTogether(plan, records, fewest))
	return plan.tables.map((table) => ({ name: table.file, lines: linesOf(table, plan, records, together) }))
}

async function readTogether(
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	fewest: number,
): Promise<Together> {
	const alike = tellAlike(fewest)
	const clusters = new Map<string, number>()
	let read = 0
	for await (const row of records()) {
		if (++read % recordsAtATime === 0) await new Promise((later) => setImmediate(later))
		alike.add(knownOf(row, plan, answersOf(row, plan)))
		if (row.cluster !== null && !clusters.has(row.cluster)) clusters.set(row.cluster, clusters.size + 1)
	}
	return { alike, clusters }
}

async function* linesOf(
	table: Table,
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	together: () => Promise<Together>,
): AsyncGenerator<TableLine> {
	const isMain = table.repeat === null
	const headers = new Map(table.columns.map(({ of, header }) => [of.template, header]))
	const { alike, clusters } = await together()
	yield { ids: [], cells: [...table.plain, ...table.columns].map(({ header }) => header) }
	let number = 0
	for await (const row of records()) {
		number++
		const answers = answersOf(row, plan)
		const told = alike.told(knownOf(row, plan, answers))
		const hidden = plan.traits.slice(Math.max(0, told - 1)).map(({ template }) => template)
		for (const template of hidden) answers.delete(template)
		const rows = isMain ? noRows : rowNumbers(answers)
		for (const { ids, cells } of tableLines(table, String(number), answers))
			if (isMain) {
				const isPlaceTold = told > 0
				yield {
					ids,
					cells: [
						...[String(row.form_version), row.status, String(row.open_cases)],
						isPlaceTold ? (row.district ?? '') : '',
						isPlaceTold ? String(clusters.get(row.cluster ?? '') ?? '') : '',
						[
							...(isPlaceTold ? [] : ['zila_district']),
							...hidden.map((each) => headers.get(each) ?? ''),
						].join(' '),
						...cells,
					],
				}
			} else yield { ids: ids.map((id, i) => (i === 0 ? id : (rows.get(id) ?? ''))), cells }
	}
}

const answersOf = ({ view, form_version }: ExportRow, plan: TablePlan): Map<string, Answer> =>
	answersInFiles(JSON.parse(view) as StoredAnswers, form_version, plan)

/** What others know of whoever was asked: where, and their traits. */
const knownOf = (
	{ district }: ExportRow,
	plan: TablePlan,
	answers: ReadonlyMap<string, Answer>,
): string[] => [district ?? '', ...traitValues(plan.traits, answers)]

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
