import { joinBytes } from '#shared/kernel/bytes'
import { damaged, UnreadableWorkbook } from '../unreadable-workbook.ts'
import { isCompoundFile } from './leading-bytes.ts'
import { u8, u16, u32 } from './numbers.ts'

/**
 * Opens a compound file ([MS-CFB]), which is a small disk: sectors, a table that says which sector follows
 * which, and a tree of names. Returns a function that reads a top-level stream by its name; a sheet that is
 * embedded in another is on a lower level.
 */
export function openCompoundFile(file: Uint8Array): (name: string) => Uint8Array | null {
	if (!isCompoundFile(file)) throw new UnreadableWorkbook('no-workbook')
	const shift = u16(file, 30)
	if ((shift !== 9 && shift !== 12) || u16(file, 32) !== 6) damaged()
	const size = 1 << shift
	const sector = (id: number): Uint8Array => {
		const start = (id + 1) * size
		// the last sector may be cut short
		return start < file.length ? file.subarray(start, start + size) : damaged()
	}
	const table = numbersIn(tableSectors(file, sector).map(sector))
	const sectorsFrom = (first: number) => chainFrom(first, table).map(sector)

	const entries = entriesIn(joinBytes(sectorsFrom(u32(file, 48))))
	const [root = damaged()] = entries
	const smallerThan = u32(file, 56)
	const readSmall = (first: number): Uint8Array[] => {
		const pool = joinBytes(sectorsFrom(root.first))
		const smallTable = numbersIn(sectorsFrom(u32(file, 60)))
		return chainFrom(first, smallTable).map((id) => pool.subarray(id * smallSector, (id + 1) * smallSector))
	}
	return (name) => {
		const found = topOf(entries).find((entry) => entry.isStream && entry.name.toLowerCase() === name)
		if (!found) return null
		const bytes = joinBytes(found.length < smallerThan ? readSmall(found.first) : sectorsFrom(found.first))
		return bytes.length >= found.length ? bytes.subarray(0, found.length) : damaged()
	}
}

const smallSector = 64
/** From here on a number is no sector: free, the end of a chain, or reserved for the table. */
const noSector = 0xffff_fffa

/** The sectors of the table: 109 are named in the header, the others in a chain of their own. */
function tableSectors(file: Uint8Array, sector: (id: number) => Uint8Array): number[] {
	const found = new Set<number>()
	const add = (id: number) => {
		if (id >= noSector) return
		// a sector that is named twice would let a small file fill the memory
		if (found.has(id)) damaged()
		found.add(id)
	}
	for (let i = 0; i < 109; i++) add(u32(file, 76 + 4 * i))
	const seen = new Set<number>()
	for (let next = u32(file, 68); next < noSector; ) {
		if (seen.has(next)) damaged()
		seen.add(next)
		const more = sector(next)
		const last = more.length - 4
		for (let at = 0; at < last; at += 4) add(u32(more, at))
		next = u32(more, last)
	}
	return [...found]
}

function numbersIn(sectors: readonly Uint8Array[]): Uint32Array {
	const bytes = joinBytes(sectors)
	return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => u32(bytes, 4 * i))
}

function chainFrom(first: number, table: Uint32Array): number[] {
	const chain: number[] = []
	for (let id = first; id < noSector; id = table[id] ?? damaged()) {
		// a chain longer than the table is a ring
		if (chain.length >= table.length) damaged()
		chain.push(id)
	}
	return chain
}

interface DirectoryEntry {
	readonly name: string
	readonly isStream: boolean
	readonly left: number
	readonly right: number
	readonly child: number
	readonly first: number
	readonly length: number
}

function entriesIn(directory: Uint8Array): DirectoryEntry[] {
	const entries: DirectoryEntry[] = []
	for (let at = 0; at + 128 <= directory.length; at += 128) {
		let name = ''
		for (let i = 0; i < Math.min(u16(directory, at + 64), 64) - 2; i += 2)
			name += String.fromCharCode(u16(directory, at + i))
		entries.push({
			name,
			isStream: u8(directory, at + 66) === 2,
			left: u32(directory, at + 68),
			right: u32(directory, at + 72),
			child: u32(directory, at + 76),
			first: u32(directory, at + 116),
			length: u32(directory, at + 120),
		})
	}
	return entries
}

/** Returns the entries directly below the root: a tree of neighbours. */
function topOf(entries: readonly DirectoryEntry[]): DirectoryEntry[] {
	const top = new Set<DirectoryEntry>()
	const waiting = [entries[0]?.child ?? noSector]
	for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
		const entry = entries[id]
		if (!entry || top.has(entry)) continue
		top.add(entry)
		waiting.push(entry.left, entry.right)
	}
	return [...top]
}
