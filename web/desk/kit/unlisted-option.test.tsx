import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { renderDesk } from '../../testing/render-desk.tsx'
import { FilterMenu } from './filter-menu.tsx'
import { SelectMenu } from './select-menu.tsx'

const options = [
	['baseline', 'Baseline'],
	['endline', 'Post-campaign'],
] as const

test.each(['pilot', 'endline'])('a menu shows %s as chosen, also if it does not offer it', async (value) => {
	await renderDesk(<SelectMenu label="Round" value={value} options={options} onChoose={vi.fn()} />)
	expect(screen.getByRole('combobox', { name: 'Round' })).toHaveValue(value)
	expect(screen.getAllByRole('option')).toHaveLength(value === 'pilot' ? 3 : 2)
})
test('a filter with a value that is not offered is shown, and can be removed', async () => {
	const choose = vi.fn()
	const { user } = await renderDesk(
		<FilterMenu label="Round" value="pilot" options={options} onChoose={choose} />,
	)
	const menu = screen.getByRole('combobox', { name: 'Round' })
	expect(menu).toHaveValue('pilot')
	await user.selectOptions(menu, '')
	expect(choose).toHaveBeenCalledWith('')
})
