/** Somebody on this phone reads questions in Nastaliq. */
export const nastaliqKey = 'zila-nastaliq'

/** Its letters are on this phone; until they are there, and where they are not, Naskh stands. */
export async function wearWantedNastaliq(): Promise<void> {
	if (localStorage.getItem(nastaliqKey) === null) return
	await (await import('./nastaliq.ts')).wearNastaliq()
}
