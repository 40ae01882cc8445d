import * as z from 'zod/mini'

const count = z.int().check(z.nonnegative())

/** Number of calls by the columns of the published table; either made-up ones only, or real ones only. */
export const callCountsSchema = z.object({
	demonstration: z.boolean(),
	/** False while calls from an earlier version are still being counted. */
	isWhole: z.boolean(),
	/** Codes as in `CallFacts`; `isMissed`: the caller did not speak. */
	calls: z.array(
		z.object({
			month: z.string(),
			isMissed: z.boolean(),
			category: z.string(),
			gender: z.string(),
			calls: count,
		}),
	),
	/** Calls in the table by district of the caller; '' if that is not asked. */
	places: z.array(z.object({ month: z.string(), district: z.string(), calls: count })),
})
export type CallCounts = z.infer<typeof callCountsSchema>
