import { createHash } from 'node:crypto'
import { PassThrough, type Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { byteOrderMark, formatCsvRow } from '#shared/export/csv-rows'
import type { ExportFormat } from '#shared/export/export-formats'
import { type ExportOptions, planTables, type TablePlan } from '#shared/export/table-plan'
import { isWrittenFromTheRight } from '#shared/forms/localized-text'
import { fileLineOfBefore } from '#shared/kernel/csv-of-before'
import type { FileStore } from '../attachments/file-store.ts'
import { type ExportRow, streamAttachments } from '../storage/exports/export-records.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import { type Book, readCodebook } from './codebook.ts'
import { codebookPage } from './codebook-files.ts'
import { ddiCodebook } from './ddi-codebook.ts'
import type { WeightsInBook } from './ddi-study.ts'
import { dtaFile } from './dta-file.ts'
import type { ExportSource } from './export-source.ts'
import { type ExportFile, type ExportSpec, tablesOf, untilAborted } from './export-tables.ts'
import { buildGeoJsonFiles } from './geojson-files.ts'
import { importScripts } from './import-scripts.ts'
import { streamJsonLines } from './json-lines.ts'
import { formatMediaRow, type MediaFile, mediaFiles, mediaHeader } from './media-files.ts'
import { parquetFile } from './parquet-file.ts'
import { savFile, savTextFile } from './sav-file.ts'
import type { TableToMeasure } from './variables.ts'
import { maxRowsOf } from './wide-tables.ts'
import { sheetsOf, workbookParts } from './workbook-sheets.ts'

/** A written file of an export. */
export interface FileWritten {
	readonly name: string
	/** Number of rows, header included. */
	readonly lines: number
	readonly bytes: number
	/** Hexadecimal. */
	readonly sha256: string
}

/** Receives the progress of an export. */
export interface Watcher {
	/** A table or an attachment begins; from 1. */
	onPart(part: number, parts: number, isMedia: boolean): void
	/** A record was read for the current part. */
	onRecord(): void
}

export interface ExportRequest extends ExportSpec {
	/** Data source: the current state, or an earlier one. */
	readonly source: (session: Session) => ExportSource
	readonly format: ExportFormat
	/** True if rows of repeats become columns of the main table. */
	readonly isWide?: boolean
	/** For a workbook: codes, each with its label in the requested language in the next column. */
	readonly hasLabels?: boolean | undefined
	/**
	 * Builds the text of `manifest.json`, the last file, from the files before it. Null for import scripts
	 * instead.
	 */
	readonly manifest: ((files: readonly FileWritten[]) => string) | null
	/** Newest weights of the round, for the codebook. Null if there are none. */
	readonly weights?: WeightsInBook | null
	/** Prepared tables that are included unchanged. */
	readonly extraFiles?: readonly { readonly name: string; readonly text: string }[]
	/** File store of attachments to include. Null for tables only. */
	readonly media: FileStore | null
	/** Marks every file name of a demonstration round. */
	readonly isDemonstration: boolean
	/** A client that reads nothing for this long counts as disconnected. */
	readonly longestStallMs: number
	readonly watch?: Watcher | undefined
	/** Called with errors after the first byte, when a response can no longer report them. */
	readonly onFailure: (thrown: unknown) => void
}

/** Fixed time of all files: exports of one state of the store are identical to the byte. */
const fileTime = new Date(1980, 0, 1)
const blockCharacters = 1 << 15

/**
 * Streams a form's records as a zip of CSV files. Memory is the same for ten records and for a million
 * (except public exports, which count all records first), and no temporary files are used. A zip holds one
 * file after the other, so the records are read once for each file, in one snapshot of the store.
 *
 * Resolves when the first records are read; earlier errors reject. Later errors end the stream. A client that
 * disconnects or stalls ends the reading.
 */
export function writeExport(store: Store, request: ExportRequest): Promise<Readable> {
	const out = new PassThrough()
	const zip = new ZipFile()
	// The consumer listens for errors later; until then, an unhandled error event would end the process.
	out.on('error', () => {})
	return new Promise((ready, failed) => {
		let isRunning = false
		const onFirst = () => {
			isRunning = true
			ready(out)
		}
		store
			.atOneMoment(async (moment) => {
				// The request may have waited for a connection.
				request.signal.throwIfAborted()
				zip.outputStream.pipe(out)
				const source = watched(request.source(moment), request.watch)
				const spec = applyFormatDefaults(request)
				const wide = request.isWide ? await maxRowsOf(source, spec) : undefined
				const tables = tablesOf(source, moment, { ...spec, options: { ...spec.options, wide } })
				if (request.format !== 'csv') {
					if (request.format === 'xlsx') await addSheets(zip, tables, request, onFirst)
					else await addOthers(zip, tables, source, request, onFirst)
					return []
				}
				const written = await addTables(zip, tables, request, onFirst)
				addCompanionFiles(zip, tables, written, request)
				return addMediaTable(zip, moment, request)
			})
			// Attachments take hours on a slow line, and need no snapshot of the store.
			.then(async (media) => {
				await addMedia(zip, media, request)
				zip.end()
			})
			.catch((thrown: unknown) => {
				if (!isRunning) return failed(thrown)
				if (!request.signal.aborted && !(thrown instanceof StalledReader)) request.onFailure(thrown)
				out.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)))
			})
	})
}

class StalledReader extends Error {}

/** Without progress, for small files. */
const unwatched = (request: ExportRequest): ExportRequest => ({ ...request, watch: undefined })

function watched(source: ExportSource, watch: Watcher | undefined): ExportSource {
	if (!watch) return source
	return {
		...source,
		async *records(filter, order) {
			for await (const row of source.records(filter, order)) {
				watch.onRecord()
				yield row
			}
		},
	}
}

const prefixOf = ({ isDemonstration }: ExportRequest): string => (isDemonstration ? 'DEMONSTRATION-' : '')
// Level 1: half the time of the default level for a tenth more bytes.
const entry = { mtime: fileTime, forceDosTimestamp: true, compressionLevel: 1 }

/** Resolves when all rows are read. Buffered output needs no snapshot of the store. */
async function addTables(
	zip: ZipFile,
	files: readonly ExportFile[],
	request: ExportRequest,
	onFirst: () => void,
): Promise<FileWritten[]> {
	const written: FileWritten[] = []
	for (const [i, { name: plain, rows }] of files.entries()) {
		const name = prefixOf(request) + plain
		request.watch?.onPart(i + 1, files.length, false)
		const file = new PassThrough()
		const digest = createHash('sha256')
		let [isAdded, bytes, count] = [false, 0, 0]
		const counted = (more: number) => {
			count += more
		}
		for await (const block of blocksOf(rows, request.options, counted)) {
			if (!isAdded) zip.addReadStream(file, name, entry)
			if (!isAdded && i === 0) onFirst()
			isAdded = true
			const encoded = Buffer.from(block)
			digest.update(encoded)
			bytes += encoded.length
			if (!file.write(encoded)) await taken(file, 'drain', request)
		}
		file.end()
		written.push({ name, lines: count, bytes, sha256: digest.digest('hex') })
	}
	return written
}

/**
 * Adds a manifest, or else import scripts. An export with a manifest is pinned to the byte, and a later fix
 * of a script would change it.
 */
function addCompanionFiles(
	zip: ZipFile,
	tables: readonly ExportFile[],
	written: readonly FileWritten[],
	request: ExportRequest,
): void {
	const prefix = prefixOf(request)
	const besides = (request.extraFiles ?? []).map(({ name, text }) => {
		const bytes = Buffer.from(text)
		zip.addBuffer(bytes, prefix + name, entry)
		const sha256 = createHash('sha256').update(bytes).digest('hex')
		return { name: prefix + name, lines: text.split('\n').length - 1, bytes: bytes.length, sha256 }
	})
	const named = () => tables.map((table) => ({ ...table, name: prefix + table.name }))
	const texts = request.manifest
		? [{ name: 'manifest.json', text: request.manifest([...written, ...besides]) }]
		: importScripts(named(), request.options.values).map(({ name, text }) => ({ name: prefix + name, text }))
	for (const { name, text } of texts) zip.addBuffer(Buffer.from(text), name, entry)
}

/**
 * Adds the tables as sheets of a workbook. The workbook part comes last, when the number of sheets is known.
 */
async function addSheets(
	zip: ZipFile,
	files: readonly ExportFile[],
	request: ExportRequest,
	onFirst: () => void,
): Promise<void> {
	const sheets: Parameters<typeof workbookParts>[0][number][] = []
	const { values } = request.options
	const isRightToLeft = values !== 'codes' && isWrittenFromTheRight(values)
	for await (const { title, blocks, filtered } of sheetsOf(files, {
		isRightToLeft,
		hasLabels: request.hasLabels,
	})) {
		const number = sheets.length + 1
		request.watch?.onPart(Math.min(number, files.length), files.length, false)
		const file = new PassThrough()
		zip.addReadStream(file, `xl/worksheets/sheet${number}.xml`, entry)
		for await (const block of blocks) {
			if (number === 1) onFirst()
			if (!file.write(block)) await taken(file, 'drain', request)
		}
		file.end()
		sheets.push({ title, filtered: filtered() })
	}
	for (const [name, text] of Object.entries(workbookParts(sheets)))
		zip.addBuffer(Buffer.from(text), name, entry)
}

/**
 * Statistics formats have codes with labels in the requested language; JSON, GeoJSON and codebooks have
 * codes.
 */
const applyFormatDefaults = (request: ExportRequest): ExportRequest =>
	request.format === 'csv' || (request.format === 'xlsx' && !request.hasLabels)
		? request
		: { ...request, options: { ...request.options, values: 'codes', labels: request.options.values } }

/** Formats with a file for each table. */
const tableFiles: Partial<
	Readonly<Record<ExportFormat, (table: TableToMeasure) => AsyncIterable<Uint8Array>>>
> = { sav: savFile, 'sav-text': savTextFile, dta: dtaFile, parquet: parquetFile }

/** Adds files of another format for the same records, with the data dictionary. */
async function addOthers(
	zip: ZipFile,
	tables: readonly ExportFile[],
	source: ExportSource,
	request: ExportRequest,
	onFirst: () => void,
): Promise<void> {
	let isFirst = true
	const all = othersOf(tables, source, request)
	for (const [i, { name, blocks }] of all.entries()) {
		request.watch?.onPart(i + 1, all.length, false)
		const file = new PassThrough()
		zip.addReadStream(file, prefixOf(request) + name, entry)
		for await (const block of blocks) {
			if (isFirst) onFirst()
			isFirst = false
			if (!file.write(block)) await taken(file, 'drain', request)
		}
		file.end()
	}
	// Findings in free texts are included with these formats too.
	const companionNames = request.format in tableFiles || request.format === 'jsonl' ? ['identifying.csv'] : []
	const others = tables.filter(({ name }) => [...companionNames, 'dictionary.csv'].includes(name))
	await addTables(zip, others, unwatched(request), isFirst ? onFirst : () => {})
}

function othersOf(
	tables: readonly ExportFile[],
	source: ExportSource,
	request: ExportRequest,
): { readonly name: string; readonly blocks: AsyncIterable<string | Uint8Array> }[] {
	const called = (name: string, ending: string) => name.replace(/\.csv$/, ending)
	const tableFile = tableFiles[request.format]
	if (tableFile)
		return tables.flatMap(({ name, columns, reread }) =>
			columns && reread
				? [
						{
							name: called(name, `.${request.format.replace('-text', '')}`),
							blocks: tableFile({ name, columns, reread }),
						},
					]
				: [],
		)
	const plan = planTables(request.versions, request.options)
	const records = () => untilAborted(source.records(request.filter), request.signal)
	if (request.format === 'codebook') return codebooks(plan, records(), request)
	const files =
		request.format === 'jsonl'
			? [{ name: called(plan.tables[0].file, '.jsonl'), blocks: streamJsonLines(records(), plan) }]
			: buildGeoJsonFiles(plan, records)
	return files.map(({ name, blocks }) => ({ name, blocks: gathered(blocks) }))
}

function codebooks(
	plan: TablePlan,
	records: AsyncIterable<ExportRow>,
	{ versions, filter, weights = null }: ExportRequest,
) {
	const [newest] = versions.slice(-1)
	const about = {
		title: newest?.definition.title ?? {},
		form: filter.form ?? '',
		round: filter.round ?? '',
		languages: plan.languages,
	}
	let found: Promise<Book> | null = null
	const book = () => {
		found ??= readCodebook(records, plan)
		return found
	}
	return [
		{ name: 'codebook.html', blocks: oneBlock(async () => codebookPage(await book(), about)) },
		{
			name: 'codebook.xml',
			blocks: oneBlock(async () =>
				ddiCodebook(await book(), {
					...about,
					plan,
					weights,
					versions: versions.map(({ version }) => version),
				}),
			),
		},
	]
}

async function* oneBlock(text: () => Promise<string>): AsyncGenerator<string> {
	yield await text()
}

/** Joins small blocks. */
async function* gathered(blocks: AsyncIterable<string>): AsyncGenerator<string> {
	let whole = ''
	for await (const block of blocks) {
		whole += block
		if (whole.length < blockCharacters) continue
		yield whole
		whole = ''
	}
	if (whole !== '') yield whole
}

/** Writes the table of attachments with their answers. Returns the attachments to add. */
async function addMediaTable(zip: ZipFile, session: Session, request: ExportRequest): Promise<MediaFile[]> {
	const { media, filter, versions, options } = request
	if (!media) return []
	const found: MediaFile[] = []
	const rows = streamAttachments(session, filter)
	// An attachment that the disk lost does not fail the export.
	for await (const file of mediaFiles(rows, planTables(versions, options), prefixOf(request)))
		if (await media.has(file.hash)) found.push(file)
	const lines = [{ ids: [], cells: mediaHeader }, ...found.map(formatMediaRow)]
	await addTables(zip, [{ name: 'media.csv', rows: lines }], unwatched(request), () => {})
	return found
}

async function addMedia(zip: ZipFile, found: readonly MediaFile[], request: ExportRequest): Promise<void> {
	for (const [i, { file: name, hash }] of found.entries()) {
		request.signal.throwIfAborted()
		request.watch?.onPart(i + 1, found.length, true)
		const file = new PassThrough()
		// Photos and sounds are already compressed.
		zip.addReadStream(file, name, { ...entry, compressionLevel: 0 })
		for await (const block of (await request.media?.read(hash)) ?? [])
			if (!file.write(block)) await taken(file, 'drain', request)
		// Otherwise many small files would wait in memory behind a large one.
		const isTaken = taken(file, 'end', request)
		file.end()
		await isTaken
	}
}

/**
 * Resolves when the client has drained the buffer, or read everything. Rejects if it disconnects or stalls.
 */
function taken(
	file: PassThrough,
	what: 'drain' | 'end',
	{ signal, longestStallMs }: ExportRequest,
): Promise<void> {
	return new Promise((done, failed) => {
		if (signal.aborted) return failed(signal.reason)
		const settle = (how: () => void) => {
			clearTimeout(timer)
			file.off(what, onConsumed)
			signal.removeEventListener('abort', onAbort)
			how()
		}
		const onConsumed = () => settle(done)
		const onAbort = () => settle(() => failed(signal.reason))
		const timer = setTimeout(() => settle(() => failed(new StalledReader())), longestStallMs)
		file.once(what, onConsumed)
		signal.addEventListener('abort', onAbort)
	})
}

/** Formats rows as text blocks. Every file has at least one, since it has a header. */
async function* blocksOf(
	lines: ExportFile['rows'],
	{ byteOrderMark: isMarked, cells: written }: ExportOptions,
	onLines: (more: number) => void,
) {
	let block = isMarked ? byteOrderMark : ''
	for await (const { ids, cells } of lines) {
		onLines(1)
		block += written === 'as-before' ? fileLineOfBefore(ids, cells) : formatCsvRow(ids, cells)
		if (block.length < blockCharacters) continue
		yield block
		block = ''
	}
	if (block !== '') yield block
}
