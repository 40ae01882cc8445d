import type { DataColumn, DataForm } from '#shared/integrations/odata-tables'
import type { TableRowsResponse, TableSpec } from '#shared/table/table-view'

/* Tables of a form as the server describes them, with rows. */

/** A text column. */
export const dataColumn = (name: string, over: Partial<DataColumn> = {}): DataColumn => ({
	name,
	header: name,
	label: `What ${name} is`,
	type: 'Edm.String',
	codes: [],
	own: false,
	sealedTo: null,
	...over,
})

export const roof = dataColumn('roof', {
	codes: [
		{ code: 'tin', label: 'Tin sheets' },
		{ code: 'mud', label: 'Mud' },
	],
})
export const rooms = dataColumn('rooms', { type: 'Edm.Int64' })

/** A form with one table: the name of a house, its roof and its rooms. */
export const dataForm = (form: string, over: Partial<DataForm> = {}): DataForm => ({
	form,
	title: { en: `The form ${form}` },
	rounds: ['baseline', 'endline'],
	tables: [
		{
			name: form,
			key: 'record_id',
			columns: [dataColumn('record_id', { own: true }), dataColumn('house'), roof, rooms],
		},
	],
	...over,
})

export const tableSpec = (over: Partial<TableSpec> = {}): TableSpec => ({
	form: 'household',
	round: 'endline',
	district: '',
	values: 'codes',
	table: 'household',
	filter: '',
	search: '',
	sort: null,
	...over,
})

/** Some rows out of all, each with its cells. */
export const linesFound = (
	lines: TableRowsResponse['lines'],
	over: Partial<Omit<TableRowsResponse, 'lines'>> = {},
): TableRowsResponse => ({
	total: lines.length,
	at: '2026-01-15T05:00:00.000Z',
	isOld: false,
	lines,
	...over,
})
