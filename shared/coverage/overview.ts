import * as z from 'zod/mini'
import { fieldworkDatesSchema } from './fieldwork-dates.ts'

const count = z.int()

/** Facts of the overview besides progress. Null for what the user may not see. */
export const overviewSchema = z.object({
	dates: fieldworkDatesSchema,
	/**
	 * Active phones of the user's districts, of the demonstration only in its rounds; `silent`: without contact for
	 * two days.
	 */
	devices: z.nullable(z.object({ active: count, silent: count })),
	/** Time of the last change of the oldest record in the review queue of all rounds, ISO; null if there is none. */
	oldestInQueue: z.nullable(z.string()),
	/** Districts of the user that have a sample in the round. */
	sampledDistricts: z.nullable(z.array(z.string())),
	/** Inaccessible clusters in whose place nobody works; `replacement`: the one that opened for it, without an enumerator. */
	unreplacedClusters: z.nullable(
		z.array(z.object({ cluster: z.string(), district: z.string(), replacement: z.nullable(z.string()) })),
	),
})
export type Overview = z.infer<typeof overviewSchema>

/** Time in ms after which a phone counts as silent. */
export const silentAfterMs = 2 * 86_400_000
