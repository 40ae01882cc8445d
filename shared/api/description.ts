import * as z from 'zod/mini'
import { defineApi } from './route.ts'

/** Route for the description of this table itself. */
export const descriptionApi = defineApi({
	/** OpenAPI 3.1 document of all declared routes. */
	openApi: {
		method: 'GET',
		path: '/api/openapi.json',
		permission: 'signed-in',
		audit: 'nothing',
		response: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
	},
})
