import { expect, test } from 'vitest'
import { needsCorrection } from '../../storage/records/needs-correction.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { stateOf } from './record-state.ts'

const record = (over: Partial<LocalRecordListItem> = {}): LocalRecordListItem => ({
	id: 'record',
	form: { id: 'household', ver: 1 },
	name: '',
	status: 'submitted',
	isVoid: false,
	openCases: 0,
	changedAt: 0,
	sendState: 'at-server',
	isUnreadable: false,
	isEvicted: false,
	...over,
})

test.each<[ReturnType<typeof stateOf>, Partial<LocalRecordListItem>]>([
	['at-server', {}],
	['approved', { status: 'approved' }],
	['returned', { status: 'returned', openCases: 1 }],
	['needs-decision', { openCases: 1 }],
	['handed-on', { isHandedOn: true, status: 'returned' }],
	['void', { isVoid: true, isHandedOn: true }],
	['kept', { isEvicted: true, isVoid: true }],
	['only-here', { sendState: 'only-here', isEvicted: true }],
	['refused', { sendState: 'refused' }],
	['refused', { isUnreadable: true, sendState: 'only-here' }],
])('a list shows the most urgent status first: %s', (state, over) => {
	expect(stateOf(record(over))).toBe(state)
})

test.each<[boolean, string, Partial<LocalRecordListItem>]>([
	[true, 'returned', { status: 'returned' }],
	[false, 'void', { status: 'returned', isVoid: true }],
	[false, 'handed on', { status: 'returned', isHandedOn: true }],
	[false, 'corrected already', { status: 'returned', sendState: 'only-here' }],
	[false, 'submitted', {}],
])('whether it needs a correction (%s): %s', (is, _, over) => {
	expect(needsCorrection(record(over))).toBe(is)
})
