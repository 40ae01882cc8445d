import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type FormOptions, renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

const render = (more = '-', options?: FormOptions) =>
	renderForm(
		`
		type | name | label::English (en) | label::اردو (ur) | appearance | default | required
		select_one work | work | Work | کام | minimal | ${more}
		choices
		list_name | name | label::English (en) | label::اردو (ur)
		work | farm | *Farm* work | کھیتی
		work | kiln | Brick kiln | بھٹہ
		work | dk | Does not know | معلوم نہیں
		work | ref | Does not say | نہیں بتاتے
	`,
		options,
	)
const menu = () => screen.findByRole('combobox', { name: /^(Work|کام)/ })
const button = (name: string) => screen.getByRole('button', { name })

test('the choices are in a menu without markup, and the first option is empty', async () => {
	await render()
	const options = within(await menu()).getAllByRole('option')
	expect(options.map((each) => each.textContent)).toEqual([
		text('fill.choose'),
		'Farm work',
		'Brick kiln',
		'Does not know',
		'Does not say',
	])
	expect(await menu()).toHaveAccessibleName(/^Work/)
	expect(await menu()).toHaveValue('')
})

test('another option is another answer, and the first clears it', async () => {
	const { user, answer } = await render()
	await user.selectOptions(await menu(), 'kiln')
	expect(answer('work')).toBe('kiln')
	await user.selectOptions(await menu(), '')
	expect(answer('work')).toBeUndefined()
})

test('“don’t know” is a button below the menu, and pressing it again clears it', async () => {
	const { user, answer } = await render()
	await menu()
	await user.click(button('Does not know'))
	expect(answer('work')).toBe('dk')
	expect(await menu()).toHaveValue('dk')
	expect(button('Does not know')).toHaveAttribute('aria-pressed', 'true')
	expect(button('Does not say')).toHaveAttribute('aria-pressed', 'false')
	await user.click(button('Does not know'))
	expect(answer('work')).toBeUndefined()
	expect(await menu()).toHaveValue('')
})

test('selecting from the menu clears that button', async () => {
	const { user, answer } = await render()
	await menu()
	await user.click(button('Does not say'))
	await user.selectOptions(await menu(), 'farm')
	expect(answer('work')).toBe('farm')
	expect(button('Does not say')).toHaveAttribute('aria-pressed', 'false')
})

test('an earlier choice is shown in the menu', async () => {
	await render('kiln')
	expect(await menu()).toHaveValue('kiln')
})

test('a missing answer is reported at the menu', async () => {
	const { user } = await render('- | yes')
	await menu()
	await user.click(button(text('fill.next')))
	expect(await menu()).toHaveAccessibleDescription(text('fill.required'))
	expect(await menu()).toHaveAttribute('aria-invalid', 'true')
	expect(document.activeElement).toBe(await menu())
})

test('a menu has the direction of its questions', async () => {
	await render('-', { language: 'ur' })
	expect(await menu()).toHaveAttribute('dir', 'rtl')
	expect(within(await menu()).getByRole('option', { name: 'کھیتی' })).toBeInTheDocument()
})
