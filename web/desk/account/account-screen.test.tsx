import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { SessionListItem } from '#shared/people/sessions'
import { setClock } from '../../testing/clock.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { AccountScreen } from './account-screen.tsx'

const session = (id: string, over: Partial<SessionListItem> = {}): SessionListItem => ({
	id,
	label: 'Firefox, Windows',
	startedAt: '2026-01-10T05:00:00.000Z',
	lastSeen: '2026-01-14T05:00:00.000Z',
	isThis: false,
	...over,
})
const here = session('here', { isThis: true })
const render = (
	sessions: SessionListItem[] = [here, session('library', { label: '' })],
	{ replies, ...options }: DeskOptions = {},
) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<AccountScreen />, {
		...options,
		person: { role: 'coordinator', ...options.person },
		replies: {
			'GET /api/sessions': sessions,
			'POST /api/sessions/end': noContent,
			'GET /api/two-factor': { since: null, backupCodes: 0 },
			'POST /api/password': noContent,
			...replies,
		},
	})
}
const cards = async () => {
	await screen.findByText(text('account.thisBrowser'))
	return screen.getAllByRole('listitem')
}
const now = () => screen.getByLabelText(text('account.currentPassword'))
const next = () => screen.getByLabelText(text('account.newPassword'))
const change = () => screen.getByRole('button', { name: text('account.changePassword') })

test('each session shows when it was used, and the current one cannot be ended', async () => {
	await render()
	const [own, other] = (await cards()) as [HTMLElement, HTMLElement]
	expect(own).toHaveTextContent('Firefox, Windows')
	expect(own).toHaveTextContent(text('account.lastActive', { time: dateTimeIn('en', here.lastSeen) }))
	expect(within(own).queryByRole('button')).toBeNull()
	expect(other).toHaveTextContent(text('account.unknownBrowser'))
	expect(within(other).getByRole('button', { name: text('account.signOut') })).toBeVisible()
	expect(screen.getByText(text('account.usernameHint', { code: 'sadia' }))).toBeVisible()
})

test('another session is ended, and the list is reloaded', async () => {
	const { user, server } = await render()
	await cards()
	server.reply({ 'GET /api/sessions': [here] })
	await user.click(screen.getByRole('button', { name: text('account.signOut') }))
	expect(await screen.findByText(text('account.noOtherSessions'))).toBeVisible()
	expect(server.bodiesOf('POST /api/sessions/end')).toEqual([{ id: 'library' }])
	expect(screen.queryByRole('button', { name: text('account.signOutElsewhere') })).toBeNull()
})

test('all other sessions are ended at once', async () => {
	const { user, server } = await render()
	await user.click(await screen.findByRole('button', { name: text('account.signOutElsewhere') }))
	await waitFor(() => expect(server.bodiesOf('POST /api/sessions/end')).toEqual([{}]))
})

test('a session that cannot be ended stays listed with the reason, and can be tried again', async () => {
	const { user, server } = await render(undefined, {
		replies: { 'POST /api/sessions/end': new Problem('server-busy') },
	})
	await cards()
	await user.click(screen.getByRole('button', { name: text('account.signOut') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	server.reply({ 'POST /api/sessions/end': noContent, 'GET /api/sessions': [here] })
	await user.click(screen.getByRole('button', { name: text('account.signOut') }))
	expect(await screen.findByText(text('account.noOtherSessions'))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('the other parts of the page are shown offline', async () => {
	await render([], { replies: { 'GET /api/sessions': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(change()).toBeVisible()
	expect(screen.queryByText(text('account.sessionsTitle'))).toBeNull()
})

test('the password is changed, the fields are cleared, and other sessions end', async () => {
	const { user, server } = await render()
	await cards()
	expect(change()).toBeDisabled()
	await user.type(now(), 'correct horse')
	expect(change()).toBeDisabled()
	await user.type(next(), 'battery staple')
	server.reply({ 'GET /api/sessions': [here] })
	await user.click(change())
	expect(await screen.findByText(text('account.passwordChanged'))).toBeVisible()
	expect(server.bodiesOf('POST /api/password')).toEqual([{ now: 'correct horse', next: 'battery staple' }])
	expect(now()).toHaveValue('')
	expect(next()).toHaveValue('')
	expect(await screen.findByText(text('account.noOtherSessions'))).toBeVisible()
})

test('a weak password is refused, and both fields keep their text', async () => {
	const { user, server } = await render(undefined, {
		replies: { 'POST /api/password': new Problem('password-too-weak') },
	})
	await cards()
	await user.type(now(), 'correct horse')
	await user.type(next(), 'password12')
	await user.click(change())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.password-too-weak'))
	expect(now()).toHaveValue('correct horse')
	expect(next()).toHaveValue('password12')
	expect(screen.queryByText(text('account.passwordChanged'))).toBeNull()
	server.reply({ 'POST /api/password': noContent })
	await user.click(change())
	expect(await screen.findByText(text('account.passwordChanged'))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('the role key is for roles that have one, and not for the demonstration', async () => {
	const keyHeading = () => screen.queryByRole('heading', { name: text('roleKey.title') })
	const { unmount } = await render()
	await cards()
	expect(keyHeading()).toBeNull()
	unmount()
	const replies = { 'GET /api/role-keys': [] }
	const { unmount: again } = await render(undefined, { person: { role: 'data-manager' }, replies })
	await cards()
	expect(keyHeading()).toBeVisible()
	again()
	await render(undefined, { person: { role: 'data-manager', demonstration: true } })
	await cards()
	expect(keyHeading()).toBeNull()
})
