import { describe, expect, test } from 'vitest'
import { aliasTargets, type ImportGraph, readImportGraph } from '../../scripts/import-graph.ts'

/**
 * Returns every source file, with the files of ours that it imports. Tests and tool settings are excluded.
 */
function readHouse(): ImportGraph {
	const isProduct = (file: string) => !/\.test\.tsx?$|vite\.config\.ts$|^web\/testing\//.test(file)
	return new Map([...readImportGraph(['shared', 'web', 'sync-server'])].filter(([file]) => isProduct(file)))
}

const floors: [pattern: RegExp, floor: number][] = [
	[/^shared\//, 0],
	[/^(web|sync-server)\/storage\//, 1],
	[
		/^web\/sync\/|^sync-server\/(sync|access-log|accounts|aloud|attachments|forms|coverage|review|export|backup|carried|destroy|fieldwork|back-checks|quality|sample|cleaning|live|older-data|figures|helpline|coding)\//,
		2,
	],
	[/^web\/[a-z-]+\/|^sync-server\/http\//, 3],
	[/^(web|sync-server)\/[a-z-]+\.tsx?$|^sync-server\/(demonstration|commands)\//, 4],
]
const floorOf = (file: string): number => floors.find(([pattern]) => pattern.test(file))?.[1] ?? Number.NaN
const roomOf = (file: string): string => file.split('/').slice(0, 2).join('/')

/** Returns the first cycle found in a graph; null if there is none. */
function findRing(graph: ReadonlyMap<string, Iterable<string>>): string[] | null {
	const done = new Set<string>()
	const path: string[] = []
	const visit = (node: string): string[] | null => {
		const at = path.indexOf(node)
		if (at >= 0) return [...path.slice(at), node]
		if (done.has(node)) return null
		path.push(node)
		for (const next of graph.get(node) ?? []) {
			const ring = visit(next)
			if (ring) return ring
		}
		path.pop()
		done.add(node)
		return null
	}
	for (const node of graph.keys()) {
		const ring = visit(node)
		if (ring) return ring
	}
	return null
}

describe('the house stands', () => {
	const house = readHouse()

	test('every file has a floor, and every import of ours exists', () => {
		expect([...house.keys()].filter((file) => Number.isNaN(floorOf(file)))).toEqual([])
		const missing = [...house].flatMap(([file, imports]) =>
			imports.filter((target) => !house.has(target)).map((target) => `${file} → ${target}`),
		)
		expect(missing).toEqual([])
		expect(house.size).toBeGreaterThan(80)
	})
	test('imports go down or stay on their floor, never up', () => {
		const upward = [...house].flatMap(([file, imports]) =>
			imports.filter((target) => floorOf(target) > floorOf(file)).map((target) => `${file} → ${target}`),
		)
		expect(upward).toEqual([])
	})
	test('web and sync-server meet only in shared', () => {
		const half = (file: string) => file.split('/')[0]
		const across = [...house].flatMap(([file, imports]) =>
			imports
				.filter((target) => half(target) !== 'shared' && half(target) !== half(file))
				.map((target) => `${file} → ${target}`),
		)
		expect(across).toEqual([])
	})
	test('no ring of files', () => {
		expect(findRing(house)).toBeNull()
	})
	test('no ring of rooms', () => {
		const rooms = new Map<string, Set<string>>()
		for (const [file, imports] of house)
			for (const target of imports)
				if (roomOf(target) !== roomOf(file)) {
					const known = rooms.get(roomOf(file)) ?? new Set()
					rooms.set(roomOf(file), known.add(roomOf(target)))
				}
		expect(findRing(rooms)).toBeNull()
	})
	test('what people use never imports what only tests need', () => {
		const used = [...house].filter(([file]) => !file.startsWith('shared/testing/'))
		const wrong = used.filter(([, imports]) => imports.some((target) => target.startsWith('shared/testing/')))
		expect(wrong.map(([file]) => file)).toEqual([])
	})
	test('an alias of package.json is followed to the file of every condition', () => {
		const imports = {
			'#shared/kernel/digest': { node: './sync-server/own.ts', default: './shared/kernel/digest.ts' },
			'#shared/*': './shared/*.ts',
		}
		expect(aliasTargets('#shared/kernel/digest', imports)).toEqual([
			'sync-server/own.ts',
			'shared/kernel/digest.ts',
		])
		expect(aliasTargets('#shared/kernel/ids', imports)).toEqual(['shared/kernel/ids.ts'])
		expect(aliasTargets('#web/app', imports)).toEqual(['#web/app: no alias of package.json'])
	})
	test('a ring is found where there is one', () => {
		expect(
			findRing(
				new Map([
					['a', ['b']],
					['b', ['c']],
					['c', ['a']],
				]),
			),
		).toEqual(['a', 'b', 'c', 'a'])
	})
})
