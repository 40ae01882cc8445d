import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { FaqScreen } from './faq-screen.tsx'

beforeEach(() => {
	preparePhone()
})

const render = (options: PhoneOptions = {}) => renderPhone(<FaqScreen />, options)
const search = () => screen.findByRole('searchbox', { name: text('asked.search') })
const section = (key: Parameters<typeof text>[0]) => screen.queryByRole('region', { name: text(key) })
const terms = () =>
	within(section('asked.terms') as HTMLElement)
		.getAllByRole('term')
		.map((each) => each.textContent)

test('what to do, what the marks mean and the words of the field are there without a search', async () => {
	await render()
	await search()
	expect(section('asked.whatToDo')).toBeVisible()
	expect(section('asked.terms')).toBeVisible()
	const marks = within(section('asked.marks') as HTMLElement)
	// every status that a list on this phone can show
	expect(marks.getAllByRole('term')).toHaveLength(11)
	expect(marks.getByText(text('asked.mark.only-here'))).toBeVisible()
	// collapsed until there is a query
	expect(screen.getByText(text('asked.when.pin.if')).closest('details')).not.toHaveAttribute('open')
})

test('a search finds words in whatever is said, whole or in parts, in large or small letters', async () => {
	const { user } = await render()
	const word = text('asked.word.cluster.is')
	await user.type(await search(), word.toUpperCase())
	await waitFor(() => expect(terms()).toContain(word))
	expect(terms()).not.toContain(text('asked.word.lead.is'))
})

test('all words have to be there, and a case that is found is open', async () => {
	const { user } = await render()
	const [first = '', ...others] = text('asked.when.pin.if').split(' ')
	await user.type(await search(), `${first} ${others.at(-1)?.replace(/\W/g, '')}`)
	await waitFor(() =>
		expect(screen.getByText(text('asked.when.pin.if')).closest('details')).toHaveAttribute('open'),
	)
	await user.type(await search(), ' zzzz')
	expect(await screen.findByText(text('asked.none'))).toBeVisible()
	for (const key of ['asked.whatToDo', 'asked.marks', 'asked.terms'] as const) expect(section(key)).toBeNull()
	await user.clear(await search())
	await waitFor(() => expect(section('asked.whatToDo')).toBeVisible())
	expect(screen.queryByText(text('asked.none'))).toBeNull()
})

test('what to do is said step by step', async () => {
	await render()
	await search()
	const steps = text('asked.when.lost.do').split('\n')
	for (const step of steps) expect(screen.getByText(step)).toBeInTheDocument()
})

test('whoever takes calls is told nothing of interviews and households', async () => {
	await render({ person: { role: 'helpline-operator' } })
	await search()
	expect(terms()).not.toContain(text('asked.word.cluster.is'))
	expect(screen.queryByText(text('asked.when.visitor.if'))).toBeNull()
	expect(screen.getByText(text('asked.when.pin.if'))).toBeVisible()
})

test('the way back leads to where somebody was', async () => {
	const back = vi.spyOn(history, 'back').mockImplementation(() => {})
	const { user } = await render()
	await user.click(screen.getByRole('button', { name: text('app.back') }))
	expect(back).toHaveBeenCalledTimes(1)
})
