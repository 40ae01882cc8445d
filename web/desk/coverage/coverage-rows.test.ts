import { expect, test } from 'vitest'
import { coverageRows } from './coverage-rows.ts'

test('in the file, targets and denominators have their own columns, and numbers are plain', () => {
	const names = { title: 'District', cells: ['A', 'B'] }
	const titles = { target: (of: string) => `${of} target`, base: (of: string) => `${of} base` }
	const columns = [
		{
			title: 'Interviews',
			cells: [
				{ kind: 'count', count: 1200, target: 3000 },
				{ kind: 'count', count: null },
			],
		},
		{
			title: 'Rate',
			cells: [
				{ kind: 'share', of: 3, share: 2 / 3, hasSmallBase: true },
				{ kind: 'share', of: 0, share: null, hasSmallBase: true },
			],
		},
		{
			title: 'End',
			cells: [
				{ kind: 'day', day: '2026-02-01', latest: null },
				{ kind: 'time', time: null },
			],
		},
	] satisfies Parameters<typeof coverageRows>[1]
	expect(coverageRows(names, columns, titles)).toEqual([
		['District', 'Interviews', 'Interviews target', 'Rate', 'Rate base', 'End'],
		['A', '1200', '3000', '66.7', '3', '2026-02-01'],
		['B', '', '', '', '0', ''],
	])
})
