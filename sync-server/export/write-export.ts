import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Kysely } from 'kysely'
import { ZipFile } from 'yazl'
import { byteOrderMark, guardedLine } from '#shared/export/csv-cells'
import { dictionaryLines, recordColumns } from '#shared/export/dictionary'
import {
	type ExportOptions,
	planTables,
	repeatHeaders,
	type Table,
	tableLines,
} from '#shared/export/table-plan'
import type { Answer } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import {
	type ExportRow,
	listDisagreements,
	type RecordFilter,
	streamRecords,
} from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'
import type { StoredView } from '../sync/understand-records.ts'
import { disagreementLines } from './disagreement-lines.ts'

export interface ExportRequest {
	/** All versions, oldest first. */
	readonly definitions: readonly FormDefinition[]
	readonly filter: RecordFilter
	readonly options: ExportOptions
	/** Goes into every file name of a demonstration round. */
	readonly isDemonstration: boolean
	readonly now: Date
}

/**
 * A form's records as a zip of CSV files, while they are read: the memory is the same for ten records and for a
 * million. The records' own file streams straight into the zip; the files of repeats wait in a temporary folder,
 * since a zip holds one file after the other and the store is read only once.
 */
export function writeExport(store: Store, request: ExportRequest): Readable {
	const out = new PassThrough()
	store
		.atOneMoment((db) => fillZip(store, db, request, out))
		.catch((thrown: unknown) => out.destroy(thrown instanceof Error ? thrown : new Error(String(thrown))))
	return out
}

async function fillZip(
	store: Store,
	db: Kysely<Tables>,
	{ definitions, filter, options, isDemonstration, now }: ExportRequest,
	out: PassThrough,
): Promise<void> {
	const plan = planTables(definitions, options)
	const [main, ...repeats] = plan.tables
	const newest = definitions.at(-1)
	if (!main || !newest) throw new RangeError('no definition to export by')
	const gone = new AbortController()
	out.once('close', () => gone.abort())
	const folder = await mkdtemp(join(tmpdir(), 'zila-export-'))
	try {
		const zip = new ZipFile()
		zip.outputStream.pipe(out)
		// level 1: half the time of the usual level for a tenth more bytes
		const named = (file: string) => (isDemonstration ? `DEMONSTRATION-${file}` : file)
		const entry = { mtime: now, compressionLevel: 1 }
		const records = new PassThrough({ highWaterMark: 1 << 16 })
		zip.addReadStream(records, named(main.file), entry)
		const sides = repeats.map((table, i) => sideFile(table, join(folder, `${i}.csv`), options, gone.signal))
		const mainFile = writer(records, options, gone.signal)
		await mainFile.line([
			...recordColumns.map(({ header }) => header),
			...main.columns.map(({ header }) => header),
		])
		for await (const row of streamRecords(db, store.project, filter)) {
			if (out.destroyed) return
			const answers = answersOf(row)
			const [cells = []] = tableLines(main, row.id, answers)
			await mainFile.line([...recordCells(row), ...cells])
			for (const side of sides)
				for (const cellsOfRow of tableLines(side.table, row.id, answers)) await side.file.line(cellsOfRow)
		}
		await mainFile.end()
		for (const side of sides) {
			await side.file.end()
			zip.addReadStream(createReadStream(side.path), named(side.table.file), entry)
		}
		const disagreements = await listDisagreements(db, store.project, filter)
		const decided = await disagreementLines(db, disagreements, newest)
		zip.addBuffer(csvBuffer(decided, options), named('disagreements.csv'), entry)
		zip.addBuffer(csvBuffer(dictionaryLines(plan, newest), options), named('dictionary.csv'), entry)
		zip.end()
		await finished(out, { signal: gone.signal }).catch((thrown: unknown) => {
			if (!gone.signal.aborted) throw thrown
		})
	} finally {
		await rm(folder, { recursive: true, force: true })
	}
}

function answersOf(row: ExportRow): Map<string, Answer> {
	const { answers, calculated, leftOver } = JSON.parse(row.view) as StoredView
	return new Map([...Object.entries(leftOver), ...Object.entries(answers), ...Object.entries(calculated)])
}

const recordCells = (row: ExportRow): string[] => [
	row.id,
	String(row.form_version),
	row.status,
	String(row.void),
	String(row.open_cases),
	row.owner_code,
	row.started,
	row.changed,
]

/** Gathers lines into blocks and waits where the reader is slow; ends when the reader has gone away. */
function writer(stream: NodeJS.WritableStream, options: ExportOptions, gone: AbortSignal) {
	let block = options.byteOrderMark ? byteOrderMark : ''
	const flush = async () => {
		const full = block
		block = ''
		if (full !== '' && !stream.write(full)) await once(stream, 'drain', { signal: gone })
	}
	return {
		async line(cells: readonly string[]) {
			block += guardedLine(cells)
			if (block.length > 1 << 15) await flush()
		},
		async end() {
			await flush()
			stream.end()
			await finished(stream as unknown as Readable, { readable: false, signal: gone })
		},
	}
}

function sideFile(table: Table, path: string, options: ExportOptions, gone: AbortSignal) {
	const file = writer(createWriteStream(path), options, gone)
	void file.line([...repeatHeaders, ...table.columns.map(({ header }) => header)])
	return { table, path, file }
}

const csvBuffer = (lines: readonly (readonly string[])[], options: ExportOptions): Buffer =>
	Buffer.from(`${options.byteOrderMark ? byteOrderMark : ''}${lines.map(guardedLine).join('')}`)
