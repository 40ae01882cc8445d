import { expect, test } from 'vitest'
import type { RuleViolation } from '#shared/cleaning/rules'
import { suggestedChanges } from './suggested-changes.ts'

const place = (id: string, path: string, after: number | null, hides: string[] = []): RuleViolation => ({
	id,
	name: id,
	district: null,
	cluster: null,
	by: '',
	rule: 'r',
	path,
	right: null,
	reads: [{ path, answer: 99 }],
	suggested: after === null ? null : { after, hides },
	rows: path.includes('@') ? { [path.slice(0, path.lastIndexOf('/'))]: 2 } : {},
})

test('several violations in one record become one change, since an edit touches a record once', () => {
	const found = suggestedChanges([
		place('a', 'm/@1/age', 9, ['m/@1/work']),
		place('b', 'size', 3),
		place('a', 'size', 4, ['m/@1/work', 'x']),
	])
	expect(found.records).toMatchObject([
		{
			id: 'a',
			changes: [
				{ path: 'm/@1/age', before: 99, after: 9 },
				{ path: 'size', before: 99, after: 4 },
			],
			hides: ['m/@1/work', 'x'],
			rows: { 'm/@1': 2 },
		},
		{ id: 'b', changes: [{ path: 'size', before: 99, after: 3 }] },
	])
})
test('of two suggestions for one answer the first is used, and violations without one are skipped', () => {
	const found = suggestedChanges([place('a', 'size', 3), place('a', 'size', 5), place('b', 'size', null)])
	expect(found.records).toMatchObject([{ id: 'a', changes: [{ after: 3 }] }])
	expect(found.records).toHaveLength(1)
})
