import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { allRounds } from '#shared/study/study'
import { chooseScope } from '../../testing/choose-scope.ts'
import { bulkEditListItem, foundChanges, foundRecord } from '../../testing/cleaning-fixtures.ts'
import { formListed } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { CleaningScreen } from './cleaning-screen.tsx'

const forms = [
	formListed('visit', 'type  name  label\ntext  place  Place'),
	formListed('household', 'type  name  label\ninteger  rooms  Rooms'),
]
const list = 'GET /api/bulk-edits'

const render = ({ replies, ...options }: DeskOptions = {}) =>
	renderDesk(<CleaningScreen />, {
		path: '/desk/cleaning',
		...options,
		replies: {
			'GET /api/forms': forms,
			'GET /api/rules/violations/count': { total: 0, isMore: false },
			[list]: { bulkEdits: [bulkEditListItem('c-1')], isMore: false },
			...replies,
		},
	})
const made = () => screen.findByText('Why c-1')
const menu = (name: string) => screen.getByRole('combobox', { name })

test('the household survey of the open round is selected at first, and links keep the location', async () => {
	const { server } = await render({
		replies: { 'GET /api/rules/violations/count': { total: 12, isMore: false } },
	})
	await made()
	expect(menu(text('review.form'))).toHaveValue('household')
	const request = server.sent.find(({ path }) => path === '/api/bulk-edits')
	expect(Object.fromEntries(request?.query ?? [])).toEqual({ form: 'household', round: 'endline' })
	expect(await screen.findByRole('link', { name: `${text('rules.link')} 12` })).toHaveAttribute(
		'href',
		'/desk/cleaning/rules?form=household&round=endline',
	)
	expect(screen.getByRole('link', { name: text('cleaning.file.title') })).toHaveAttribute(
		'href',
		'/desk/cleaning/file?form=household&round=endline',
	)
})

test('the form of the address, and round and district of the top bar are shown', async () => {
	const { server } = await render({ path: '/desk/cleaning?form=visit' })
	await made()
	chooseScope({ round: 'baseline', district: 'PK607' })
	expect(screen.queryByRole('combobox', { name: text('desk.round') })).toBeNull()
	await waitFor(() =>
		expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toEqual({
			form: 'visit',
			round: 'baseline',
			district: 'PK607',
		}),
	)
})

test('an unknown form cannot be edited', async () => {
	await render({ path: '/desk/cleaning?form=lost' })
	await waitFor(() => expect(menu(text('review.form'))).toBeVisible())
	expect(screen.queryByText(text('cleaning.bulkEdit'))).toBeNull()
	expect(screen.queryByText('Why c-1')).toBeNull()
})

test('self-conflicts are resolved for a whole district', async () => {
	const { user, server } = await render({
		path: '/desk/cleaning?district=PK607',
		replies: {
			'POST /api/bulk-edits/self-conflicts': foundChanges([foundRecord(1)]),
			'POST /api/bulk-edits': { done: ['record-1'], left: [] },
		},
	})
	await made()
	await user.click(screen.getByText(text('cleaning.keepLatest')))
	const section = screen.getByText(text('cleaning.keepLatestHint')).closest('details')
	if (!section) throw new Error('there is no such section')
	await user.click(within(section).getByRole('button', { name: text('cleaning.previewChanges') }))
	const reason = await within(section).findByRole('textbox', { name: text('review.reason') })
	await user.type(reason, 'Said later')
	server.reply({ [list]: { bulkEdits: [bulkEditListItem('c-2')], isMore: false } })
	await user.click(screen.getByRole('button', { name: text('cleaning.resolveCount', { count: 1 }) }))
	// the list of edits is reloaded
	expect(await screen.findByText('Why c-2')).toBeVisible()
	expect(server.bodiesOf('POST /api/bulk-edits/self-conflicts')).toEqual([
		{ form: 'household', round: 'endline', district: 'PK607' },
	])
	expect(server.bodiesOf('POST /api/bulk-edits')).toMatchObject([{ kind: 'accept-later', why: 'Said later' }])
})

test('a demonstration account edits its own round, and others see that its data is generated', async () => {
	const rounds = { rounds: [...allRounds] }
	const { server, unmount } = await render({ person: { demonstration: true }, study: rounds })
	await made()
	const request = server.sent.find(({ path }) => path === '/api/bulk-edits')
	expect(request?.query.get('round')).toBe('demo')
	unmount()
	await render({ path: '/desk/cleaning?round=demo', study: rounds })
	expect(await screen.findByText(text('app.demonstration'))).toBeVisible()
})

test('a server for the helpline alone has no districts', async () => {
	await render({ study: { serves: ['helpline'] } })
	await made()
	expect(screen.queryByRole('combobox', { name: text('review.district') })).toBeNull()
})

test('offline the problem is shown, and no action is offered', async () => {
	await render({ replies: { 'GET /api/forms': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByText(text('cleaning.bulkEdit'))).toBeNull()
})
