import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderForm } from '../../testing/render-form.tsx'
import { text } from '../../testing/text.ts'

const members = `
	type             name     label      required
	begin_repeat     members  Members    -
	text             m_name   Name       yes
	integer          m_age    Age        -
	select_one work  m_work   Work       -
	end_repeat       -        -          -
	choices
	list_name  name  label
	work       farm  Farming
	work       kiln  Brick kiln
`
const add = () => screen.findByRole('button', { name: `${text('controls.rows.addNamed')} Members` })
const removeButton = (number: number) =>
	screen.findByRole('button', { name: `${text('controls.rows.remove', { number })} · Members` })
const head = (name: string | RegExp) => screen.findByRole('button', { name })
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })
const rows = () => screen.queryAllByRole('listitem')

test('an added row is open, with the cursor in its first field', async () => {
	const { user } = await renderForm(members)
	expect(rows()).toHaveLength(0)
	await user.click(await add())
	expect(rows()).toHaveLength(1)
	expect(await field('Name')).toBeVisible()
	expect(await head('1.')).toHaveAttribute('aria-expanded', 'true')
})

test('the cursor is in the first field of an added row before the tap is over, so that a phone opens its keyboard', async () => {
	await renderForm(members)
	const button = await add()
	fireEvent.click(button)
	expect(document.activeElement).toHaveAccessibleName(/^Name/)
})

test('a row whose first question has no field gets the focus at its head', async () => {
	const { user } = await renderForm(`
		type          name     label
		begin_repeat  members  Members
		note          hello    Say hello
		end_repeat    -        -
	`)
	await user.click(await add())
	expect(document.activeElement).toBe(await head(/^1\./))
})

test('a collapsed row is titled by its text', async () => {
	const { user, filling } = await renderForm(members)
	await user.click(await add())
	await user.type(await field('Name'), 'Amina')
	await user.type(await field('Age'), '34')
	await user.click(await head(/^1\./))
	expect(await head('1. Amina 34')).toHaveAttribute('aria-expanded', 'false')
	expect(screen.queryByRole('textbox')).toBeNull()
	// as in a table: the second answer is at the end of the line
	expect(screen.getByText('34')).toHaveClass('row-second')
	const [row = ''] = filling.session.rows('members')
	expect(filling.session.answerAt(`${row}/m_name`)).toBe('Amina')
})

test('without text a row is titled by its choice, else as empty', async () => {
	const { user } = await renderForm(members)
	await user.click(await add())
	await user.click(await head(/^1\./))
	expect(await head(`1. ${text('controls.rows.empty')}`)).toBeVisible()
	await user.click(await head(/^1\./))
	await user.click(await screen.findByRole('radio', { name: 'Brick kiln' }))
	await user.click(await head(/^1\./))
	expect(await head('1. Brick kiln')).toBeVisible()
})

test('one row is open at a time', async () => {
	const { user } = await renderForm(members)
	await user.click(await add())
	await user.type(await field('Name'), 'Amina')
	await user.click(await add())
	expect(await head('1. Amina')).toHaveAttribute('aria-expanded', 'false')
	expect(await head('2.')).toHaveAttribute('aria-expanded', 'true')
	await user.click(await head('1. Amina'))
	expect(await head(/^2\./)).toHaveAttribute('aria-expanded', 'false')
	expect(await field('Name')).toHaveValue('Amina')
})

test('a row is removed after a confirmation that names it, and the focus moves to the add button', async () => {
	const { user, filling } = await renderForm(members)
	await user.click(await add())
	await user.type(await field('Name'), 'Amina')
	await user.click(await add())
	await user.type(await field('Name'), 'Bano')
	await user.click(await removeButton(2))
	const dialog = screen.getByRole('alertdialog', { name: text('controls.rows.remove', { number: 2 }) })
	expect(dialog).toHaveTextContent('Bano')
	const keep = within(dialog).getByRole('button', { name: text('app.keep') })
	// pressing Enter once too often keeps the row
	expect(document.activeElement).toBe(keep)
	await user.click(keep)
	expect(await field('Name')).toHaveValue('Bano')
	await user.click(await removeButton(2))
	await user.click(screen.getByRole('button', { name: text('controls.rows.confirmRemoveYes') }))
	await waitFor(() => expect(rows()).toHaveLength(1))
	expect(await head('1. Amina')).toBeVisible()
	expect(document.activeElement).toBe(await add())
	expect([...filling.session.draftAnswers().values()]).not.toContain('Bano')
})

test('a missing answer in a collapsed row opens it and receives the focus', async () => {
	const { user } = await renderForm(members)
	await user.click(await add())
	await user.click(await add())
	await user.type(await field('Name'), 'Bano')
	await user.click(await screen.findByRole('button', { name: text('fill.next') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.required'))
	expect(await head(/^1\./)).toHaveAttribute('aria-expanded', 'true')
	expect(document.activeElement).toBe(await field('Name'))
	expect(await field('Name')).toHaveValue('')
})

test('rows with a calculated count are neither added nor removed by hand', async () => {
	const { user } = await renderForm(`
		type          name   label  repeat_count
		integer       many   Many   -
		begin_repeat  kids   Kids   \${many}
		text          name   Name   -
		end_repeat    -      -      -
	`)
	expect(rows()).toHaveLength(0)
	await user.type(await field('Many'), '2')
	await waitFor(() => expect(rows()).toHaveLength(2))
	expect(screen.queryByRole('button', { name: /Kids/ })).toBeNull()
	await user.click(await head(/^2\./))
	expect(await field('Name')).toBeVisible()
	expect(screen.queryByRole('button', { name: /Kids/ })).toBeNull()
	await user.clear(await field('Many'))
	await user.type(await field('Many'), '1')
	await waitFor(() => expect(rows()).toHaveLength(1))
})

test('repeats can be nested, and each button names what it adds or removes', async () => {
	const { user } = await renderForm(`
		type          name   label
		begin_repeat  homes  Homes
		text          roof   Roof
		begin_repeat  rooms  Rooms
		text          use    Use
		end_repeat    -      -
		end_repeat    -      -
	`)
	await user.click(await head(`${text('controls.rows.addNamed')} Homes`))
	await user.click(await head(`${text('controls.rows.addNamed')} Rooms`))
	await user.type(await field('Use'), 'Kitchen')
	expect(await head(`${text('controls.rows.remove', { number: 1 })} · Rooms`)).toBeVisible()
	expect(await head(`${text('controls.rows.remove', { number: 1 })} · Homes`)).toBeVisible()
	expect(screen.getByRole('heading', { name: 'Rooms' })).toBeVisible()
})

test('a repeat without a label, or with a dynamic one, has generic buttons', async () => {
	const { user } = await renderForm(`
		type          name   label
		text          who    Who
		begin_repeat  homes  Homes of \${who}
		text          roof   Roof
		end_repeat    -      -
	`)
	const plain = await head(text('controls.rows.add'))
	await user.click(plain)
	expect(await head(text('controls.rows.remove', { number: 1 }))).toBeVisible()
})

test('groups in a row are shown one after the other, without irrelevant ones', async () => {
	const { user } = await renderForm(`
		type          name   label    relevant
		begin_repeat  homes  Homes    -
		integer       age    Age      -
		begin_group   adult  Adult    \${age} > 17
		text          card   Card     -
		end_group     -      -        -
		end_repeat    -      -        -
	`)
	await user.click(await head(`${text('controls.rows.addNamed')} Homes`))
	expect(screen.queryByRole('textbox', { name: /^Card/ })).toBeNull()
	await user.type(await field('Age'), '20')
	expect(await field('Card')).toBeVisible()
})

const people = `
	type             name     label      required
	begin_repeat     members  Members    -
	text             m_name   Name       yes
	select_one work  m_work   Work       -
	integer          m_age    Age        -
	select_one work  m_other  Other      -
	note             m_end    End        -
	end_repeat       -        -          -
	choices
	list_name  name  label
	work       farm  Farming
	work       kiln  Brick kiln
`
const choice = async (group: string, name: string) =>
	within(await screen.findByRole('group', { name: new RegExp(`^${group}`) })).getByRole('radio', { name })

test('a tapped choice of a row leads the cursor to the empty field after it, and nowhere else', async () => {
	const { user } = await renderForm(people)
	await user.click(await add())
	await user.click(await choice('Work', 'Farming'))
	expect(document.activeElement).toBe(await field('Age'))
	// an answered field is not opened again
	await user.type(await field('Age'), '34')
	await user.click(await choice('Work', 'Brick kiln'))
	expect(document.activeElement).toBe(await choice('Work', 'Brick kiln'))
	await user.click(await choice('Other', 'Farming'))
	expect(document.activeElement).toBe(await choice('Other', 'Farming'))
})

test('arrow keys pass the choices of a row without leaving them', async () => {
	const { user } = await renderForm(people)
	await user.click(await add())
	;(await choice('Work', 'Farming')).focus()
	await user.keyboard('{ArrowDown}')
	expect(document.activeElement).toBe(await choice('Work', 'Brick kiln'))
})
