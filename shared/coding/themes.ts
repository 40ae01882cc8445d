import * as z from 'zod/mini'

const label = z.string().check(z.trim(), z.minLength(1), z.maxLength(120))
const explanation = z.string().check(z.trim(), z.maxLength(1000))
/** Short, as the list of a form names it: `trust`, `law_2018`. */
const id = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,30}$/))

/** What a theme is. */
const wording = {
	/** By language. */
	label: z.record(z.string(), label),
	/** What belongs to it, and what looks as if it did. */
	belongs: explanation,
	notBelongs: explanation,
	/** Where it stands among the others; those of the same place stand by their ids. */
	place: z.int().check(z.minimum(0), z.maximum(999)),
}

/** A theme as it is from now on. */
export const saveThemeRequestSchema = z.object({
	...wording,
	id,
	isOn: z.boolean(),
	/** Number of the wording that it takes the place of, as it was shown; 0 for a new one. */
	instead: z.int().check(z.nonnegative()),
})
export type SaveThemeRequest = z.infer<typeof saveThemeRequestSchema>

/** Who said so, and when (ISO, UTC); null for what the forms' own list says. */
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
	/** Wordings of before, newest first. */
	earlier: z.array(z.object(worded)),
})
export type Theme = z.infer<typeof themeSchema>
export const themeListSchema = z.array(themeSchema)

/** So many themes are kept apart; a codebook of more is one that nobody codes by. */
export const mostThemes = 100
