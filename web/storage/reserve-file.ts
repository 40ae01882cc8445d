/*
 * One file holds the reserve, and a try for room is made at its end: nothing is created, renamed or deleted for it, since
 * the browser's own list of private files does not bear a full disk either (measured: it then refuses with
 * `InvalidStateError`). A try is not flushed: the disk promises the room, and flash is spared the bytes.
 */

/** What is asked of a file: as `FileSystemSyncAccessHandle` has it. */
export interface RawFile {
	getSize(): number
	write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number
	truncate(size: number): void
	flush(): void
}

export const reserveBytes = 8 * 1024 * 1024
const pieceBytes = 512 * 1024
/** Stays free beside a reserve that is being filled: it takes nothing that an answer needs at the same moment. */
const marginBytes = 2 * 1024 * 1024

/** The phone's memory does not hold what a disk can be asked for. */
const triedAtOnce = 1024 * 1024

/** True if so much finds room; the file is as it was. */
export function hasRoom(file: RawFile, bytes: number): boolean {
	const end = file.getSize()
	const piece = new Uint8Array(Math.min(bytes, triedAtOnce))
	try {
		for (let at = 0; at < bytes; at += piece.length) {
			const part = piece.subarray(0, bytes - at)
			if (file.write(part, { at: end + at }) !== part.length) return false
		}
		return true
	} catch {
		return false
	} finally {
		file.truncate(end)
	}
}

/** Gives the reserve up, a piece at a time, until so much finds room; false if it does not even then. */
export function shrinkReserve(file: RawFile, bytes: number): boolean {
	while (!hasRoom(file, bytes)) {
		const size = file.getSize()
		if (size === 0) return false
		file.truncate(Math.max(0, size - pieceBytes))
		file.flush()
	}
	return true
}

/** Makes the reserve whole as far as there is room; true if it is. */
export function fillReserveIn(file: RawFile): boolean {
	const missing = () => reserveBytes - file.getSize()
	const add = (bytes: number): boolean => {
		if (!hasRoom(file, bytes + marginBytes)) return false
		file.write(noise(bytes), { at: file.getSize() })
		file.flush()
		return true
	}
	if (missing() > 0 && !add(missing())) while (missing() > 0 && add(Math.min(missing(), pieceBytes)));
	return missing() <= 0
}

/** Bytes that no disk can make smaller than they are. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
	const made = new Uint8Array(bytes)
	// as much as the browser gives at once
	for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(made.subarray(at, at + 65_536))
	return made
}
