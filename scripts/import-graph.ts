import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * Import graph of the repository. It is read from the text of the sources: that takes a second for all
 * of them, and is exact for the way in which imports are written here.
 */

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Imported paths by path, both from the root of the repository. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** Subpath imports of package.json: a path, or a path for each condition (`node`, `default`). */
export type SubpathImports = Readonly<Record<string, string | Readonly<Record<string, string>>>>

const { imports: packageImports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	imports: SubpathImports
}

/** Reads all TypeScript and JavaScript files below these folders. */
export function readImportGraph(folders: readonly string[]): ImportGraph {
	const files = folders
		.flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
				entry.isFile(),
			),
		)
		.map(({ parentPath, name }) => relative(root, join(parentPath, name)))
		.filter((file) => /\.(tsx?|mjs)$/.test(file) && !file.endsWith('.d.ts'))
	return new Map(files.map((file) => [file, importsOf(file)]))
}

const importing = /(?:from\s+|import\s+|import\(\s*|vi\.mock\(\s*|new URL\(\s*)['"]([^'"]+)['"]/g

/**
 * Returns the repository's files that a file imports, statically or dynamically, starts as a worker or
 * names by `new URL`.
 */
function importsOf(file: string): string[] {
	const text = readFileSync(join(root, file), 'utf8')
	return [...text.matchAll(importing)].flatMap(([, name = '']) => {
		if (name.startsWith('#')) return aliasTargets(name, packageImports)
		const isOurs = name.startsWith('.') && /\.(tsx?|mjs)$/.test(name)
		return isOurs ? [relative(root, resolve(root, dirname(file), name))] : []
	})
}

/**
 * Returns every file that an alias can resolve to, one for each condition; the longest matching pattern
 * wins, as in Node.
 */
export function aliasTargets(name: string, imports: SubpathImports): string[] {
	const [pattern] = Object.keys(imports)
		.filter((each) => {
			const [start = '', end = ''] = each.split('*')
			return each.includes('*') ? name.startsWith(start) && name.endsWith(end) : name === each
		})
		.sort((one, other) => other.length - one.length)
	const target = pattern === undefined ? undefined : imports[pattern]
	if (pattern === undefined || target === undefined) return [`${name}: no alias of package.json`]
	const [start = '', end = ''] = pattern.split('*')
	const filled = pattern.includes('*') ? name.slice(start.length, name.length - end.length) : ''
	const paths = typeof target === 'string' ? [target] : Object.values(target)
	return paths.map((path) => relative(root, resolve(root, path.replace('*', filled))))
}

/**
 * Returns the changed files and everything that depends on them, with the number of imports between; 0 for
 * a changed file.
 */
export function dependents(graph: ImportGraph, changed: Iterable<string>): Map<string, number> {
	const importers = new Map<string, string[]>()
	for (const [file, imports] of graph)
		for (const target of imports) {
			const known = importers.get(target) ?? []
			known.push(file)
			importers.set(target, known)
		}
	const found = new Map<string, number>([...changed].map((file) => [file, 0]))
	let edge = [...found.keys()]
	for (let distance = 1; edge.length > 0; distance++) {
		edge = edge.flatMap((file) => importers.get(file) ?? []).filter((file) => !found.has(file))
		for (const file of edge) found.set(file, distance)
	}
	return found
}
