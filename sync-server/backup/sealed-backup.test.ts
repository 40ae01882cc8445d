import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { removeLeftCopies } from './sealed-backup.ts'

test('a server without its own data folder, as with PostgreSQL and a bucket, has no copy to remove', async () => {
	await expect(removeLeftCopies(join(temporaryFolder(), 'nowhere'))).resolves.toBeUndefined()
})
