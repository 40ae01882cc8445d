import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

const render = (more = '-') =>
	renderForm(`
		type | name | label | default | read_only | required
		rank need | needs | Needs | ${more}
		choices
		list_name | name | label
		need | work | *Work*
		need | home | Home
		need | school | School
	`)
const order = () =>
	screen.getAllByRole('listitem').map((each) => /Work|Home|School/.exec(each.textContent ?? '')?.[0])
const up = (choice: string) =>
	screen.findByRole('button', { name: text('controls.ranking.moveUp', { choice }) })
const down = (choice: string) =>
	screen.findByRole('button', { name: text('controls.ranking.moveDown', { choice }) })
const take = () => screen.findByRole('button', { name: text('controls.ranking.confirm') })

test('the initial order is an answer once it is confirmed', async () => {
	const { user, answer } = await render()
	expect(await take()).toHaveAttribute('aria-pressed', 'false')
	expect(answer('needs')).toBeUndefined()
	await user.click(await take())
	expect(answer('needs')).toBe('work home school')
	expect(await take()).toHaveAttribute('aria-pressed', 'true')
})

test('a choice moves one position up or down, and the new order is the answer', async () => {
	const { user, answer } = await render()
	await user.click(await down('Work'))
	expect(answer('needs')).toBe('home work school')
	expect(order()).toEqual(['Home', 'Work', 'School'])
	await user.click(await up('School'))
	expect(answer('needs')).toBe('home school work')
})

test('the new position is announced, and the focus follows the moved choice', async () => {
	const { user } = await render()
	await user.click(await down('Work'))
	expect(
		screen.getByText(text('controls.ranking.position', { choice: 'Work', place: 2, count: 3 })),
	).toBeInTheDocument()
	expect(document.activeElement).toBe(await down('Work'))
})

test('at an end the button is disabled, and the focus moves to the opposite one', async () => {
	const { user } = await render()
	await user.click(await up('Home'))
	expect(await up('Home')).toBeDisabled()
	expect(document.activeElement).toBe(await down('Home'))
	expect(await down('School')).toBeDisabled()
})

test('an earlier order is shown, with new choices behind it', async () => {
	await render('school work')
	await take()
	expect(order()).toEqual(['School', 'Work', 'Home'])
})

test('a read-only order has no buttons', async () => {
	await render('school work home | yes')
	expect(await up('Home')).toBeDisabled()
	expect(await down('School')).toBeDisabled()
	expect(await take()).toBeDisabled()
	expect(order()).toEqual(['School', 'Work', 'Home'])
})

test('a missing order is reported at the button that confirms it', async () => {
	const { user } = await render('- | - | yes')
	await user.click(await screen.findByRole('button', { name: text('fill.next') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('fill.required'))
	expect(document.activeElement).toBe(await take())
})
