import * as z from 'zod/mini'
import {
	bulkEditListSchema,
	bulkEditPreviewRequestSchema,
	bulkEditRecordsResponseSchema,
	bulkEditRequestSchema,
	foundChangesSchema,
	maxBulkEditBytes,
	questionScopeSchema,
	recordScopeSchema,
	writtenTextsSchema,
} from '../cleaning/bulk-edit.ts'
import {
	editFilePreviewSchema,
	fileColumnsSchema,
	fileHeaderSchema,
	filePartSchema,
} from '../cleaning/edit-file.ts'
import { wholeNumberSchema } from '../kernel/whole-number.ts'
import { bulkResultSchema } from '../review/bulk-review.ts'
import { recordQuerySchema } from '../review/record-list.ts'
import { idParameter } from './parameters.ts'
import { defineApi, wholeRoundCost } from './route.ts'

/** Bytes: some rows of a file, or one record with very many rows. */
const largestPart = 8_000_000
/** A few hundred records are read. */
const ofPartOfRound = 4
const placesQuery = z.pick(recordQuerySchema, { form: true, round: true, district: true, search: true })

/** Routes for edits of many records by data managers: preview, apply, undo, and files that were edited elsewhere. */
export const cleaningApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/bulk-edits',
		permission: 'records.edit',
		audit: ['edits-listed'],
		query: z.object({
			...placesQuery.shape,
			before: z.optional(wholeNumberSchema),
			/** `1`: imported records instead of bulk edits. */
			isImport: z.optional(z.literal('1')),
		}),
		response: bulkEditListSchema,
	},
	records: {
		method: 'GET',
		path: '/api/bulk-edits/:id',
		permission: 'records.edit',
		audit: ['edits-listed'],
		params: idParameter,
		query: z.object({ ...placesQuery.shape, after: z.optional(wholeNumberSchema) }),
		response: bulkEditRecordsResponseSchema,
	},
	apply: {
		method: 'POST',
		path: '/api/bulk-edits',
		permission: 'records.edit',
		audit: ['record-edited', 'edit-undone', 'edits-listed'],
		bodyLimit: maxBulkEditBytes,
		body: bulkEditRequestSchema,
		response: bulkResultSchema,
	},
	preview: {
		method: 'POST',
		path: '/api/bulk-edits/preview',
		permission: 'records.edit',
		audit: ['answers-previewed'],
		isLong: true,
		cost: wholeRoundCost,
		body: bulkEditPreviewRequestSchema,
		response: foundChangesSchema,
	},
	findTexts: {
		method: 'POST',
		path: '/api/bulk-edits/texts',
		permission: 'records.edit',
		audit: ['answers-previewed'],
		isLong: true,
		cost: wholeRoundCost,
		body: questionScopeSchema,
		response: writtenTextsSchema,
	},
	fileColumns: {
		method: 'POST',
		path: '/api/edit-files/columns',
		permission: 'records.edit',
		audit: 'nothing',
		bodyLimit: largestPart,
		body: fileHeaderSchema,
		response: fileColumnsSchema,
	},
	previewFile: {
		method: 'POST',
		path: '/api/edit-files/preview',
		permission: 'records.edit',
		audit: ['edit-file-previewed'],
		isLong: true,
		cost: ofPartOfRound,
		bodyLimit: largestPart,
		body: filePartSchema,
		response: editFilePreviewSchema,
	},
	previewSelfConflicts: {
		method: 'POST',
		path: '/api/bulk-edits/self-conflicts',
		permission: 'records.edit',
		audit: ['records-listed'],
		isLong: true,
		cost: wholeRoundCost,
		body: recordScopeSchema,
		response: foundChangesSchema,
	},
})
