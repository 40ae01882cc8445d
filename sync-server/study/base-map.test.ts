import { truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { writePmtilesArchive } from '#shared/testing/pmtiles-archive'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { openBaseMap, whyUnusable } from './base-map.ts'

const tiles = [{ z: 0, x: 0, y: 0, bytes: new Uint8Array(1000) }]
function fileOf(change: (archive: Uint8Array) => void = () => {}, tileType = 2): string {
	const archive = writePmtilesArchive({ tileType, tiles })
	change(archive)
	const file = join(temporaryFolder(), 'map.pmtiles')
	writeFileSync(file, archive)
	return file
}

test.each([1, 2, 3, 4, 5])('an archive with tiles of type %i can be used', async (tileType) => {
	expect(await whyUnusable(fileOf(() => {}, tileType))).toBeNull()
})

test.each([
	['another kind of file', (archive: Uint8Array) => archive.set([0x50, 0x4b], 0), /is no PMTiles archive/],
	['version 2', (archive: Uint8Array) => archive.set([2], 7), /another version than 3/],
	['tiles of an unknown kind', (archive: Uint8Array) => archive.set([6], 99), /tiles of an unknown kind/],
	['directories in Brotli', (archive: Uint8Array) => archive.set([3], 97), /another method than gzip/],
	['tiles in Zstandard', (archive: Uint8Array) => archive.set([4], 98), /another method than gzip/],
] as const)('%s cannot be used', async (_, change, why) => {
	expect(await whyUnusable(fileOf(change))).toMatch(why)
})

test('a file that is missing, empty, a folder or copied in part cannot be used', async () => {
	const file = fileOf()
	expect(await whyUnusable(`${file}.gone`)).toBe('cannot be read (ENOENT)')
	expect(await whyUnusable(join(file, '..'))).toMatch(/is no file|EISDIR/)
	truncateSync(file, 800)
	expect(await whyUnusable(file)).toMatch(/is incomplete: 800 of \d+ bytes/)
	truncateSync(file, 0)
	expect(await whyUnusable(file)).toMatch(/is no PMTiles archive/)
})

test('a changed file has another version, also at the same size', async () => {
	const file = fileOf()
	const first = await openBaseMap(file)
	expect((await buffer(first.read({ first: 0, last: 6 }))).toString()).toBe('PMTiles')
	utimesSync(file, 1, 1)
	const second = await openBaseMap(file)
	await second.close()
	expect(second.version).not.toBe(first.version)
	expect(second.size).toBe(first.size)
})
