import * as z from 'zod/mini'
import {
	columnSummaryRequestSchema,
	columnSummaryResponseSchema,
	newViewSchema,
	savedViewSchema,
	tableRowsRequestSchema,
	tableRowsResponseSchema,
} from '../table/table-view.ts'
import { idParameter } from './parameters.ts'
import { defineApi, wholeRoundCost } from './route.ts'

/** Routes for the table of records: rows, values of a column, and saved views. */
export const tableApi = defineApi({
	rows: {
		method: 'POST',
		path: '/api/table/rows',
		permission: 'records.export',
		audit: ['table-viewed', 'sealed-answer-opened'],
		isLong: true,
		body: tableRowsRequestSchema,
		response: tableRowsResponseSchema,
	},
	columnSummary: {
		method: 'POST',
		path: '/api/table/column-summary',
		permission: 'records.export',
		audit: ['table-viewed'],
		isLong: true,
		cost: wholeRoundCost,
		body: columnSummaryRequestSchema,
		response: columnSummaryResponseSchema,
	},
	views: {
		method: 'GET',
		path: '/api/table/views',
		permission: 'records.export',
		audit: 'nothing',
		response: z.array(savedViewSchema),
	},
	saveView: {
		method: 'POST',
		path: '/api/table/views',
		permission: 'records.export',
		audit: 'nothing',
		body: newViewSchema,
		response: z.object({ id: z.string() }),
	},
	removeView: {
		method: 'DELETE',
		path: '/api/table/views/:id',
		permission: 'records.export',
		audit: 'nothing',
		params: idParameter,
	},
})
