/** Delay, ms: the first question must not wait. */
const laterMs = 5000

/** Saves the escrowed key later. If the app is closed before, the next unlock does it. */
export function saveEscrowedKeyLater(device: string, pin: string): void {
	setTimeout(() => {
		import('../../storage/records/escrowed-key.ts')
			.then(async ({ saveEscrowedKey }) => {
				await saveEscrowedKey(device, pin)
				await (await import('../../storage/enrolment/second-pin.ts')).ensureSecondKey(device, pin)
			})
			.catch(() => undefined)
	}, laterMs)
}
