import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { navigate } from 'wouter/use-browser-location'
import { messageApi } from '#shared/api/messages'
import { recordApi } from '#shared/api/records'
import type { Role } from '#shared/people/roles'
import { callRoute } from '../../api/call-route.ts'
import { announceNews } from '../../testing/news.ts'
import { recordListed } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { DeskLayout } from './desk-layout.tsx'
import { listNavigation } from './navigation.ts'

const none = { total: 0, isMore: false }
const render = async ({ replies, ...options }: DeskOptions = {}, isByCode = false) => {
	const onSignOut = vi.fn()
	const rendered = await renderDesk(
		<DeskLayout isByCode={isByCode} onSignOut={onSignOut}>
			<p>Page</p>
		</DeskLayout>,
		{
			...options,
			replies: {
				'GET /api/review/count': { review: none, conflicts: none },
				'GET /api/rules/violations/count': none,
				'GET /api/approvals/count': { waiting: 0 },
				'GET /api/export-jobs': [],
				...replies,
			},
		},
	)
	return { ...rendered, onSignOut }
}
const nav = () => within(screen.getByRole('navigation', { name: text('desk.navigation') }))
const current = () =>
	nav()
		.getAllByRole('link')
		.filter((link) => link.getAttribute('aria-current') === 'page')
		.map((link) => link.getAttribute('href'))
const names = (
	role: Role,
	over: Partial<Parameters<typeof listNavigation>[0]> = {},
	serves = ['survey'] as const,
) => listNavigation({ role, districts: 'all', ...over }, { serves: [...serves] }).map(({ name }) => name)

test('each role has the pages that it may open', () => {
	expect(names('coordinator')).toEqual([
		...['overview', 'coverage', 'sample', 'devices', 'fieldContacts', 'review', 'quality', 'backChecks'],
		...['records', 'results', 'people', 'approvals'],
	])
	expect(names('administrator')).toEqual([
		...['overview', 'coverage', 'sample', 'devices', 'fieldContacts'],
		...['forms', 'people', 'rounds', 'approvals', 'auditLog'],
	])
	expect(names('safeguarding-lead')).toEqual(['fieldContacts', 'review', 'records', 'privacy', 'approvals'])
	expect(names('enumerator')).toEqual([])
})

test('the helpline has no pages of the survey, and calls are for users with all districts', () => {
	const atHelpline = (districts: 'all' | readonly string[]) =>
		listNavigation(
			{ role: 'data-manager', districts: districts as string[] | 'all' },
			{ serves: ['helpline'] },
		).map(({ name }) => name)
	expect(atHelpline('all')).toContain('helpline')
	expect(atHelpline('all')).not.toContain('coverage')
	expect(atHelpline(['PK607'])).not.toContain('helpline')
})

test('the current page is marked, also on its subpages', async () => {
	await render({ path: '/desk/results/change?by=sex' })
	expect(current()).toEqual(['/desk/results'])
	expect(screen.getByText('Page')).toBeVisible()
})

test.each([
	['/desk/records', '/desk/records'],
	['/desk/records/some-id?waiting=1', '/desk/records?waiting=1&order=oldest'],
	['/desk/records?disputed=1', '/desk/records?disputed=1'],
	// the table is a view of the records, without an entry of its own
	['/desk/table', '/desk/records'],
	['/desk/import?form=visit', '/desk/import'],
])('of the record lists only the open one is marked: %s', async (path, marked) => {
	await render({ path })
	expect(current()).toEqual([marked])
})

test('pending counts are shown in the navigation', async () => {
	await render({
		replies: {
			'GET /api/review/count': {
				review: { total: 1234, isMore: false },
				conflicts: { total: 100, isMore: true },
			},
			'GET /api/rules/violations/count': { total: 5, isMore: false },
		},
	})
	expect(await screen.findByRole('link', { name: `${text('desk.page.review')} 1,234` })).toBeVisible()
	const more = text('desk.more', { total: '100' })
	expect(screen.getByRole('link', { name: `${text('desk.page.conflicts')} ${more}` })).toBeVisible()
	expect(await screen.findByRole('link', { name: `${text('desk.page.cleaning')} 5` })).toBeVisible()
})

test('without pending work, or an unknown count, no number is shown', async () => {
	const { server } = await render({ replies: { 'GET /api/rules/violations/count': offline } })
	await waitFor(() => expect(server.sent.length).toBeGreaterThan(2))
	expect(screen.getByRole('link', { name: text('desk.page.review') })).toBeVisible()
	expect(screen.getByRole('link', { name: text('desk.page.cleaning') })).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('the counts follow new data', async () => {
	const { server } = await render()
	server.reply({ 'GET /api/review/count': { review: { total: 3, isMore: false }, conflicts: none } })
	await announceNews()
	expect(await screen.findByRole('link', { name: `${text('desk.page.review')} 3` })).toBeVisible()
})

test('a coordinator does not request the violation count', async () => {
	const { server } = await render({ person: { role: 'coordinator' } })
	await waitFor(() =>
		expect(server.sent.map(({ path }) => path)).toEqual(['/api/review/count', '/api/approvals/count']),
	)
})

const openAccount = async (user: Awaited<ReturnType<typeof render>>['user'], name = 'Sadia') =>
	user.click(screen.getByLabelText(text('desk.accountMenu', { name })))

test('the signed-in user is named with their role, and can sign out', async () => {
	const { user, onSignOut } = await render()
	await openAccount(user)
	const own = screen.getByRole('link', { name: new RegExp(`Sadia.*${text('role.data-manager')}`) })
	expect(own).toHaveAttribute('href', '/desk/account')
	await user.click(screen.getByRole('button', { name: text('desk.signOut') }))
	expect(onSignOut).toHaveBeenCalledOnce()
})

test.each([
	['en', '/docs/'],
	['ur', '/docs/ur/'],
] as const)('the documentation opens next to the desk, in %s at %s', async (language, address) => {
	const { user } = await render({ language })
	await openAccount(user)
	const link = screen.getByRole('link', { name: text('desk.documentation') })
	expect(link).toHaveAttribute('href', address)
	expect(link).toHaveAttribute('target', '_blank')
})

test('theme and density are chosen for this browser, and undone when the desk is left', async () => {
	localStorage.clear()
	const { user, unmount } = await render()
	const { dataset } = document.documentElement
	expect(dataset).toMatchObject({ surface: 'desk', theme: 'system', density: 'compact' })
	await openAccount(user)
	await user.click(screen.getByRole('button', { name: text('desk.themes.dark') }))
	await user.click(screen.getByRole('button', { name: text('desk.densities.comfortable') }))
	expect(dataset).toMatchObject({ theme: 'dark', density: 'comfortable' })
	expect(JSON.parse(localStorage.getItem('zila-desk-appearance') ?? '')).toEqual({
		theme: 'dark',
		density: 'comfortable',
	})
	await user.click(screen.getByRole('button', { name: text('desk.themes.system') }))
	await user.click(screen.getByRole('button', { name: text('desk.densities.compact') }))
	unmount()
	expect(dataset.surface).toBeUndefined()
})

test('the page is named in the tab of the browser', async () => {
	const { unmount } = await render({ path: '/desk/coverage' })
	expect(document.title).toBe(`${text('desk.page.coverage')} · Zila`)
	unmount()
	expect(document.title).toBe('Zila')
})

test('with many pages some groups are closed; the group of the current page is open, and a choice is kept', async () => {
	localStorage.clear()
	const { user, unmount } = await render({ path: '/desk/results' })
	const group = (name: 'fieldwork' | 'data' | 'analysis') =>
		nav().getByRole('button', { name: text(`desk.group.${name}`) })
	expect(group('analysis')).toHaveAttribute('aria-expanded', 'true')
	expect(group('data')).toHaveAttribute('aria-expanded', 'true')
	expect(group('fieldwork')).toHaveAttribute('aria-expanded', 'false')
	await user.click(group('fieldwork'))
	expect(nav().getByRole('link', { name: text('desk.page.devices') })).toBeVisible()
	unmount()
	const again = await render({ path: '/desk/records' })
	expect(group('fieldwork')).toHaveAttribute('aria-expanded', 'true')
	again.unmount()
	localStorage.clear()
	await render({ person: { role: 'coordinator' } })
	expect(nav().queryAllByRole('button', { expanded: false })).toEqual([])
})

test('pages, districts, people and records are found by Ctrl K, and opened by Enter', async () => {
	const { user } = await render({
		replies: {
			'GET /api/people': [],
			'GET /api/records': {
				records: [recordListed({ id: 'r1', name: 'PK607-04 / 12' })],
				total: 1,
				isMore: false,
			},
		},
	})
	await user.keyboard('{Control>}k{/Control}')
	const field = await screen.findByRole('combobox', { name: text('desk.search.open') })
	await user.type(field, 'dera')
	expect(await screen.findByRole('option', { name: /Dera Ghazi Khan/ })).toBeVisible()
	expect(await screen.findByRole('option', { name: /PK607-04/ })).toBeVisible()
	await user.clear(field)
	await user.type(field, 'export')
	await user.keyboard('{Enter}')
	expect(location.pathname).toBe('/desk/export')
	expect(screen.queryByRole('combobox', { name: text('desk.search.open') })).toBeNull()
})

test('a search with more records than shown says how many, and closing it returns the focus', async () => {
	const { user } = await render({
		replies: {
			'GET /api/people': [],
			'GET /api/records': {
				records: Array.from({ length: 8 }, (_, i) => recordListed({ id: `r${i}`, name: `PK607-04 / ${i}` })),
				total: 8,
				isMore: false,
			},
		},
	})
	const bell = screen.getByRole('button', { name: text('desk.notifications') })
	bell.focus()
	await user.keyboard('{Control>}k{/Control}')
	await user.type(await screen.findByRole('combobox', { name: text('desk.search.open') }), 'PK607-04/1')
	expect(await screen.findAllByRole('option', { name: /PK607-04/ })).toHaveLength(6)
	await user.click(screen.getByRole('option', { name: text('desk.search.moreRecords', { total: '8' }) }))
	expect(location.pathname + location.search).toBe('/desk/records?search=PK607-04%2F1')
	expect(bell).toHaveFocus()
})

test('after signing in with a code the username is shown, on the first page only', async () => {
	const usernameHint = () => screen.queryByText(text('account.usernameHint', { code: 'sadia' }))
	const { unmount } = await render({ path: '/desk/overview' }, true)
	expect(usernameHint()).toBeVisible()
	unmount()
	const { unmount: again } = await render({ path: '/desk/people' }, true)
	expect(usernameHint()).toBeNull()
	again()
	await render({ path: '/desk/overview' })
	expect(usernameHint()).toBeNull()
})

test('the demonstration is marked on every page', async () => {
	await render({ person: { demonstration: true } })
	expect(screen.getByText(text('desk.demoTag'))).toBeVisible()
})

test('the navigation can be skipped by keyboard', async () => {
	await render()
	expect(screen.getByRole('link', { name: text('desk.skipToContent') })).toHaveAttribute('href', '#screen')
	expect(screen.getByRole('main')).toHaveAttribute('id', 'screen')
})

test('an address of a page that the role does not have shows why, and one below an open page is left alone', async () => {
	const { unmount } = await render({ person: { role: 'coordinator' }, path: '/desk/export' })
	expect(screen.getByRole('heading', { level: 1, name: text('desk.page.export') })).toBeVisible()
	expect(document.title).toBe(`${text('desk.page.export')} · Zila`)
	expect(screen.getByRole('alert')).toHaveTextContent(
		text('desk.forbidden', { role: text('role.coordinator'), roles: text('role.data-manager') }),
	)
	expect(screen.queryByText('Page')).toBeNull()
	unmount()
	await render({ person: { role: 'coordinator' }, path: '/desk/records/one' })
	expect(screen.getByText('Page')).toBeVisible()
})

test('administrators set the limits of the quality checks, and have no other page of the quality', async () => {
	const { unmount } = await render({ person: { role: 'administrator' }, path: '/desk/quality/limits' })
	expect(screen.getByText('Page')).toBeVisible()
	expect(screen.getByRole('combobox', { name: text('desk.round') })).toBeVisible()
	unmount()
	await render({ person: { role: 'administrator' }, path: '/desk/quality/flags' })
	expect(screen.getByRole('heading', { level: 1, name: text('desk.page.interviewFlags') })).toBeVisible()
	expect(screen.getByRole('alert')).toHaveTextContent(
		text('desk.forbidden', {
			role: text('role.administrator'),
			roles: `${text('role.coordinator')} or ${text('role.data-manager')}`,
		}),
	)
})

test('a change is confirmed on whatever page it was made, and the confirmation can be dismissed', async () => {
	const { user } = await render({
		replies: { 'POST /api/messages': noContent, 'POST /api/records/:id/review': noContent },
	})
	const send = (words: Record<string, string>) =>
		act(() =>
			callRoute(messageApi.send, { body: { districts: ['PK607'], text: words, until: '2026-02-01' } }),
		)
	await send({ en: 'Good work' })
	expect((await screen.findAllByText(text('desk.done.messageSent')))[0]).toBeVisible()
	await send({})
	expect((await screen.findAllByText(text('desk.done.messageRemoved')))[0]).toBeVisible()
	for (const button of screen.getAllByRole('button', { name: text('desk.dismissToast') }))
		await user.click(button)
	expect(screen.queryByText(text('desk.done.messageSent'))).toBeNull()
	// an approval has its own bar, with undo
	await act(() =>
		callRoute(recordApi.review, { params: { id: 'one' }, body: { kind: 'approve', seen: '', why: '' } }),
	)
	expect(screen.queryByRole('button', { name: text('desk.dismissToast') })).toBeNull()
})

test('the help of the page is in the top bar, and closes with the page', async () => {
	const { user } = await render({ path: '/desk/records/one' })
	await user.click(screen.getByRole('button', { name: text('desk.openHelp') }))
	const help = text('desk.helpFor', { page: text('desk.page.record') })
	expect(screen.getByRole('dialog', { name: help })).toBeVisible()
	act(() => navigate('/desk/records'))
	expect(screen.queryByRole('dialog')).toBeNull()
	act(() => navigate('/desk/records/one'))
	expect(screen.queryByRole('dialog')).toBeNull()
})
