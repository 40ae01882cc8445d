import { renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { exportMarkerColumn, recordColumns, repeatColumns } from '#shared/export/metadata-columns'
import { dataColumn } from '../../testing/live-fixtures.ts'
import { text } from '../../testing/text.ts'
import { headTexts, menuText, useNamedColumns } from './table-texts.ts'

const table = {
	name: 'household',
	key: 'record_id',
	columns: [...recordColumns, ...repeatColumns]
		.filter((column) => column !== exportMarkerColumn)
		.map(({ header, meaning }) => dataColumn(header, { own: true, label: meaning })),
}

test('every column of the record itself has a head of its own, instead of the description in files', () => {
	const { result } = renderHook(() => useNamedColumns(table))
	const heads = result.current.map((column) => headTexts(column, 'labels').text)
	expect(heads).toContain(text('table.head.enumerator'))
	for (const { name, label } of table.columns) {
		expect(heads, name).not.toContain(name)
		expect(heads, name).not.toContain(label)
	}
})

test('a question stays as the form has it, and an unknown column of the record has its name', () => {
	const columns = [dataColumn('house'), dataColumn('new', { own: true, label: 'A description' })]
	const { result } = renderHook(() => useNamedColumns({ ...table, columns }))
	const shown = result.current.map((column) => [
		headTexts(column, 'labels').text,
		headTexts(column, 'codes').text,
		menuText(column, 'labels'),
	])
	expect(shown).toEqual([
		[dataColumn('house').label, 'house', `${dataColumn('house').label} · house`],
		['new', 'new', 'new'],
	])
})
