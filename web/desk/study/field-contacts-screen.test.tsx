import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { FieldContact } from '#shared/study/field-contacts'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { dateIn } from '../../ui/formats.ts'
import { LeadNote } from '../shell/lead-note.tsx'
import { FieldContactsScreen } from './field-contacts-screen.tsx'

const entry = (over: Partial<FieldContact> = {}): FieldContact => ({
	district: null,
	kind: 'lead',
	name: 'Rabia',
	what: 'Calls back within an hour',
	phone: '051 111 345',
	hours: 'always',
	checkedOn: '2026-01-10',
	...over,
})
const districts = study.districts.slice(0, 3)
const replies = (entries: readonly FieldContact[]) => ({
	'GET /api/field-contacts': { entries },
	'POST /api/field-contacts': noContent,
})
const render = (entries: readonly FieldContact[] = [entry()], options: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<FieldContactsScreen />, {
		study: { districts },
		...options,
		person: { role: 'administrator', ...options.person },
		replies: { ...replies(entries), ...options.replies },
	})
}
const head = 'district,kind,name,what,phone,hours,checked_on\n'
const choose = (user: Awaited<ReturnType<typeof render>>['user'], content: string) =>
	user.upload(screen.getByLabelText(text('fieldContacts.upload')), new File([content], 'field-contacts.csv'))
const put = () => screen.findByRole('button', { name: text('fieldContacts.replace') })

test('contacts are listed by district with their check date; an old one is marked', async () => {
	await render([
		entry(),
		entry({ district: 'PK607', kind: 'referral', name: 'Shelter', checkedOn: '2025-09-01' }),
	])
	const [lead, shelter] = (await screen.findAllByRole('row')).slice(1) as [HTMLElement, HTMLElement]
	expect(lead).toHaveTextContent(text('help.allDistricts'))
	expect(lead).toHaveTextContent(text('fieldContacts.kind.lead'))
	expect(lead).toHaveTextContent(dateIn('en', '2026-01-10T12:00:00+05:00'))
	expect(shelter).toHaveTextContent('Dera Ghazi Khan')
	const checked = (row: HTMLElement) => within(row).getAllByRole('cell').at(-1)
	expect(checked(shelter)).toHaveClass('error-hint')
	expect(checked(lead)).not.toHaveClass('error-hint')
})

test('an empty list, and a missing lead, are reported', async () => {
	await render([])
	expect(await screen.findByText(text('fieldContacts.empty'))).toBeVisible()
	expect(screen.getByText(partOf('fieldContacts.noLead'))).toBeVisible()
})

test('districts without a lead are named; one for all districts is enough', async () => {
	const { unmount } = await render([entry({ district: 'PK607' })])
	expect(
		await screen.findByText(
			partOf('fieldContacts.noLeadIn', { count: 2, districts: 'Faisalabad, Gujranwala' }),
		),
	).toHaveTextContent(text('fieldContacts.withoutLead'))
	unmount()
	await render([entry({ district: 'PK607' }), entry()])
	await screen.findByRole('table')
	expect(screen.queryByText(partOf('fieldContacts.addLeadHint'))).toBeNull()
})

test('where operators and enumerators work together, the fallback numbers of both are shown', async () => {
	await render([], { study: { districts, serves: ['survey', 'helpline'] } })
	expect(await screen.findByText(partOf('fieldContacts.withoutLeadBoth'))).toBeVisible()
})

test('a file is checked before it replaces all contacts', async () => {
	const { user, server } = await render()
	await screen.findByRole('table')
	await choose(user, `${head}PK608,referral,Shelter,Beds,+92 51 111,9-17,2026-01-12\n`)
	expect(await screen.findByText(text('fieldContacts.confirmReplace', { count: 1 }))).toBeVisible()
	expect(screen.getByRole('row', { name: /^Faisalabad/ })).toBeVisible()
	expect(screen.queryByText('Rabia')).toBeNull()
	expect(server.bodiesOf('POST /api/field-contacts')).toEqual([])
	const fresh = entry({
		district: 'PK608',
		kind: 'referral',
		name: 'Shelter',
		what: 'Beds',
		phone: '+92 51 111',
		hours: '9-17',
		checkedOn: '2026-01-12',
	})
	server.reply(replies([fresh]))
	await user.click(await put())
	await waitFor(() =>
		expect(screen.queryByText(text('fieldContacts.confirmReplace', { count: 1 }))).toBeNull(),
	)
	expect(server.bodiesOf('POST /api/field-contacts')).toEqual([{ entries: [fresh] }])
	expect(await screen.findByRole('row', { name: /^Faisalabad/ })).toBeVisible()
})

test('each invalid cell of a file is named, and it cannot be used', async () => {
	const { user } = await render()
	await screen.findByRole('table')
	await choose(user, `${head}PK999,boss,Rabia,,1991,,2026-02-30\n`)
	const alert = await screen.findByRole('alert')
	expect(alert).toHaveTextContent(text('desk.file.invalidCells', { count: 3 }))
	expect(alert).toHaveTextContent('boss')
	expect(alert).toHaveTextContent(
		text('desk.file.invalidCellExample', {
			line: 2,
			column: 'district',
			found: 'PK999',
			possible: 'PK607, PK608',
		}),
	)
	expect(screen.queryByRole('button', { name: text('fieldContacts.replace') })).toBeNull()
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	expect(await screen.findByText('Rabia')).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a refusal keeps the file for the next try', async () => {
	const { user, server } = await render([entry()], {
		replies: { 'POST /api/field-contacts': new Problem('server-busy') },
	})
	await screen.findByRole('table')
	await choose(user, `${head},lead,Nadia,,1991,,2026-01-12\n`)
	await user.click(await put())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	server.reply(replies([entry({ name: 'Nadia' })]))
	await user.click(await put())
	await waitFor(() =>
		expect(screen.queryByRole('button', { name: text('fieldContacts.replace') })).toBeNull(),
	)
	expect(screen.queryByRole('alert')).toBeNull()
})

test('contacts are exported in the format of the import', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await screen.findByRole('table')
	await user.click(screen.getByRole('button', { name: text('fieldContacts.downloadCsv') }))
	expect(downloads[0]?.name).toBe('field-contacts.csv')
	expect(await downloads[0]?.text()).toContain(
		',lead,Rabia,"Calls back within an hour","051 111 345",always,2026-01-10',
	)
})

test('a coordinator and a demonstration account read contacts and cannot change them', async () => {
	const { unmount } = await render([entry()], { person: { role: 'coordinator' } })
	await screen.findByRole('table')
	expect(screen.queryByLabelText(text('fieldContacts.upload'))).toBeNull()
	unmount()
	await render([entry()], { person: { demonstration: true } })
	await screen.findByRole('table')
	expect(screen.queryByLabelText(text('fieldContacts.upload'))).toBeNull()
})

test('offline there is nothing to export', async () => {
	await render([], { replies: { 'GET /api/field-contacts': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByRole('button', { name: text('fieldContacts.downloadCsv') })).toBeDisabled()
})

test('users who can name a lead get a link elsewhere; others do not request it', async () => {
	const { unmount } = await renderDesk(<LeadNote />, {
		person: { role: 'safeguarding-lead' },
		replies: replies([]),
	})
	expect(await screen.findByRole('link', { name: text('fieldContacts.link') })).toHaveAttribute(
		'href',
		'/desk/field-contacts',
	)
	unmount()
	const { server } = await renderDesk(<LeadNote />, { person: { role: 'coordinator' } })
	expect(server.sent).toEqual([])
})
