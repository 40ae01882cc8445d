import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { maxColumns } from '#shared/table/table-view'
import { dataColumn } from '../../testing/live-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { ColumnChoice } from './column-choice.tsx'

const columns = ['house', 'roof', 'rooms'].map((name) => dataColumn(name))

async function render(shown: readonly string[], all = columns) {
	const onChange = vi.fn()
	const desk = await renderDesk(
		<ColumnChoice columns={all} texts="labels" shown={shown} onChange={onChange} />,
	)
	await desk.user.click(screen.getByText(text('table.columns', { count: shown.length })))
	return { ...desk, onChange }
}
const box = (name: string) => screen.getByRole('checkbox', { name: `What ${name} is ${name}` })

test('columns are in the order of the form, however they were selected', async () => {
	const { user, onChange } = await render(['rooms', 'house'])
	expect(box('house')).toBeChecked()
	expect(box('roof')).not.toBeChecked()
	await user.click(box('roof'))
	expect(onChange).toHaveBeenLastCalledWith(['house', 'roof', 'rooms'])
	await user.click(box('rooms'))
	expect(onChange).toHaveBeenLastCalledWith(['house'])
})

test('columns are found by part of their name or question', async () => {
	const { user } = await render([])
	await user.type(screen.getByRole('searchbox', { name: text('table.findColumn') }), ' OOF ')
	expect(screen.getAllByRole('checkbox')).toEqual([box('roof')])
	await user.clear(screen.getByRole('searchbox'))
	await user.type(screen.getByRole('searchbox'), 'what h')
	expect(screen.getAllByRole('checkbox')).toEqual([box('house')])
})

test('the maximum number of columns is enforced and reported', async () => {
	const many = Array.from({ length: maxColumns + 1 }, (_, i) => dataColumn(`c${i}`))
	await render(
		many.slice(0, maxColumns).map(({ name }) => name),
		many,
	)
	expect(screen.getByText(text('table.columnLimit', { count: maxColumns }))).toBeVisible()
	expect(box(`c${maxColumns}`)).toBeDisabled()
	expect(box('c0')).toBeEnabled()
})
