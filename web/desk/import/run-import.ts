import { type ImportBatch, type ImportPreview, outcomes } from '#shared/import/import-api'
import { columnsFor, columnsOf, type Mapping } from '#shared/import/mapping'
import type { ImportFileTables } from './import-file-tables.ts'
import type { RowBatch, RowError } from './row-batches.ts'

type ImportBatchOutcome = (typeof outcomes)[number]

/** Progress of an import and its results up to now. */
export interface ImportProgress {
	/** Index of the next row to send. */
	readonly next: number
	readonly counts: Readonly<Record<ImportBatchOutcome, number>>
	readonly faults: readonly RowError[]
	/** Rows whose enumerator has no account, or no access to their district. */
	readonly ownerUnknown: number
	/** Rows of other tables that match no row of the main table. */
	readonly orphanRows: number
}
export const noImportProgress: ImportProgress = {
	next: 0,
	faults: [],
	ownerUnknown: 0,
	orphanRows: 0,
	counts: Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<ImportBatchOutcome, number>,
}

interface ImportRun {
	readonly tables: ImportFileTables
	/** Index of the main table, and its number of rows. */
	readonly table: number
	readonly lines: number
	readonly mapping: Mapping
	readonly round: string
	readonly withoutFaults: boolean
	readonly send: (part: ImportBatch) => Promise<ImportPreview>
	readonly onStep: (progress: ImportProgress) => void
	readonly isStopped: () => boolean
}

/**
 * Sends the rows of a table in batches, from where it stopped. @throws Problem; progress until then was
 * reported with `onStep`
 */
export async function runImport(run: ImportRun, before: ImportProgress): Promise<ImportProgress> {
	const { tables, table, lines, mapping, round, withoutFaults, send, onStep, isStopped } = run
	const columns = columnsOf(mapping)
	const repeats = Object.entries(mapping.repeats).map(([repeat, { questions, ...rows }]) => ({
		...rows,
		repeat,
		columns: columnsFor(questions),
	}))
	let progress = before
	while (progress.next < lines && !isStopped()) {
		const batch = await tables.part(table, { columns, id: mapping.id, repeats, from: progress.next })
		const { part } = batch
		const response =
			part.lines.length > 0 ? await send({ ...part, mapping, round, withoutFaults }) : { lines: [] }
		progress = addBatch(progress, batch, response)
		onStep(progress)
	}
	return progress
}

function addBatch(
	{ counts, faults, ownerUnknown, orphanRows }: ImportProgress,
	batch: Pick<RowBatch, 'left' | 'unjoined' | 'next'>,
	{ lines }: ImportPreview,
): ImportProgress {
	const sums = { ...counts, skipped: counts.skipped + batch.left.length }
	for (const { outcome } of lines) sums[outcome]++
	return {
		next: batch.next,
		counts: sums,
		orphanRows: orphanRows + batch.unjoined,
		faults: [
			...faults,
			...lines.flatMap(({ at, faults: own }) => own.map((fault) => ({ ...fault, at }))),
			...batch.left,
		],
		ownerUnknown: ownerUnknown + lines.filter((line) => line.isOwnerUnknown).length,
	}
}
