import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { AuditEntry, AuditPage } from '#shared/people/audit-log'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { personListed } from '../../testing/people.ts'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { AuditLogScreen } from './audit-log-screen.tsx'

const entry = (n: number, over: Partial<AuditEntry> = {}): AuditEntry => ({
	n,
	at: '2026-01-14T05:00:00.000Z',
	by: { id: 'person-sadia', name: 'Sadia', code: 'sadia' },
	role: 'data-manager',
	kind: 'record-opened',
	of: `record-${n}`,
	about: null,
	district: null,
	round: null,
	many: null,
	fields: [],
	question: null,
	browser: 'Firefox, Windows',
	...over,
})
const page = (lines: AuditEntry[], more = false): AuditPage => ({ lines, more })
const render = (log: AuditPage = page([entry(9), entry(8)]), { replies, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<AuditLogScreen />, {
		path: '/desk/audit-log',
		...options,
		person: { role: 'administrator' },
		replies: {
			'GET /api/audit-log': log,
			'GET /api/people': [personListed('Zoya'), personListed('Amina')],
			'GET /api/me': dataManager,
			...replies,
		},
	})
}
const requests = (server: Awaited<ReturnType<typeof render>>['server']) =>
	server.sent.filter(({ path }) => path === '/api/audit-log').map(({ query }) => Object.fromEntries(query))
const entries = () => screen.findAllByRole('listitem')
const id = () => screen.getByRole('searchbox', { name: text('auditLog.objectId') })

test('an entry is a sentence with time, role, location and browser', async () => {
	await render(
		page([
			entry(9, {
				kind: 'records-listed',
				of: null,
				many: 12,
				district: 'PK607',
				round: 'endline',
				fields: ['district', 'search'],
			}),
			entry(8),
		]),
	)
	const [first, second] = await entries()
	expect(first).toHaveTextContent(text('auditLog.event.records-listed', { who: 'Sadia', count: 12 }))
	const fields = `${text('auditLog.field.district')} + ${text('auditLog.field.search')}`
	expect(first).toHaveTextContent(
		[
			dateTimeIn('en', '2026-01-14T05:00:00.000Z'),
			text('role.data-manager'),
			'Dera Ghazi Khan',
			'Post-campaign',
			text('auditLog.requestFields', { fields }),
			'Firefox, Windows',
		].join(' · '),
	)
	expect(first).toHaveTextContent('#9')
	expect(second).not.toHaveTextContent(text('auditLog.requestFields', { fields: '' }).trim())
	expect(within(first as HTMLElement).queryByRole('button')).toBeNull()
})

test('entries can be searched by the id of their object', async () => {
	const { user, server } = await render()
	await user.click(await screen.findByRole('button', { name: 'record-8' }))
	await waitFor(() => expect(requests(server).at(-1)).toEqual({ id: 'record-8' }))
	expect(id()).toHaveValue('record-8')
	expect(location.search).toBe('?id=record-8')
	// replaces a typed id as well
	await user.clear(id())
	await user.type(id(), 'record-9{Enter}')
	await waitFor(() => expect(requests(server).at(-1)).toEqual({ id: 'record-9' }))
	await user.click(await screen.findByRole('button', { name: 'record-8' }))
	await waitFor(() => expect(id()).toHaveValue('record-8'))
})

test('the filter is in the address, and invalid parts of it are ignored', async () => {
	const { server } = await render(undefined, {
		path: '/desk/audit-log?person=person-zoya&kind=hacked&day=2026-01-14',
	})
	await entries()
	expect(requests(server)).toEqual([{ person: 'person-zoya', day: '2026-01-14' }])
	await waitFor(() =>
		expect(screen.getByRole('combobox', { name: text('auditLog.user') })).toHaveValue('person-zoya'),
	)
})

test('entries are filtered by user, action and day; users are sorted by name', async () => {
	const { user, server } = await render()
	await entries()
	const people = screen.getByRole('combobox', { name: text('auditLog.user') })
	await within(people).findByRole('option', { name: 'Amina (amina)' })
	expect([...(people as HTMLSelectElement).options].map((option) => option.text)).toEqual([
		text('review.all'),
		'Amina (amina)',
		'Zoya (zoya)',
	])
	await user.selectOptions(people, 'person-amina')
	await user.selectOptions(screen.getByRole('combobox', { name: text('auditLog.action') }), 'record-opened')
	fireEvent.input(screen.getByLabelText(text('auditLog.day')), { target: { value: '2026-01-14' } })
	await waitFor(() =>
		expect(requests(server).at(-1)).toEqual({
			person: 'person-amina',
			kind: 'record-opened',
			day: '2026-01-14',
		}),
	)
	await user.selectOptions(people, '')
	await waitFor(() => expect(requests(server).at(-1)).toEqual({ kind: 'record-opened', day: '2026-01-14' }))
})

test('an id is searched with Enter or when the field loses focus, and only once', async () => {
	const { user, server } = await render()
	await entries()
	await user.type(id(), ' record-7 {Enter}')
	await waitFor(() => expect(requests(server)).toHaveLength(2))
	expect(requests(server).at(-1)).toEqual({ id: 'record-7' })
	const steps = history.length
	await user.tab()
	expect(requests(server)).toHaveLength(2)
	expect(history.length).toBe(steps)
	await user.clear(id())
	await user.tab()
	await waitFor(() => expect(requests(server).at(-1)).toEqual({}))
})

test('older entries are appended while there are any', async () => {
	const { user, server } = await render(page([entry(9), entry(8)], true), {
		path: '/desk/audit-log?kind=record-opened',
	})
	await entries()
	server.reply({ 'GET /api/audit-log': page([entry(7)], true) })
	const older = () => screen.findByRole('button', { name: text('auditLog.showOlder') })
	await user.click(await older())
	await waitFor(async () => expect(await entries()).toHaveLength(3))
	server.reply({ 'GET /api/audit-log': page([entry(6)]) })
	await user.click(await older())
	await waitFor(async () => expect(await entries()).toHaveLength(4))
	const kind = 'record-opened'
	expect(requests(server)).toEqual([{ kind }, { kind, before: '8' }, { kind, before: '7' }])
	expect(screen.queryByRole('button', { name: text('auditLog.showOlder') })).toBeNull()
})

test('older entries are requested once while they load', async () => {
	const { user, server } = await render(page([entry(9)], true))
	await entries()
	server.reply({ 'GET /api/audit-log': () => new Promise(() => {}) })
	await user.dblClick(screen.getByRole('button', { name: text('auditLog.showOlder') }))
	expect(requests(server)).toHaveLength(2)
})

test('older entries that fail to load leave the list as it is, and can be requested again', async () => {
	const { user, server } = await render(page([entry(9)], true))
	await entries()
	server.reply({ 'GET /api/audit-log': offline })
	await user.click(screen.getByRole('button', { name: text('auditLog.showOlder') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(await entries()).toHaveLength(1)
	server.reply({ 'GET /api/audit-log': page([entry(8)]) })
	await user.click(screen.getByRole('button', { name: text('auditLog.showOlder') }))
	await waitFor(async () => expect(await entries()).toHaveLength(2))
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a refreshed list starts from the newest entry', async () => {
	const { user, server } = await render(page([entry(9)], true))
	await entries()
	server.reply({ 'GET /api/audit-log': page([entry(8)]) })
	await user.click(screen.getByRole('button', { name: text('auditLog.showOlder') }))
	await waitFor(async () => expect(await entries()).toHaveLength(2))
	server.reply({ 'GET /api/audit-log': page([entry(10)]) })
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	await waitFor(async () => expect(await entries()).toHaveLength(1))
	expect((await entries())[0]).toHaveTextContent('#10')
})

test('an empty result is reported', async () => {
	await render(page([]))
	expect(await screen.findByText(text('auditLog.empty'))).toBeVisible()
})

test('the filtered log is exported while the session lasts', async () => {
	const downloads = watchDownloads()
	const { user, server } = await render(undefined, { path: '/desk/audit-log?kind=record-opened' })
	const take = await screen.findByRole('button', { name: text('auditLog.exportCsv') })
	await user.click(take)
	await waitFor(() =>
		expect(downloads.map(({ address }) => address)).toEqual(['/api/audit-log/export?kind=record-opened']),
	)
	server.reply({ 'GET /api/me': new Problem('signed-out') })
	await user.click(take)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.signed-out'))
})

test('the hash chain of the log is verified on request', async () => {
	const { user, server } = await render(undefined, {
		replies: { 'GET /api/audit-log/verification': new Problem('server-busy') },
	})
	const check = await screen.findByRole('button', { name: text('auditLog.verify') })
	await user.click(check)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	server.reply({ 'GET /api/audit-log/verification': { lines: 1234, broken: null } })
	await user.click(check)
	expect(await screen.findByText(text('auditLog.verified', { count: 1234, lines: '1,234' }))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
	server.reply({ 'GET /api/audit-log/verification': { lines: 1234, broken: 77 } })
	await user.click(check)
	expect(await screen.findByText(text('auditLog.entryAltered', { n: 77 }))).toBeVisible()
})

test('verification is not started twice', async () => {
	const { user, server } = await render(undefined, {
		replies: { 'GET /api/audit-log/verification': () => new Promise(() => {}) },
	})
	const check = await screen.findByRole('button', { name: text('auditLog.verify') })
	await user.dblClick(check)
	expect(check).toBeDisabled()
	expect(server.sent.filter(({ path }) => path === '/api/audit-log/verification')).toHaveLength(1)
})

test('actions of the survey are not offered at the helpline', async () => {
	await render(undefined, { study: { serves: ['helpline'] } })
	await entries()
	const acts = within(screen.getByRole('combobox', { name: text('auditLog.action') }))
	expect(acts.queryByRole('option', { name: text('auditLog.kind.sample-listed') })).toBeNull()
	expect(acts.getByRole('option', { name: text('auditLog.kind.call-backs-viewed') })).toBeInTheDocument()
})

test('an offline page says so', async () => {
	await render(undefined, { replies: { 'GET /api/audit-log': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByText(text('auditLog.empty'))).toBeNull()
})
