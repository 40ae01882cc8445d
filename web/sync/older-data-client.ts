import {
	type BringIn,
	type OlderLooked,
	type OlderPart,
	olderLookedSchema,
} from '#shared/older-data/older-data'
import { longRequestTimeoutMs } from './cleaning-client.ts'
import { read } from './desk-client.ts'
import { postJson } from './server-client.ts'

/** What some lines of older data would become. */
export const previewImport = (part: OlderPart): Promise<OlderLooked> =>
	read(olderLookedSchema, postJson('/api/older-data/look', part, longRequestTimeoutMs))
/** They become it. The same part is brought in once, however often it is sent. */
export const importRecords = (part: BringIn): Promise<OlderLooked> =>
	read(olderLookedSchema, postJson('/api/older-data', part, longRequestTimeoutMs))
