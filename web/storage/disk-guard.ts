import { Problem } from '#shared/kernel/problem'
import { reserveBytes } from './reserve-file.ts'
import type { ReserveAnswer, ReserveQuestion } from './reserve-worker.ts'

/*
 * The phone's database must never meet a full disk: what is written after the first refusal can cost all that it holds
 * (measured; the browser then finds it corrupt and begins a new one). So before each write it is tried whether there is
 * room, and a reserve that was laid by while there was some is given up piece by piece when there is none.
 *
 * G1 Nothing is written where the last try found no room.
 * G2 After a write that failed the database is closed, and neither read nor written until a try finds room: opening
 *    it writes as well.
 * G3 The reserve is for answers and records alone; pictures and sound are refused before it is touched.
 */

/** roomy: the reserve is whole · tight: part of it is given up, answers are still kept · full: nothing can be kept now */
export type DiskState = 'roomy' | 'tight' | 'full'

const tryBytes = 256 * 1024
/** A database that is opened after a failure writes down again what it had begun. */
const tryAfterFailureBytes = 1024 * 1024
/** At once at first, since the reserve is there; then less and less often. */
const tryAgainAfterMs = { first: 100, most: 30_000 }
const recheckDelayMs = 3_000

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

/** Hears that there is room again after there was none, after a write that failed, or for a picture that was refused. */
export function onRoom(listener: () => void): () => void {
	roomListeners.add(listener)
	return () => roomListeners.delete(listener)
}

/** A write failed: from here on nothing is read or written before a try finds room. */
export function writeFailed(): void {
	hasFailed = true
	tryLater()
}
/** A write was kept: the next failure is a new one. */
export function writeSucceeded(): void {
	waitMs = tryAgainAfterMs.first
}

/** Before a database that failed is opened again (G2). @throws Problem `phone-full` */
export const ensureSpaceAfterFailure = (): Promise<void> => (hasFailed ? ensureSpace() : Promise.resolve())

/**
 * Before every write, the smallest too: tries whether there is room, and makes some from the reserve. With a try every
 * few seconds, a disk that filled up in between cost the whole database.
 *
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
	// a reserve that was never whole says nothing; `fillReserve` does
	const isLess = found.reserve < lastReserve || state === 'full'
	show(isLess ? 'tight' : state, found.reserve)
	if (wasShut) for (const listener of roomListeners) listener()
}

/** How much of the reserve is there, from 0 to 1; null where this browser can have none. */
export const reserveShare = (): number | null => (canTry ? lastReserve / reserveBytes : null)

/** Makes the reserve whole as far as there is room, and says how the disk stands. */
export async function fillReserve(): Promise<void> {
	const { isYes, reserve } = await askReserve('fill', 0)
	show(isYes ? 'roomy' : state === 'full' ? 'full' : 'tight', reserve)
}

/** The first screen comes first: a new phone has other things to fetch and to write, and nothing to lose yet. */
const fillAfterMs = 5_000
const checkIntervalMs = 60_000

/** While somebody is at work the reserve is whole whenever there is room for it. Gives what ends it. */
export function maintainReserve(): () => void {
	// a worker takes some time to come: the first form is not to wait for it
	if (canTry && typeof Worker !== 'undefined') worker ??= startWorker()
	const fill = () => void fillReserve()
	const look = () => {
		if (state !== 'roomy') fill()
	}
	const first = setTimeout(fill, fillAfterMs)
	const timer = setInterval(look, checkIntervalMs)
	const stop = onRoom(look)
	return () => {
		clearTimeout(first)
		clearInterval(timer)
		stop()
	}
}

/**
 * Before a picture, a film or some seconds of sound: they are refused while answers live on the reserve (G3).
 *
 * @throws Problem `phone-nearly-full`
 */
export async function rejectWhenLow(bytes = tryBytes): Promise<void> {
	if (!(await hasRoomAboveReserve(bytes))) throw new Problem('phone-nearly-full')
}

async function hasRoomAboveReserve(bytes = tryBytes): Promise<boolean> {
	// somebody may just have made room
	if (state !== 'roomy') await fillReserve()
	const { isYes } = await askReserve('try', bytes)
	return state === 'roomy' && isYes
}

/**
 * After a file was refused, by a try or by the disk itself: answers may all be kept meanwhile, and nothing but a try of
 * its own finds that there is room for it again.
 */
export function fileRejected(): void {
	if (moreTimer !== undefined) return
	moreTimer = setTimeout(async () => {
		moreTimer = undefined
		if (!(await hasRoomAboveReserve())) fileRejected()
		else for (const listener of roomListeners) listener()
	}, recheckDelayMs)
}

/** Space comes back without a word: somebody deletes a film, or another app its copies. */
function tryLater(): void {
	if (timer !== undefined) return
	timer = setTimeout(() => {
		timer = undefined
		ensureSpace().catch(() => undefined)
	}, waitMs)
	waitMs = Math.min(tryAgainAfterMs.most, waitMs * 2)
}

let worker: Worker | null = null
let questions = 0
const waiting = new Map<number, (answer: ReserveAnswer['found']) => void>()
/** Set when a reserve was first laid by: from then on one that does not open means a disk that is full. */
const canTryKey = 'zila-reserve'
let canTry = false
try {
	canTry = localStorage.getItem(canTryKey) !== null
} catch {
	// then it is known when somebody begins work
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

/** A browser that cannot be asked is not hindered: it has no reserve, and writes as it always did. */
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
		// see above
	}
}

export const isFull = (thrown: unknown): boolean =>
	thrown instanceof DOMException && thrown.name === 'QuotaExceededError'
