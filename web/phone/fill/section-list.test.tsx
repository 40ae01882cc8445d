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

const section = (list: Awaited<ReturnType<typeof openList>>, name: string) =>
	list.getByRole('button', { name: new RegExp(`^${name} .*\\d`) })
const row = (list: Awaited<ReturnType<typeof openList>>, name: string) =>
	list.getByRole('button', { name: new RegExp(`^${name} `) })

test('each section shows how much is answered, over all its pages, and where the interview is', async () => {
	const form = await renderForm(survey)
	await form.user.type(await field('Name'), 'Amina')
	const list = await openList(form)
	expect(section(list, 'People')).toHaveTextContent(text('finish.answered', { answered: 1, asked: 2 }))
	expect(section(list, 'People')).toHaveTextContent(text('formSections.here'))
	expect(section(list, 'People')).toHaveAttribute('aria-current', 'step')
	expect(section(list, 'House')).toHaveTextContent(text('finish.answered', { answered: 0, asked: 1 }))
	expect(section(list, 'House')).not.toHaveAttribute('aria-current')
})

test('what is missing is said of the sections that were reached, not of those to come', async () => {
	const form = await renderForm(survey)
	await form.user.type(await field('Name'), 'Amina')
	await form.user.click(await button('fill.next'))
	await form.user.type(await field('Age'), 'old')
	const list = await openList(form)
	expect(section(list, 'People')).toHaveTextContent(text('finish.toCheck', { count: 1 }))
	expect(section(list, 'House')).not.toHaveTextContent(text('formSections.missing', { count: 1 }))
	await form.user.click(await button('fill.review'))
	expect(await screen.findByRole('button', { name: /^House .*1 missing/ })).toBeVisible()
})

test('a section that is not asked yet is named, and cannot be opened', async () => {
	const form = await renderForm(survey)
	const list = await openList(form)
	expect(list.queryByRole('button', { name: /^Work/ })).toBeNull()
	expect(list.getByText('Work')).toBeVisible()
	expect(list.getByText(text('formSections.notOpen'))).toBeVisible()
})

test('a section opens to its questions with their answers, and each leads to itself', async () => {
	const form = await renderForm(survey)
	await form.user.type(await field('Name'), 'Amina')
	const list = await openList(form)
	// the section behind the list is open
	expect(row(list, 'Name')).toHaveTextContent('Amina')
	expect(row(list, 'Age')).toHaveTextContent(text('formSections.noAnswer'))
	await form.user.click(section(list, 'House'))
	expect(list.queryByRole('button', { name: /^Age / })).toBeNull()
	expect(row(list, 'Roof')).toHaveTextContent(text('formSections.answerMissing'))
	await form.user.click(section(list, 'People'))
	await form.user.click(row(list, 'Age'))
	expect(document.activeElement).toBe(await field('Age'))
})

test('an answer is corrected from the review at the end', async () => {
	const form = await renderForm(survey, { view: { first: { page: 2, language: 'en' } } })
	await form.user.type(await field('Roof'), 'Mud')
	await form.user.click(await button('fill.next'))
	await form.user.click(await screen.findByRole('button', { name: /^House / }))
	await form.user.click(await screen.findByRole('button', { name: /^Roof Mud/ }))
	expect(document.activeElement).toBe(await field('Roof'))
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
	expect(section(list, 'Name')).toHaveAttribute('aria-expanded', 'true')
	const other = await renderForm('type | name | label\ntext | who | Name')
	await other.user.click(within(other.container).getByRole('button', { name: text('fill.sections') }))
	expect(
		await within(other.container).findByRole('button', { name: new RegExp(`^${text('finish.form')}`) }),
	).toBeVisible()
})

test('a question before a passed gate is locked and says so', async () => {
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
	expect(row(list, 'Own')).toBeDisabled()
	expect(row(list, 'Own')).toHaveTextContent(text('finish.sectionLocked'))
	await form.user.click(row(list, 'Shown'))
	expect(await screen.findByRole('radio', { name: 'Yes' })).toBeChecked()
})
