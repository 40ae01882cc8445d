import * as z from 'zod/mini'
import { answerSchema } from '#shared/forms/answers'

/** Request body: the question of the record. */
export const revealIdentifierRequestSchema = z.object({
	question: z.string().check(z.minLength(1), z.maxLength(1000)),
})

/** The decrypted answer; null if there is none. */
export const revealIdentifierResponseSchema = z.object({ answer: z.nullable(answerSchema) })
export type RevealIdentifierResponse = z.infer<typeof revealIdentifierResponseSchema>
