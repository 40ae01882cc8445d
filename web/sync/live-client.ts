import * as z from 'zod/mini'
import {
	type ApiKey,
	apiKeySchema,
	type CreateApiKeyRequest,
	type CreatedApiKey,
	createdApiKeySchema,
} from '#shared/access/connections'
import { type LiveForm, liveFormSchema } from '#shared/export/live'
import { type Description, descriptionSchema } from '#shared/export/live-description'
import { read, searchOf } from './desk-client.ts'
import { getJson, postJson } from './server-client.ts'

/** One's own. */
export const connections = (): Promise<ApiKey[]> => read(z.array(apiKeySchema), getJson('/api/connections'))
export const makeConnection = (connection: CreateApiKeyRequest): Promise<CreatedApiKey> =>
	read(createdApiKeySchema, postJson('/api/connections', connection))
export async function endConnection(id: string): Promise<void> {
	await postJson(`/api/connections/${encodeURIComponent(id)}/end`, {})
}
/** What programs may read in one's name, with labels in a language, where a form has it. */
export const liveForms = (language: string): Promise<LiveForm[]> =>
	read(z.array(liveFormSchema), getJson(`/api/live?${searchOf({ language })}`))

export const liveDescription = (): Promise<Description> =>
	read(descriptionSchema, getJson(descriptionAddress))

export const descriptionAddress = '/api/live/openapi.json'
export const changesAddress = (round: string, form: string): string =>
	`/api/live/${[round, form].map(encodeURIComponent).join('/')}`
export const tablesAddress = (round: string, form: string, values: string): string =>
	`/api/odata/${[round, form, values].map(encodeURIComponent).join('/')}`
