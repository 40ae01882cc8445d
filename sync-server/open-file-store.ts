import { join } from 'node:path'
import type { FileStore } from './attachments/file-store.ts'
import { fileStoreInS3 } from './attachments/file-store-in-s3.ts'
import { fileStoreOnDisk } from './attachments/file-store-on-disk.ts'
import type { S3Settings } from './attachments/s3-bucket.ts'
import { SettingError } from './startup-errors.ts'

/**
 * Opens the file store of the settings: a bucket, or the data folder. @throws SettingError, FilesUnavailable
 */
export async function openFiles(
	environment: NodeJS.ProcessEnv,
	dataFolder: string,
	now: () => number,
): Promise<FileStore> {
	const bucket = bucketFrom(environment)
	return bucket ? fileStoreInS3(bucket, { now }) : fileStoreOnDisk(join(dataFolder, 'files'), { now })
}

/** Returns the settings of the bucket. Null if there is none. @throws SettingError */
export function bucketFrom(environment: NodeJS.ProcessEnv): S3Settings | null {
	const { FILES_S3_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment
	if (!FILES_S3_URL) return null
	const url = URL.canParse(FILES_S3_URL) ? new URL(FILES_S3_URL) : null
	if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username)
		throw new SettingError(
			`FILES_S3_URL is "${FILES_S3_URL.replace(/\/\/.*@/, '//…@')}": give the address of the bucket, for example https://s3.example.org/zila-files.`,
		)
	if (url.protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
		throw new SettingError('FILES_S3_URL would leave this machine without encryption: use https://…')
	if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
		throw new SettingError(
			'FILES_S3_URL needs the keys of the bucket: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
		)
	const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION
	return {
		url: url.href,
		accessKeyId: AWS_ACCESS_KEY_ID,
		secretAccessKey: AWS_SECRET_ACCESS_KEY,
		...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
		...(region ? { region } : {}),
	}
}
