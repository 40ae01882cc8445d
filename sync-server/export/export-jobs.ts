import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { type FileProgress, isGoingOn } from '#shared/export/export-job'
import { Problem } from '#shared/kernel/problem'
import type { FileStore } from '../attachments/file-store.ts'
import {
	deleteExportJob,
	type ExportJobRow,
	isHashReferenced,
	listAbandonedExportJobs,
	markExportJobFailed,
	touchExportJobs,
	updateExportJob,
} from '../storage/exports/export-jobs.ts'
import type { Store } from '../storage/store.ts'
import type { DownloadContext } from './releases.ts'
import type { Watcher } from './write-export.ts'

export interface ExportJobDeps {
	readonly store: Pick<Store, 'changing' | 'project'>
	readonly files: FileStore
	/** ms since 1970 */
	readonly now: () => number
	readonly onFailure: (thrown: unknown) => void
	/** Maps an unexpected error to a problem. */
	readonly unforeseen: (thrown: unknown) => Problem
}

export interface ExportJobInput {
	readonly id: string
	/** Number of records that each part is written from. */
	readonly records: number
	write(reading: DownloadContext): Promise<Readable>
}

/** Time during which a finished file can be downloaded. */
export const exportJobLifetimeMs = 86_400_000
/** A job whose worker has not updated it for this long has lost its worker. */
export const silentMs = 60_000
const pollIntervalMs = 1_000
const longestStopMs = 5_000
/** A write to disk or bucket that takes longer than this has failed. */
const longestStallMs = 3_600_000
/** Bytes per write: this much memory, and one object of a bucket. */
const partBytes = 8 << 20

const stopped = JSON.stringify(new Problem('server-stopped'))

/** State of a job by its row; a job that lost its worker has ended. */
export const stateOf = ({ state, problem, heartbeat }: ExportJobRow, now: number) =>
	isGoingOn({ state }) && Date.parse(heartbeat) < now - silentMs
		? { state: 'failed' as const, problem: stopped }
		: { state, problem }

/** Name of the upload in the file store while a file is written. */
const uploadOf = (id: string): string => `made-${id}`

/**
 * Writes export files one after the other, in the background. They are read like any export and stored with
 * the attachments, so that each of several servers can deliver them, in ranges, after any interruption. A row
 * holds the progress of each.
 *
 * MF1 Only complete files can be downloaded.
 * MF2 A job that was cancelled, or whose time is over, writes no further.
 * MF3 A server that stops leaves no job that seems to continue.
 * MF4 A failure ends the file of its job with the reason, and no other job.
 */
export function startExportWorker(deps: ExportJobDeps) {
	const { store, files, now, onFailure, unforeseen } = deps
	const waiting = new Map<string, AbortController>()
	const progress = new Map<string, FileProgress>()
	let last: Promise<unknown> = Promise.resolve()
	let [isWatching, isStopped] = [false, false]
	const time = (after = 0) => new Date(now() + after).toISOString()
	const change = (id: string, to: Parameters<typeof updateExportJob>[2]) =>
		updateExportJob(store.changing, id, to, time())

	/** While jobs exist: refreshes their rows, saves their progress and reads which were cancelled. */
	async function watchJobs(): Promise<void> {
		if (isWatching) return
		isWatching = true
		while (waiting.size > 0) {
			await updateJobs().catch(onFailure)
			await wait(pollIntervalMs, undefined, { ref: false })
		}
		isWatching = false
	}
	async function updateJobs(): Promise<void> {
		// A job that is added meanwhile was not looked up: it is not cancelled.
		const known = [...waiting]
		const there = await touchExportJobs(
			store.changing,
			known.map(([id]) => id),
			time(),
		)
		for (const [id, stopping] of known) if (!there.has(id)) stopping.abort()
		for (const [id, done] of progress) await change(id, { progress: JSON.stringify(done) })
	}
	async function make(file: ExportJobInput, signal: AbortSignal): Promise<void> {
		signal.throwIfAborted()
		await change(file.id, { state: 'running' })
		const { hash, bytes } = await writeExportFile(deps, file, signal, (done) => progress.set(file.id, done))
		progress.delete(file.id)
		// The row has the hash before the file store has the bytes: removal of identical bytes checks for rows.
		await change(file.id, { hash, bytes })
		if (!(await files.complete(uploadOf(file.id), hash))) throw new Error('other bytes were put down')
		const whole = { state: 'done', progress: null, until: time(exportJobLifetimeMs) } as const
		if (!(await files.has(hash))) throw new Problem('server-stopped')
		// Cancelled at the last moment.
		if (!(await change(file.id, whole)) && !(await isHashReferenced(store.changing, hash, file.id)))
			await files.remove(hash)
		await files.clear(uploadOf(file.id))
	}
	async function endedBy(id: string, thrown: unknown, signal: AbortSignal): Promise<void> {
		const problem = signal.aborted ? new Problem('server-stopped') : unforeseen(thrown)
		if (problem.code === 'unexpected') onFailure(thrown)
		await markExportJobFailed(store.changing, id, JSON.stringify(problem))
		await files.clear(uploadOf(id))
	}
	return {
		/** Queues a job. Its row must already exist. */
		add(file: ExportJobInput): void {
			const stopping = new AbortController()
			if (isStopped) stopping.abort()
			waiting.set(file.id, stopping)
			last = last
				.then(() => make(file, stopping.signal))
				.catch((thrown: unknown) => endedBy(file.id, thrown, stopping.signal))
				.catch(onFailure)
				.finally(() => {
					waiting.delete(file.id)
					progress.delete(file.id)
				})
			void watchJobs()
		},
		/** Aborts the jobs. A disk or bucket that blocks is not waited for. */
		async stop(): Promise<void> {
			isStopped = true
			for (const stopping of waiting.values()) stopping.abort()
			await Promise.race([last, wait(longestStopMs, undefined, { ref: false })])
		},
	}
}

/**
 * Writes a file as an upload. Returns its hash and size. @throws what the writing throws, Problem
 * `server-disk-full`
 */
async function writeExportFile(
	{ files }: ExportJobDeps,
	file: ExportJobInput,
	signal: AbortSignal,
	onProgress: (done: FileProgress) => void,
): Promise<{ hash: string; bytes: number }> {
	const upload = uploadOf(file.id)
	let done: FileProgress = { part: 0, parts: 0, records: 0, of: file.records, isMedia: false, bytes: 0 }
	const updateProgress = (more: Partial<FileProgress>) => {
		done = { ...done, ...more }
		onProgress(done)
	}
	const watch: Watcher = {
		onPart: (part, parts, isMedia) => updateProgress({ part, parts, isMedia, records: 0 }),
		onRecord: () => updateProgress({ records: Math.min(done.records + 1, done.of) }),
	}
	await files.begin(upload)
	const digest = createHash('sha256')
	// If the upload fails, the reading must stop too: it holds a snapshot of the store.
	const over = new AbortController()
	const stream = await file.write({ signal: AbortSignal.any([signal, over.signal]), longestStallMs, watch })
	try {
		for await (const part of partsOf(stream)) {
			signal.throwIfAborted()
			digest.update(part)
			const { isAdded } = await files.append(upload, done.bytes, part)
			if (!isAdded) throw new Error('somebody else writes into it')
			updateProgress({ bytes: done.bytes + part.length })
		}
		signal.throwIfAborted()
	} finally {
		over.abort()
		stream.destroy()
	}
	return { hash: digest.digest('hex'), bytes: done.bytes }
}

async function* partsOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let [blocks, length]: [Buffer[], number] = [[], 0]
	for await (const block of stream) {
		blocks.push(block)
		length += block.length
		if (length < partBytes) continue
		yield Buffer.concat(blocks)
		;[blocks, length] = [[], 0]
	}
	if (length > 0) yield Buffer.concat(blocks)
}

/** Deletes expired files, and the uploads of abandoned jobs. */
export async function sweepExportJobs({
	store,
	files,
	now,
	onFailure,
}: Omit<ExportJobDeps, 'unforeseen'>): Promise<void> {
	const at = new Date(now()).toISOString()
	const silentSince = new Date(now() - silentMs).toISOString()
	for (const { id, hash, until } of await listAbandonedExportJobs(store.changing, at, silentSince))
		try {
			await files.clear(uploadOf(id))
			if (hash !== null && !(await isHashReferenced(store.changing, hash, id))) await files.remove(hash)
			if (until <= at) await deleteExportJob(store.changing, id)
			else await markExportJobFailed(store.changing, id, stopped)
		} catch (thrown) {
			onFailure(thrown)
		}
}
