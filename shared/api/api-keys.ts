import * as z from 'zod/mini'
import { apiKeySchema, createApiKeyRequestSchema, createdApiKeySchema } from '../integrations/api-keys.ts'
import { idParameter } from './parameters.ts'
import { defineApi } from './route.ts'

/** Routes for API keys: each user manages their own. */
export const apiKeyApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/api-keys',
		permission: 'records.export',
		audit: 'nothing',
		response: z.array(apiKeySchema),
	},
	create: {
		method: 'POST',
		path: '/api/api-keys',
		permission: 'records.export',
		audit: ['api-key-created'],
		body: createApiKeyRequestSchema,
		response: createdApiKeySchema,
	},
	revoke: {
		method: 'DELETE',
		path: '/api/api-keys/:id',
		permission: 'records.export',
		audit: ['api-key-revoked'],
		params: idParameter,
	},
})
