/** Types of the package, as far as it is used; it has none. */
declare module '@20minutes/s3rver' {
	import type { Server } from 'node:http'
	import type { AddressInfo } from 'node:net'

	interface Options {
		readonly address: string
		readonly port: number
		readonly silent: boolean
		readonly directory: string
	}
	export default class S3rver {
		constructor(options: Options)
		readonly store: { putContent(path: string, content: unknown): Promise<[size: number, md5: string]> }
		readonly httpServer: Server
		run(): Promise<AddressInfo>
		close(): Promise<void>
	}
}
