/** Returns a choice that was stored in this browser; null without one, without storage or for a damaged value. */
export function readStoredChoice(key: string): unknown {
	try {
		return JSON.parse(localStorage.getItem(key) ?? 'null')
	} catch {
		return null
	}
}

/** Stores a choice in this browser. Without storage it lasts for this page. */
export function storeChoice(key: string, value: unknown): void {
	try {
		localStorage.setItem(key, JSON.stringify(value))
	} catch {
		// the caller keeps it in memory
	}
}
