import type { FormDefinition } from '#shared/forms/form-definition'
import type { Role } from '#shared/people/roles'
import type { RecordListItem } from '#shared/review/record-list'
import type { RecordDetail } from '#shared/review/record-response'
import { formOf } from '#shared/testing/scenario'
import type { FormListItem } from '#shared/xlsform/forms-api'

/*
 * Records and forms as replies of the server. Each builder returns a complete, valid reply; a test overrides
 * what it is about.
 */

/** A form as listed in a reply: from the scenario language, with its id as title. */
export function formListed(id: string, lines: string, over: Partial<FormDefinition> = {}): FormListItem {
	const definition = { ...formOf(lines), id, title: { en: id }, ...over }
	return { id, version: 1, definition }
}

/** A finished record of the form `visit`. */
export const recordDetail = (over: Partial<RecordDetail> = {}): RecordDetail => ({
	id: 'record-1',
	form: 'visit',
	formVersion: 1,
	name: 'House 7',
	status: 'submitted',
	seen: 'seen-1',
	district: 'PK607',
	owner: { id: 'person-nadia', name: 'Nadia' },
	void: null,
	started: '2026-01-10T05:00:00.000Z',
	answersError: null,
	openFlags: 0,
	demonstration: false,
	isBlurred: false,
	answers: {},
	leftOver: {},
	attachments: [],
	notes: [],
	history: [],
	lateDecisions: [],
	conflicts: [],
	...over,
})

export type HistoryEntry = RecordDetail['history'][number]

/** One change by Nadia, on her phone. */
export const historyEntry = (over: Partial<HistoryEntry> = {}): HistoryEntry => ({
	id: 'revision-1',
	author: 'Nadia',
	role: 'enumerator' satisfies Role,
	phone: 'Phone 4',
	deviceBy: null,
	written: '2026-01-10T05:30:00.000Z',
	received: '2026-01-10T09:00:00.000Z',
	why: null,
	reassignedTo: null,
	bulkEditId: null,
	importId: null,
	undoes: null,
	flags: [],
	changes: [],
	...over,
})

/** A row of the list of records: finished, and without flags, so that it can be approved unopened. */
export const recordListed = (over: Partial<RecordListItem> = {}): RecordListItem => ({
	id: 'record-1',
	form: 'visit',
	formVersion: 1,
	name: 'House 7',
	round: 'endline',
	district: 'PK607',
	outcome: 'done',
	status: 'submitted',
	isVoid: false,
	openConflicts: 0,
	openKinds: [],
	openFlags: 0,
	quickApprovalBlocker: null,
	answersError: null,
	demonstration: false,
	started: '2026-01-10T05:00:00.000Z',
	changed: '2026-01-10T09:00:00.000Z',
	lastSeq: 11,
	finishedSeq: 10,
	ownerName: 'Nadia',
	ownerCode: 'nadia',
	...over,
})

export type RecordConflict = RecordDetail['conflicts'][number]

/** A conflict on `rooms`: three by revision-1, four by revision-2. */
export const recordConflict = (over: Partial<RecordConflict> = {}): RecordConflict => ({
	id: 'conflict-1',
	kind: 'field',
	path: 'rooms',
	revisions: ['revision-1', 'revision-2'],
	base: 2,
	sides: [
		{ revision: 'revision-1', value: 3, changes: { rooms: 3 } },
		{ revision: 'revision-2', value: 4, changes: { rooms: 4 } },
	],
	...over,
})
