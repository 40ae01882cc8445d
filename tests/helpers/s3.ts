import { randomUUID } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import { AwsClient } from 'aws4fetch'
import type { S3Settings } from '../../sync-server/attachments/s3-bucket.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A server that speaks S3. Its own settings name a bucket that does not exist. */
export interface S3ForTests extends S3Settings {
	/** Creates a new, empty bucket. */
	freshBucket(): Promise<S3Settings>
	close(): Promise<void>
}

/** Connects to TEST_S3_URL, with TEST_S3_KEY and TEST_S3_SECRET, or starts a server of its own. */
export async function startS3(): Promise<S3ForTests> {
	const { TEST_S3_URL, TEST_S3_KEY = '', TEST_S3_SECRET = '' } = process.env
	if (!TEST_S3_URL) return startOwnS3()
	const keys = { accessKeyId: TEST_S3_KEY, secretAccessKey: TEST_S3_SECRET }
	return { ...bucketsAt(TEST_S3_URL, keys), close: async () => {} }
}

/**
 * Starts a server in this process, with its objects in a temporary folder. It checks signatures, and a test
 * may close it.
 */
export async function startOwnS3(): Promise<S3ForTests> {
	const directory = temporaryFolder()
	const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory })
	const { store } = server
	// the server writes in place, but real S3 shows an object completely or not at all
	let written = 0
	const putContent = store.putContent.bind(store)
	store.putContent = async (path, content) => {
		const partial = join(directory, `partial-${written++}`)
		const put = await putContent(partial, content)
		await rename(partial, path)
		return put
	}
	const { port } = await server.run()
	return {
		...bucketsAt(`http://localhost:${port}`, { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }),
		async close() {
			server.httpServer.closeAllConnections()
			await server.close()
		},
	}
}

function bucketsAt(endpoint: string, keys: Omit<S3Settings, 'url'>): Omit<S3ForTests, 'close'> {
	const client = new AwsClient({ ...keys, service: 's3' })
	return {
		...keys,
		url: `${endpoint}/no-bucket-of-this-name`,
		async freshBucket() {
			const url = `${endpoint}/zila-test-${randomUUID()}`
			const { status } = await client.fetch(url, { method: 'PUT' })
			if (status !== 200) throw new Error(`no bucket could be made: ${status}`)
			return { ...keys, url }
		},
	}
}
