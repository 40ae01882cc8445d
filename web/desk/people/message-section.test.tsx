import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { MessageDocument } from '#shared/study/message'
import { setClock } from '../../testing/clock.ts'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateIn } from '../../ui/formats.ts'
import { MessageSection } from './message-section.tsx'

const districts = study.districts.slice(0, 3)
const message = (district: string, over: Partial<MessageDocument> = {}): MessageDocument => ({
	district,
	text: { en: 'Rain: start at ten.', ur: 'بارش' },
	until: '2026-01-16',
	by: 'Sadia',
	...over,
})
const render = (messages: MessageDocument[] = [], { replies, person, ...options }: DeskOptions = {}) => {
	// 2:30 at night in Pakistan
	setClock('2026-01-15T21:30:00Z')
	return renderDesk(<MessageSection />, {
		study: { districts },
		...options,
		person: { role: 'coordinator', ...person },
		replies: { 'GET /api/messages': messages, 'POST /api/messages': noContent, ...replies },
	})
}
const button = (name: string) => screen.findByRole('button', { name })
const english = () => screen.getByRole('textbox', { name: 'English' })
const until = () => screen.getByLabelText(text('dayMessage.lastDay'))

test('districts with the same message are listed together', async () => {
	await render([message('PK607'), message('PK608'), message('PK609', { by: 'Imran' })])
	const date = dateIn('en', '2026-01-16T12:00:00+05:00')
	expect(
		await screen.findByText(
			text('dayMessage.sentTo', { name: 'Sadia', date, districts: 'Dera Ghazi Khan, Faisalabad' }),
		),
	).toBeVisible()
	expect(
		screen.getByText(text('dayMessage.sentTo', { name: 'Imran', date, districts: 'Gujranwala' })),
	).toBeVisible()
	expect(screen.getAllByText('Rain: start at ten.')).toHaveLength(2)
})

test('a message for all districts does not list them', async () => {
	await render(districts.map(({ code }) => message(code)))
	const where = await screen.findByText(/Sadia/)
	expect(where).toHaveTextContent(text('people.allDistricts'))
})

test('a message goes to all districts until the end of the day of the study', async () => {
	const { user, server } = await render()
	expect(await screen.findByText(text('dayMessage.empty'))).toBeVisible()
	await user.click(await button(text('dayMessage.create')))
	expect(await button(text('dayMessage.send'))).toBeDisabled()
	expect(until()).toHaveValue('2026-01-16')
	await user.type(english(), 'Start at ten.')
	await user.type(screen.getByRole('textbox', { name: 'اردو' }), '   ')
	server.reply({ 'GET /api/messages': [message('PK607')] })
	await user.click(await button(text('dayMessage.send')))
	expect(await screen.findByText('Rain: start at ten.')).toBeVisible()
	expect(server.bodiesOf('POST /api/messages')).toEqual([
		{ districts: ['PK607', 'PK608', 'PK609'], text: { en: 'Start at ten.' }, until: '2026-01-16' },
	])
	expect(screen.queryByRole('button', { name: text('dayMessage.send') })).toBeNull()
})

test('districts are selected one by one or all at once; without any nothing is sent', async () => {
	const { user, server } = await render()
	await user.click(await button(text('dayMessage.create')))
	await user.type(english(), 'Start at ten.')
	const all = screen.getByRole('checkbox', { name: text('people.allDistricts') })
	expect(all).toBeChecked()
	await user.click(all)
	expect(await button(text('dayMessage.send'))).toBeDisabled()
	await user.click(screen.getByRole('checkbox', { name: 'Gujranwala' }))
	await user.click(screen.getByRole('checkbox', { name: 'Faisalabad' }))
	await user.click(screen.getByRole('checkbox', { name: 'Gujranwala' }))
	expect(all).not.toBeChecked()
	await user.click(await button(text('dayMessage.send')))
	await waitFor(() => expect(server.bodiesOf('POST /api/messages')).toMatchObject([{ districts: ['PK608'] }]))
})

test('a past date, or one too far ahead, cannot be selected', async () => {
	const { user } = await render()
	await user.click(await button(text('dayMessage.create')))
	await user.type(english(), 'Start at ten.')
	expect(until()).toHaveAttribute('min', '2026-01-16')
	expect(until()).toHaveAttribute('max', '2026-01-23')
	// the form is checked after the event, not during it
	const dateIs = async (date: string, isValid: boolean) => {
		fireEvent.input(until(), { target: { value: date } })
		const send = await button(text('dayMessage.send'))
		await waitFor(() => (isValid ? expect(send).toBeEnabled() : expect(send).toBeDisabled()))
	}
	await dateIs('2026-01-15', false)
	await dateIs('2026-01-16', true)
	await dateIs('2026-01-24', false)
	await dateIs('2026-01-23', true)
})

test('a refusal keeps the typed message', async () => {
	const { user, server } = await render([], { replies: { 'POST /api/messages': new Problem('server-busy') } })
	await user.click(await button(text('dayMessage.create')))
	await user.type(english(), 'Start at ten.')
	await user.click(await button(text('dayMessage.send')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(english()).toHaveValue('Start at ten.')
	server.reply({ 'POST /api/messages': noContent })
	await user.click(await button(text('dayMessage.send')))
	expect(await button(text('dayMessage.create'))).toBeVisible()
})

test('a message is removed from the list', async () => {
	const { user, server } = await render([message('PK607'), message('PK608')])
	const takeBack = await button(text('dayMessage.remove'))
	server.reply({ 'GET /api/messages': [] })
	await user.click(takeBack)
	expect(await screen.findByText(text('dayMessage.empty'))).toBeVisible()
	expect(server.bodiesOf('POST /api/messages')).toEqual([
		{ districts: ['PK607', 'PK608'], text: {}, until: '2026-01-16' },
	])
})

test('a message that cannot be removed stays, with the reason', async () => {
	const { user } = await render([message('PK607')], { replies: { 'POST /api/messages': offline } })
	await user.click(await button(text('dayMessage.remove')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByText('Rain: start at ten.')).toBeVisible()
})

test('a data manager and a demonstration account read messages and send none', async () => {
	const { unmount } = await render([message('PK607')], { person: { role: 'data-manager' } })
	await screen.findByText('Rain: start at ten.')
	expect(screen.queryByRole('button')).toBeNull()
	unmount()
	await render([message('PK607')], { person: { demonstration: true } })
	await screen.findByText('Rain: start at ten.')
	expect(screen.queryByRole('button')).toBeNull()
})

test('a message without a text in the language of the page keeps its own direction', async () => {
	await render([message('PK607', { text: { ur: 'بارش' } })])
	const shownText = await screen.findByText('بارش')
	expect(shownText).toHaveAttribute('dir', 'rtl')
	expect(shownText).toHaveAttribute('lang', 'ur')
})

test('at the helpline a message is for all users', async () => {
	const { user } = await render([], {
		study: { districts, serves: ['helpline'] },
		person: { role: 'administrator' },
	})
	await user.click(await button(text('dayMessage.create')))
	const form = within((await button(text('dayMessage.send'))).closest('form') as HTMLElement)
	expect(form.queryByRole('checkbox')).toBeNull()
})
