import { createKAnonymizer, type KAnonymizer } from '#shared/disclosure/k-anonymity'
import type { CsvRow } from '#shared/export/csv-rows'
import {
	type Audience,
	audiences,
	type LicensedWeights,
	listQuasiIdentifierValues,
} from '#shared/export/public-use-file'
import { buildTableRows, type ExportTable, type TablePlan } from '#shared/export/table-plan'
import { type Answer, isRowPath, templateOf } from '#shared/forms/answers'
import type { ExportRow } from '../storage/exports/export-records.ts'
import { answersOf, withYields, yieldToEventLoop } from './select-answers.ts'

/** Data that all tables of a public export share, collected in one pass before the first row is written. */
interface SharedContext {
	readonly anonymizer: KAnonymizer
	/** Cluster numbers, in order of arrival. */
	readonly clusters: ReadonlyMap<string, number>
}

/**
 * Tables for public-use and licensed files. Records are read in order of their random ids, so that row
 * numbers do not reveal the order of arrival. By quasi-identifiers, each record is indistinguishable from as
 * many as the audience requires. Within a cluster, which licensed files identify, groups may be smaller.
 */
export function publicUseTables(
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	{ audience, weights }: { readonly audience: Audience; readonly weights: LicensedWeights | undefined },
	signal: AbortSignal,
): { readonly name: string; readonly rows: AsyncIterable<CsvRow> }[] {
	let found: Promise<SharedContext> | null = null
	const sharedContext = () => {
		found ??= readSharedContext(plan, records, audience, signal)
		return found
	}
	return plan.tables.map((table) => ({
		name: table.file,
		rows: linesOf(table, { plan, records, audience, weights, sharedContext }),
	}))
}

async function readSharedContext(
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	audience: Audience,
	signal: AbortSignal,
): Promise<SharedContext> {
	const anonymizer = createKAnonymizer(audiences[audience], 1 + traitsIn(plan).length)
	const clusters = new Map<string, number>()
	for await (const row of withYields(records())) {
		signal.throwIfAborted()
		anonymizer.add(knownOf(row, plan, answersOf(row, plan)))
		if (row.cluster !== null && !clusters.has(row.cluster)) clusters.set(row.cluster, clusters.size + 1)
	}
	await anonymizer.suppress(yieldToEventLoop)
	return { anonymizer, clusters }
}

interface Given {
	readonly plan: TablePlan
	readonly records: () => AsyncIterable<ExportRow>
	readonly audience: Audience
	readonly weights: LicensedWeights | undefined
	readonly sharedContext: () => Promise<SharedContext>
}

async function* linesOf(
	table: ExportTable,
	{ plan, records, audience, weights, sharedContext }: Given,
): AsyncGenerator<CsvRow> {
	const isMain = table.repeat === null
	const { anonymizer, clusters } = await sharedContext()
	yield { ids: [], cells: [...table.plain, ...table.columns].map(({ header }) => header) }
	let number = 0
	for await (const row of records()) {
		number++
		const answers = answersOf(row, plan)
		const [isDistrictDisclosed, ...traitsDisclosed] = anonymizer.areDisclosable(knownOf(row, plan, answers))
		const hidden = traitsIn(plan).filter((_, i) => !traitsDisclosed[i])
		const hiddenAt = new Set(hidden.map(({ template }) => template))
		// An answer to a question that depends on the suppressed trait would reveal it; a mark for "blank" would
		// too.
		const because = new Set(hidden.flatMap((trait) => plan.disclosure?.listDependents(trait) ?? []))
		for (const path of answers.keys()) {
			const template = templateOf(path)
			if (hiddenAt.has(template) || because.has(template)) answers.delete(path)
		}
		const place = {
			district: isDistrictDisclosed ? (row.district ?? '') : '',
			cluster: isDistrictDisclosed ? String(clusters.get(row.cluster ?? '') ?? '') : '',
		}
		const headers = plan.tables[0].columns
			.filter(({ of }) => hiddenAt.has(of.template))
			.map(({ header }) => header)
		const before = [
			...[String(row.form_version), row.status, String(row.open_conflicts), place.district],
			...(audience === 'researchers' ? [place.cluster] : []),
			...(weights ? weightsOf(weights.get(row.id), isDistrictDisclosed === true) : []),
			[...(isDistrictDisclosed ? [] : ['zila_district']), ...headers].join(' '),
		]
		const rows = isMain ? noRows : rowNumbers(answers)
		for (const { ids, cells } of buildTableRows(table, String(number), answers))
			yield isMain
				? { ids, cells: [...before, ...cells] }
				: { ids: ids.map((id, i) => (i === 0 ? id : (rows.get(id) ?? ''))), cells }
	}
}

/** Weights of a district identify it, so they are suppressed together with the district. */
const weightsOf = (weights: readonly [number, number] | undefined, isDistrictDisclosed: boolean): string[] =>
	weights && isDistrictDisclosed ? weights.map(String) : ['', '']

const traitsIn = ({ disclosure }: TablePlan) => disclosure?.quasiIdentifiers ?? []

/** Quasi-identifiers of a respondent: district and traits. */
const knownOf = (
	{ district }: ExportRow,
	plan: TablePlan,
	answers: ReadonlyMap<string, Answer>,
): string[] => [district ?? '', ...listQuasiIdentifierValues(traitsIn(plan), answers)]

const noRows: ReadonlyMap<string, string> = new Map()

/** Numbers that replace row ids, which are the same in other files; in the order of the ids. */
const rowNumbers = (answers: ReadonlyMap<string, Answer>): ReadonlyMap<string, string> =>
	new Map(
		[...answers.keys()]
			.filter(isRowPath)
			.map((path) => path.slice(path.lastIndexOf('@') + 1))
			.sort()
			.map((id, i) => [id, String(i + 1)]),
	)
