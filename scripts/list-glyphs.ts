import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliDecompressSync } from 'node:zlib'

/* Reads the letters of a font file: its table `cmap` in WOFF2 (https://www.w3.org/TR/WOFF2). For tests. */

/** Indexes of the two tables in WOFF2's list of known names that are stored transformed. */
const transformed = [10, 11]
const cmapName = 0
const unnamed = 63

export function listGlyphs(file: string): ReadonlySet<string> {
	const bytes = readFileSync(createRequire(import.meta.url).resolve(file))
	const cmap = cmapOf(bytes)
	const letters = new Set<string>()
	for (let i = 0; i < cmap.readUInt16BE(2); i++) {
		const table = cmap.subarray(cmap.readUInt32BE(8 + 8 * i))
		for (const [first, last] of table.readUInt16BE(0) === 12 ? ranges12(table) : ranges4(table))
			for (let point = first; point <= last; point++) letters.add(String.fromCodePoint(point))
	}
	return letters
}

function cmapOf(bytes: Buffer): Buffer {
	let at = 48
	const number = () => {
		let value = 0
		for (let more = true; more; at++) {
			value = value * 128 + (bytes.readUInt8(at) & 127)
			more = bytes.readUInt8(at) > 127
		}
		return value
	}
	const tables = Array.from({ length: bytes.readUInt16BE(12) }, () => {
		const flags = bytes.readUInt8(at++)
		const name = flags & 63
		if (name === unnamed) at += 4
		const length = number()
		const isTransformed = transformed.includes(name) ? flags >> 6 === 0 : flags >> 6 !== 0
		return { name, length: isTransformed ? number() : length }
	})
	const unpacked = brotliDecompressSync(bytes.subarray(at, at + bytes.readUInt32BE(20)))
	let from = 0
	for (const { name, length } of tables) {
		if (name === cmapName) return unpacked.subarray(from, from + length)
		from += length
	}
	throw new Error('a font without letters')
}

type Range = readonly [number, number]
const ranges12 = (table: Buffer): Range[] =>
	Array.from({ length: table.readUInt32BE(12) }, (_, i) => [
		table.readUInt32BE(16 + 12 * i),
		table.readUInt32BE(20 + 12 * i),
	])
const ranges4 = (table: Buffer): Range[] => {
	if (table.readUInt16BE(0) !== 4) return []
	const twice = table.readUInt16BE(6)
	return Array.from({ length: twice / 2 }, (_, i) => [
		table.readUInt16BE(16 + twice + 2 * i),
		Math.min(table.readUInt16BE(14 + 2 * i), 0xfffe),
	])
}
