import { database, write } from './database.ts'

/** granted: the browser promised · denied: it may clear when the phone is full · unknown: not asked yet */
export type Persistence = 'granted' | 'denied' | 'unknown'

export async function persistence(): Promise<Persistence> {
	if (await navigator.storage?.persisted?.()) return 'granted'
	const asked = await (await database()).get('settings', 'persistence')
	return asked ? 'denied' : 'unknown'
}

/** Asks the browser not to clear what is kept here. Called at the first save; the answer is shown. */
export async function askForPersistence(): Promise<void> {
	if ((await persistence()) === 'granted') return
	const isGranted = (await navigator.storage?.persist?.()) ?? false
	const value = isGranted ? 'granted' : 'denied'
	await write(['settings'], (trx) => trx.objectStore('settings').put({ key: 'persistence', value }))
}
