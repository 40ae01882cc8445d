import * as z from 'zod/mini'
import { type Sheet, sheetSchema } from './sheets.ts'

/** A version of a form as the desk lists it. */
export const formVersionSchema = z.object({
	id: z.string(),
	version: z.int(),
	/** ISO time. */
	published: z.string(),
	/** Name of the person; null for a form that came with the program. */
	by: z.nullable(z.string()),
})
export type FormVersionListed = z.infer<typeof formVersionSchema>

/** A form to be published: its sheets, and the name of the file without its ending. */
export const newFormSchema = z.object({
	name: z.string().check(z.maxLength(200)),
	sheets: z.array(sheetSchema).check(z.maxLength(50)),
})
export interface NewForm {
	readonly name: string
	readonly sheets: readonly Sheet[]
}

export const publishedSchema = z.object({ id: z.string(), version: z.int() })
