import { PassThrough, type Readable } from 'node:stream'
import type { Kysely } from 'kysely'
import { ZipFile } from 'yazl'
import { type AuditTable, auditColumns, auditLines } from '#shared/export/audit-lines'
import { byteOrderMark, fileLine, type TableLine } from '#shared/export/csv-cells'
import { dictionaryLines } from '#shared/export/dictionary'
import type { FormVersion } from '#shared/export/known-parts'
import {
	type ExportOptions,
	planTables,
	type Table,
	type TablePlan,
	tableLines,
} from '#shared/export/table-plan'
import type { FileStore } from '../attachments/file-store.ts'
import {
	type ExportRow,
	readDisagreements,
	streamAttachments,
	streamRecords,
} from '../storage/export-queries.ts'
import type { RecordFilter } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'
import type { Tables } from '../storage/tables.ts'
import {
	type DisagreementText,
	disagreementHeader,
	disagreementLines,
	disagreementTexts,
} from './disagreement-lines.ts'
import { entityLines, listsOf } from './entity-lines.ts'
import { answersOf } from './export-answers.ts'
import {
	freeTexts,
	type IdentifyingText,
	identifyingAnswers,
	identifyingHeader,
	identifyingLines,
	identifyingSaid,
} from './identifying-lines.ts'
import { type MediaFile, mediaFiles, mediaHeader, mediaLine } from './media-files.ts'
import { othersTables } from './others-lines.ts'
import { filterOfNotes, type JoiningForm, talkLines } from './talk-lines.ts'

export interface ExportRequest {
	/** All versions, oldest first. */
	readonly versions: readonly FormVersion[]
	/** All versions of the forms whose records are second notes of its talks. */
	readonly joining: readonly (readonly FormVersion[])[]
	readonly filter: RecordFilter
	readonly options: ExportOptions
	/** Where pictures, sounds and files lie, to go in too; null: only tables do. */
	readonly media: FileStore | null
	/** Goes into every file name of a demonstration round. */
	readonly isDemonstration: boolean
	/** The reader has gone away. */
	readonly gone: AbortSignal
	/** A reader who takes nothing for so long is gone too. */
	readonly longestStallMs: number
	/** Told of what went wrong after the first byte, when no reply can say it any more. */
	readonly onFailure: (thrown: unknown) => void
}

/** The same for every export: of one state of the store, two files are the same to the byte. */
const fileTime = new Date(1980, 0, 1)
const blockCharacters = 1 << 15

/**
 * A form's records as a zip of CSV files, while they are read: the memory is the same for ten records and for a
 * million (but in files for others, where all are counted first), and nothing waits on a disk. A zip holds one file after the other, so that the records are read once for each
 * file, all at one moment of the store.
 *
 * Resolves when the first records are read; what fails before that rejects. What fails later ends the stream; a reader who
 * has gone away, or takes nothing, ends the reading.
 */
export function writeExport(store: Store, request: ExportRequest): Promise<Readable> {
	const out = new PassThrough()
	const zip = new ZipFile()
	// whoever reads it hears of an error; before anybody does, an error that nobody hears would end the process
	out.on('error', () => {})
	return new Promise((ready, failed) => {
		let isRunning = false
		const onFirst = () => {
			isRunning = true
			ready(out)
		}
		store
			.atOneMoment(async (db) => {
				// it may have waited for a connection
				request.gone.throwIfAborted()
				zip.outputStream.pipe(out)
				await addTables(zip, filesOf(store, db, request), request, onFirst)
				return addMediaTable(zip, store, db, request)
			})
			// pictures take hours on a slow line, and need no store
			.then(async (media) => {
				await addMedia(zip, media, request)
				zip.end()
			})
			.catch((thrown: unknown) => {
				if (!isRunning) return failed(thrown)
				if (!request.gone.aborted && !(thrown instanceof StalledReader)) request.onFailure(thrown)
				out.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)))
			})
	})
}

class StalledReader extends Error {}

interface File {
	readonly name: string
	readonly lines: AsyncIterable<TableLine> | Iterable<TableLine>
}

const prefixOf = ({ isDemonstration }: ExportRequest): string => (isDemonstration ? 'DEMONSTRATION-' : '')
// level 1: half the time of the usual level for a tenth more bytes
const entry = { mtime: fileTime, forceDosTimestamp: true, compressionLevel: 1 }

/** Ends when all is read; what the reader has not taken yet needs no store. */
async function addTables(
	zip: ZipFile,
	files: readonly File[],
	request: ExportRequest,
	onFirst: () => void,
): Promise<void> {
	for (const [i, { name, lines }] of files.entries()) {
		const file = new PassThrough()
		let isAdded = false
		for await (const block of blocksOf(lines, request.options)) {
			if (!isAdded) zip.addReadStream(file, prefixOf(request) + name, entry)
			if (!isAdded && i === 0) onFirst()
			isAdded = true
			if (!file.write(block)) await taken(file, 'drain', request)
		}
		file.end()
	}
}

/** Says of every file to which answer it belongs. Gives what is to follow it. */
async function addMediaTable(
	zip: ZipFile,
	store: Store,
	db: Kysely<Tables>,
	request: ExportRequest,
): Promise<MediaFile[]> {
	const { media, filter, versions, options } = request
	if (!media) return []
	const found: MediaFile[] = []
	const rows = streamAttachments(db, store.project, filter)
	// a disk that lost a file takes no table with it
	for await (const file of mediaFiles(rows, planTables(versions, options), prefixOf(request)))
		if (await media.has(file.hash)) found.push(file)
	const lines = [{ ids: [], cells: mediaHeader }, ...found.map(mediaLine)]
	await addTables(zip, [{ name: 'media.csv', lines }], request, () => {})
	return found
}

async function addMedia(zip: ZipFile, found: readonly MediaFile[], request: ExportRequest): Promise<void> {
	for (const { file: name, hash } of found) {
		request.gone.throwIfAborted()
		const file = new PassThrough()
		// pictures and sounds are packed already
		zip.addReadStream(file, name, { ...entry, compressionLevel: 0 })
		for await (const block of (await request.media?.read(hash)) ?? [])
			if (!file.write(block)) await taken(file, 'drain', request)
		// many small ones would else wait in memory for the large one before them
		const isTaken = taken(file, 'end', request)
		file.end()
		await isTaken
	}
}

/** Resolves when the reader has made room, or has all; rejects when they have gone away, or take nothing. */
function taken(
	file: PassThrough,
	what: 'drain' | 'end',
	{ gone, longestStallMs }: ExportRequest,
): Promise<void> {
	return new Promise((done, failed) => {
		if (gone.aborted) return failed(gone.reason)
		const settle = (how: () => void) => {
			clearTimeout(timer)
			file.off(what, onTaken)
			gone.removeEventListener('abort', onGone)
			how()
		}
		const onTaken = () => settle(done)
		const onGone = () => settle(() => failed(gone.reason))
		const timer = setTimeout(() => settle(() => failed(new StalledReader())), longestStallMs)
		file.once(what, onTaken)
		gone.addEventListener('abort', onGone)
	})
}

/** Lines as text, gathered; every file has at least one block, since it has a header. */
async function* blocksOf(lines: File['lines'], { byteOrderMark: isMarked }: ExportOptions) {
	let block = isMarked ? byteOrderMark : ''
	for await (const { ids, cells } of lines) {
		block += fileLine(ids, cells)
		if (block.length < blockCharacters) continue
		yield block
		block = ''
	}
	if (block !== '') yield block
}

function filesOf(
	store: Store,
	db: Kysely<Tables>,
	{ versions, joining, filter, options, gone }: ExportRequest,
): File[] {
	const plan = planTables(versions, options)
	const plain = (cells: readonly string[]): TableLine => ({ ids: [], cells })
	const dictionary = { name: 'dictionary.csv', lines: dictionaryLines(plan).map(plain) }
	if (options.audience !== undefined) {
		const byId = () => streamRecords(db, store.project, filter, 'id')
		return [...othersTables(plan, byId, options.audience, gone), dictionary]
	}
	const records = () => streamRecords(db, store.project, filter)
	const secondNotes = joining.map((each): JoiningForm => {
		const theirs = filterOfNotes(filter, each)
		return { versions: each, records: () => streamRecords(db, store.project, theirs) }
	})
	const free = freeTexts(versions, plan)
	// what is to be told of the disagreements is found while these are written: they are read once
	const found: IdentifyingText[] = []
	async function* lookedThrough(texts: AsyncIterable<DisagreementText>) {
		for await (const text of texts) {
			found.push(...identifyingSaid(text, free))
			yield text
		}
	}
	async function* identifying() {
		yield* identifyingLines(identifyingAnswers(records(), free, plan))
		// their words stand in the file of the talk
		for (const notes of secondNotes) {
			const its = planTables(notes.versions, options)
			yield* identifyingLines(identifyingAnswers(notes.records(), freeTexts(notes.versions, its), its))
		}
		yield* identifyingLines(found)
	}
	return [
		...plan.tables.map((table) => ({ name: table.file, lines: linesOf(table, plan, records) })),
		...listsOf(versions).map((list) => ({
			name: `entities-${list}.csv`,
			lines: entityLines(list, versions, plan, records),
		})),
		...(plan.talk === null
			? []
			: [{ name: plan.talk, lines: talkLines(versions, plan, records, secondNotes) }]),
		...(plan.audit
			? [
					{
						name: plan.audit.file,
						lines: withHeader(
							auditColumns.map(({ header }) => header),
							auditLinesOf(plan.audit, plan, records),
						),
					},
				]
			: []),
		{
			name: 'disagreements.csv',
			lines: withHeader(
				disagreementHeader,
				disagreementLines(
					lookedThrough(disagreementTexts(readDisagreements(db, store.project, filter), plan)),
				),
			),
		},
		{
			name: 'identifying.csv',
			lines: withHeader(identifyingHeader, identifying()),
		},
		dictionary,
	]
}

async function* withHeader(header: readonly string[], lines: AsyncIterable<TableLine>) {
	yield { ids: [], cells: header }
	yield* lines
}

async function* linesOf(
	table: Table,
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
): AsyncGenerator<TableLine> {
	const isMain = table.repeat === null
	yield { ids: [], cells: [...table.plain, ...table.columns].map(({ header }) => header) }
	for await (const row of records()) {
		for (const { ids, cells } of tableLines(table, row.id, answersOf(row, plan)))
			yield { ids, cells: isMain ? [...recordCells(row), ...cells] : cells }
	}
}

async function* auditLinesOf(
	audit: AuditTable,
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
): AsyncGenerator<TableLine> {
	for await (const row of records()) yield* auditLines(audit, row.id, answersOf(row, plan))
}

/** As `recordColumns` has them, without the id. */
const recordCells = (row: ExportRow): string[] => [
	String(row.form_version),
	row.status,
	String(row.open_cases),
	row.owner_code,
	row.started,
	row.changed,
]
