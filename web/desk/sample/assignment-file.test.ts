import { expect, test } from 'vitest'
import { formatCsvRow } from '#shared/export/csv-rows'
import { amina, bilal, cluster, line, replacement, sampleListed } from '../../testing/sample.ts'
import { assignmentFileRows, parseAssignmentFile } from './assignment-file.ts'

const found = sampleListed([
	cluster('PK607-01', [line(1, { person: amina.id }), line(2), replacement(8)]),
	cluster('PK607-02', [line(5)], { state: 'waiting' }),
])
const csv = (rows: readonly (readonly string[])[]) => rows.map((cells) => formatCsvRow([], cells)).join('')

test('an exported file changes nothing when it is imported', () => {
	const file = parseAssignmentFile(csv(assignmentFileRows(found)), found)
	expect(file).toEqual({ changes: new Map(), same: 4, faults: [] })
})

test('changed usernames assign and unassign; other columns are not needed', () => {
	const { changes, same } = parseAssignmentFile(
		'cluster,household,code\nPK607-01,1,\nPK607-01,2,bilal\nPK607-01,8,\n',
		found,
	)
	expect([...changes]).toEqual([
		['PK607-01 1', null],
		['PK607-01 2', bilal.id],
	])
	expect(same).toBe(1)
})

test('all errors are named by row: an unknown cluster, household or username', () => {
	const { faults, changes } = parseAssignmentFile(
		'cluster,household,code\nPK999-01,1,bilal\nPK607-01,77,bilal\nPK607-01,2,nobody\n',
		found,
	)
	expect(faults.map(({ at, column, found: cell }) => [at, column, cell])).toEqual([
		[2, 'cluster', 'PK999-01'],
		[3, 'household', '77'],
		[4, 'code', 'nobody'],
	])
	expect(changes.size).toBe(0)
})

test('a missing column is named', () => {
	expect(parseAssignmentFile('cluster,household\nPK607-01,1\n', found).faults).toEqual([
		{ at: 1, column: 'code', found: '', possible: 'code' },
	])
})

test('a cluster that cannot be entered is left as it is', () => {
	expect(parseAssignmentFile('cluster,household,code\nPK607-02,5,bilal\n', found)).toEqual({
		changes: new Map(),
		same: 1,
		faults: [],
	})
})
