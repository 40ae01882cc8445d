import { argon2id } from 'hash-wasm'

export interface PinQuestion {
	readonly pin: string
	readonly salt: Uint8Array<ArrayBuffer>
}

addEventListener('message', async ({ data }: MessageEvent<PinQuestion>) => {
	const key = await argon2id({
		password: data.pin,
		salt: data.salt,
		memorySize: 19_456,
		iterations: 2,
		parallelism: 1,
		hashLength: 32,
		outputType: 'binary',
	})
	postMessage(key)
})
