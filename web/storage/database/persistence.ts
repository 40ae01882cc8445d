import { database, write } from './database.ts'
import { traced } from './live-query.ts'

/**
 * granted: the browser agreed to persistent storage · denied: it may delete data when the phone is full ·
 * unknown: not requested yet
 */
export type Persistence = 'granted' | 'denied' | 'unknown'

/** The browser's decision since the app started, even if it could not be stored. */
let answered: Persistence = 'unknown'
/** Some browsers ask the user first, and wait until there is an answer. */
const longestWaitMs = 3000

export async function persistence(): Promise<Persistence> {
	if (await traced(navigator.storage?.persisted?.())) return 'granted'
	if (answered !== 'unknown') return answered
	const stored = await (await database()).settings.get('persistence')
	return stored ? 'denied' : 'unknown'
}

/** Requests persistent storage. Called when a session begins; the result is shown. */
export async function requestPersistence(): Promise<void> {
	const before = await persistence().catch(() => 'unknown')
	if (before === 'granted') return
	const isGranted = await Promise.race([
		navigator.storage?.persist?.().catch(() => false),
		new Promise<boolean>((over) => setTimeout(() => over(false), longestWaitMs)),
	])
	answered = isGranted ? 'granted' : 'denied'
	if (answered === before) return
	const value = answered
	await write(['settings'], ({ settings }) => settings.put({ key: 'persistence', value }))
}
