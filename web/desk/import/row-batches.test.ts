import { expect, test } from 'vitest'
import { maxRows } from '#shared/import/import-api'
import type { Rows } from '../cleaning/edit-file-tables.ts'
import { RowBatches } from './row-batches.ts'

const table = (name: string, header: readonly string[], rows: readonly (readonly string[])[]): Rows => ({
	name,
	header,
	rows: rows.map((cells, i) => ({ line: i + 2, cells })),
})
const partOf = (lines: readonly (readonly string[])[], rows: readonly (readonly string[])[]) =>
	new RowBatches([
		table('lines', ['key', 'house', 'size'], lines),
		table('members', ['of', 'age'], rows),
	]).part({
		table: 0,
		columns: ['key', 'size'],
		id: ['key'],
		from: 0,
		repeats: [{ repeat: 'members', table: 'members', own: 'of', main: 'house', columns: ['age'] }],
	})

test('each row gets its repeat rows, and rows without a parent are reported', () => {
	const rows = [
		['h1', '30'],
		['h2', '40'],
		['h1', '3'],
		['h9', '50'],
		['', '60'],
	]
	const { part, left, unjoined } = partOf(
		[
			['1', 'h1', '2'],
			['2', 'h2', '1'],
			['3', '', '0'],
		],
		rows,
	)
	expect(part.lines.map((line) => [line.at, line.cells, line.rows])).toEqual([
		[2, ['1', '2'], [[['30'], ['3']]]],
		[3, ['2', '1'], [[['40']]]],
		[4, ['3', '0'], [[]]],
	])
	expect([left, unjoined]).toEqual([[], 2])
})

test('a row with more repeat rows than can be sent is left out and reported', () => {
	const many = Array.from({ length: maxRows + 1 }, (_, i) => ['h1', String(i)])
	const lines = [
		['1', 'h1', '2'],
		['2', 'h2', '1'],
	]
	const { part, left } = partOf(lines, many)
	expect(part.lines.map(({ at }) => at)).toEqual([3])
	expect(left).toEqual([{ at: 2, column: 'house', question: 'members', why: 'too-many-rows' }])
	expect(partOf(lines, many.slice(1)).part.lines[0]?.rows?.[0]).toHaveLength(maxRows)
})

test('repeat rows that match several rows exclude these', () => {
	const { part, left } = partOf(
		[
			['1', 'h1', '2'],
			['2', 'h1', '1'],
			['3', 'h3', '1'],
			['4', 'h3', '1'],
			['5', 'h5', '1'],
			['5', 'h6', '1'],
		],
		[['h1', '30']],
	)
	// no row belongs to h3, so its duplicate is harmless
	expect(part.lines.map(({ at }) => at)).toEqual([4, 5])
	expect(left.map(({ at, column, why }) => [at, column, why])).toEqual([
		...[
			[2, 'house', 'twice'],
			[3, 'house', 'twice'],
		],
		...[
			[6, 'key', 'twice'],
			[7, 'key', 'twice'],
		],
	])
})
