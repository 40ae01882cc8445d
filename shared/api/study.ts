import * as z from 'zod/mini'
import { newFieldworkDatesSchema, roundDatesSchema } from '../coverage/fieldwork-dates.ts'
import { studyResponseSchema } from '../study/deployments.ts'
import { newTargetsSchema, setRoundStateRequestSchema } from '../study/rounds-and-targets.ts'
import { defineApi } from './route.ts'

/** Routes for opening and closing rounds, and for the targets of districts. */
export const studyApi = defineApi({
	/** The study as the user sees it: own districts, and rounds of the own kind of data. */
	current: {
		method: 'GET',
		path: '/api/study',
		permission: 'signed-in',
		audit: 'nothing',
		response: studyResponseSchema,
	},
	setRoundState: {
		method: 'POST',
		path: '/api/rounds',
		permission: 'rounds.manage',
		isForRealData: true,
		audit: ['round-reset', 'round-opened', 'round-closed'],
		body: setRoundStateRequestSchema,
	},
	setTargets: {
		method: 'POST',
		path: '/api/targets',
		permission: 'targets.set',
		isForRealData: true,
		audit: ['targets-set'],
		body: newTargetsSchema,
	},
	/** The dates of every round that is not a demonstration. */
	fieldworkDates: {
		method: 'GET',
		path: '/api/rounds/fieldwork-dates',
		permission: 'targets.set',
		isForRealData: true,
		audit: 'nothing',
		response: z.array(roundDatesSchema),
	},
	setFieldworkDates: {
		method: 'POST',
		path: '/api/rounds/fieldwork-dates',
		permission: 'targets.set',
		isForRealData: true,
		audit: ['fieldwork-end-set'],
		body: newFieldworkDatesSchema,
	},
})
