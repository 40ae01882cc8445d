import * as z from 'zod/mini'

/** Long enough for a paragraph on one question. */
const textSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(2000))
const noteSchema = z.object({
	/** Path of the question; '' for the whole record. */
	about: z.string().check(z.maxLength(450)),
	text: textSchema,
})
const move = {
	/** What was on the screen, as the record said it. */
	seen: z.string().check(z.maxLength(64)),
	/** A reason that is blank has a problem of its own. */
	why: z.string().check(z.maxLength(1000)),
}
const notes = z.array(noteSchema).check(z.maxLength(200))

/** What the desk does with a whole record. */
export const reviewActionSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('approve'), ...move }),
	/** With comments, to the enumerator with whom it lies; an approved one is opened again. */
	z.object({ kind: z.literal('return'), ...move, notes }),
	/** To another enumerator of the district, who corrects it; it is returned to her. */
	z.object({ kind: z.literal('hand-on'), ...move, notes, to: z.string().check(z.maxLength(64)) }),
	/** A decision about what came late is turned round; `isTaken` as in the first. */
	z.object({
		kind: z.literal('decide-late-again'),
		...move,
		/** The revision that decided. */
		decision: z.string().check(z.maxLength(64)),
		isTaken: z.boolean(),
	}),
	/** What waits for an ancestor that never came is taken over by the desk. */
	z.object({ kind: z.literal('adopt'), ...move }),
])
export type ReviewAction = z.infer<typeof reviewActionSchema>
export type NewComment = z.infer<typeof noteSchema>
