import { join } from 'node:path'

/** The part of the bundler's module graph that is used here. */
interface Graph {
	getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** A chunk and the modules where it begins, from the top of the project. */
interface Chunk {
	readonly name: string
	readonly entries: readonly string[]
}

/**
 * Puts everything that the entries of a chunk import into it, unless it is in an earlier chunk of the list: split for the desk's sake it would
 * compress worse and need more requests. Dynamic imports keep chunks of their own.
 */
export function assignChunks(chunks: readonly Chunk[]): (id: string, graph: Graph) => string | null {
	let found: Map<string, string> | null = null
	return (id, graph) => {
		found ??= nameModules(chunks, graph)
		return found.get(id) ?? null
	}
}

function nameModules(chunks: readonly Chunk[], graph: Graph): Map<string, string> {
	const found = new Map<string, string>()
	for (const { name, entries } of chunks) {
		const waiting = entries.map((entry) => join(import.meta.dirname, '..', entry))
		for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
			if (found.has(id)) continue
			found.set(id, name)
			waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []))
		}
	}
	return found
}
