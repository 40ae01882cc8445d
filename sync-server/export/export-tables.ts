import type { CsvRow } from '#shared/export/csv-rows'
import { buildDictionaryRows } from '#shared/export/dictionary'
import { formatExportMarker } from '#shared/export/export-marker'
import { buildFormAuditRows, type FormAuditTable, formAuditColumns } from '#shared/export/form-audit-rows'
import type { FormVersion } from '#shared/export/parts-across-versions'
import {
	buildTableRows,
	type ExportOptions,
	type ExportTable,
	planTables,
	type TablePlan,
} from '#shared/export/table-plan'
import type { Answers } from '#shared/forms/answers'
import type { ExportRow, RecordInFiles } from '../storage/exports/export-records.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import { BufferedRows, maxBufferedBytes } from './buffered-rows.ts'
import { buildConflictRows, type ConflictText, conflictHeader, streamConflictTexts } from './conflict-rows.ts'
import { type ColumnDescription, describeColumns } from './describe-columns.ts'
import {
	buildEditRows,
	type EditText,
	editHeader,
	type FindCompiledForm,
	streamEditTexts,
} from './edit-rows.ts'
import { buildEntityListRows, listsOf } from './entity-list-rows.ts'
import type { ExportSource } from './export-source.ts'
import {
	buildIdentifierRows,
	findIdentifiersInAnswers,
	findIdentifiersInConflicts,
	findIdentifiersInEdits,
	findIdentifiersInNotes,
	findIdentifiersInRecord,
	freeTexts,
	type IdentifierFinding,
	identifyingHeader,
} from './find-identifiers.ts'
import { buildSecondNoteFilter, type JoiningForm } from './merged-transcripts.ts'
import { publicUseTables } from './public-use-tables.ts'
import { answersOf, withYields } from './select-answers.ts'
import { buildTranscriptRows } from './transcript-rows.ts'

/** Maximum findings held in memory; if there are more, the records are read again for them. */
const maxNoticed = 100_000

/** Contents and options of an export. */
export interface ExportSpec {
	/** All versions, oldest first. */
	readonly versions: readonly FormVersion[]
	/** All versions of the forms whose records are second notes of this form's transcripts. */
	readonly joining: readonly (readonly FormVersion[])[]
	/** Returns a compiled version of the form. */
	readonly formOf: FindCompiledForm
	readonly filter: RecordFilter
	readonly options: ExportOptions
	/** Aborts when the client disconnects. */
	readonly signal: AbortSignal
}

export interface ExportFile {
	readonly name: string
	/** Description of all columns, ids included; for formats that distinguish numbers from texts. */
	readonly columns?: readonly ColumnDescription[]
	/** Yields the rows again, for formats that need the length of texts before the first row. */
	readonly reread?: () => AsyncIterable<CsvRow>
	readonly rows: AsyncIterable<CsvRow> | Iterable<CsvRow>
}

/** Yields the rows, giving control to the event loop, until the signal aborts. */
export async function* untilAborted<Row>(rows: AsyncIterable<Row>, signal: AbortSignal): AsyncGenerator<Row> {
	for await (const row of withYields(rows)) {
		signal.throwIfAborted()
		yield row
	}
}

/** All tables of an export, in the order of the files. */
export function tablesOf(source: ExportSource, session: Session, spec: ExportSpec): ExportFile[] {
	const { versions, filter, options, signal } = spec
	const plan = planTables(versions, options)
	const plain = (cells: readonly string[]): CsvRow => ({ ids: [], cells })
	const dictionary = { name: 'dictionary.csv', rows: buildDictionaryRows(plan).map(plain) }
	if (options.audience !== undefined)
		return [...publicTables(source, plan, spec, options.audience), dictionary]
	const secondNotes = spec.joining.map((each): JoiningForm => {
		const secondNoteFilter = buildSecondNoteFilter(filter, each)
		return { versions: each, records: () => source.records(secondNoteFilter) }
	})
	const exported: ExportedRecords = {
		source,
		plan,
		records: () => untilAborted(source.records(filter), signal),
		findings: new IdentifierFindings(freeTexts(versions, plan)),
	}
	const { records } = exported
	const room = { left: maxBufferedBytes }
	const others = [
		...plan.tables
			.filter(({ repeat }) => repeat !== null)
			.map((table) => toCompanionTable(table, source, new BufferedRows(room))),
		...(plan.audit ? [toAuditCompanion(plan.audit, new BufferedRows(room))] : []),
	]
	const [own] = plan.tables
	return [
		{
			name: own.file,
			columns: describeColumns(own, plan, options),
			rows: recordLines(exported, others),
			reread: () => recordLines(exported, []),
		},
		...others.flatMap((each) =>
			each.table === null
				? []
				: [
						{
							name: each.table.file,
							columns: describeColumns(each.table, plan, options),
							rows: companionLines(exported, each),
							reread: () => companionLines(exported, each, true),
						},
					],
		),
		...listsOf(versions).map((list) => ({
			name: `entities-${list}.csv`,
			rows: buildEntityListRows(list, versions, plan, records),
		})),
		...(plan.turnsFile === null
			? []
			: [{ name: plan.turnsFile, rows: buildTranscriptRows(versions, plan, records, secondNotes) }]),
		...others.flatMap((each) =>
			each.table === null && plan.audit
				? [{ name: plan.audit.file, rows: companionLines(exported, each) }]
				: [],
		),
		...changeTables(exported, session, spec),
		{
			name: 'identifying.csv',
			rows: withHeader(identifyingHeader, identifyingRows(exported, versions, secondNotes)),
		},
		dictionary,
	]
}

/** The tables of records of a file for others. */
function publicTables(
	source: ExportSource,
	plan: TablePlan,
	{ filter, options, signal }: ExportSpec,
	audience: NonNullable<ExportOptions['audience']>,
): ExportFile[] {
	const byId = () => source.records(filter, 'id')
	const files = publicUseTables(plan, byId, { audience, weights: options.licensedWeights }, signal)
	const described = plan.tables.map((table) => describeColumns(table, plan, options))
	return files.map((file, i) => ({ ...file, columns: described[i] ?? [] }))
}

/** The tables of conflicts and of edits. */
function changeTables(
	{ source, plan, findings }: ExportedRecords,
	session: Session,
	{ formOf, filter }: ExportSpec,
): ExportFile[] {
	const conflicts = findings.collectFromConflicts(streamConflictTexts(source.conflicts(filter), plan))
	const edits = findings.collectFromEdits(streamEditTexts(session, source.edits(filter), { plan, formOf }))
	return [
		{ name: 'disagreements.csv', rows: withHeader(conflictHeader, buildConflictRows(conflicts)) },
		{ name: 'corrections.csv', rows: withHeader(editHeader, buildEditRows(edits)) },
	]
}

/** The records of an export, and what is found in them while the tables are written. */
interface ExportedRecords {
	readonly source: ExportSource
	readonly plan: TablePlan
	readonly records: () => AsyncIterable<ExportRow>
	readonly findings: IdentifierFindings
}

/** Texts that may identify a person, collected while other tables are written, so that these are read once. */
class IdentifierFindings {
	readonly free: ReadonlySet<string>
	/** Findings in conflicts and edits. */
	readonly inChanges: IdentifierFinding[] = []
	/** Findings in answers; null until the main table was written, or if they are too many for memory. */
	inAnswers: readonly IdentifierFinding[] | null = null

	/** `free`: the questions with free text. */
	constructor(free: ReadonlySet<string>) {
		this.free = free
	}

	async *collectFromConflicts(texts: AsyncIterable<ConflictText>): AsyncGenerator<ConflictText> {
		for await (const text of texts) {
			this.inChanges.push(...findIdentifiersInConflicts(text, this.free))
			yield text
		}
	}

	async *collectFromEdits(texts: AsyncIterable<EditText>): AsyncGenerator<EditText> {
		for await (const text of texts) {
			this.inChanges.push(...findIdentifiersInEdits(text, this.free))
			yield text
		}
	}
}

/** Yields the rows of the main table, and buffers the rows of companion tables found in the same pass. */
async function* recordLines(
	{ source, plan, records, findings }: ExportedRecords,
	keeping: readonly CompanionTable[],
): AsyncGenerator<CsvRow> {
	const [own] = plan.tables
	const noticed: IdentifierFinding[] = []
	const linesOfRecord = await linesIn(own, source)
	const companions = await Promise.all(
		keeping.map(async ({ lines, buffer }) => ({ linesOf: await lines(), buffer })),
	)
	yield headerOf(own)
	for await (const row of records()) {
		const answers = answersOf(row, plan)
		if (noticed.length < maxNoticed) noticed.push(...findIdentifiersInRecord(row.id, answers, findings.free))
		for (const { linesOf, buffer } of companions) if (!buffer.isOver) buffer.add(linesOf(row, answers))
		yield* linesOfRecord(row, answers)
	}
	for (const { buffer } of companions) buffer.end()
	if (noticed.length < maxNoticed) findings.inAnswers = noticed
}

async function* companionLines(
	{ plan, records }: ExportedRecords,
	{ header, lines, buffer }: CompanionTable,
	isAgain = false,
): AsyncGenerator<CsvRow> {
	const linesOfRecord = await lines()
	yield header
	if (buffer.isWhole && !isAgain) return yield* withYields(buffer.take())
	for await (const row of records()) yield* linesOfRecord(row, answersOf(row, plan))
}

async function* identifyingRows(
	{ plan, records, findings }: ExportedRecords,
	versions: readonly FormVersion[],
	secondNotes: readonly JoiningForm[],
) {
	yield* buildIdentifierRows(findings.inAnswers ?? findIdentifiersInAnswers(records(), findings.free, plan))
	yield* buildIdentifierRows(findIdentifiersInNotes({ versions, plan, records }, secondNotes))
	yield* buildIdentifierRows(findings.inChanges)
}

async function* withHeader(header: readonly string[], lines: AsyncIterable<CsvRow>) {
	yield { ids: [], cells: header }
	yield* lines
}

/** Returns the rows that a table has for one record. */
type RecordRowsForExport = (row: ExportRow, answers: Answers) => readonly CsvRow[]

/** A table that is written after the main one, from the same records. */
interface CompanionTable {
	/** Null for the audit of filling. */
	readonly table: ExportTable | null
	readonly header: CsvRow
	readonly lines: () => Promise<RecordRowsForExport>
	readonly buffer: BufferedRows
}

const headerOf = ({ plain, columns }: ExportTable): CsvRow => ({
	ids: [],
	cells: [...plain, ...columns].map(({ header }) => header),
})

const toCompanionTable = (
	table: ExportTable,
	source: ExportSource,
	buffer: BufferedRows,
): CompanionTable => ({
	table,
	header: headerOf(table),
	lines: () => linesIn(table, source),
	buffer,
})

const toAuditCompanion = (audit: FormAuditTable, buffer: BufferedRows): CompanionTable => ({
	table: null,
	header: { ids: [], cells: formAuditColumns.map(({ header }) => header) },
	lines: async () => (row, answers) => buildFormAuditRows(audit, row.id, answers),
	buffer,
})

async function linesIn(table: ExportTable, source: ExportSource): Promise<RecordRowsForExport> {
	const isMain = table.repeat === null
	// The sequence number is read first: while records stream, no other query can run.
	const seq = await source.lastNumber()
	return (row, answers) => {
		const from = seq === null || row.last_revision === null ? '' : formatExportMarker(seq, row.last_revision)
		return buildTableRows(table, row.id, answers).map(({ ids, cells }) => {
			const [place = '', ...others] = cells
			return { ids, cells: isMain ? [...recordCells(row), from, ...cells] : [place, from, ...others] }
		})
	}
}

/** Cells in the order of `recordColumns`, without the id and the export marker. */
export const recordCells = (row: RecordInFiles): string[] => [
	String(row.form_version),
	row.status,
	String(row.open_conflicts),
	row.owner_code,
	row.started,
	row.changed,
]
