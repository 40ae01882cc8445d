import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { FilesUnavailable } from './attachments/file-store.ts'
import { s3Bucket } from './attachments/s3-bucket.ts'
import { bucketFrom } from './open-file-store.ts'
import { type KeyStore, keysInFolder } from './sync/key-store.ts'

/**
 * Opens the store of private keys that the database must not have: next to the attachments, since all
 * processes of a server share that place; in a bucket, or else in the data folder. @throws SettingError
 */
export function openKeys(environment: NodeJS.ProcessEnv, dataFolder: string): KeyStore {
	const folder = keysInFolder(join(dataFolder, 'keys'))
	const settings = bucketFrom(environment)
	if (!settings) return folder
	const bucket = s3Bucket(settings)
	const keyOf = (name: string) => `keys/${name}`
	const keep = (name: string, secret: string) => bucket.put(keyOf(name), Buffer.from(secret))
	async function read(name: string): Promise<string | null> {
		const found = await bucket.get(keyOf(name))
		if (found) return text(found)
		// The key of a server whose files were moved from its folder into a bucket.
		const before = await folder.read(name)
		if (before !== null) await keep(name, before)
		return before
	}
	return {
		save: keep,
		read,
		async saveFirst(name, secret) {
			await bucket.putFirst(keyOf(name), Buffer.from(secret))
			const there = await read(name)
			// Another process is writing the key, and it cannot be read yet.
			if (there === null) throw new FilesUnavailable('not-listed')
			return there
		},
		async remove(name) {
			await folder.remove(name)
			await bucket.remove(keyOf(name))
		},
	}
}
