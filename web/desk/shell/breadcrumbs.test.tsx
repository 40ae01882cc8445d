import { readFileSync } from 'node:fs'
import { act, screen, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { navigate } from 'wouter/use-browser-location'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { usePageItem } from '../kit/page-item.ts'
import { DeskLayout } from './desk-layout.tsx'
import { listNavigation, placeAt } from './navigation.ts'
import { subpageAt } from './subpages.ts'

const none = { total: 0, isMore: false }
function Page({ item }: { readonly item: string | undefined }) {
	usePageItem(item)
	return null
}
const render = (path: string, { item, ...options }: DeskOptions & { item?: string } = {}) =>
	renderDesk(
		<DeskLayout isByCode={false} onSignOut={() => undefined}>
			<Page item={item} />
		</DeskLayout>,
		{
			path,
			...options,
			replies: {
				'GET /api/review/count': { review: none, conflicts: none },
				'GET /api/rules/violations/count': none,
				'GET /api/approvals/count': { waiting: 0 },
				'GET /api/export-jobs': [],
			},
		},
	)
const crumbs = () => within(screen.getByRole('navigation', { name: text('desk.breadcrumbs') }))
const steps = () =>
	crumbs()
		.getAllByRole('listitem')
		.map(({ textContent }) => textContent)
const back = () => crumbs().getByRole('link')

beforeEach(() => {
	vi.stubGlobal('scrollTo', () => undefined)
	vi.stubGlobal(
		'ResizeObserver',
		class {
			observe() {}
			disconnect() {}
		},
	)
})

test('a page below one of the navigation shows group, page and item', async () => {
	const { unmount } = await render('/desk/coverage/PK607?round=endline', { item: 'Dera Ghazi Khan' })
	expect(steps()).toEqual([text('desk.group.fieldwork'), text('desk.page.coverage'), 'Dera Ghazi Khan'])
	expect(crumbs().getByText('Dera Ghazi Khan').closest('li')).toHaveAttribute('aria-current', 'page')
	expect(back()).toHaveAttribute('href', '/desk/coverage?round=endline')
	unmount()
	await render('/desk/results/weights')
	expect(steps()).toEqual([text('desk.group.analysis'), text('desk.page.results'), text('desk.page.weights')])
})

test('while the item loads its kind is shown', async () => {
	await render('/desk/records/one')
	expect(steps().at(-1)).toBe(text('desk.page.record'))
})

test('a page of the navigation has no breadcrumbs', async () => {
	await render('/desk/coverage')
	expect(screen.queryByRole('navigation', { name: text('desk.breadcrumbs') })).toBeNull()
})

test('a record of the review queue leads back to the queue, with its filter', async () => {
	await render('/desk/records/one?waiting=1&order=oldest&flag=any')
	expect(back()).toHaveAttribute('href', '/desk/records?waiting=1&order=oldest&flag=any')
	expect(back()).toHaveTextContent(text('desk.page.review'))
})

test('the link leads back to the list as it was left: its filter, and its entry of the history', async () => {
	const { user } = await render('/desk/records?status=returned')
	const { entry } = history.state as { entry: string }
	act(() => navigate('/desk/records/one'))
	expect(back()).toHaveAttribute('href', '/desk/records?status=returned')
	await user.click(back())
	expect(location.search).toBe('?status=returned')
	expect(history.state).toEqual({ entry })
})

test('the page of a user leads back to the page from which it was opened', async () => {
	const { unmount } = await render('/desk/quality?round=endline&sort=-index')
	act(() => navigate('/desk/people/one?round=endline'))
	expect(steps().slice(0, 2)).toEqual([text('desk.group.quality'), text('desk.page.quality')])
	expect(back()).toHaveAttribute('href', '/desk/quality?round=endline&sort=-index')
	unmount()
	// opened by its address
	await render('/desk/people/one')
	expect(steps().slice(0, 2)).toEqual([text('desk.group.settings'), text('desk.page.people')])
})

test('a record leads back to the flags or the list from which it was opened', async () => {
	const { user } = await render('/desk/quality/flags?round=endline&severity=high')
	act(() => navigate('/desk/records/one'))
	expect(steps()).toEqual([
		text('desk.group.quality'),
		text('desk.page.quality'),
		text('desk.page.interviewFlags'),
		text('desk.page.record'),
	])
	await user.click(crumbs().getByRole('link', { name: text('desk.page.interviewFlags') }))
	expect(location.pathname + location.search).toBe('/desk/quality/flags?round=endline&severity=high')
	act(() => navigate('/desk/records?disputed=1'))
	act(() => navigate('/desk/records/one?disputed=1'))
	expect(steps().slice(0, 2)).toEqual([text('desk.group.quality'), text('desk.page.conflicts')])
	expect(back()).toHaveAttribute('href', '/desk/records?disputed=1')
})

test('the tab of the browser names the kind of the item, not the item: browsers keep titles in their history', async () => {
	await render('/desk/records/one', { item: 'Household of Asma' })
	expect(document.title).toBe(`${text('desk.page.record')} · Zila`)
})

test('each page of the desk is in the navigation, or below a page of it', async () => {
	const all = listNavigation({ role: 'data-manager', districts: 'all' }, { serves: ['survey', 'helpline'] })
	const administrators = listNavigation({ role: 'administrator', districts: 'all' }, { serves: ['survey'] })
	const paths = [...readFileSync('web/desk/desk-app.tsx', 'utf8').matchAll(/<Route path="([^"]+)"/g)].map(
		([, path = '']) => path.replace(/:\w+$/, 'some-id'),
	)
	expect(paths.length).toBeGreaterThan(40)
	const outside = paths.filter((path) => {
		const place = placeAt([...all, ...administrators], path, new URLSearchParams())
		return !place || (place.path.split('?')[0] !== path && !subpageAt(path))
	})
	expect(outside).toEqual(['/desk/account', '/desk/components'])
})
test('records with conflicts are among the records for users who do not resolve them', () => {
	const at = (role: 'coordinator' | 'data-manager') =>
		placeAt(
			listNavigation({ role, districts: 'all' }, { serves: ['survey'] }),
			'/desk/records/some-id',
			new URLSearchParams('disputed=1'),
		)?.name
	expect(at('data-manager')).toBe('conflicts')
	expect(at('coordinator')).toBe('records')
})
