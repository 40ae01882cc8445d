import * as z from 'zod/mini'
import {
	addedPersonSchema,
	codeSheetSchema,
	invitationEmailSchema,
	invitationSchema,
	newPersonSchema,
	personListItemSchema,
	setActiveRequestSchema,
	setDeviceActiveRequestSchema,
} from '../people/people.ts'
import { importPeopleResponseSchema, newPeopleSchema } from '../people/people-file.ts'
import { deviceListItemSchema } from '../sync/device-list.ts'
import { idParameter } from './parameters.ts'
import { defineApi } from './route.ts'

/** Routes for users and their devices. */
export const peopleApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/people',
		permission: 'people.read',
		audit: ['people-listed'],
		response: z.array(personListItemSchema),
	},
	add: {
		method: 'POST',
		path: '/api/people',
		permission: 'people.write',
		audit: ['person-added', 'invitation-created', 'lead-access-requested'],
		body: newPersonSchema,
		response: addedPersonSchema,
	},
	invite: {
		method: 'POST',
		path: '/api/people/:id/invitations',
		permission: 'devices.enrol',
		audit: ['invitation-created', 'lead-access-requested'],
		params: idParameter,
		response: invitationSchema,
	},
	emailInvitation: {
		method: 'POST',
		path: '/api/people/:id/invitations/email',
		permission: 'devices.enrol',
		isForRealData: true,
		audit: ['invitation-emailed'],
		// an e-mail costs the mail server more than this one: twenty at once, then one in two to three seconds
		cost: 50,
		params: idParameter,
		body: invitationEmailSchema,
	},
	importList: {
		method: 'POST',
		path: '/api/people/import',
		permission: 'people.write',
		isForRealData: true,
		audit: ['people-imported'],
		bodyLimit: 2_000_000,
		body: newPeopleSchema,
		response: importPeopleResponseSchema,
	},
	inviteAll: {
		method: 'POST',
		path: '/api/people/invitations',
		permission: 'devices.enrol',
		audit: ['invitation-created', 'lead-access-requested'],
		body: codeSheetSchema,
		response: z.array(invitationSchema),
	},
	setActive: {
		method: 'POST',
		path: '/api/people/:id/activation',
		permission: 'devices.deactivate',
		audit: ['person-deactivated', 'person-reactivated'],
		params: idParameter,
		body: setActiveRequestSchema,
	},
	devices: {
		method: 'GET',
		path: '/api/devices',
		permission: 'devices.read',
		audit: ['devices-listed'],
		response: z.array(deviceListItemSchema),
	},
	setDeviceActive: {
		method: 'POST',
		path: '/api/devices/:id/activation',
		permission: 'devices.deactivate',
		audit: ['device-deactivated', 'device-reactivated'],
		params: idParameter,
		body: setDeviceActiveRequestSchema,
	},
})
