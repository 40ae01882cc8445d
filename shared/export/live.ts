import * as z from 'zod/mini'
import { sealingRoles } from '../access/roles.ts'

/** A column as programs are told of it, in the words of OData. */
export const liveColumnSchema = z.object({
	name: z.string(),
	/** As it is called in files. */
	header: z.string(),
	label: z.string(),
	type: z.enum(['Edm.String', 'Edm.Int64', 'Edm.Double', 'Edm.Date', 'Edm.DateTimeOffset']),
	/** What its codes mean; empty where it has none. */
	codes: z.array(z.object({ code: z.string(), label: z.string() })),
	/** Of the record itself, and no answer: ids, state, times. */
	own: z.boolean(),
	/** To whose key a version of the form seals its answers; null where none does. */
	sealedTo: z.nullable(z.enum(sealingRoles)),
})
export type LiveColumn = z.infer<typeof liveColumnSchema>

/** One table of a form: its records, or the rows of a repeat. `key`: the column by which a line is found again. */
export const liveTableSchema = z.object({
	name: z.string(),
	key: z.string(),
	columns: z.array(liveColumnSchema),
})

/** What somebody may read, form by form. */
export const liveFormSchema = z.object({
	form: z.string(),
	/** In the languages of the form. */
	title: z.record(z.string(), z.string()),
	rounds: z.array(z.string()),
	tables: z.array(liveTableSchema),
})
export type LiveForm = z.infer<typeof liveFormSchema>

/** What has changed since another reply. */
export const changesSchema = z.object({
	/** True where what was read before counts no more: all of it is told anew, from here on. */
	restarted: z.boolean(),
	records: z.array(
		z.looseObject({
			record_id: z.string(),
			form_version: z.int(),
			record_status: z.string(),
			/** Disagreements that nobody has decided. */
			open_cases: z.int(),
			/** Code of the person who began it. */
			enumerator: z.string(),
			/** ISO, UTC */
			started: z.string(),
			changed: z.string(),
			/** Grows whenever something comes to the record. */
			seq: z.int(),
			/** In the groups of the form, by the names of questions; a repeat is a list of rows, each with its `row_id`. */
			answers: z.record(z.string(), z.unknown()),
		}),
	),
	/** Ids of records that are no part of it any more: void, returned, of another round, or of a district that you do not read. */
	gone: z.array(z.string()),
	/** There is more at once. */
	more: z.boolean(),
	/** For the next request, as `after`. */
	next: z.string(),
})
