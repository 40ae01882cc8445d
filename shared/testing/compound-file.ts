import { joinBytes } from '#shared/kernel/bytes'

export const u16le = (value: number): number[] => [value & 255, (value >> 8) & 255]
export const u32le = (value: number): number[] => [...u16le(value & 0xffff), ...u16le(value >>> 16)]

const free = 0xffff_ffff
const endOfChain = 0xffff_fffe
const smallSector = 64
const smallerThan = 4_096

interface Stream {
	readonly name: string
	readonly bytes: Uint8Array
	/** True if it is in a storage below the root, as embedded objects are. */
	readonly isEmbedded?: boolean
}

/**
 * Writes a compound file: streams shorter than 4,096 bytes are in the mini stream, as the format requires.
 */
export function compoundFile(streams: readonly Stream[], sectorSize: 512 | 4_096 = 512): Uint8Array {
	const sectors: Uint8Array[] = []
	const table: number[] = []
	/** Appends bytes in consecutive sectors and returns the first. */
	const lay = (bytes: Uint8Array): number => {
		const first = sectors.length
		for (let at = 0; at < bytes.length; at += sectorSize) {
			const sector = new Uint8Array(sectorSize)
			sector.set(bytes.subarray(at, at + sectorSize))
			sectors.push(sector)
			table.push(at + sectorSize < bytes.length ? sectors.length : endOfChain)
		}
		return bytes.length > 0 ? first : endOfChain
	}
	const pool: Uint8Array[] = []
	const smallTable: number[] = []
	const laySmall = (bytes: Uint8Array): number => {
		const first = smallTable.length
		for (let at = 0; at < bytes.length; at += smallSector) {
			const sector = new Uint8Array(smallSector)
			sector.set(bytes.subarray(at, at + smallSector))
			pool.push(sector)
			smallTable.push(at + smallSector < bytes.length ? smallTable.length + 1 : endOfChain)
		}
		return first
	}
	const laid = streams.map(({ name, bytes, isEmbedded = false }) => {
		const first = bytes.length < smallerThan ? laySmall(bytes) : lay(bytes)
		return { name, kind: 2, first, length: bytes.length, isEmbedded }
	})
	const poolBytes = joinBytes(pool)
	const poolFirst = lay(poolBytes)
	const smallTableFirst = lay(Uint8Array.from(smallTable.flatMap(u32le)))
	// 0 is the root, 1 a storage; below each its streams, each to the right of the previous one
	const entries = [
		{ name: 'Root Entry', kind: 5, first: poolFirst, length: poolBytes.length },
		{ name: 'MBD0001', kind: 1, first: 0, length: 0 },
		...laid,
	]
	const below = (isEmbedded: boolean): number[] =>
		laid.flatMap((stream, i) => (stream.isEmbedded === isEmbedded ? [i + 2] : []))
	const top = [1, ...below(false)]
	const nextOf = (i: number): number => {
		const row = top.includes(i) ? top : below(true)
		return row[row.indexOf(i) + 1] ?? free
	}
	const directoryFirst = lay(
		joinBytes(
			entries.map(({ name, kind, first, length }, i) => {
				const entry = new Uint8Array(128)
				entry.set([...name].flatMap((letter) => u16le(letter.charCodeAt(0))))
				entry.set([...u16le(2 * name.length + 2), kind], 64)
				const child = i === 0 ? 1 : i === 1 ? (below(true)[0] ?? free) : free
				entry.set([free, i === 0 ? free : nextOf(i), child].flatMap(u32le), 68)
				entry.set([...u32le(first), ...u32le(length)], 116)
				return entry
			}),
		),
	)
	const perSector = sectorSize / 4
	// the table also needs entries for its own sectors, and for those of its list beyond the header
	let tableLength = 0
	let moreLength = 0
	for (let before = -1; before !== tableLength + moreLength; ) {
		before = tableLength + moreLength
		tableLength = Math.ceil((sectors.length + tableLength + moreLength) / perSector)
		moreLength = Math.ceil(Math.max(0, tableLength - 109) / (perSector - 1))
	}
	const tableSectors = Array.from({ length: tableLength }, (_, i) => sectors.length + i)
	const moreFirst = sectors.length + tableLength
	const numbers = [
		...table,
		...new Array(tableLength).fill(0xffff_fffd),
		...new Array(moreLength).fill(0xffff_fffc),
	]
	while (numbers.length < tableLength * perSector) numbers.push(free)
	const more = Array.from({ length: moreLength }, (_, i) => {
		const named = tableSectors.slice(109 + i * (perSector - 1), 109 + (i + 1) * (perSector - 1))
		while (named.length < perSector - 1) named.push(free)
		return [...named, i + 1 < moreLength ? moreFirst + i + 1 : endOfChain]
	})
	const header = new Uint8Array(sectorSize)
	header.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
	header.set(
		[0x3e, 0x00, sectorSize === 512 ? 3 : 4, 0, 0xfe, 0xff, sectorSize === 512 ? 9 : 12, 0, 6, 0],
		24,
	)
	header.set(
		[tableLength, directoryFirst, 0, smallerThan, smallTableFirst, smallTable.length > 0 ? 1 : 0].flatMap(
			u32le,
		),
		44,
	)
	header.set([moreLength > 0 ? moreFirst : endOfChain, moreLength].flatMap(u32le), 68)
	for (let i = 0; i < 109; i++) header.set(u32le(tableSectors[i] ?? free), 76 + 4 * i)
	return joinBytes([header, ...sectors, bytesOf(numbers), ...more.map(bytesOf)])
}

const bytesOf = (numbers: readonly number[]): Uint8Array => Uint8Array.from(numbers.flatMap(u32le))
