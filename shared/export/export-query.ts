import * as z from 'zod/mini'
import { finishedStatuses } from '../coverage/coverage.ts'
import { recordQuerySchema } from '../review/record-list.ts'
import { exportFormatNames } from './export-formats.ts'
import { type Audience, audiences } from './public-use-file.ts'
import { multipleChoiceColumns } from './table-plan.ts'

/** Selection of records for an export. */
export const exportedRecordsSchema = z.object({
	...recordQuerySchema.shape,
	form: z.string(),
	round: z.string(),
	/** Drafts are never exported. */
	status: z.optional(z.enum(finishedStatuses)),
})

export type ExportedRecords = z.infer<typeof exportedRecordsSchema>

/** Query of an export. */
export const exportQuerySchema = z.object({
	...exportedRecordsSchema.shape,
	values: z.string().check(z.regex(/^(codes|[a-z]{2,3}(-[A-Za-z]{2,8})?)$/)),
	mark: z.optional(z.enum(['0', '1'])),
	format: z.optional(z.enum(exportFormatNames)),
	/** Paths of the questions to export, with commas between them; all if absent. */
	questions: z.optional(z.string().check(z.minLength(1), z.maxLength(100_000))),
	/** `1`: include attachments. */
	media: z.optional(z.enum(['0', '1'])),
	/**
	 * For a workbook: codes with labels in the next column, in the language of `values`, or else in the form's
	 * first one. `beside` is the former name, in addresses that people have kept.
	 */
	labels: z.optional(z.enum(['next-to-codes', 'beside'])),
	/** `1`: rows of repeats become columns of the main table. */
	wide: z.optional(z.enum(['0', '1'])),
	/** Columns of multiple-choice questions; if absent, one with all codes and one per choice. */
	multiple: z.optional(z.enum(multipleChoiceColumns)),
	/** Locations are not geomasked. */
	places: z.optional(z.enum(['exact'])),
	/** Audience of a public export without identifying data. */
	for: z.optional(z.enum(Object.keys(audiences) as Audience[])),
})
export type ExportQuery = z.infer<typeof exportQuerySchema>

/** Request for a file that is written in the background: an export, or a release by its id. */
export const exportJobRequestSchema = z.union([
	z.object({ of: z.literal('export'), ...exportQuerySchema.shape }),
	z.object({ of: z.literal('release'), release: z.string().check(z.maxLength(64)) }),
])
export type ExportJobRequest = z.infer<typeof exportJobRequestSchema>
