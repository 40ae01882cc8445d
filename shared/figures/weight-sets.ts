import * as z from 'zod/mini'
import { weightingFileKinds } from './weighing-files.ts'

const round = z.string().check(z.maxLength(40))
const number = z.int().check(z.positive())
const digest = z.string()

/** Why an interview has no weight; the first that holds. */
export const withoutWeightBy = ['cluster', 'chance', 'listed', 'adults', 'people'] as const
export type WithoutWeightBy = (typeof withoutWeightBy)[number]

const ofVersion = z.object({
	/** Of unequal weights alone (Kish 1965); null without interviews. */
	deff: z.nullable(z.number()),
	smallest: z.nullable(z.number()),
	largest: z.nullable(z.number()),
	sum: z.number(),
})

/** What stands beside weights, so that everybody knows how far they go. */
export const weightReportSchema = z.object({
	/** Completed with consent; who was met or refused has no weight and needs none. */
	interviews: z.int(),
	weighted: z.int(),
	/** cluster: none is named · chance, listed: known of other clusters of the district, and not of this one · adults: none are counted · people: the census has none of that district and sex */
	without: z.record(z.enum(withoutWeightBy), z.int()),
	/** Clusters with interviews, by where what is known of them comes from. `equal`: taken as the same in all clusters of the district. */
	clusters: z.object({
		chance: z.object({ file: z.int(), equal: z.int() }),
		listed: z.object({ listing: z.int(), file: z.int(), equal: z.int() }),
		/** visited: neither listing nor sample says how many households were drawn; those that a record is of are taken. */
		drawn: z.object({ listing: z.int(), sample: z.int(), visited: z.int() }),
	}),
	/** Weights that were cut, and districts where some still lie above the limit. */
	trimmed: z.int(),
	unsettled: z.array(z.string()),
	/** People in the census for whom nobody speaks. */
	empty: z.array(z.object({ district: z.string(), sex: z.enum(['male', 'female']) })),
	averageOfTheDistricts: ofVersion,
	peopleOfTheDistricts: ofVersion,
})
export type WeightReport = z.infer<typeof weightReportSchema>

/** By what each of them is known again. '' for a file that there was not. SHA-256, hexadecimal. */
export const weightingInputNames = ['census', 'clusters', 'sample', 'listings', 'interviews'] as const
export type WeightingInputName = (typeof weightingInputNames)[number]

/** Which files, what had come and what that was. */
export const weightingProvenanceSchema = z.object({
	/** Numbers of the files; null for none. */
	census: number,
	clusters: z.nullable(number),
	/** Versions of the forms that there were. */
	household: z.array(z.int()),
	listing: z.array(z.int()),
	digests: z.record(z.enum(weightingInputNames), digest),
})
export type WeightingProvenance = z.infer<typeof weightingProvenanceSchema>

/** Weights of a round as they were worked out once: they never change. */
export const weightSetSchema = z.object({
	n: number,
	/** Number of the last thing that had come. */
	seq: z.int(),
	madeOf: weightingProvenanceSchema,
	report: weightReportSchema,
	/** SHA-256 of the file of weights, hexadecimal. */
	checksum: digest,
	by: z.string(),
	/** ISO, UTC */
	at: z.string(),
})
export type WeightSet = z.infer<typeof weightSetSchema>

/** A file that was brought in; a later one of its kind counts from then on, and this one stays. */
export const weightingFileSchema = z.object({
	kind: z.enum(weightingFileKinds),
	n: number,
	/** Who says so: a publication, an office. */
	source: z.string(),
	lines: z.int(),
	digest,
	by: z.string(),
	at: z.string(),
})
export type WeightingFile = z.infer<typeof weightingFileSchema>

export const createWeightsRequestSchema = z.object({ round })
/** A set, or a file, of a round. */
export const weightSetRequestSchema = z.object({ round, n: z.coerce.number().check(z.int(), z.positive()) })
export const weightingFileRequestSchema = z.object({
	...weightSetRequestSchema.shape,
	kind: z.enum(weightingFileKinds),
})

export const weightingResponseSchema = z.object({
	/** What there is to weigh by: finished records of both forms, and clusters of the sample. */
	interviews: z.int(),
	listings: z.int(),
	clusters: z.int(),
	/** Newest first. */
	files: z.array(weightingFileSchema),
	sets: z.array(weightSetSchema),
})
export type WeightingResponse = z.infer<typeof weightingResponseSchema>

export const uploadWeightingFileRequestSchema = z.object({
	round,
	kind: z.enum(weightingFileKinds),
	source: z.string().check(z.trim(), z.minLength(1), z.maxLength(400)),
	csv: z.string().check(z.minLength(1), z.maxLength(400_000)),
})
export type UploadWeightingFileRequest = z.infer<typeof uploadWeightingFileRequestSchema>

/** Whether weights come out as they were made; `differs`: what they are made of and is not the same any more. */
export const weightsVerificationSchema = z.object({
	isSame: z.boolean(),
	differs: z.array(z.enum(weightingInputNames)),
	/** Records that were destroyed since. */
	gone: z.int(),
})
export type WeightsVerification = z.infer<typeof weightsVerificationSchema>
