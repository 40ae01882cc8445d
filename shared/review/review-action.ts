import * as z from 'zod/mini'
import { reasonSchema } from '#shared/kernel/reason'

/** Length for a paragraph on one question. */
const textSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(2000))
const noteSchema = z.object({
	/** Path of the question; '' for the whole record. */
	about: z.string().check(z.maxLength(450)),
	text: textSchema,
})
const move = {
	/** Digest of the state on the screen, from the record's response. */
	seen: z.string().check(z.maxLength(64)),
	/** A blank reason is refused with an error code of its own. */
	why: reasonSchema,
}
const notes = z.array(noteSchema).check(z.maxLength(200))

/** A review action on a whole record. */
export const reviewActionSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('approve'), ...move }),
	/** Returns it with comments to its owner; an approved record is opened again. */
	z.object({ kind: z.literal('return'), ...move, notes }),
	/** Assigns it to another enumerator of the district, who corrects it: it is returned to her. */
	z.object({ kind: z.literal('reassign'), ...move, notes, to: z.string().check(z.maxLength(64)) }),
	/** Reverses a decision about late revisions; `isAccepted`: true accepts them. */
	z.object({
		kind: z.literal('reverse-late-decision'),
		...move,
		/** The revision that decided. */
		decision: z.string().check(z.maxLength(64)),
		isAccepted: z.boolean(),
	}),
	/** The desk adopts revisions that wait for an ancestor that never arrived. */
	z.object({ kind: z.literal('adopt'), ...move }),
])
export type ReviewAction = z.infer<typeof reviewActionSchema>
export type NewComment = z.infer<typeof noteSchema>
