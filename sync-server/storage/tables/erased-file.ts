import { defineTable, type ZeroOrOne } from './define-table.ts'

interface ErasedFileRow {
	project: string
	hash: string
	gone: ZeroOrOne
}

/**
 * Files that only erased records had, by SHA-256 of their content. `gone`: deleted from the server's own
 * file store.
 */
export const erased_file = defineTable<ErasedFileRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
