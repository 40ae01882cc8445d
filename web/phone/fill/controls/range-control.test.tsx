import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

const render = (parameters: string, appearance = '-', more = '-') =>
	renderForm(`
		type | name | label | parameters | appearance | default | required | read_only
		range | sure | How sure | ${parameters} | ${appearance} | ${more}
		choices
		list_name | name | label
		ends | 0 | Never
		ends | 5 | Always
	`)
const line = () => screen.findByRole('slider', { name: /^How sure/ })
const shown = () => screen.findByRole('status', { name: /^How sure/ })
const move = async (value: string) => fireEvent.input(await line(), { target: { value } })

test('an untouched slider has no answer, whatever its position', async () => {
	const { answer } = await render('start=0 end=10 step=2')
	expect(await line()).toHaveAttribute('min', '0')
	expect(await line()).toHaveAttribute('max', '10')
	expect(await line()).toHaveAttribute('step', '2')
	expect(await line()).toHaveAttribute('aria-valuetext', text('fill.noValue'))
	expect(screen.getByText(text('fill.noValue'))).toBeVisible()
	expect(answer('sure')).toBeUndefined()
})

test('a moved slider is an answer, and clearing it restores the untouched state', async () => {
	const { user, answer } = await render('start=0 end=10')
	await move('7')
	expect(answer('sure')).toBe(7)
	expect(await line()).toHaveAttribute('aria-valuetext', '7')
	await user.click(await screen.findByRole('button', { name: text('fill.clearAnswer') }))
	expect(answer('sure')).toBeUndefined()
	expect(screen.getByText(text('fill.noValue'))).toBeVisible()
})

test('a slider that is only touched, or confirmed with a key, is an answer too', async () => {
	const { answer } = await render('start=0 end=10 placeholder=4')
	expect(await line()).toHaveValue('4')
	fireEvent.keyUp(await line(), { key: 'Tab' })
	expect(answer('sure')).toBeUndefined()
	fireEvent.pointerUp(await line())
	expect(answer('sure')).toBe(4)
})

test.each(['Enter', ' '])('the key "%s" confirms the position', async (key) => {
	const { answer } = await render('start=3 end=10')
	fireEvent.keyUp(await line(), { key })
	expect(answer('sure')).toBe(3)
})

test('the label of a value is read out with it', async () => {
	await render('start=0 end=5 tick_labelset=ends')
	await move('5')
	expect(await line()).toHaveAttribute('aria-valuetext', '5 · Always')
	expect(screen.getAllByText('Always')).toHaveLength(2)
	await move('3')
	expect(await line()).toHaveAttribute('aria-valuetext', '3')
})

test('a slider is vertical if the form says so', async () => {
	await render('start=0 end=5', 'vertical')
	expect(await line()).toHaveAttribute('aria-orientation', 'vertical')
})

test('a missing answer is reported at the slider', async () => {
	const { user } = await render('start=0 end=5', '-', '- | yes')
	await user.click(await screen.findByRole('button', { name: text('fill.next') }))
	expect(await line()).toHaveAccessibleDescription(text('fill.required'))
	expect(document.activeElement).toBe(await line())
	await move('2')
	expect(screen.queryByRole('button', { name: text('fill.clearAnswer') })).toBeNull()
})

test('as many stars are filled as the answer says', async () => {
	const { user, answer } = await render('start=1 end=5', 'rating')
	const group = await screen.findByRole('radiogroup', { name: /^How sure/ })
	await user.click(within(group).getByRole('radio', { name: '3' }))
	expect(answer('sure')).toBe(3)
	expect(group.querySelectorAll('.full')).toHaveLength(3)
	await user.click(await screen.findByRole('button', { name: text('fill.clearAnswer') }))
	expect(answer('sure')).toBeUndefined()
	expect(group.querySelectorAll('.full')).toHaveLength(0)
})

test('too many stars become a slider', async () => {
	await render('start=1 end=21', 'rating')
	expect(await line()).toBeVisible()
	expect(screen.queryByRole('radiogroup')).toBeNull()
})

test('the menu has every number of the range, and zero is an answer', async () => {
	const { user, answer } = await render('start=0 end=5', 'picker')
	const menu = await screen.findByRole('combobox', { name: /^How sure/ })
	expect(
		within(menu)
			.getAllByRole('option')
			.map((each) => each.textContent),
	).toEqual([text('fill.choose'), ...['0', '1', '2', '3', '4', '5']])
	await user.selectOptions(menu, '5')
	expect(answer('sure')).toBe(5)
	await user.selectOptions(menu, '0')
	expect(answer('sure')).toBe(0)
	await user.selectOptions(menu, '')
	expect(answer('sure')).toBeUndefined()
	expect(screen.queryByRole('button', { name: text('fill.clearAnswer') })).toBeNull()
})

test('a range too long for a menu is typed', async () => {
	const { user, answer } = await render('start=0 end=5000', 'picker')
	await user.type(await screen.findByRole('textbox', { name: /^How sure/ }), '1250')
	expect(answer('sure')).toBe(1250)
})

test('a read-only range is a number without a slider', async () => {
	await render('start=0 end=5', '-', '4 | - | yes')
	expect(await shown()).toHaveTextContent('4')
	expect(screen.queryByRole('slider')).toBeNull()
})
