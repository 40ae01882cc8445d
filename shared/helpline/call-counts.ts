import * as z from 'zod/mini'

const count = z.int().check(z.nonnegative())

/** How many calls there are, by what the published table tells; made-up ones alone, or real ones alone. */
export const callCountsSchema = z.object({
	demonstration: z.boolean(),
	/** False while calls that an earlier program took in are still being counted. */
	isWhole: z.boolean(),
	/** Codes as in `CallFacts`; `isMissed`: nobody spoke. */
	calls: z.array(
		z.object({
			month: z.string(),
			isMissed: z.boolean(),
			category: z.string(),
			gender: z.string(),
			calls: count,
		}),
	),
	/** Those that the table counts, by where the caller lives; '' where that is not asked. */
	places: z.array(z.object({ month: z.string(), district: z.string(), calls: count })),
})
export type CallCounts = z.infer<typeof callCountsSchema>
