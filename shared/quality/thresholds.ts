import * as z from 'zod/mini'

/** Maximum of every threshold in minutes. */
export const longestMinutes = 24 * 60
const minutes = z.int().check(z.minimum(1), z.maximum(longestMinutes))
const metres = z.int().check(z.minimum(1), z.maximum(100_000))
const hour = z.int().check(z.minimum(0), z.maximum(24))

/** Thresholds of the checks of one interview (methods §7). Names begin with the number of the check. */
export const thresholdsSchema = z.object({
	/** Minimum minutes at the questions. */
	q03ShortestMinutes: minutes,
	q03LongestMinutes: minutes,
	/** Minimum minutes since the previous interview. */
	q04LeastMinutesBetween: minutes,
	q04MostADay: z.int().check(z.minimum(1), z.maximum(1000)),
	/** Earliest hour of the day of a start; `q04LatestHour`: at or after this hour it is too late. */
	q04EarliestHour: hour,
	q04LatestHour: hour,
	/** Maximum distance from the cluster centre. */
	q06UrbanMetres: metres,
	q06RuralMetres: metres,
	/** Maximum inaccuracy of a location, metres. */
	q08VaguestMetres: metres,
})
export type Thresholds = z.infer<typeof thresholdsSchema>

/** Default values, to be revised after the pilot; a study can change them. */
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
