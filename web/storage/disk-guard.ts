import { Problem } from '#shared/kernel/problem'
import { folderNamed, namesIn, writeFile } from './private-files.ts'

/*
 * The phone's database must never meet a full disk: what is written after the first refusal can cost all that it holds
 * (measured; the browser then finds it corrupt and begins a new one). So room is tried out beforehand, with a file of its
 * own, and a reserve that was laid by while there was room is given up piece by piece when there is none.
 *
 * G1 Nothing is written where the last try found no room.
 * G2 After a write that failed the database is closed, and neither read nor written until a try finds room: opening
 *    it writes as well.
 * G3 The reserve is for answers and records alone; pictures and sound are refused before it is touched.
 */

/** roomy: the reserve is whole · tight: part of it is given up, answers are still kept · full: nothing can be kept now */
export type DiskState = 'roomy' | 'tight' | 'full'

export const reserveFolder = 'reserve'
export const probeFolder = 'probes'
export const probeBytes = 256 * 1024
/** A database that is opened after a failure writes down again what it had begun. */
const probeAfterFailureBytes = 1024 * 1024
/** So long one try stands for the next writes: a key is small, and flash is slow. */
const goodForMs = 3_000
/** At once at first, since the reserve is there; then less and less often. */
const tryAgainAfterMs = { first: 100, most: 30_000 }

let state: DiskState = 'roomy'
let hasFailed = false
let lastRoomAt = Number.NEGATIVE_INFINITY
let trying: Promise<void> | null = null
let waitMs = tryAgainAfterMs.first
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
const roomListeners = new Set<() => void>()

export const diskState = (): DiskState => state
export function subscribeToDisk(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}
export function showDisk(next: DiskState): void {
	if (state === next) return
	state = next
	for (const listener of listeners) listener()
}

/** Hears that there is room again after there was none, or after a write that failed. */
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
export const makeRoomAfterFailure = (): Promise<void> => (hasFailed ? makeRoom() : Promise.resolve())

/**
 * Before every write: tries whether there is room, and makes some from the reserve. A try that found room within
 * `goodFor` ms is enough; a record asks for a new one.
 *
 * @throws Problem `phone-full`
 */
export function makeRoom(goodFor = goodForMs): Promise<void> {
	if (!hasFailed && performance.now() - lastRoomAt < goodFor) return Promise.resolve()
	trying ??= tryForRoom().finally(() => {
		trying = null
	})
	return trying
}

/** Whether there is room without the reserve, of which nothing is given up for it (G3). */
export async function hasRoomBeside(goodFor: number): Promise<boolean> {
	if (!hasFailed && performance.now() - lastRoomAt < goodFor) return true
	return hasRoom(probeBytes)
}

async function tryForRoom(): Promise<void> {
	while (!(await hasRoom(hasFailed ? probeAfterFailureBytes : probeBytes))) {
		if (await giveUpPiece()) {
			showDisk('tight')
			continue
		}
		showDisk('full')
		lastRoomAt = Number.NEGATIVE_INFINITY
		tryLater()
		throw new Problem('phone-full')
	}
	lastRoomAt = performance.now()
	const wasShut = hasFailed || state === 'full'
	hasFailed = false
	clearTimeout(timer)
	timer = undefined
	if (state === 'full') showDisk('tight')
	if (wasShut) for (const listener of roomListeners) listener()
}

/** Space comes back without a word: somebody deletes a film, or another app its copies. */
function tryLater(): void {
	if (timer !== undefined) return
	timer = setTimeout(() => {
		timer = undefined
		makeRoom(0).catch(() => undefined)
	}, waitMs)
	waitMs = Math.min(tryAgainAfterMs.most, waitMs * 2)
}

/** False only where the disk says so: a browser without private files cannot be asked, and is not hindered. */
async function hasRoom(bytes: number): Promise<boolean> {
	try {
		const folder = await folderNamed(probeFolder)
		const name = String(Math.random())
		try {
			await writeFile(folder, name, noise(bytes))
		} finally {
			await folder.removeEntry(name).catch(() => undefined)
		}
		return true
	} catch (thrown) {
		return !isFull(thrown)
	}
}

/** False if there is none left. */
async function giveUpPiece(): Promise<boolean> {
	try {
		const reserve = await folderNamed(reserveFolder)
		const piece = (await namesIn(reserve)).at(-1)
		if (piece === undefined) return false
		await reserve.removeEntry(piece)
		return true
	} catch {
		return false
	}
}

export const isFull = (thrown: unknown): boolean =>
	thrown instanceof DOMException && thrown.name === 'QuotaExceededError'

/** Bytes that no disk can make smaller than they are. */
export function noise(bytes: number): Uint8Array<ArrayBuffer> {
	const made = new Uint8Array(bytes)
	// as much as the browser gives at once
	for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(made.subarray(at, at + 65_536))
	return made
}
