import { expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { fileStoreOnDisk } from './file-store-on-disk.ts'

const now = () => Date.UTC(2026, 0, 15)

test('[FS3] a full disk accepts no part, and keeps existing ones', async () => {
	const folder = temporaryFolder()
	const bytes = seededRandom(11).bytes(1000)
	const files = await fileStoreOnDisk(folder, { now, leaveFree: 0 })
	await files.begin('an-upload')
	await files.append('an-upload', 0, bytes.subarray(0, 100))
	const full = await fileStoreOnDisk(folder, { now, leaveFree: Number.MAX_SAFE_INTEGER })
	await expect(full.append('an-upload', 100, bytes)).rejects.toMatchObject({
		code: 'server-disk-full',
		status: 507,
	})
	await expect(full.begin('another')).rejects.toMatchObject({ code: 'server-disk-full' })
	expect(await full.offsetOf('an-upload')).toBe(100)
})
