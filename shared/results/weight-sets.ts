import * as z from 'zod/mini'
import { weightingFileKinds } from './weighting-files.ts'

const round = z.string().check(z.maxLength(40))
const number = z.int().check(z.positive())
const digest = z.string()

/** Reasons why an interview has no weight; the first that applies is counted. */
export const withoutWeightBy = ['cluster', 'chance', 'listed', 'adults', 'people'] as const
export type WithoutWeightBy = (typeof withoutWeightBy)[number]

const ofVersion = z.object({
	/** Design effect of unequal weights only (Kish 1965); null without interviews. */
	deff: z.nullable(z.number()),
	smallest: z.nullable(z.number()),
	largest: z.nullable(z.number()),
	sum: z.number(),
})

/** Report that accompanies a weight set and shows its limits. */
export const weightReportSchema = z.object({
	/** Completed interviews with consent; other results have no weight and need none. */
	interviews: z.int(),
	weighted: z.int(),
	/**
	 * cluster: none is named · chance, listed: known for other clusters of the district, but not for this one ·
	 * adults: none are counted · people: the census has none of that district and sex
	 */
	without: z.record(z.enum(withoutWeightBy), z.int()),
	/**
	 * Number of clusters with interviews, by source of each value. `equal`: assumed to be the same in all
	 * clusters of the district.
	 */
	clusters: z.object({
		chance: z.object({ file: z.int(), equal: z.int() }),
		listed: z.object({ listing: z.int(), file: z.int(), equal: z.int() }),
		/**
		 * visited: neither listing nor sample has the number of drawn households; those with a record are counted.
		 */
		drawn: z.object({ listing: z.int(), sample: z.int(), visited: z.int() }),
	}),
	/** Number of trimmed weights; `unsettled`: districts with weights that are still above the limit. */
	trimmed: z.int(),
	unsettled: z.array(z.string()),
	/** Cells of the census without an interview. */
	empty: z.array(z.object({ district: z.string(), sex: z.enum(['male', 'female']) })),
	averageOfTheDistricts: ofVersion,
	peopleOfTheDistricts: ofVersion,
})
export type WeightReport = z.infer<typeof weightReportSchema>

/** Digests that identify the inputs, SHA-256 in hexadecimal. '' for a missing file. */
export const weightingInputNames = ['census', 'clusters', 'sample', 'listings', 'interviews'] as const
export type WeightingInputName = (typeof weightingInputNames)[number]

/** Provenance of a weight set: its files, form versions and data. */
export const weightingProvenanceSchema = z.object({
	/** Numbers of the files; null for none. */
	census: number,
	clusters: z.nullable(number),
	/** Versions of the forms at that time. */
	household: z.array(z.int()),
	listing: z.array(z.int()),
	digests: z.record(z.enum(weightingInputNames), digest),
})
export type WeightingProvenance = z.infer<typeof weightingProvenanceSchema>

/** Weights of a round, computed once: they never change. */
export const weightSetSchema = z.object({
	n: number,
	/** Sequence number of the newest revision at that time. */
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

/** An uploaded file. A later one of its kind replaces it for new weights, and this one is retained. */
export const weightingFileSchema = z.object({
	kind: z.enum(weightingFileKinds),
	n: number,
	/** Source of the data: a publication, an office. */
	source: z.string(),
	lines: z.int(),
	digest,
	by: z.string(),
	at: z.string(),
})
export type WeightingFile = z.infer<typeof weightingFileSchema>

export const createWeightsRequestSchema = z.object({ round })
/** Identifies a weight set, or a file, of a round. */
export const weightSetRequestSchema = z.object({ round, n: z.coerce.number().check(z.int(), z.positive()) })
export const weightingFileRequestSchema = z.object({
	...weightSetRequestSchema.shape,
	kind: z.enum(weightingFileKinds),
})

export const weightingResponseSchema = z.object({
	/** Available data: finished records of both forms, and clusters of the sample. */
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

/** Result of recomputing a weight set; `differs`: inputs that have changed. */
export const weightsVerificationSchema = z.object({
	isSame: z.boolean(),
	differs: z.array(z.enum(weightingInputNames)),
	/** Records that were erased since. */
	gone: z.int(),
})
export type WeightsVerification = z.infer<typeof weightsVerificationSchema>
