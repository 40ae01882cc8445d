import * as z from 'zod/mini'
import {
	type ColumnSummaryRequest,
	type ColumnSummaryResponse,
	columnSummaryResponseSchema,
	type NewView,
	type SavedView,
	savedViewSchema,
	type TableRowsRequest,
	type TableRowsResponse,
	tableRowsResponseSchema,
} from '#shared/table/table-view'
import { read } from './read-reply.ts'
import { getJson, postJson, sendDelete } from './server-client.ts'

/** Time limit, ms: a million rows are filtered and sorted in less. */
const maxRequestMs = 10 * 60_000

export const fetchRows = (request: TableRowsRequest): Promise<TableRowsResponse> =>
	read(tableRowsResponseSchema, postJson('/api/table/rows', request, maxRequestMs))
export const columnOf = (request: ColumnSummaryRequest): Promise<ColumnSummaryResponse> =>
	read(columnSummaryResponseSchema, postJson('/api/table/column-summary', request, maxRequestMs))
export const savedViews = (): Promise<SavedView[]> =>
	read(z.array(savedViewSchema), getJson('/api/table/views'))
export async function saveView(view: NewView): Promise<void> {
	await postJson('/api/table/views', view)
}
export async function removeView(id: string): Promise<void> {
	await sendDelete(`/api/table/views/${encodeURIComponent(id)}`)
}
