import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { DataColumn } from '#shared/integrations/odata-tables'
import type { TableCondition } from '#shared/table/conditions'
import { dataColumn, roof, rooms } from '../../testing/live-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { FilterBar } from './filter-bar.tsx'
import type { TableTexts } from './table-texts.ts'

const columns: DataColumn[] = [
	dataColumn('house', { label: 'x'.repeat(61) }),
	roof,
	rooms,
	dataColumn('day', { type: 'Edm.Date' }),
	dataColumn('moment', { type: 'Edm.DateTimeOffset' }),
	dataColumn('secret', { sealedTo: 'data-manager' }),
]

async function render(conditions: readonly TableCondition[] = [], texts: TableTexts = 'codes') {
	const onChange = vi.fn()
	const desk = await renderDesk(
		<FilterBar columns={columns} texts={texts} conditions={conditions} onChange={onChange} />,
	)
	const choose = (column: string) =>
		desk.user.selectOptions(screen.getByRole('combobox', { name: text('table.filter') }), column)
	const compare = (comparison: string) =>
		desk.user.selectOptions(screen.getByRole('combobox', { name: text('table.operatorLabel') }), comparison)
	return { ...desk, onChange, choose, compare }
}
const value = () => screen.getByLabelText(text('table.value'))
const narrow = () => screen.getByRole('button', { name: text('table.applyFilter') })
const offered = () =>
	[...(screen.getByRole('combobox', { name: text('table.operatorLabel') }) as HTMLSelectElement).options].map(
		(option) => option.value,
	)

test('a column is compared with a value, trimmed of spaces', async () => {
	const { user, onChange, choose, compare } = await render()
	expect(screen.queryByRole('button', { name: text('table.applyFilter') })).toBeNull()
	await choose('house')
	await user.click(narrow())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.required'))
	expect(onChange).not.toHaveBeenCalled()
	await compare('contains')
	await user.type(value(), '  Kot ')
	await user.click(narrow())
	await waitFor(() => expect(onChange).toHaveBeenCalled())
	expect(onChange).toHaveBeenCalledWith([{ column: 'house', comparison: 'contains', value: 'Kot' }])
	await waitFor(() => expect(value()).toHaveValue(''))
})

test('further conditions are added', async () => {
	const before: TableCondition = { column: 'roof', comparison: 'eq', value: 'tin' }
	const { user, onChange, choose, compare } = await render([before])
	await choose('rooms')
	await compare('ge')
	await user.type(value(), '3{Enter}')
	await waitFor(() => expect(onChange).toHaveBeenCalled())
	expect(onChange).toHaveBeenCalledWith([before, { column: 'rooms', comparison: 'ge', value: '3' }])
})

test('a condition is removed, and the others stay', async () => {
	const conditions: TableCondition[] = [
		{ column: 'roof', comparison: 'eq', value: 'tin' },
		{ column: 'rooms', comparison: 'missing', value: '' },
	]
	const { user, onChange } = await render(conditions)
	await user.click(
		screen.getByRole('button', {
			name: text('table.removeFilter', { condition: `rooms ${text('table.operator.missing')}` }),
		}),
	)
	await waitFor(() => expect(onChange).toHaveBeenCalled())
	expect(onChange).toHaveBeenCalledWith([conditions[0]])
})

test('a code is selected by its label', async () => {
	const { user, onChange, choose } = await render()
	await choose('roof')
	await user.selectOptions(value(), 'mud · Mud')
	await user.click(narrow())
	await waitFor(() => expect(onChange).toHaveBeenCalled())
	expect(onChange).toHaveBeenCalledWith([{ column: 'roof', comparison: 'eq', value: 'mud' }])
})

test('“is empty” takes no value, also after one was typed', async () => {
	const { user, onChange, choose, compare } = await render()
	await choose('rooms')
	await user.type(value(), '3')
	await compare('missing')
	expect(screen.queryByLabelText(text('table.value'))).toBeNull()
	await user.click(narrow())
	await waitFor(() => expect(onChange).toHaveBeenCalled())
	expect(onChange).toHaveBeenCalledWith([{ column: 'rooms', comparison: 'missing', value: '' }])
})

test.each([
	['rooms', 'many', 'table.notANumber'],
	['moment', 'yesterday', 'table.notADateOrTime'],
] as const)('an invalid value of %s is reported, and does not filter', async (column, typed, problem) => {
	const { user, onChange, choose } = await render()
	await choose(column)
	expect(screen.queryByRole('alert')).toBeNull()
	await user.type(value(), `${typed}{Enter}`)
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(onChange).not.toHaveBeenCalled()
})

test('a number may be typed in Urdu digits', async () => {
	const { user, onChange, choose } = await render()
	await choose('rooms')
	await user.type(value(), '۳')
	await user.click(narrow())
	await waitFor(() => expect(onChange).toHaveBeenCalled())
	expect(onChange).toHaveBeenCalledWith([{ column: 'rooms', comparison: 'eq', value: '۳' }])
})

test('each type of column has its own operators', async () => {
	const { choose, compare } = await render()
	await choose('house')
	expect(offered()).toEqual(['eq', 'ne', 'contains', 'missing', 'answered'])
	await compare('contains')
	// a comparison that the next column does not have is reset
	await choose('rooms')
	expect(offered()).toEqual(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'missing', 'answered'])
	expect(screen.getByRole('combobox', { name: text('table.operatorLabel') })).toHaveValue('eq')
	await choose('day')
	expect(value()).toHaveAttribute('type', 'date')
})

test('an encrypted column can only be filtered by being empty, and the reason is shown', async () => {
	const { user, onChange, choose } = await render()
	await choose('secret')
	expect(offered()).toEqual(['missing', 'answered'])
	expect(screen.getByText(text('table.encryptedHelp'))).toBeVisible()
	await user.click(narrow())
	await waitFor(() => expect(onChange).toHaveBeenCalled())
	expect(onChange).toHaveBeenCalledWith([{ column: 'secret', comparison: 'missing', value: '' }])
})

test('another column starts without a value', async () => {
	const { user, choose } = await render()
	await choose('house')
	await user.type(value(), 'Kot')
	await choose('rooms')
	expect(value()).toHaveValue('')
})

test('with labels, questions and choices come first, also in a condition', async () => {
	const { choose } = await render([{ column: 'roof', comparison: 'eq', value: 'tin' }], 'labels')
	expect(
		screen.getByRole('button', {
			name: text('table.removeFilter', {
				condition: `${roof.label} ${text('table.operator.eq')} Tin sheets`,
			}),
		}),
	).toBeVisible()
	await choose(`${roof.label} · roof`)
	expect(screen.getByRole('option', { name: 'Mud · mud' })).toBeInTheDocument()
})

test('a long question is shortened in the menu', async () => {
	await render()
	expect(screen.getByRole('option', { name: `house · ${'x'.repeat(60)} …` })).toBeInTheDocument()
})
