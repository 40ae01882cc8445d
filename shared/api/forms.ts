import * as z from 'zod/mini'
import {
	audioKeySchema,
	audioListItemSchema,
	confirmAudioRequestSchema,
	uploadAudioRequestSchema,
} from '../audio/audio-api.ts'
import { formDefinitionSchema } from '../forms/form-definition-schema.ts'
import { wholeNumberSchema } from '../kernel/whole-number.ts'
import {
	formListItemSchema,
	formVersionSchema,
	newFormAssignmentSchema,
	newFormSchema,
	newFormStateSchema,
	publishedSchema,
} from '../xlsform/forms-api.ts'
import { idParameter } from './parameters.ts'
import { defineApi } from './route.ts'

const audioParams = z.object({ ...idParameter.shape, ...audioKeySchema.shape })
/**
 * Bytes: the sheets of a form with lists of 50,000 rows and a dozen images, as JSON. The proxy example in
 * deploy/ has the same limit.
 */
const largestForm = 16_000_000

/** Routes for forms: list, definition of a version, publishing, state and assignment. */
export const formApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/forms',
		permission: 'forms.read',
		audit: 'nothing',
		response: z.array(formListItemSchema),
	},
	definition: {
		method: 'GET',
		path: '/api/forms/:id/:version',
		permission: 'forms.read',
		audit: 'nothing',
		params: z.object({ id: z.string(), version: wholeNumberSchema }),
		response: formDefinitionSchema,
	},
	versions: {
		method: 'GET',
		path: '/api/form-versions',
		permission: 'forms.publish',
		audit: 'nothing',
		response: z.array(formVersionSchema),
	},
	setState: {
		method: 'POST',
		path: '/api/forms/:id/state',
		permission: 'forms.publish',
		audit: ['form-opened', 'form-paused', 'form-retired'],
		params: idParameter,
		body: newFormStateSchema,
		response: newFormStateSchema,
	},
	assign: {
		method: 'POST',
		path: '/api/forms/:id/assignment',
		permission: 'forms.publish',
		audit: ['form-assigned'],
		params: idParameter,
		body: newFormAssignmentSchema,
		response: newFormAssignmentSchema,
	},
	publish: {
		method: 'POST',
		path: '/api/forms',
		permission: 'forms.publish',
		audit: ['form-published', 'form-proposed'],
		cost: 20,
		bodyLimit: largestForm,
		body: newFormSchema,
		response: publishedSchema,
	},
})

/** Routes for recordings of the texts of a form. */
export const audioApi = defineApi({
	list: {
		method: 'GET',
		path: '/api/forms/:id/audio',
		permission: 'forms.publish',
		audit: 'nothing',
		params: idParameter,
		response: z.array(audioListItemSchema),
	},
	sound: {
		method: 'GET',
		path: '/api/forms/:id/audio/:language/:text',
		permission: 'forms.publish',
		audit: 'nothing',
		params: audioParams,
		response: 'file',
	},
	upload: {
		method: 'POST',
		path: '/api/forms/:id/audio',
		permission: 'forms.publish',
		isForRealData: true,
		audit: ['audio-saved'],
		bodyLimit: 2_500_000,
		params: idParameter,
		body: uploadAudioRequestSchema,
	},
	confirm: {
		method: 'POST',
		path: '/api/forms/:id/audio/confirm',
		permission: 'forms.publish',
		isForRealData: true,
		audit: ['audio-saved'],
		params: idParameter,
		body: confirmAudioRequestSchema,
	},
	remove: {
		method: 'DELETE',
		path: '/api/forms/:id/audio/:language/:text',
		permission: 'forms.publish',
		isForRealData: true,
		audit: ['audio-removed'],
		params: audioParams,
	},
})
