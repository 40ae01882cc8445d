import { join } from 'node:path'

/** What the bundler tells of a module. */
interface Graph {
	getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/**
 * Everything that the phone loads at once stays in one file: cut into pieces for the desk's sake it would be compressed
 * worse, and the phone asks for it piece by piece. What is imported only when needed keeps a file of its own.
 */
export function appChunk(entry: string): (id: string, graph: Graph) => string | null {
	let app: Set<string> | null = null
	return (id, graph) => {
		app ??= closureOf(join(import.meta.dirname, '..', entry), graph)
		return app.has(id) ? 'app' : null
	}
}

function closureOf(entry: string, graph: Graph): Set<string> {
	const found = new Set<string>()
	const waiting = [entry]
	for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
		if (found.has(id)) continue
		found.add(id)
		waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []))
	}
	return found
}
