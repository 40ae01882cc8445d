import { act, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { renderDesk } from '../../testing/render-desk.tsx'
import { SearchField } from './search-field.tsx'
import { useFilter } from './use-filter.ts'

const typing = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime })
const field = () => screen.getByRole('searchbox', { name: 'Name' })
const pause = () => act(() => vi.advanceTimersByTime(300))

beforeEach(() => {
	vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(() => {
	vi.useRealTimers()
})

test('a search starts when typing pauses, not at each letter', async () => {
	const onChange = vi.fn()
	await renderDesk(<SearchField label="Name" value="" onChange={onChange} />)
	await typing().type(field(), 'amina')
	expect(onChange).not.toHaveBeenCalled()
	pause()
	expect(onChange).toHaveBeenCalledExactlyOnceWith('amina')
})

test('typing back to the shown text starts no search', async () => {
	const onChange = vi.fn()
	await renderDesk(<SearchField label="Name" value="amina" onChange={onChange} />)
	await typing().type(field(), 'x{Backspace}')
	pause()
	expect(onChange).not.toHaveBeenCalled()
})

test('the key / focuses the field, and is typed in an editable field', async () => {
	await renderDesk(<SearchField label="Name" value="" onChange={() => {}} />)
	const user = typing()
	await user.keyboard('/')
	expect(field()).toHaveFocus()
	expect(field()).toHaveValue('')
	await user.keyboard('/')
	expect(field()).toHaveValue('/')
})

/** A list with the search text in its address. */
function List() {
	const [filter, change] = useFilter(['search', 'team'])
	return (
		<>
			<SearchField label="Name" value={filter.search ?? ''} onChange={(search) => change({ search })} />
			<button type="button" onClick={() => change({ search: '' })}>
				Clear
			</button>
		</>
	)
}

test('a changed address updates the field, and other filters stay', async () => {
	await renderDesk(<List />, { path: '/desk/people?team=A&search=amina&unknown=1' })
	expect(field()).toHaveValue('amina')
	const user = typing()
	await user.click(screen.getByRole('button', { name: 'Clear' }))
	expect(field()).toHaveValue('')
	expect(location.search).toBe('?team=A')
	await user.type(field(), 'zoya')
	pause()
	expect(location.search).toBe('?team=A&search=zoya')
})
