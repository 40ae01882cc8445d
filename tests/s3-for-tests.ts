import { mkdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import type { S3Settings } from '../sync-server/attachments/s3-bucket.ts'
import { temporaryFolder } from './fresh-engines.ts'

export interface S3ForTests extends S3Settings {
	/** A new, empty bucket there. */
	freshBucket(): S3Settings
	close(): Promise<void>
}

/** A store that speaks S3, in this process, with its objects in a temporary folder. It checks signatures. */
export async function startS3(): Promise<S3ForTests> {
	const directory = temporaryFolder()
	const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory })
	const { store } = server
	// it writes in place; where S3 is meant, an object is there whole or not at all
	let written = 0
	const putContent = store.putContent.bind(store)
	store.putContent = async (path, content) => {
		const partial = join(directory, `partial-${written++}`)
		const put = await putContent(partial, content)
		await rename(partial, path)
		return put
	}
	const { port }: AddressInfo = await server.run()
	const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
	let buckets = 0
	return {
		...keys,
		url: `http://localhost:${port}/no-bucket`,
		freshBucket() {
			const name = `bucket-${buckets++}`
			mkdirSync(join(directory, name))
			return { ...keys, url: `http://localhost:${port}/${name}` }
		},
		async close() {
			server.httpServer.closeAllConnections()
			await server.close()
		},
	}
}
