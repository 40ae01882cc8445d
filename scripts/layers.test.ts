import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aliasTargets, type ImportGraph, readImportGraph } from './import-graph.ts'

/**
 * Returns every source file of the product with its imports. Tests and tool settings are excluded.
 */
function readProduct(): ImportGraph {
	const isProduct = (file: string) => !/\.test\.tsx?$|vite\.config\.ts$|^web\/testing\//.test(file)
	return new Map([...readImportGraph(['shared', 'web', 'sync-server'])].filter(([file]) => isProduct(file)))
}

/** Layers from the lowest to the highest; a file belongs to the first one whose pattern matches. */
const layers: readonly RegExp[] = [
	/^shared\//,
	/^(web|sync-server)\/storage\//,
	/^web\/(sync|api)\//,
	/^web\/(ui|locales)\//,
	/^web\/(phone|desk)\/|^sync-server\/(?!http\/|demonstration\/|commands\/)[a-z-]+\//,
	/^sync-server\/http\//,
	/^(web|sync-server)\/[a-z-]+\.tsx?$|^sync-server\/(demonstration|commands)\//,
]
/**
 * Returns the area of a file: `shared/forms`, `web/desk/review`, or the file itself where it is above all
 * areas, as `sync-server/main.ts`. Folders within an area belong to it.
 */
function areaOf(file: string): string {
	if (/^(web|sync-server)(\/storage)?\/[a-z-]+\.tsx?$/.test(file)) return file
	const folders = dirname(file).split('/')
	const isNested = /^web\/(desk|phone|storage)\/|^sync-server\/storage\//.test(file)
	return folders.slice(0, isNested ? 3 : 2).join('/')
}
const layerOf = (file: string): number => layers.findIndex((pattern) => pattern.test(file))

/** Returns the first cycle found in a graph; null if there is none. */
function findCycle(graph: ReadonlyMap<string, Iterable<string>>): string[] | null {
	const done = new Set<string>()
	const path: string[] = []
	const visit = (node: string): string[] | null => {
		const at = path.indexOf(node)
		if (at >= 0) return [...path.slice(at), node]
		if (done.has(node)) return null
		path.push(node)
		for (const next of graph.get(node) ?? []) {
			const cycle = visit(next)
			if (cycle) return cycle
		}
		path.pop()
		done.add(node)
		return null
	}
	for (const node of graph.keys()) {
		const cycle = visit(node)
		if (cycle) return cycle
	}
	return null
}

/** Matches a variable of a module, and a map or set that begins empty; not one that is only read. */
const moduleState =
	/^(?:export )?(?:let (\w+)|const (\w+)(?!: Readonly)(?:: .+)? = new (?:Weak)?(?:Map|Set)(?:<.*>)?(?:\(\)|<$))/

/** Returns the names of mutable state of a module without a comment above it. */
function findStateWithoutReason(source: string): string[] {
	const lines = source.split('\n')
	return lines.flatMap((line, i) => {
		const [, variable, collection] = moduleState.exec(line) ?? []
		const name = variable ?? collection
		// several in a row share the reason above the first
		let first = i
		while (moduleState.test(lines[first - 1] ?? '')) first--
		return name !== undefined && !/\*\/\s*$|^\/\//.test(lines[first - 1] ?? '') ? [name] : []
	})
}

describe('layers', () => {
	const product = readProduct()

	test('every file has a layer, and every imported file exists', () => {
		expect([...product.keys()].filter((file) => layerOf(file) < 0)).toEqual([])
		const missing = [...product].flatMap(([file, imports]) =>
			imports.filter((target) => !product.has(target)).map((target) => `${file} → ${target}`),
		)
		expect(missing).toEqual([])
		expect(product.size).toBeGreaterThan(80)
	})
	test('a file imports from its own layer or a lower one', () => {
		const upward = [...product].flatMap(([file, imports]) =>
			imports.filter((target) => layerOf(target) > layerOf(file)).map((target) => `${file} → ${target}`),
		)
		expect(upward).toEqual([])
	})
	test('web and sync-server share only files of shared', () => {
		const half = (file: string) => file.split('/')[0]
		const across = [...product].flatMap(([file, imports]) =>
			imports
				.filter((target) => half(target) !== 'shared' && half(target) !== half(file))
				.map((target) => `${file} → ${target}`),
		)
		expect(across).toEqual([])
	})
	test('no import cycle of files', () => {
		expect(findCycle(product)).toBeNull()
	})
	test('no import cycle of areas', () => {
		const areas = new Map<string, Set<string>>()
		for (const [file, imports] of product)
			for (const target of imports)
				if (areaOf(target) !== areaOf(file)) {
					const known = areas.get(areaOf(file)) ?? new Set()
					areas.set(areaOf(file), known.add(areaOf(target)))
				}
		expect(findCycle(areas)).toBeNull()
	})
	test('the phone imports nothing from the desk', () => {
		const wrong = [...product].filter(
			([file, imports]) =>
				file.startsWith('web/phone/') && imports.some((target) => target.startsWith('web/desk/')),
		)
		expect(wrong.map(([file]) => file)).toEqual([])
	})
	test('queries are only in the storage of the server', () => {
		const raw =
			/\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql(<[^>]*>)?`|\b(session|reading|changing|moment)\.db\b/
		const wrong = [...product.keys()].filter(
			(file) =>
				file.startsWith('sync-server/') &&
				!file.startsWith('sync-server/storage/') &&
				raw.test(readFileSync(file, 'utf8')),
		)
		expect(wrong).toEqual([])
	})
	// whoever holds the phone reads them without the PIN
	test('nothing in the app shows a notification of the phone', () => {
		const shown = /\bshowNotification\b|\bnew Notification\(|\bNotification\.|\bpushManager\b/
		const wrong = [...product.keys()].filter(
			(file) => file.startsWith('web/') && shown.test(readFileSync(file, 'utf8')),
		)
		expect(wrong).toEqual([])
	})
	test('mutable state of a module on the screens stands beside its reason', () => {
		const wrong = [...product.keys()]
			.filter((file) => file.startsWith('web/'))
			.flatMap((file) => findStateWithoutReason(readFileSync(file, 'utf8')).map((name) => `${file}: ${name}`))
		expect(wrong).toEqual([])
	})
	test('variables, and maps and sets that begin empty, are the mutable state of a module', () => {
		const source = [
			'/** Number of the last request. */',
			'let last = 0',
			'let next = 0',
			'',
			'export let first = 0',
			'const listeners = new Set<() => void>()',
			'',
			'export const cache: WeakMap<object, string> = new WeakMap()',
			'const waiting = new Map<',
			'	string,',
			'	{ readonly at: Map<string, string> }',
			'>()',
			'// answers that the server does not have',
			'const unsent = new Map<string, string>()',
			'const none: ReadonlySet<string> = new Set()',
			"const letters = new Set(['a'])",
		].join('\n')
		expect(findStateWithoutReason(source)).toEqual(['first', 'listeners', 'cache', 'waiting'])
	})
	test('the product imports nothing that only tests need', () => {
		const used = [...product].filter(([file]) => !file.startsWith('shared/testing/'))
		const wrong = used.filter(([, imports]) => imports.some((target) => target.startsWith('shared/testing/')))
		expect(wrong.map(([file]) => file)).toEqual([])
	})
	test('an alias in package.json resolves to the file of every condition', () => {
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
	test('detects an import cycle', () => {
		expect(
			findCycle(
				new Map([
					['a', ['b']],
					['b', ['c']],
					['c', ['a']],
				]),
			),
		).toEqual(['a', 'b', 'c', 'a'])
	})
})
