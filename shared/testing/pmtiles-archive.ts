import { utf8 } from '../kernel/bytes.ts'

/** A tile of an archive for tests. */
export interface ArchiveTile {
	readonly z: number
	readonly x: number
	readonly y: number
	readonly bytes: Uint8Array
}

export interface ArchiveOptions {
	/** As the specification numbers them: 1 MVT, 2 PNG, 3 JPEG, 4 WebP. */
	readonly tileType: number
	readonly metadata?: Readonly<Record<string, unknown>>
	readonly tiles: readonly ArchiveTile[]
}

const headerBytes = 127

/**
 * Writes a PMTiles archive of version 3: uncompressed, with one directory, for the whole world. The specification is
 * at https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md.
 */
export function writePmtilesArchive({
	tileType,
	metadata = {},
	tiles,
}: ArchiveOptions): Uint8Array<ArrayBuffer> {
	const sorted = tiles
		.map((tile) => ({ ...tile, id: tileIdOf(tile) }))
		.sort((one, other) => one.id - other.id)
	const directory = directoryOf(sorted)
	const described = utf8(JSON.stringify(metadata))
	const dataAt = headerBytes + directory.length + described.length
	const dataLength = sorted.reduce((sum, { bytes }) => sum + bytes.length, 0)
	const archive = new Uint8Array(dataAt + dataLength)
	archive.set(utf8('PMTiles'))
	archive[7] = 3
	const view = new DataView(archive.buffer)
	const sections = [
		[headerBytes, directory.length],
		[headerBytes + directory.length, described.length],
		// no leaf directories
		[dataAt, 0],
		[dataAt, dataLength],
	]
	const counts = [sorted.length, sorted.length, sorted.length]
	for (const [i, value] of [...sections.flat(), ...counts].entries())
		view.setBigUint64(8 + 8 * i, BigInt(value), true)
	const zooms = sorted.map(({ z }) => z)
	// clustered; neither directories nor tiles are compressed
	archive.set([1, 1, 1, tileType, Math.min(...zooms), Math.max(...zooms)], 96)
	for (const [i, degrees] of [-180, -85, 180, 85].entries()) view.setInt32(102 + 4 * i, degrees * 1e7, true)
	archive.set(directory, headerBytes)
	archive.set(described, headerBytes + directory.length)
	let at = dataAt
	for (const { bytes } of sorted) {
		archive.set(bytes, at)
		at += bytes.length
	}
	return archive
}

function directoryOf(tiles: readonly { readonly id: number; readonly bytes: Uint8Array }[]): Uint8Array {
	let at = 0
	const offsets = tiles.map(({ bytes }) => {
		const offset = at
		at += bytes.length
		return offset
	})
	return Uint8Array.from(
		[
			tiles.length,
			...tiles.map(({ id }, i) => id - (tiles[i - 1]?.id ?? 0)),
			// each entry is one tile
			...tiles.map(() => 1),
			...tiles.map(({ bytes }) => bytes.length),
			...offsets.map((offset) => offset + 1),
		].flatMap(varint),
	)
}

/** Seven bits a byte, the lowest first; not with bit operations, which have 32 bits only. */
function varint(value: number): number[] {
	return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}

/** Number of a tile along the Hilbert curves of all zoom levels. */
function tileIdOf({ z, x, y }: Pick<ArchiveTile, 'z' | 'x' | 'y'>): number {
	let id = (4 ** z - 1) / 3
	let [column, row] = [x, y]
	for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
		const isEast = (column & side) > 0
		const isSouth = (row & side) > 0
		id += side * side * ((isEast ? 3 : 0) ^ (isSouth ? 1 : 0))
		if (isSouth) continue
		if (isEast) [column, row] = [side - 1 - (column & (side - 1)), side - 1 - (row & (side - 1))]
		;[column, row] = [row, column]
	}
	return id
}
