import { join } from 'node:path'

/** The part of the bundler's module graph that is used here. */
interface Graph {
	getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/**
 * Puts everything that the phone loads before the first question, from `entries`, into one chunk: split for the desk's sake it would compress
 * worse and need more requests. Dynamic imports keep chunks of their own.
 */
export function appChunk(entries: readonly string[]): (id: string, graph: Graph) => string | null {
	let app: Set<string> | null = null
	return (id, graph) => {
		app ??= closureOf(
			entries.map((entry) => join(import.meta.dirname, '..', entry)),
			graph,
		)
		return app.has(id) ? 'app' : null
	}
}

function closureOf(entries: readonly string[], graph: Graph): Set<string> {
	const found = new Set<string>()
	const waiting = [...entries]
	for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
		if (found.has(id)) continue
		found.add(id)
		waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []))
	}
	return found
}
