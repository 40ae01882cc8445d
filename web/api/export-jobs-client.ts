import * as z from 'zod/mini'
import { type ExportJob, exportJobSchema } from '#shared/export/export-job'
import { read } from './read-reply.ts'
import { getJson, postJson, sendDelete } from './server-client.ts'

/** Parameters of `GET /api/export`, or the id of a release. */
export type ExportJobRequest =
	| { readonly of: 'release'; readonly release: string }
	| ({ readonly of: 'export' } & Readonly<Record<string, string>>)

export const fetchExportJobs = (): Promise<ExportJob[]> =>
	read(z.array(exportJobSchema), getJson('/api/export-jobs'))
export const createExportJob = (request: ExportJobRequest): Promise<ExportJob> =>
	read(exportJobSchema, postJson('/api/export-jobs', request))
export const buildExportJobUrl = ({ id }: Pick<ExportJob, 'id'>): string =>
	`/api/export-jobs/${encodeURIComponent(id)}/file`
export const cancelExportJob = async ({ id }: Pick<ExportJob, 'id'>): Promise<void> => {
	await sendDelete(`/api/export-jobs/${encodeURIComponent(id)}`)
}
