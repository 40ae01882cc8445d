import * as z from 'zod/mini'
import { type MadeFile, madeFileSchema } from '#shared/export/made-file'
import { read } from './desk-client.ts'
import { getJson, postJson } from './server-client.ts'

/** As `GET /api/export` is asked, or a release by its id. */
export type FileAsked =
	| { readonly of: 'release'; readonly release: string }
	| ({ readonly of: 'export' } & Readonly<Record<string, string>>)

export const madeFiles = (): Promise<MadeFile[]> => read(z.array(madeFileSchema), getJson('/api/made-files'))
export const makeFile = (asked: FileAsked): Promise<MadeFile> =>
	read(madeFileSchema, postJson('/api/made-files', asked))
export const madeFileAddress = ({ id }: Pick<MadeFile, 'id'>): string =>
	`/api/made-files/${encodeURIComponent(id)}/file`
export const endMadeFile = async ({ id }: Pick<MadeFile, 'id'>): Promise<void> => {
	await postJson(`/api/made-files/${encodeURIComponent(id)}/end`, {})
}
