import * as z from 'zod/mini'
import { answerSchema } from '#shared/forms/answers'

/** Body of the request: which question of the record. */
export const revealIdentifierRequestSchema = z.object({
	question: z.string().check(z.minLength(1), z.maxLength(1000)),
})

/** What it says; null: that there is no answer. */
export const revealIdentifierResponseSchema = z.object({ answer: z.nullable(answerSchema) })
export type RevealIdentifierResponse = z.infer<typeof revealIdentifierResponseSchema>
