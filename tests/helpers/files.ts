import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileStore } from '../../sync-server/attachments/file-store.ts'
import { fileStoreInS3 } from '../../sync-server/attachments/file-store-in-s3.ts'
import { fileStoreOnDisk } from '../../sync-server/attachments/file-store-on-disk.ts'
import { s3Bucket } from '../../sync-server/attachments/s3-bucket.ts'
import { engines } from './fresh-engines.ts'
import type { S3ForTests } from './s3.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A new, empty file store. */
export interface FreshFiles {
	/** Opens the same store again, as another process would. */
	open(now?: () => number): Promise<FileStore>
	/** Returns the names of all stored files. */
	lying(): Promise<string[]>
}

const inFolder = async (): Promise<FreshFiles> => {
	const folder = temporaryFolder()
	return {
		open: (now = Date.now) => fileStoreOnDisk(folder, { now, leaveFree: 0 }),
		lying: async () =>
			(readdirSync(folder, { recursive: true }) as string[]).filter((path) =>
				statSync(join(folder, path)).isFile(),
			),
	}
}
const inBucket = async (s3: () => S3ForTests): Promise<FreshFiles> => {
	const settings = await s3().freshBucket()
	return {
		open: (now = Date.now) => fileStoreInS3(settings, { now }),
		async lying() {
			const keys: string[] = []
			for await (const { key } of s3Bucket(settings).list('')) keys.push(key)
			return keys
		},
	}
}

/** Every kind of file store, for `describe.each`. */
export const placesOfFiles = (s3: () => S3ForTests) =>
	[
		['a folder', inFolder],
		['a bucket', () => inBucket(s3)],
	] as const

/** Combinations of databases and file stores, for `describe.each`. */
export const enginesWithFiles = (s3: () => S3ForTests) =>
	[
		...engines.map(([name, freshEngine]) => [name, freshEngine, inFolder] as const),
		['postgres and a bucket', engines[1][1], () => inBucket(s3)] as const,
	] as const
