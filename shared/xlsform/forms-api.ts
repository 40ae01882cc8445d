import * as z from 'zod/mini'
import { formAssignmentSchema } from '../forms/form-assignment.ts'
import { formAvailabilities } from '../forms/form-definition.ts'
import { formDefinitionSchema } from '../forms/form-definition-schema.ts'
import { sheetSchema } from './sheets.ts'

/** A version of a form as the desk lists it. */
export const formVersionSchema = z.object({
	id: z.string(),
	version: z.int(),
	/** ISO time. */
	published: z.string(),
	/** Name of the user who published it. Null for a form that came with the software. */
	by: z.nullable(z.string()),
	/** State of the form, the same for all versions. */
	state: z.enum(formAvailabilities),
	/** Assignment of the form, the same for all versions. */
	assigned: formAssignmentSchema,
})
export type FormVersionListItem = z.infer<typeof formVersionSchema>

/** A form to be published: its sheets, and the name of the file without its ending. */
export const newFormSchema = z.object({
	name: z.string().check(z.maxLength(200)),
	/** The form's own sheets and attached tables; a table has the name of its file. */
	sheets: z.array(sheetSchema).check(z.maxLength(100)),
	/** Data URLs by file name. */
	media: z.optional(
		z.record(
			z.string().check(z.maxLength(200)),
			z.string().check(z.maxLength(700_000), z.startsWith('data:')),
		),
	),
	/** Assignment of a new form. */
	assigned: z.optional(formAssignmentSchema),
})

export const newFormAssignmentSchema = z.object({ assigned: formAssignmentSchema })

export const newFormStateSchema = z.object({ state: z.enum(formAvailabilities) })

/**
 * Result of publishing. `version` is null if it weakens the sealing of its form and waits for an approval.
 */
export const publishedSchema = z.object({ id: z.string(), version: z.nullable(z.int()) })
export type Published = z.infer<typeof publishedSchema>

/** Current version of a form. */
export const formListItemSchema = z.object({
	id: z.string(),
	version: z.int(),
	definition: formDefinitionSchema,
})
export type FormListItem = z.infer<typeof formListItemSchema>
