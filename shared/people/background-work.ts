import * as z from 'zod/mini'

/** State of everything that the server computes from records in the background. */
export const backgroundWorkSchema = z.object({
	projections: z.array(
		z.object({
			name: z.string(),
			/** Number of records, interviews or districts that wait; the server stops counting at some thousands. */
			lag: z.int(),
			/** True if its last run in the process that answers has failed. */
			hasFailed: z.boolean(),
		}),
	),
})
export type BackgroundWork = z.infer<typeof backgroundWorkSchema>
