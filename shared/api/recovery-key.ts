import * as z from 'zod/mini'
import {
	recoveryRowsSchema,
	recoveryStateSchema,
	recoveryTestedSchema,
	recoveryTestSchema,
} from '../sync/recovery-key.ts'
import { defineApi } from './route.ts'

/** Routes for the recovery key, which is stored outside of the server. */
export const recoveryKeyApi = defineApi({
	state: {
		method: 'GET',
		path: '/api/recovery-key',
		permission: 'recovery-key.manage',
		isForRealData: true,
		audit: 'nothing',
		response: recoveryStateSchema,
	},
	/** Not a GET, so that it is neither cached nor linked. */
	download: {
		method: 'POST',
		path: '/api/recovery-key',
		permission: 'recovery-key.manage',
		isForRealData: true,
		audit: ['recovery-key-downloaded'],
		body: z.object({}),
		response: recoveryRowsSchema,
	},
	verify: {
		method: 'POST',
		path: '/api/recovery-key/verification',
		permission: 'recovery-key.manage',
		isForRealData: true,
		audit: ['recovery-key-tested'],
		body: recoveryTestSchema,
		response: recoveryTestedSchema,
	},
})
