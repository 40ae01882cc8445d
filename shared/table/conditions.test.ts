import { expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import type { DataColumn } from '../integrations/odata-tables.ts'
import { comparisonsOf, filterOf, needsValue, parseConditions, withoutWords } from './conditions.ts'

const column = (name: string, type: DataColumn['type']): DataColumn => ({
	name,
	header: name,
	label: name,
	type,
	codes: [],
	own: false,
	sealedTo: null,
})
const columns = [column('age', 'Edm.Int64'), column('note', 'Edm.String'), column('born', 'Edm.Date')]

test('conditions survive conversion to a filter, with any values', () => {
	const condition = fc
		.constantFrom(...columns)
		.chain((of) =>
			fc
				.constantFrom(...comparisonsOf(of))
				.chain((comparison) =>
					(needsValue(comparison)
						? of.name === 'note'
							? fc.string()
							: of.name === 'age'
								? fc.integer().map(String)
								: fc.constant('2026-01-15')
						: fc.constant('')
					).map((value) => ({ column: of.name, comparison, value })),
				),
		)
	fc.assert(
		fc.property(fc.array(condition, { maxLength: 5 }), (conditions) => {
			expect(parseConditions(filterOf(conditions, columns) ?? '?')).toEqual(conditions)
		}),
	)
})
test('a value invalid for its column gives no filter, and other filters are not taken for conditions', () => {
	const of = (name: string, value: string) => filterOf([{ column: name, comparison: 'eq', value }], columns)
	expect([of('age', 'old'), of('age', '1 '), of('born', 'yesterday'), of('gone', '1')]).toEqual(
		Array(4).fill(null),
	)
	expect([of('age', '۲۰'), of('age', '٢٠')]).toEqual(['age eq 20', 'age eq 20'])
	expect(of('note', "O'Neill")).toBe("note eq 'O''Neill'")
	for (const other of ['age gt 1 or age lt 0', 'not (age gt 1)', 'age in (1,2)', 'age gt 1 and '])
		expect(parseConditions(other), other).toBe(null)
})
test('a saved view contains no typed text', () => {
	const works = { ...column('works', 'Edm.String'), codes: [{ code: 'yes', label: 'Yes' }] }
	const status = { ...column('record_status', 'Edm.String'), own: true }
	const part = " and contains(works,'whose') and works ne 'secret'"
	const filter = "note eq 'secret' and age gt 60 and contains(note,'sec') and note ne null"
	const more = " and works eq 'yes' and record_status eq 'approved'"
	expect(
		withoutWords({ filter: filter + part + more, search: 'secret' }, [...columns, works, status]),
	).toEqual({
		filter: `age gt 60 and note ne null${more}`,
		search: '',
	})
	expect(withoutWords({ filter: "note eq 'secret' or age gt 1", search: '' }, columns)).toBe(null)
})
