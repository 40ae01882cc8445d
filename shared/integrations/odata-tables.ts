import * as z from 'zod/mini'
import { sealingRoles } from '../people/roles.ts'

/** A column of the API, in the terms of OData. */
export const dataColumnSchema = z.object({
	name: z.string(),
	/** Name of the column in files. */
	header: z.string(),
	label: z.string(),
	type: z.enum(['Edm.String', 'Edm.Int64', 'Edm.Double', 'Edm.Date', 'Edm.DateTimeOffset']),
	/** Codes with their labels; empty if it has none. */
	codes: z.array(z.object({ code: z.string(), label: z.string() })),
	/** True for a column of the record itself, not an answer: ids, status, times. */
	own: z.boolean(),
	/** Role to whose key a version of the form seals its answers; null if none does. */
	sealedTo: z.nullable(z.enum(sealingRoles)),
})
export type DataColumn = z.infer<typeof dataColumnSchema>

/** One table of a form: its records, or the rows of a repeat. `key`: the column that identifies a row. */
export const dataTableSchema = z.object({
	name: z.string(),
	key: z.string(),
	columns: z.array(dataColumnSchema),
})

/** A form that the user can read. */
export const dataFormSchema = z.object({
	form: z.string(),
	/** By language of the form. */
	title: z.record(z.string(), z.string()),
	rounds: z.array(z.string()),
	tables: z.array(dataTableSchema),
})
export type DataForm = z.infer<typeof dataFormSchema>

/** Changes since an earlier response. */
export const changesSchema = z.object({
	/** True if the cursor is no longer valid: everything is sent again, from here on. */
	restarted: z.boolean(),
	records: z.array(
		z.looseObject({
			record_id: z.string(),
			form_version: z.int(),
			record_status: z.string(),
			/** Number of open conflicts. */
			open_cases: z.int(),
			/** Username of the person who began it. */
			enumerator: z.string(),
			/** ISO, UTC */
			started: z.string(),
			changed: z.string(),
			/** Increases with every change of the record. */
			seq: z.int(),
			/**
			 * Nested by the groups of the form, by question names; a repeat is a list of rows, each with its `row_id`.
			 */
			answers: z.record(z.string(), z.unknown()),
		}),
	),
	/**
	 * Ids of records that left the selection: void, returned, of another round, or of a district that the user
	 * cannot read.
	 */
	gone: z.array(z.string()),
	/** True if there are more changes to read at once. */
	more: z.boolean(),
	/** Cursor for the next request, as `after`. */
	next: z.string(),
})
