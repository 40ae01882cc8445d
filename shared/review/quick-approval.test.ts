import { expect, test } from 'vitest'
import { findQuickApprovalBlocker } from './quick-approval.ts'

const finished = { status: 'submitted', isVoid: false, openCases: 0, viewError: null, openFlags: 0 } as const
const whyNot = (...readers: string[]) => findQuickApprovalBlocker({ ...finished, readers }, 'data-manager')

test('what data managers alone read is approved with others, as calls are', () => {
	expect([whyNot(), whyNot('data-manager')]).toEqual([null, null])
})
test('what is read by anybody else as well is opened first, also by a role of a later program', () => {
	for (const reader of ['safeguarding-lead', 'coordinator', 'some-later-role'])
		expect([whyNot(reader), whyNot('data-manager', reader)], reader).toEqual(['for-readers', 'for-readers'])
})
