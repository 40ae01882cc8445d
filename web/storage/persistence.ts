import { database, write } from './database.ts'

/** granted: the browser promised · denied: it may clear when the phone is full · unknown: not asked yet */
export type Persistence = 'granted' | 'denied' | 'unknown'

/** As it was given since the app started, whether or not it could be written down. */
let answered: Persistence = 'unknown'
/** Some browsers ask the person first, and wait for as long as nobody answers. */
const longestWaitMs = 3000

export async function persistence(): Promise<Persistence> {
	if (await navigator.storage?.persisted?.()) return 'granted'
	if (answered !== 'unknown') return answered
	const asked = await (await database()).get('settings', 'persistence')
	return asked ? 'denied' : 'unknown'
}

/** Asks the browser not to clear what is kept here. Called when somebody begins work; the answer is shown. */
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
	await write(['settings'], (trx) => trx.objectStore('settings').put({ key: 'persistence', value }))
}
