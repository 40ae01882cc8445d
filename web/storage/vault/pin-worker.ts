import { argon2id } from 'hash-wasm'

export interface PinQuestion {
	readonly pin: string
	readonly salt: Uint8Array<ArrayBuffer>
	/** KiB. */
	readonly memory: number
}

/** The derived key, or the reason for the failure: a phone may not have the memory. */
export type PinAnswer = { readonly key: Uint8Array<ArrayBuffer> } | { readonly failure: string }

addEventListener('message', async ({ data }: MessageEvent<PinQuestion>) => {
	try {
		const key = await argon2id({
			password: data.pin,
			salt: data.salt,
			memorySize: data.memory,
			iterations: 2,
			parallelism: 1,
			hashLength: 32,
			outputType: 'binary',
		})
		postMessage({ key } as PinAnswer)
	} catch (thrown) {
		postMessage({ failure: String(thrown) } satisfies PinAnswer)
	}
})
