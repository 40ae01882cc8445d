/** Where a choice is stored: in this browser, or in this tab until it is closed. */
type Place = 'browser' | 'tab'

const storageOf = (place: Place) => (place === 'browser' ? localStorage : sessionStorage)

/** Returns a stored choice; null without one, without storage or for a damaged value. */
export function readStoredChoice(key: string, place: Place = 'browser'): unknown {
	try {
		return JSON.parse(storageOf(place).getItem(key) ?? 'null')
	} catch {
		return null
	}
}

/** Stores a choice. Without storage it lasts for this page. */
export function storeChoice(key: string, value: unknown, place: Place = 'browser'): void {
	try {
		storageOf(place).setItem(key, JSON.stringify(value))
	} catch {
		// the caller keeps it in memory
	}
}
