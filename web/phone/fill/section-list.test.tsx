import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderForm } from '../../testing/render-form.tsx'
import { text } from '../../testing/text.ts'

const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const field = (name: string) => screen.findByRole('textbox', { name: new RegExp(`^${name}`) })
const openList = async ({ user }: Pick<Awaited<ReturnType<typeof renderForm>>, 'user'>) => {
	await user.click(screen.getByRole('button', { name: text('fill.sections') }))
	return within(await screen.findByRole('navigation', { name: text('fill.sections') }))
}
const survey = `
	type         name   label    required  relevant
	begin_group  one    People   -         -
	begin_group  names  Names    -         -
	text         who    Name     yes       -
	end_group    -      -        -         -
	begin_group  ages   Ages     -         -
	integer      age    Age      -         -
	end_group    -      -        -         -
	end_group    -      -        -         -
	begin_group  two    House    -         -
	text         roof   Roof     yes       -
	end_group    -      -        -         -
	begin_group  three  Work     -         \${age} > 17
	text         job    Job      -         -
	end_group    -      -        -         -
`

test('each section shows how much is answered, over all its pages', async () => {
	const form = await renderForm(survey)
	await form.user.type(await field('Name'), 'Amina')
	const list = await openList(form)
	expect(
		list.getByRole('button', {
			name: `People ${text('finish.answered', { answered: 1, asked: 2 })}`,
		}),
	).toBeVisible()
	expect(
		list.getByRole('button', { name: `House ${text('finish.answered', { answered: 0, asked: 1 })}` }),
	).toBeVisible()
	// a section that is not relevant is not listed
	expect(list.queryByRole('button', { name: /^Work/ })).toBeNull()
})

test('invalid answers are counted, missing ones are not', async () => {
	const form = await renderForm(survey)
	await form.user.type(await field('Name'), 'Amina')
	await form.user.click(await button('fill.next'))
	await form.user.type(await field('Age'), 'old')
	const list = await openList(form)
	expect(list.getByRole('button', { name: /^People/ })).toHaveTextContent(
		text('finish.toCheck', { count: 1 }),
	)
	expect(list.getByRole('button', { name: /^House/ })).not.toHaveTextContent(
		text('finish.toCheck', { count: 1 }),
	)
})

test('a section opens at its first page', async () => {
	const form = await renderForm(survey)
	await form.user.type(await field('Name'), 'Amina')
	await form.user.click(await button('fill.next'))
	const list = await openList(form)
	await form.user.click(list.getByRole('button', { name: /^People/ }))
	expect(await field('Name')).toHaveValue('Amina')
})

test('the first missing answer is one press away, in the order of the screens', async () => {
	const form = await renderForm(survey)
	await openList(form)
	await form.user.click(await button('finish.showMissing'))
	expect(document.activeElement).toBe(await field('Name'))
	await form.user.type(await field('Name'), 'Amina')
	await openList(form)
	await form.user.click(await button('finish.showMissing'))
	expect(document.activeElement).toBe(await field('Roof'))
	await form.user.type(await field('Roof'), 'Mud')
	await openList(form)
	expect(screen.queryByRole('button', { name: text('finish.showMissing') })).toBeNull()
})

test('questions outside groups are titled by the first of them, and a form with one section by its title', async () => {
	const form = await renderForm(`
		type         name  label
		text         who   Name
		begin_group  two   House
		text         roof  Roof
		end_group    -     -
	`)
	const list = await openList(form)
	expect(list.getByRole('button', { name: /^Name/ })).toBeVisible()
	const other = await renderForm('type | name | label\ntext | who | Name')
	await other.user.click(within(other.container).getByRole('button', { name: text('fill.sections') }))
	expect(
		await within(other.container).findByRole('button', { name: new RegExp(`^${text('finish.form')}`) }),
	).toBeVisible()
})

test('a section before a passed gate is locked and says so', async () => {
	const form = await renderForm(`
		type           name     label  bind::zila:gate
		begin_group    words    Words  -
		begin_group    before   Own    -
		text           own      Own    -
		end_group      -        -      -
		begin_group    gate     Gate   -
		select_one yn  shown    Shown  yes
		end_group      -        -      -
		end_group      -        -      -
		choices
		list_name  name  label
		yn         yes   Yes
	`)
	await form.user.click(await button('fill.next'))
	await form.user.click(await screen.findByRole('radio', { name: 'Yes' }))
	const list = await openList(form)
	await form.user.click(list.getByRole('button', { name: new RegExp(`^${text('finish.form')}`) }))
	// the page before the gate is skipped
	expect(await screen.findByRole('radio', { name: 'Yes' })).toBeChecked()
})
