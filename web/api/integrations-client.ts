import * as z from 'zod/mini'
import { type Description, descriptionSchema } from '#shared/integrations/api-description'
import { type DataForm, dataFormSchema } from '#shared/integrations/odata-tables'
import { read } from './read-reply.ts'
import { searchOf } from './search-of.ts'
import { getJson } from './server-client.ts'

/** Returns the datasets that the user's API keys can read, with labels in `language` if the form has it. */
export const fetchODataForms = (language: string): Promise<DataForm[]> =>
	read(z.array(dataFormSchema), getJson(`/api/live?${searchOf({ language })}`))

export const fetchApiDescription = (): Promise<Description> =>
	read(descriptionSchema, getJson(apiDescriptionUrl))

export const apiDescriptionUrl = '/api/live/openapi.json'
export const buildChangesUrl = (round: string, form: string): string =>
	`/api/live/${[round, form].map(encodeURIComponent).join('/')}`
export const buildTablesUrl = (round: string, form: string, values: string): string =>
	`/api/odata/${[round, form, values].map(encodeURIComponent).join('/')}`
