import * as z from 'zod/mini'

export const themeLabelSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(120))
const explanation = z.string().check(z.trim(), z.maxLength(1000))
/** Short, as the list of a form names it: `trust`, `law_2018`. */
export const themeIdSchema = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,30}$/))

/** Definition of a theme. */
const wording = {
	/** By language. */
	label: z.record(z.string(), themeLabelSchema),
	/** Passages that belong to it, and similar ones that do not. */
	belongs: explanation,
	notBelongs: explanation,
	/** Sort position; themes at the same position are sorted by id. */
	place: z.int().check(z.minimum(0), z.maximum(999)),
}

/** Request to save a theme. */
export const saveThemeRequestSchema = z.object({
	...wording,
	id: themeIdSchema,
	isOn: z.boolean(),
	/** Version that it replaces, as it was shown; 0 for a new theme. */
	instead: z.int().check(z.nonnegative()),
})
export type SaveThemeRequest = z.infer<typeof saveThemeRequestSchema>

/** Author and time (ISO, UTC); null for a theme of the forms' own list. */
const worded = {
	...wording,
	version: z.int(),
	isOn: z.boolean(),
	by: z.nullable(z.string()),
	at: z.nullable(z.string()),
}
export const themeSchema = z.object({
	...worded,
	id: z.string(),
	/** Earlier versions, newest first. */
	earlier: z.array(z.object(worded)),
})
export type Theme = z.infer<typeof themeSchema>
export const themeListSchema = z.array(themeSchema)

/** Maximum themes; a longer codebook is of no use to coders. */
export const maxThemes = 100
