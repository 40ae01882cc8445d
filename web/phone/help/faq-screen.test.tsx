import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { CoordinatorContext } from '../../ui/problem-text.tsx'
import { FaqScreen } from './faq-screen.tsx'

beforeEach(() => {
	preparePhone()
})

const render = (options: PhoneOptions = {}) => renderPhone(<FaqScreen />, options)
const search = () => screen.findByRole('searchbox', { name: text('faq.search') })
const section = (key: Parameters<typeof text>[0]) => screen.queryByRole('region', { name: text(key) })
const terms = () =>
	within(section('faq.glossaryTitle') as HTMLElement)
		.getAllByRole('term')
		.map((each) => each.textContent)

test('situations, record statuses and terms are shown without a search', async () => {
	await render()
	await search()
	expect(section('faq.situationsTitle')).toBeVisible()
	expect(section('faq.glossaryTitle')).toBeVisible()
	const marks = within(section('faq.statusTitle') as HTMLElement)
	// every status that a list on this phone can show
	expect(marks.getAllByRole('term')).toHaveLength(11)
	expect(marks.getByText(text('faq.status.only-here'))).toBeVisible()
	// collapsed until there is a query
	expect(screen.getByText(text('faq.situation.forgottenPin.title')).closest('details')).not.toHaveAttribute(
		'open',
	)
})

test('a search matches words or parts of words in all texts, ignoring case', async () => {
	const { user } = await render()
	const word = text('faq.term.cluster.title')
	await user.type(await search(), word.toUpperCase())
	await waitFor(() => expect(terms()).toContain(word))
	expect(terms()).not.toContain(text('faq.term.safeguardingLead.title'))
})

test('all words must match, and a found situation is open', async () => {
	const { user } = await render()
	const [first = '', ...others] = text('faq.situation.forgottenPin.title').split(' ')
	await user.type(await search(), `${first} ${others.at(-1)?.replace(/\W/g, '')}`)
	await waitFor(() =>
		expect(screen.getByText(text('faq.situation.forgottenPin.title')).closest('details')).toHaveAttribute(
			'open',
		),
	)
	await user.type(await search(), ' zzzz')
	expect(await screen.findByText(text('faq.empty'))).toBeVisible()
	for (const key of ['faq.situationsTitle', 'faq.statusTitle', 'faq.glossaryTitle'] as const)
		expect(section(key)).toBeNull()
	await user.clear(await search())
	await waitFor(() => expect(section('faq.situationsTitle')).toBeVisible())
	expect(screen.queryByText(text('faq.empty'))).toBeNull()
})

test('instructions are shown step by step', async () => {
	await render()
	await search()
	const steps = text('faq.situation.phoneLost.instructions').split('\n')
	for (const step of steps) expect(screen.getByText(step)).toBeInTheDocument()
})

test('operators see nothing about interviews and households', async () => {
	await render({ person: { role: 'helpline-operator' } })
	await search()
	expect(terms()).not.toContain(text('faq.term.cluster.title'))
	expect(screen.queryByText(text('faq.situation.interruption.title'))).toBeNull()
	expect(screen.getByText(text('faq.situation.forgottenPin.title'))).toBeVisible()
})

test('the back button returns to the previous page', async () => {
	const back = vi.spyOn(history, 'back').mockImplementation(() => {})
	const { user } = await render()
	history.pushState(null, '', location.href)
	await user.click(screen.getByRole('button', { name: text('app.back') }))
	expect(back).toHaveBeenCalledTimes(1)
})

const Sadia = () => <a href="tel:1">Sadia</a>

test('each text that says to ask the coordinator has the button that calls them, and no other', async () => {
	const { user } = await renderPhone(
		<CoordinatorContext value={Sadia}>
			<FaqScreen />
		</CoordinatorContext>,
	)
	await search()
	const texts = [...document.querySelectorAll('details, dd')]
	const asking = texts.filter(({ textContent }) => /(ask|tell) your coordinator/i.test(textContent ?? ''))
	expect(asking.length).toBeGreaterThan(2)
	expect(texts.filter((each) => each.querySelector('a[href="tel:1"]'))).toEqual(asking)
	await user.type(await search(), 'zzzz')
	expect(await screen.findByRole('link', { name: 'Sadia' })).toBeVisible()
})
