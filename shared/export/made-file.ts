import * as z from 'zod/mini'

/** waiting: others are made first · being-made · whole: it can be saved · ended: it could not be made, and why is said */
export const exportJobStates = ['waiting', 'being-made', 'whole', 'ended'] as const

/** How far the making of a file is. */
export const fileProgressSchema = z.object({
	/** Of its tables, or of the pictures, sounds and files behind them; from 1. 0 before the first. */
	part: z.int(),
	parts: z.int(),
	/** Records that are read for this part, of all. */
	records: z.int(),
	of: z.int(),
	/** True where photos, sounds and files are put in. */
	isMedia: z.boolean(),
	/** That are written. */
	bytes: z.int(),
})
export type FileProgress = z.infer<typeof fileProgressSchema>

/** A file that the server makes while nobody waits, and keeps for a day. */
export const exportJobSchema = z.object({
	id: z.string(),
	/** As it is saved. */
	name: z.string(),
	state: z.enum(exportJobStates),
	progress: z.nullable(fileProgressSchema),
	/** What ended it, as `Problem` writes itself. */
	problem: z.nullable(z.looseObject({ problem: z.string() })),
	/** Null until it is whole. */
	bytes: z.nullable(z.int()),
	/** ISO, UTC */
	asked: z.string(),
	until: z.string(),
})
export type ExportJob = z.infer<typeof exportJobSchema>
