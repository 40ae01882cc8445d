import { Problem } from '#shared/kernel/problem'
import {
	diskState,
	hasRoomBeside,
	isFull,
	makeRoom,
	noise,
	onRoom,
	probeFolder,
	reserveFolder,
	showDisk,
} from './disk-guard.ts'
import { folderNamed, namesIn, writeFile } from './private-files.ts'

/** 8 MiB, in pieces that are given up one at a time. */
export const reservePieces = 16
const pieceBytes = 512 * 1024
/** Stays free beside a reserve that is being filled: it takes nothing that an answer needs at the same moment. */
const marginBytes = 2 * 1024 * 1024
const lookEveryMs = 60_000
/** A signature or a small drawing is no more than some answers are. */
const smallFileBytes = 64 * 1024

const nameOf = (piece: number) => String(piece).padStart(2, '0')

/** How many pieces of the reserve lie here. */
export async function wholePieces(): Promise<number> {
	return (await piecesIn(await folderNamed(reserveFolder))).length
}

async function piecesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
	const names = await namesIn(folder)
	const sizes = await Promise.all(
		names.map(async (name) => (await (await folder.getFileHandle(name)).getFile()).size),
	)
	// of one that was begun when the phone died there is only the name
	return names.filter((_, i) => sizes[i] === pieceBytes)
}

/** Makes the reserve whole as far as there is room, and says how the disk stands. One tab at a time. */
export const fillReserve = (): Promise<void> =>
	navigator.locks.request('zila-reserve', () =>
		fill().catch((thrown: unknown) => {
			if (isFull(thrown)) showDisk(diskState() === 'full' ? 'full' : 'tight')
			// where the browser has no private files there is no reserve, and nothing to say of it
		}),
	) as Promise<void>

async function fill(): Promise<void> {
	const [reserve, probes] = [await folderNamed(reserveFolder), await folderNamed(probeFolder)]
	// left behind by a phone that died in the middle of a try
	for (const name of await namesIn(probes)) await probes.removeEntry(name).catch(() => undefined)
	const here = new Set(await piecesIn(reserve))
	const missing = Array.from({ length: reservePieces }, (_, i) => nameOf(i)).filter((name) => !here.has(name))
	if (missing.length > 0)
		try {
			await writeFile(probes, 'margin', noise(marginBytes))
			for (const name of missing) await writePiece(reserve, name)
		} finally {
			await probes.removeEntry('margin').catch(() => undefined)
		}
	showDisk('roomy')
}

async function writePiece(reserve: FileSystemDirectoryHandle, name: string): Promise<void> {
	try {
		await writeFile(reserve, name, noise(pieceBytes))
	} catch (thrown) {
		await reserve.removeEntry(name).catch(() => undefined)
		throw thrown
	}
}

/** While somebody is at work the reserve is whole whenever there is room for it. Gives what ends it. */
export function keepReserve(): () => void {
	void fillReserve()
	const look = () => {
		if (diskState() !== 'roomy') void fillReserve()
	}
	const timer = setInterval(look, lookEveryMs)
	const stop = onRoom(look)
	return () => {
		clearInterval(timer)
		stop()
	}
}

/**
 * Before a picture, a film or some seconds of sound: they are refused while answers live on the reserve (G3).
 *
 * @throws Problem `phone-nearly-full`, `phone-full`
 */
export async function refuseWhenTight(bytes = Number.POSITIVE_INFINITY): Promise<void> {
	if (bytes <= smallFileBytes) return makeRoom()
	// somebody may just have made room
	if (diskState() !== 'roomy') await fillReserve()
	if (diskState() !== 'roomy' || !(await hasRoomBeside(lookEveryMs))) throw new Problem('phone-nearly-full')
}
