import * as z from 'zod/mini'
import {
	type BulkEditPreviewRequest,
	type BulkEditRecordsResponse,
	type BulkEditRequest,
	bulkEditListSchema,
	bulkEditRecordsResponseSchema,
	type FoundChanges,
	foundChangesSchema,
	type QuestionScope,
	type RecordScope,
	type WrittenTexts,
	writtenTextsSchema,
} from '#shared/cleaning/bulk-edit'
import {
	type EditFilePreview,
	editFilePreviewSchema,
	type FileColumns,
	type FilePart,
	fileColumnsSchema,
	type fileHeaderSchema,
} from '#shared/cleaning/edit-file'
import {
	type NewRelease,
	type Release,
	type ReleaseComparison,
	type ReleaseVerification,
	releaseComparisonSchema,
	releaseSchema,
	releaseVerificationSchema,
	type Supersede,
} from '#shared/export/release'
import { type BulkResult, bulkResultSchema } from '#shared/review/bulk-review'
import type { RecordQuery } from '#shared/review/record-list'
import { read } from './read-reply.ts'
import { searchOf } from './search-of.ts'
import { getJson, postJson } from './server-client.ts'

/** Time limit of long requests, ms: a million records are read and exported in less. */
export const longRequestTimeoutMs = 60 * 60_000

/** Saves an edit of some records, or undoes one; a few records per call. */
export const sendBulkEdit = (bulkEdit: BulkEditRequest): Promise<BulkResult> =>
	read(bulkResultSchema, postJson('/api/bulk-edits', bulkEdit))
export const findChanges = (request: BulkEditPreviewRequest): Promise<FoundChanges> =>
	read(foundChangesSchema, postJson('/api/bulk-edits/preview', request, longRequestTimeoutMs))
export const findTexts = (scope: QuestionScope): Promise<WrittenTexts> =>
	read(writtenTextsSchema, postJson('/api/bulk-edits/texts', scope, longRequestTimeoutMs))
/** Returns how the columns of a re-imported table are mapped. */
export const fileColumns = (header: z.infer<typeof fileHeaderSchema>): Promise<FileColumns> =>
	read(fileColumnsSchema, postJson('/api/edit-files/columns', header))
/** Returns what a batch of rows would change. */
export const previewEditFileBatch = (batch: FilePart): Promise<EditFilePreview> =>
	read(editFilePreviewSchema, postJson('/api/edit-files/preview', batch, longRequestTimeoutMs))
/** Returns conflicts between two values of the same author, with the later one. */
export const previewSelfConflicts = (scope: RecordScope): Promise<FoundChanges> =>
	read(foundChangesSchema, postJson('/api/bulk-edits/self-conflicts', scope, longRequestTimeoutMs))
export type BulkEditScope = Pick<RecordQuery, 'form' | 'round' | 'district'>
export const fetchBulkEdits = (
	query: BulkEditScope & { readonly before?: number; readonly isImport?: '1' },
): Promise<z.infer<typeof bulkEditListSchema>> =>
	read(bulkEditListSchema, getJson(`/api/bulk-edits?${searchOf(query)}`))
export const fetchBulkEditRecords = (
	id: string,
	query: BulkEditScope & { readonly after?: number },
): Promise<BulkEditRecordsResponse> =>
	read(bulkEditRecordsResponseSchema, getJson(`/api/bulk-edits/${encodeURIComponent(id)}?${searchOf(query)}`))

export const releases = (): Promise<Release[]> => read(z.array(releaseSchema), getJson('/api/releases'))
export const createRelease = (release: NewRelease): Promise<Release> =>
	read(releaseSchema, postJson('/api/releases', release, longRequestTimeoutMs))
export const checkRelease = (id: string): Promise<ReleaseVerification> =>
	read(
		releaseVerificationSchema,
		postJson(`/api/releases/${encodeURIComponent(id)}/verification`, {}, longRequestTimeoutMs),
	)
/** Returns the differences between two releases. */
export const comparedReleases = (id: string, other: string): Promise<ReleaseComparison> =>
	read(
		releaseComparisonSchema,
		getJson(
			`/api/releases/${encodeURIComponent(id)}/comparison?${searchOf({ with: other })}`,
			longRequestTimeoutMs,
		),
	)
export const supersedeRelease = (id: string, supersede: Supersede): Promise<Release> =>
	read(releaseSchema, postJson(`/api/releases/${encodeURIComponent(id)}/supersede`, supersede))
