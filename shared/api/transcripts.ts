import * as z from 'zod/mini'
import {
	agreementSchema,
	quotesSchema,
	saveCodingRequestSchema,
	transcriptListResponseSchema,
	transcriptResponseSchema,
} from '../transcripts/coded-transcripts.ts'
import { saveThemeRequestSchema, themeListSchema } from '../transcripts/themes.ts'
import { idParameter } from './parameters.ts'
import { defineApi, wholeRoundCost } from './route.ts'

const id = z.string().check(z.maxLength(64))
const ofRound = z.object({ round: z.string().check(z.maxLength(40)) })
const quotesQuerySchema = z.object({
	...ofRound.shape,
	theme: z.optional(id),
	district: z.optional(id),
	group: z.optional(id),
	sex: z.optional(id),
	/** Coder: `field`, or the id of a user. */
	by: z.optional(id),
})
const codingFileQuerySchema = z.object({ ...ofRound.shape, format: z.enum(['csv', 'qdpx']) })
const agreementQuerySchema = z.object({ ...ofRound.shape, one: id, other: id })

/** Routes for transcripts of focus groups and key informants: codebook, coding, and results. */
export const transcriptApi = defineApi({
	themes: {
		method: 'GET',
		path: '/api/themes',
		permission: 'transcripts.code',
		audit: 'nothing',
		response: themeListSchema,
	},
	saveTheme: {
		method: 'POST',
		path: '/api/themes',
		permission: 'transcripts.code',
		audit: ['theme-saved'],
		body: saveThemeRequestSchema,
		response: z.object({ version: z.int() }),
	},
	list: {
		method: 'GET',
		path: '/api/transcripts',
		permission: 'transcripts.code',
		audit: ['transcripts-viewed'],
		cost: wholeRoundCost,
		query: ofRound,
		response: transcriptListResponseSchema,
	},
	quotes: {
		method: 'GET',
		path: '/api/transcripts/quotes',
		permission: 'transcripts.code',
		audit: ['transcripts-viewed'],
		cost: wholeRoundCost,
		query: quotesQuerySchema,
		response: quotesSchema,
	},
	agreement: {
		method: 'GET',
		path: '/api/transcripts/agreement',
		permission: 'transcripts.code',
		audit: ['transcripts-viewed'],
		cost: wholeRoundCost,
		query: agreementQuerySchema,
		response: agreementSchema,
	},
	download: {
		method: 'GET',
		path: '/api/transcripts/file',
		permission: 'transcripts.code',
		audit: ['codings-downloaded'],
		cost: wholeRoundCost,
		query: codingFileQuerySchema,
		response: 'file',
	},
	transcript: {
		method: 'GET',
		path: '/api/transcripts/:id',
		permission: 'transcripts.code',
		audit: ['record-opened'],
		params: idParameter,
		response: transcriptResponseSchema,
	},
	code: {
		method: 'POST',
		path: '/api/transcripts/:id/codings',
		permission: 'transcripts.code',
		audit: ['passage-coded'],
		params: idParameter,
		body: saveCodingRequestSchema,
	},
})
