import * as z from 'zod/mini'

/** `waiting`: other jobs are first; `done`: ready for download; `failed`: with a reason. */
export const exportJobStates = ['waiting', 'running', 'done', 'failed'] as const

/** Progress of an export job. */
export const fileProgressSchema = z.object({
	/** Number of the table, or of the attachments behind them; from 1. 0 before the first. */
	part: z.int(),
	parts: z.int(),
	/** Records read for this part; `of`: all. */
	records: z.int(),
	of: z.int(),
	/** True while attachments are added. */
	isMedia: z.boolean(),
	/** Bytes written. */
	bytes: z.int(),
})
export type FileProgress = z.infer<typeof fileProgressSchema>

/** An export that the server creates in the background, and retains for a day. */
export const exportJobSchema = z.object({
	id: z.string(),
	/** File name for the download. */
	name: z.string(),
	state: z.enum(exportJobStates),
	progress: z.nullable(fileProgressSchema),
	/** Why it failed, as `Problem` serialises itself. */
	problem: z.nullable(z.looseObject({ problem: z.string() })),
	/** Null until it is complete. */
	bytes: z.nullable(z.int()),
	/** ISO, UTC */
	requestedAt: z.string(),
	expiresAt: z.string(),
})
export type ExportJob = z.infer<typeof exportJobSchema>

/** True until the file is written, or writing it has failed. */
export const isGoingOn = ({ state }: Pick<ExportJob, 'state'>): boolean =>
	state === 'waiting' || state === 'running'
