import * as z from 'zod/mini'

/** No limit in minutes is higher. */
export const longestMinutes = 24 * 60
const minutes = z.int().check(z.minimum(1), z.maximum(longestMinutes))
const metres = z.int().check(z.minimum(1), z.maximum(100_000))
const hour = z.int().check(z.minimum(0), z.maximum(24))

/** From where on something about an interview is asked after (methods §7). The names begin with the number of the check. */
export const thresholdsSchema = z.object({
	/** Less time at the questions than this. */
	q03ShortestMinutes: minutes,
	q03LongestMinutes: minutes,
	/** Since the interview before. */
	q04LeastMinutesBetween: minutes,
	q04MostADay: z.int().check(z.minimum(1), z.maximum(1000)),
	/** Begun before this hour of the day, or at or after the later one. */
	q04EarliestHour: hour,
	q04LatestHour: hour,
	/** From the middle of the cluster. */
	q06UrbanMetres: metres,
	q06RuralMetres: metres,
	/** A place that the phone knew less exactly. */
	q08VaguestMetres: metres,
})
export type Thresholds = z.infer<typeof thresholdsSchema>

/** Start values, to be looked at again after the pilot; a campaign can have others. */
export const startThresholds: Thresholds = {
	q03ShortestMinutes: 12,
	q03LongestMinutes: 90,
	q04LeastMinutesBetween: 5,
	q04MostADay: 10,
	q04EarliestHour: 7,
	q04LatestHour: 20,
	q06UrbanMetres: 500,
	q06RuralMetres: 2000,
	q08VaguestMetres: 100,
}

export const changedThresholdsSchema = z.partial(thresholdsSchema)
export type ChangedThresholds = z.infer<typeof changedThresholdsSchema>
export const thresholdsWith = (changed: ChangedThresholds = {}): Thresholds =>
	thresholdsSchema.parse({ ...startThresholds, ...changed })
