/** The first question comes first. */
const laterMs = 5000

/** Who ends the app before gets the spare key with the next PIN. */
export function saveEscrowedKeyLater(device: string, pin: string): void {
	setTimeout(() => {
		import('../storage/spare-key.ts')
			.then(async ({ saveEscrowedKey }) => {
				await saveEscrowedKey(device, pin)
				await (await import('../storage/second-pin.ts')).ensureSecondKey(device, pin)
			})
			.catch(() => undefined)
	}, laterMs)
}
