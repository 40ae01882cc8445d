import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { painted } from '../../../testing/painted.ts'
import { type FormOptions, renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

const foods = `
	choices
	list_name  name   label
	food       rice   Rice
	food       dal    Lentils
	food       roti   Bread
	food       dk     Does not know
`
const render = (row: string, options?: FormOptions) =>
	renderForm(
		`
		type | name | label | appearance | default | required | read_only
		${row}
		${foods}
	`,
		options,
	)
const radio = (name: string) => screen.findByRole('radio', { name })
const box = (name: string) => screen.findByRole('checkbox', { name })
const takeBack = () => screen.queryByRole('button', { name: text('fill.clearAnswer') })

test('select_one: a press selects, another press selects another', async () => {
	const { user, answer } = await render('select_one food | meal | Last meal')
	const group = await screen.findByRole('group', { name: /^Last meal/ })
	expect(within(group).getAllByRole('radio')).toHaveLength(4)
	await user.click(await radio('Rice'))
	expect(answer('meal')).toBe('rice')
	await user.click(await radio('Bread'))
	expect(answer('meal')).toBe('roti')
	expect(await radio('Rice')).not.toBeChecked()
})

test('an optional answer can be cleared, and the focus moves to the control', async () => {
	const { user, answer } = await render('select_one food | meal | Last meal')
	await radio('Rice')
	expect(takeBack()).toBeNull()
	await user.click(await radio('Bread'))
	await user.click(await screen.findByRole('button', { name: text('fill.clearAnswer') }))
	expect(answer('meal')).toBeUndefined()
	expect(await radio('Bread')).not.toBeChecked()
	expect(document.activeElement).toBe(await radio('Rice'))
	expect(takeBack()).toBeNull()
})

test('a required answer cannot be cleared', async () => {
	const { user } = await render('select_one food | meal | Last meal | - | - | yes')
	await user.click(await radio('Rice'))
	expect(await radio('Rice')).toBeChecked()
	expect(takeBack()).toBeNull()
})

test('an earlier choice is shown as selected', async () => {
	await render('select_one food | meal | Last meal | - | dal')
	expect(await radio('Lentils')).toBeChecked()
})

test('a read-only choice is shown as its label', async () => {
	await render('select_one food | meal | Last meal | - | dal | - | yes')
	expect(await screen.findByText('Lentils')).toBeVisible()
	expect(screen.queryByRole('radio')).toBeNull()
	expect(takeBack()).toBeNull()
})

test('a read-only question without an answer says so', async () => {
	await render('select_one food | meal | Last meal | - | - | - | yes')
	expect(await screen.findByText(text('fill.noValue'))).toBeVisible()
})

test('a scale separates non-response choices from its steps', async () => {
	const { user, answer } = await render('select_one food | meal | Last meal | likert')
	const own = (await radio('Does not know')).closest('.choices')
	expect(own).not.toBe((await radio('Rice')).closest('.choices'))
	expect(own?.querySelectorAll('input')).toHaveLength(1)
	await user.click(await radio('Does not know'))
	expect(answer('meal')).toBe('dk')
	// both lists are one question
	await user.click(await radio('Rice'))
	expect(await radio('Does not know')).not.toBeChecked()
})

test.each([
	['columns-3', 'columns-3'],
	['columns-9', 'columns-4'],
	['columns', 'side'],
	['list-nolabel', 'side'],
])('choices are laid out as the appearance %s says', async (appearance, layout) => {
	await render(`select_one food | meal | Last meal | ${appearance}`)
	// only the style shows the layout
	expect((await radio('Rice')).closest('.choices')).toHaveClass(layout)
})

test('the rows of a grid are aligned', async () => {
	await renderForm(`
		type             name  label  appearance
		begin_group      most  Most   table-list
		select_one food  meal  Meal   -
		end_group        -     -      -
		${foods}
	`)
	expect((await radio('Rice')).closest('.choices')).toHaveClass('side')
})

test('select_multiple: each press toggles, in the order of the list', async () => {
	const { user, answer } = await render('select_multiple food | eaten | Eaten today')
	await user.click(await box('Bread'))
	await user.click(await box('Rice'))
	expect(answer('eaten')).toEqual(['rice', 'roti'])
	await user.click(await box('Bread'))
	expect(answer('eaten')).toEqual(['rice'])
	await user.click(await box('Rice'))
	expect(answer('eaten')).toBeUndefined()
})

test('a read-only select_multiple is shown and cannot be toggled', async () => {
	const { user, answer } = await render('select_multiple food | eaten | Eaten | - | rice dal | - | yes')
	expect(await box('Lentils')).toBeChecked()
	expect(await box('Bread')).toBeDisabled()
	await user.click(await box('Bread'))
	expect(answer('eaten')).toEqual(['rice', 'dal'])
})

test('a required select_multiple says so, at each of its choices', async () => {
	const { user } = await render('select_multiple food | eaten | Eaten | - | - | yes')
	await user.click(await screen.findByRole('button', { name: text('fill.next') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.required'))
	expect(await box('Rice')).toHaveAttribute('aria-invalid', 'true')
	expect(document.activeElement).toBe(await box('Rice'))
	expect(screen.getByRole('group', { name: 'Eaten' })).toHaveAccessibleDescription(text('fill.required'))
})

test('an acknowledgement is cleared with the same checkbox', async () => {
	const { user, answer } = await render('acknowledge | told | I have told the person')
	await user.click(await box(text('fill.done')))
	expect(answer('told')).toBe('OK')
	await user.click(await box(text('fill.done')))
	expect(answer('told')).toBeUndefined()
})

test('a read-only checkbox is disabled', async () => {
	await render('acknowledge | told | Told | - | - | - | yes')
	expect(await box(text('fill.done'))).toBeDisabled()
})

const places = `
	type                name      label     choice_filter
	select_one area     area      Area      -
	select_one town     town      Town      area = \${area}
	select_multiple town  towns   Towns     area = \${area}
	choices
	list_name  name  label  area
	area       n     North  -
	area       s     South  -
	town       a     Alpur  n
	town       b     Bela   n
	town       c     Chak   s
`
const townsOf = (name: string) => screen.findByRole('group', { name: new RegExp(`^${name}(?! ?s)`) })

test('choices that depend on another answer are reported as missing until it is given', async () => {
	const { user } = await renderForm(places)
	const empty = await screen.findAllByText(text('fill.noChoices'))
	expect(empty).toHaveLength(2)
	await user.click(await radio('South'))
	expect(within(await townsOf('Town')).getAllByRole('radio')).toHaveLength(1)
	expect(within(await townsOf('Towns')).getAllByRole('checkbox')).toHaveLength(1)
})

test('a choice that no longer matches other answers stays visible, and is marked', async () => {
	const { user, answer } = await renderForm(places)
	await user.click(await radio('North'))
	await user.click(within(await townsOf('Town')).getByRole('radio', { name: 'Bela' }))
	await user.click(within(await townsOf('Towns')).getByRole('checkbox', { name: 'Alpur' }))
	await user.click(await radio('South'))
	const town = within(await townsOf('Town'))
	expect(town.getByRole('radio', { name: 'Bela' })).toBeChecked()
	expect(within(await townsOf('Towns')).getByRole('checkbox', { name: 'Alpur' })).toBeChecked()
	expect(answer('town')).toBe('b')
	await user.click(screen.getByRole('button', { name: text('fill.next') }))
	expect((await screen.findAllByRole('alert'))[0]).toHaveTextContent(text('fill.not-offered'))
	await user.click(town.getByRole('radio', { name: 'Chak' }))
	await waitFor(() => expect(town.queryByRole('radio', { name: 'Bela' })).toBeNull())
	expect(answer('town')).toBe('c')
})

const quickForm = `
	type             name   label    appearance
	begin_group      one    First    -
	select_one food  meal   Meal     quick
	end_group        -      -        -
	begin_group      two    Second   -
	text             more   More     -
	end_group        -      -        -
	${foods}
`
test('a quick question continues to the next page with the press that answers it', async () => {
	const { user, answer } = await renderForm(quickForm)
	await user.click(await radio('Lentils'))
	expect(await screen.findByLabelText(/^More/)).toBeVisible()
	expect(answer('meal')).toBe('dal')
})

test('an arrow key moves through the choices of a quick question, and the selecting key continues', async () => {
	const { user } = await renderForm(quickForm)
	const rice = await radio('Rice')
	rice.focus()
	await user.keyboard('{ArrowDown}')
	await painted()
	expect(await radio('Lentils')).toBeChecked()
	expect(screen.queryByLabelText(/^More/)).toBeNull()
	await user.keyboard('{Enter}')
	expect(await screen.findByLabelText(/^More/)).toBeVisible()
})

test('the selecting key does not continue from an unselected choice', async () => {
	const { user, answer } = await renderForm(quickForm)
	const rice = await radio('Rice')
	rice.focus()
	await user.keyboard('{Enter}')
	await painted()
	expect(answer('meal')).toBeUndefined()
	expect(await radio('Rice')).toBeVisible()
})

test('a quick question among others on its page does not continue', async () => {
	const { user } = await renderForm(`
		type             name   label    appearance
		begin_group      one    First    -
		select_one food  meal   Meal     quick
		text             also   Also     -
		end_group        -      -        -
		begin_group      two    Second   -
		text             more   More     -
		end_group        -      -        -
		${foods}
	`)
	await user.click(await radio('Lentils'))
	await painted()
	expect(await radio('Lentils')).toBeChecked()
	expect(screen.getByLabelText(/^Also/)).toBeVisible()
})

test('labels of choices are in the language of the questions, in its direction', async () => {
	const { answer, user } = await renderForm(
		`
		type               name  label::English (en)  label::اردو (ur)
		select_one yn      tea   Tea?                 چائے؟
		choices
		list_name  name  label::English (en)  label::اردو (ur)
		yn         yes   Yes                  ہاں
		yn         no    No                   نہیں
	`,
		{ language: 'ur' },
	)
	const yes = await radio('ہاں')
	expect(screen.getByText('ہاں')).toHaveAttribute('dir', 'rtl')
	await user.click(yes)
	expect(answer('tea')).toBe('yes')
})

const heard = `
	type                name   label  constraint
	select_multiple src  heard  Heard  not(selected(., 'none') and count-selected(.) > 1)
	choices
	list_name  name   label
	src        tv     Television
	src        radio  Radio
	src        none   Nowhere
`
test('a choice that excludes the others clears them at once, and this can be undone', async () => {
	const { user, answer } = await renderForm(heard)
	await user.click(await box('Television'))
	await user.click(await box('Radio'))
	expect(await box('Nowhere')).toHaveAccessibleDescription(text('fill.exclusiveHint'))
	await user.click(await box('Nowhere'))
	expect(answer('heard')).toEqual(['none'])
	expect(await box('Radio')).not.toBeChecked()
	expect(screen.getByText(text('fill.cleared', { count: 2 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('fill.undo') }))
	expect(answer('heard')).toEqual(['tv', 'radio'])
	expect(await box('Radio')).toBeChecked()
	expect(screen.queryByRole('button', { name: text('fill.undo') })).toBeNull()
})

test('another choice clears the one that excludes it', async () => {
	const { user, answer } = await renderForm(heard)
	await user.click(await box('Nowhere'))
	await user.click(await box('Radio'))
	expect(answer('heard')).toEqual(['radio'])
	expect(screen.getByText(text('fill.cleared', { count: 1 }))).toBeVisible()
})
