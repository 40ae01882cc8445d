import { expect, test } from 'vitest'
import { findQuickApprovalBlocker } from './quick-approval.ts'

const finished = {
	status: 'submitted',
	isVoid: false,
	openConflicts: 0,
	answersError: null,
	openFlags: 0,
} as const
const blockerFor = (...readers: string[]) =>
	findQuickApprovalBlocker({ ...finished, readers }, 'data-manager')

test('records readable by data managers only can be approved in bulk, like calls', () => {
	expect([blockerFor(), blockerFor('data-manager')]).toEqual([null, null])
})
test('records with other readers must be opened first, also for roles of a later version', () => {
	for (const reader of ['safeguarding-lead', 'coordinator', 'some-later-role'])
		expect([blockerFor(reader), blockerFor('data-manager', reader)], reader).toEqual([
			'for-readers',
			'for-readers',
		])
})
