import * as z from 'zod/mini'
import { baseMapSchema } from '../study/base-map.ts'
import { defineApi } from './route.ts'

/** Routes for the base map under the maps of the desk. Whoever may read the boundaries may read it. */
export const baseMapApi = defineApi({
	/** Null if the server has none, or its file cannot be used. */
	current: {
		method: 'GET',
		path: '/api/base-map',
		permission: 'coverage.read',
		audit: 'nothing',
		response: z.nullable(baseMapSchema),
	},
	/** Part of the archive, which the header `Range` names; never all of it. */
	part: {
		method: 'GET',
		path: '/api/base-map/:version',
		permission: 'coverage.read',
		audit: 'nothing',
		params: baseMapSchema,
		response: 'file',
	},
})
