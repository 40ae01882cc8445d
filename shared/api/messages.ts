import * as z from 'zod/mini'
import { fieldContactsDocumentSchema, saveFieldContactsRequestSchema } from '../study/field-contacts.ts'
import { messageDocumentSchema, newMessageSchema } from '../study/message.ts'
import { defineApi } from './route.ts'

/** Routes for messages to districts and for field contacts, which phones show offline. */
export const messageApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/messages',
		permission: 'message.read',
		audit: 'nothing',
		response: z.array(messageDocumentSchema),
	},
	send: {
		method: 'POST',
		path: '/api/messages',
		permission: 'message.write',
		isForRealData: true,
		audit: ['message-sent'],
		body: newMessageSchema,
	},
	fieldContacts: {
		method: 'GET',
		path: '/api/field-contacts',
		permission: 'field-contacts.read',
		audit: 'nothing',
		response: fieldContactsDocumentSchema,
	},
	saveFieldContacts: {
		method: 'POST',
		path: '/api/field-contacts',
		permission: 'field-contacts.write',
		isForRealData: true,
		audit: ['field-contacts-changed'],
		bodyLimit: 2_000_000,
		body: saveFieldContactsRequestSchema,
	},
})
