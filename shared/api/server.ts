import * as z from 'zod/mini'
import { backgroundWorkSchema } from '../people/background-work.ts'
import { diskRoomSchema } from '../people/disk-room.ts'
import { clockConfirmedSchema, clockReplySchema } from '../revisions/clock-state.ts'
import { restorationSchema } from '../sync/restoration.ts'
import { defineApi } from './route.ts'

/**
 * Routes for the state of the server: free disk space, background work, a clock that jumped ahead, and a
 * restored backup.
 */
export const serverApi = defineApi({
	clock: {
		method: 'GET',
		path: '/api/clock',
		permission: 'clock.read',
		isForRealData: true,
		audit: 'nothing',
		response: clockReplySchema,
	},
	disk: {
		method: 'GET',
		path: '/api/disk',
		permission: 'disk.read',
		isForRealData: true,
		audit: 'nothing',
		response: diskRoomSchema,
	},
	backgroundWork: {
		method: 'GET',
		path: '/api/background-work',
		permission: 'disk.read',
		isForRealData: true,
		audit: 'nothing',
		response: backgroundWorkSchema,
	},
	/** Says whether this server sends e-mails. */
	mail: {
		method: 'GET',
		path: '/api/mail',
		permission: 'devices.enrol',
		audit: 'nothing',
		response: z.object({ isSetUp: z.boolean() }),
	},
	confirmClock: {
		method: 'POST',
		path: '/api/clock',
		permission: 'clock.confirm',
		isForRealData: true,
		audit: ['clock-confirmed'],
		body: clockConfirmedSchema,
	},
	restoration: {
		method: 'GET',
		path: '/api/restoration',
		permission: 'people.read',
		audit: 'nothing',
		response: z.nullable(restorationSchema),
	},
})
