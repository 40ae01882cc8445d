/*
 * One file contains the reserve, and free space is checked by writing at its end. Nothing is created, renamed
 * or deleted for it, since the browser's index of private files does not survive a full disk either
 * (measured: it then fails with `InvalidStateError`). A check is not flushed: the disk promises the space,
 * and flash is spared the writes.
 */

/** The methods of `FileSystemSyncAccessHandle` that are used. */
export interface RawFile {
	getSize(): number
	write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number
	truncate(size: number): void
	flush(): void
}

export const reserveBytes = 8 * 1024 * 1024
const pieceBytes = 512 * 1024
/**
 * Bytes left free when the reserve is filled: it must not take space that an answer needs at the same moment.
 */
const marginBytes = 2 * 1024 * 1024

/** Bytes per write of a check: the amount to check for may exceed the phone's memory. */
const triedAtOnce = 1024 * 1024

/** True if there is room for `bytes`; the file is unchanged afterwards. */
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

/**
 * Releases the reserve piece by piece until there is room for `bytes`; false if there is not enough even
 * then.
 */
export function shrinkReserve(file: RawFile, bytes: number): boolean {
	while (!hasRoom(file, bytes)) {
		const size = file.getSize()
		if (size === 0) return false
		file.truncate(Math.max(0, size - pieceBytes))
		file.flush()
	}
	return true
}

/** Fills the reserve as far as there is room; true if it is complete. */
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

/** Returns random bytes, which no disk can compress. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
	const made = new Uint8Array(bytes)
	// the most that the browser returns per call
	for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(made.subarray(at, at + 65_536))
	return made
}
