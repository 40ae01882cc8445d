import * as z from 'zod/mini'
import { type MadeFile, madeFileSchema } from '#shared/export/made-file'
import { read } from './desk-client.ts'
import { getJson, postJson } from './server-client.ts'

/** As `GET /api/export` is asked, or a release by its id. */
export type ExportJobRequest =
	| { readonly of: 'release'; readonly release: string }
	| ({ readonly of: 'export' } & Readonly<Record<string, string>>)

export const fetchExportJobs = (): Promise<MadeFile[]> =>
	read(z.array(madeFileSchema), getJson('/api/made-files'))
export const createExportJob = (asked: ExportJobRequest): Promise<MadeFile> =>
	read(madeFileSchema, postJson('/api/made-files', asked))
export const buildExportJobUrl = ({ id }: Pick<MadeFile, 'id'>): string =>
	`/api/made-files/${encodeURIComponent(id)}/file`
export const cancelExportJob = async ({ id }: Pick<MadeFile, 'id'>): Promise<void> => {
	await postJson(`/api/made-files/${encodeURIComponent(id)}/end`, {})
}
