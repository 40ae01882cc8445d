import { Problem } from '#shared/kernel/problem'
import { reserveBytes } from './reserve-file.ts'
import type { ReserveAnswer, ReserveQuestion } from './reserve-worker.ts'

/*
 * The phone's database must never meet a full disk: a write after the first refusal can cost all of its
 * contents (measured; the browser then finds it corrupt and creates a new one). So free space is checked
 * before each write, and a reserve that was allocated while there was space is released piece by piece when
 * there is none.
 * G1 Nothing is written if the last check found no room.
 * G2 After a failed write the database is closed, and neither read nor written until a check finds room:
 *    opening it writes as well.
 * G3 The reserve is for answers and records alone; pictures and recordings are rejected before it is used.
 */

/**
 * roomy: the reserve is complete · tight: part of it is used up, answers can still be saved · full: nothing
 * can be saved
 */
export type DiskState = 'roomy' | 'tight' | 'full'

const tryBytes = 256 * 1024
/** Bytes to check for after a failure: a reopened database writes its unfinished log again. */
const tryAfterFailureBytes = 1024 * 1024
/** Retry immediately at first, since the reserve exists; then less and less often. */
const tryAgainAfterMs = { first: 100, most: 30_000 }
const recheckDelayMs = 3_000

/** The phone has one disk: its state, and the attempts to get space again. */
let state: DiskState = 'roomy'
let lastReserve = 0
let hasFailed = false
let waitMs = tryAgainAfterMs.first
let timer: ReturnType<typeof setTimeout> | undefined
let moreTimer: ReturnType<typeof setTimeout> | undefined
let trying: Promise<void> | null = null
const listeners = new Set<() => void>()
const roomListeners = new Set<() => void>()

export const diskState = (): DiskState => state
export function subscribeToDisk(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}
function show(next: DiskState, reserve = lastReserve): void {
	if (state === next && reserve === lastReserve) return
	state = next
	lastReserve = reserve
	for (const listener of listeners) listener()
}

/** Calls `listener` when there is room again after a failed write, a full disk, or a rejected picture. */
export function onRoom(listener: () => void): () => void {
	roomListeners.add(listener)
	return () => roomListeners.delete(listener)
}

/** Records a failed write: nothing is read or written until a check finds room. */
export function writeFailed(): void {
	hasFailed = true
	tryLater()
}
/** True from a failed write until a check finds room: a read would open the database only to be closed again. */
export const isClosedByFailure = (): boolean => hasFailed
/** Records a successful write: the next failure starts with the shortest retry delay. */
export function writeSucceeded(): void {
	waitMs = tryAgainAfterMs.first
}

/** Checks for room before a failed database is opened again (G2). @throws Problem `phone-full` */
export const ensureSpaceAfterFailure = (): Promise<void> => (hasFailed ? ensureSpace() : Promise.resolve())

/**
 * Checks for room before every write, the smallest too, and frees some of the reserve if needed. A check
 * every few seconds is not enough: a disk that filled up in between cost the whole database.
 * @throws Problem `phone-full`
 */
export function ensureSpace(): Promise<void> {
	trying ??= tryForRoom().finally(() => {
		trying = null
	})
	return trying
}

async function tryForRoom(): Promise<void> {
	const found = await askReserve('make', hasFailed ? tryAfterFailureBytes : tryBytes)
	if (!found.isYes) {
		show('full', found.reserve)
		tryLater()
		throw new Problem('phone-full')
	}
	const wasShut = hasFailed || state === 'full'
	hasFailed = false
	clearTimeout(timer)
	timer = undefined
	// a reserve that was never complete says nothing here; `fillReserve` reports it
	const isLess = found.reserve < lastReserve || state === 'full'
	show(isLess ? 'tight' : state, found.reserve)
	if (wasShut) for (const listener of roomListeners) listener()
}

/** Share of the reserve that exists, from 0 to 1; null if this browser cannot have one. */
export const reserveShare = (): number | null => (canTry ? lastReserve / reserveBytes : null)

/** Fills the reserve as far as there is room, and publishes the disk state. */
export async function fillReserve(): Promise<void> {
	const { isYes, reserve } = await askReserve('fill', 0)
	show(isYes ? 'roomy' : state === 'full' ? 'full' : 'tight', reserve)
}

/**
 * The first screen has priority: a new phone has other things to fetch and write, and nothing to lose yet.
 */
const fillAfterMs = 5_000
const checkIntervalMs = 60_000

/** Refills the reserve during a session whenever there is room. Returns the function that stops it. */
export function maintainReserve(): () => void {
	// a worker takes time to load: the first form must not wait for it
	if (canTry && typeof Worker !== 'undefined') worker ??= startWorker()
	const fill = () => void fillReserve()
	const refill = () => {
		if (state !== 'roomy') fill()
	}
	const first = setTimeout(fill, fillAfterMs)
	const timer = setInterval(refill, checkIntervalMs)
	const stop = onRoom(refill)
	return () => {
		clearTimeout(first)
		clearInterval(timer)
		stop()
	}
}

/**
 * Called before a picture, a video or a piece of a recording is written: it is rejected while answers use the
 * reserve (G3).
 * @throws Problem `phone-nearly-full`
 */
export async function rejectWhenLow(bytes = tryBytes): Promise<void> {
	if (!(await hasRoomAboveReserve(bytes))) throw new Problem('phone-nearly-full')
}

async function hasRoomAboveReserve(bytes = tryBytes): Promise<boolean> {
	// space may just have been freed
	if (state !== 'roomy') await fillReserve()
	const { isYes } = await askReserve('try', bytes)
	return state === 'roomy' && isYes
}

/**
 * Called after a file was rejected, by a check or by the disk: answers may still be saved, so only a separate
 * check can find that there is room for files again.
 */
export function fileRejected(): void {
	if (moreTimer !== undefined) return
	moreTimer = setTimeout(async () => {
		moreTimer = undefined
		if (!(await hasRoomAboveReserve())) fileRejected()
		else for (const listener of roomListeners) listener()
	}, recheckDelayMs)
}

/**
 * Retries on a timer: freed space is not announced, as when a video is deleted or another app clears its
 * cache.
 */
function tryLater(): void {
	if (timer !== undefined) return
	timer = setTimeout(() => {
		timer = undefined
		ensureSpace().catch(() => undefined)
	}, waitMs)
	waitMs = Math.min(tryAgainAfterMs.most, waitMs * 2)
}

/** One worker for all attempts, and the number of the last question to it. */
let worker: Worker | null = null
let questions = 0
const waiting = new Map<number, (answer: ReserveAnswer['found']) => void>()
/** Set when a reserve was first created: from then on a reserve file that does not open means a full disk. */
const canTryKey = 'zila-reserve'
/** The phone has one disk, and the answer outlives the page: it is read once. */
let canTry = false
try {
	canTry = localStorage.getItem(canTryKey) !== null
} catch {
	// set once a session has filled the reserve
}

function startWorker(): Worker {
	const started = new Worker(new URL('./reserve-worker.ts', import.meta.url), { type: 'module' })
	const end = (id: number, found: ReserveAnswer['found']) => {
		waiting.get(id)?.(found)
		waiting.delete(id)
	}
	started.onmessage = ({ data }: MessageEvent<ReserveAnswer>) => end(data.id, data.found)
	started.onerror = () => {
		worker = null
		for (const id of [...waiting.keys()]) end(id, null)
	}
	return started
}

/** Asks the worker about the reserve. A browser without one is not restricted: it writes without a check. */
async function askReserve(
	ask: ReserveQuestion['ask'],
	bytes: number,
): Promise<NonNullable<ReserveAnswer['found']>> {
	const found =
		typeof Worker === 'undefined' || (!canTry && ask !== 'fill')
			? null
			: await new Promise<ReserveAnswer['found']>((resolve) => {
					const id = ++questions
					waiting.set(id, resolve)
					worker ??= startWorker()
					worker.postMessage({ id, ask, bytes } satisfies ReserveQuestion)
				})
	if (found && !canTry) rememberCanTry()
	return found ?? { isYes: !canTry, reserve: 0 }
}

function rememberCanTry(): void {
	canTry = true
	try {
		localStorage.setItem(canTryKey, 'yes')
	} catch {
		// set again after the next start of the app
	}
}

/** True if the disk refused a write. Dexie wraps the error of a request or a transaction, or several. */
export function isFull(thrown: unknown): boolean {
	if (!(thrown instanceof Error)) return false
	const { name, inner, failures = [] } = thrown as Error & { inner?: unknown; failures?: readonly unknown[] }
	return name === 'QuotaExceededError' || isFull(inner) || failures.some(isFull)
}
