import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { maxOnSheet, type PersonListItem } from '#shared/people/people'
import { setClock } from '../../testing/clock.ts'
import { invitation, person, personListed } from '../../testing/people.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { dateIn } from '../../ui/formats.ts'
import { loadTranslations } from '../../ui/i18n.ts'
import { PrintCodes } from './print-codes.tsx'

const people = [
	personListed('Amina'),
	personListed('Bilal', { isInvited: true, language: 'sd' }),
	personListed('Zoya', { phones: 1 }),
	personListed('Off', { isActive: false }),
	personListed('Imran', { role: 'coordinator' }),
	personListed('Far', { districts: ['PK608'] }),
]
const render = async (listed: PersonListItem[] = people, { replies, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	const onMade = vi.fn()
	const onClose = vi.fn()
	const rendered = await renderDesk(<PrintCodes people={listed} onMade={onMade} onClose={onClose} />, {
		...options,
		person: { role: 'coordinator', districts: ['PK607'], ...options.person },
		replies: {
			'POST /api/people/invitations': [
				invitation('Amina'),
				invitation('Bilal', {
					code: 'WXYZ-2345',
					person: person('Bilal', { language: 'sd' }),
					expires: null,
				}),
			],
			...replies,
		},
	})
	return { ...rendered, onMade, onClose }
}
const make = (count: number) =>
	screen.findByRole('button', { name: text('people.sheet.createCodes', { count }) })

afterEach(() => {
	vi.unstubAllGlobals()
})

test('codes are created for users without a phone whom this user may invite', async () => {
	const { user, server, onMade } = await render()
	expect(screen.getByText(text('people.sheet.cancelsCodes', { count: 1 }))).toBeVisible()
	await user.click(await make(2))
	expect(await screen.findByRole('status')).toHaveTextContent(text('people.sheet.shownOnce', { count: 2 }))
	expect(server.bodiesOf('POST /api/people/invitations')).toEqual([
		{ people: ['person-amina', 'person-bilal'] },
	])
	expect(onMade).toHaveBeenCalledOnce()
})

test('on request codes are also created for users with a phone', async () => {
	const { user, server } = await render()
	await user.click(screen.getByRole('checkbox', { name: text('people.sheet.includeEnrolled', { count: 3 }) }))
	await user.click(await make(3))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/people/invitations')).toEqual([
			{ people: ['person-amina', 'person-bilal', 'person-zoya'] },
		]),
	)
})

test('each strip is in the language of its user, with code, link and expiry', async () => {
	const { user } = await render()
	await user.click(await make(2))
	const strips = (await screen.findAllByRole('listitem')).filter((item) => item.hasAttribute('lang'))
	const [amina, bilal] = strips as [HTMLElement, HTMLElement]
	const urdu = await loadTranslations('ur')
	const sindhi = await loadTranslations('sd')
	expect(amina).toHaveAttribute('dir', 'rtl')
	expect(amina).toHaveTextContent('ABCD-EFGH')
	expect(amina).toHaveTextContent('(amina)')
	expect(amina).toHaveTextContent(urdu('codeSheet.pinHint'))
	expect(amina).toHaveTextContent(
		urdu('codeSheet.validUntil', { date: dateIn('ur', '2026-02-01T05:00:00.000Z') }),
	)
	expect(within(amina).getByRole('img', { name: urdu('codeSheet.qrCode') })).toBeVisible()
	expect(bilal).toHaveTextContent(sindhi('codeSheet.pinHint'))
	expect(bilal).not.toHaveTextContent(sindhi('codeSheet.validUntil', { date: '' }).slice(0, 10))
})

test('a sheet is printed, and creates no further codes', async () => {
	const print = vi.fn()
	vi.stubGlobal('print', print)
	const { user } = await render()
	await user.click(await make(2))
	await user.click(await screen.findByRole('button', { name: text('people.sheet.print') }))
	expect(print).toHaveBeenCalledOnce()
	expect(screen.queryByRole('button', { name: /^Make/ })).toBeNull()
	expect(screen.queryByRole('checkbox')).toBeNull()
})

test('a refusal is shown, and it can be tried again', async () => {
	const { user, server, onMade } = await render(people, {
		replies: { 'POST /api/people/invitations': new Problem('server-busy') },
	})
	await user.click(await make(2))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(onMade).not.toHaveBeenCalled()
	server.reply({ 'POST /api/people/invitations': [invitation('Amina')] })
	await user.click(await make(2))
	expect(await screen.findByRole('status')).toHaveTextContent(text('people.sheet.shownOnce', { count: 1 }))
})

test('without users to invite no codes can be created', async () => {
	await render([personListed('Zoya', { phones: 1 })])
	expect(await make(0)).toBeDisabled()
	expect(screen.queryByText(text('people.sheet.cancelsCodes', { count: 0 }))).toBeNull()
})

test('more users than fit on a sheet are refused with a message', async () => {
	const many = Array.from({ length: maxOnSheet + 1 }, (_, i) => personListed(`P${i}`))
	const { onClose, user } = await render(many)
	expect(screen.getByText(text('people.sheet.tooMany', { count: maxOnSheet }))).toBeVisible()
	expect(await make(maxOnSheet + 1)).toBeDisabled()
	await user.click(screen.getByRole('button', { name: text('app.close') }))
	expect(onClose).toHaveBeenCalledOnce()
})
