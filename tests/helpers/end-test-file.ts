import { afterAll } from 'vitest'
import { deleteTemporaryFolders } from './temporary-folder.ts'

/*
 * Runs before each test file that has folders. Where many files share their modules (vitest.config.ts), a hook in one of these would run after the
 * first file only.
 */
// registered first, so it runs last
afterAll(deleteTemporaryFolders)
