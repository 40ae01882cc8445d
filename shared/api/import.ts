import { importBatchSchema, importPreviewSchema, importRequestSchema } from '../import/import-api.ts'
import { defineApi } from './route.ts'

/** Bytes: some hundred rows. */
const largestPart = 8_000_000
/** Cost of evaluating the form for that many rows. */
const ofSomeLines = 4

/** Routes for importing records of another tool or an earlier round: dry run, then import. */
export const importApi = defineApi({
	dryRun: {
		method: 'POST',
		path: '/api/import/dry-run',
		permission: 'records.import',
		audit: ['import-previewed'],
		isLong: true,
		cost: ofSomeLines,
		bodyLimit: largestPart,
		body: importBatchSchema,
		response: importPreviewSchema,
	},
	run: {
		method: 'POST',
		path: '/api/import',
		permission: 'records.import',
		audit: ['import-previewed', 'records-imported'],
		isLong: true,
		cost: ofSomeLines,
		bodyLimit: largestPart,
		body: importRequestSchema,
		response: importPreviewSchema,
	},
})
