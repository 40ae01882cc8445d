import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { errorCodeOf } from '#shared/kernel/error-code'
import type { ByteRange } from '../attachments/file-store.ts'

/** A file that cannot be used as base map; the message ends a sentence that begins with its path. */
export class BaseMapUnusable extends Error {}

/** An open archive. It must be closed, or read to its end. */
export interface OpenBaseMap {
	readonly size: number
	/** Changes with the size and the time of the file. */
	readonly version: string
	/** Reads a part; afterwards the archive is closed. */
	read(range: ByteRange): Readable
	close(): Promise<void>
}

/**
 * Opens a PMTiles archive of version 3 and checks its header. Each request opens the file again: one that replaces it is
 * served from then on. @throws BaseMapUnusable
 */
export async function openBaseMap(path: string): Promise<OpenBaseMap> {
	const handle = await open(path, 'r').catch((thrown: unknown) => {
		throw new BaseMapUnusable(`cannot be read (${errorCodeOf(thrown) || 'unknown error'})`, { cause: thrown })
	})
	try {
		const { size, mtimeMs } = await checkArchive(handle)
		return {
			size,
			version: `${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}`,
			read: ({ first, last }) => handle.createReadStream({ start: first, end: last }),
			close: () => handle.close(),
		}
	} catch (thrown) {
		await handle.close()
		throw thrown instanceof BaseMapUnusable
			? thrown
			: new BaseMapUnusable(`cannot be read (${errorCodeOf(thrown) || 'unknown error'})`, { cause: thrown })
	}
}

/** Says why a file cannot be used as base map; null if it can. */
export async function whyUnusable(path: string): Promise<string | null> {
	try {
		await (await openBaseMap(path)).close()
		return null
	} catch (thrown) {
		if (thrown instanceof BaseMapUnusable) return thrown.message
		throw thrown
	}
}

/* Offsets in the header: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md */
const headerBytes = 127
const magic = 'PMTiles'
const versionAt = 7
/** Sections, each an offset and a length of 8 bytes: root directory, metadata, leaf directories, tiles. */
const sectionsAt = [8, 24, 40, 56]
const compressionsAt = [97, 98]
const tileTypeAt = 99
/** Compressions that every browser opens: unknown, none, gzip. */
const readableCompressions = [0, 1, 2]
/** Vector tiles (MVT), PNG, JPEG, WebP, AVIF. */
const readableTypes = [1, 2, 3, 4, 5]

/** @throws BaseMapUnusable, or the error of the disk */
async function checkArchive(handle: FileHandle): Promise<{ size: number; mtimeMs: number }> {
	const stat = await handle.stat()
	if (!stat.isFile()) throw new BaseMapUnusable('is no file')
	const header = Buffer.alloc(headerBytes)
	const { bytesRead } = await handle.read(header, 0, headerBytes, 0)
	if (bytesRead < headerBytes || header.toString('latin1', 0, magic.length) !== magic)
		throw new BaseMapUnusable('is no PMTiles archive')
	if (header[versionAt] !== 3)
		throw new BaseMapUnusable(
			'is a PMTiles archive of another version than 3: convert it with pmtiles convert',
		)
	if (!readableTypes.includes(header[tileTypeAt] ?? 0))
		throw new BaseMapUnusable('has tiles of an unknown kind: use MVT, PNG, JPEG, WebP or AVIF')
	if (compressionsAt.some((at) => !readableCompressions.includes(header[at] ?? 0)))
		throw new BaseMapUnusable('is compressed with another method than gzip')
	const end = sectionsAt.reduce(
		(latest, at) => Math.max(latest, Number(header.readBigUInt64LE(at) + header.readBigUInt64LE(at + 8))),
		headerBytes,
	)
	if (end > stat.size)
		throw new BaseMapUnusable(`is incomplete: ${stat.size} of ${end} bytes are there. Copy it again`)
	return stat
}
