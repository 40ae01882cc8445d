import {
	type ImportBatch,
	type ImportPreview,
	type ImportRequest,
	importPreviewSchema,
} from '#shared/import/import-api'
import { longRequestTimeoutMs } from './cleaning-client.ts'
import { read } from './read-reply.ts'
import { postJson } from './server-client.ts'

/** Dry run: returns what a batch of rows would become. */
export const previewImport = (part: ImportBatch): Promise<ImportPreview> =>
	read(importPreviewSchema, postJson('/api/import/dry-run', part, longRequestTimeoutMs))
/** Imports a batch of rows. Idempotent: the same batch is imported once, however often it is sent. */
export const importRecords = (part: ImportRequest): Promise<ImportPreview> =>
	read(importPreviewSchema, postJson('/api/import', part, longRequestTimeoutMs))
