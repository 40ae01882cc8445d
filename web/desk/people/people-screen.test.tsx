import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { PersonListItem } from '#shared/people/people'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { invitation, personListed } from '../../testing/people.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { beginOf, partOf } from '../../testing/text-part.ts'
import { dateIn, dateTimeIn } from '../../ui/formats.ts'
import { PeopleScreen } from './people-screen.tsx'

const amina = personListed('Amina', {
	team: 'A',
	sex: 'female',
	supervisor: { name: 'Sadia', code: 'sadia' },
	phones: 1,
	lastSeen: '2026-01-14T05:00:00.000Z',
})
const bilal = personListed('Bilal', { districts: ['PK608', 'PK999'], isInvited: true })
const sadia = personListed('Sadia', { role: 'coordinator', districts: 'all', hasPassword: true })
const imran = personListed('Imran', { role: 'coordinator', districts: 'all', isActive: false })
const listed = [imran, bilal, amina]

const lead = {
	district: null,
	kind: 'lead',
	name: 'Rabia',
	what: '',
	phone: '1991',
	hours: '',
	checkedOn: '2026-01-01',
}
const render = ({ replies, person, ...options }: DeskOptions = {}, people: PersonListItem[] = listed) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<PeopleScreen />, {
		...options,
		person: { role: 'administrator', ...person },
		replies: {
			'GET /api/people': people,
			'GET /api/restoration': null,
			'GET /api/clock': { waiting: null },
			'GET /api/disk': { little: null },
			'GET /api/mail': { isSetUp: true },
			'GET /api/background-work': { projections: [] },
			'GET /api/recovery-key': {
				tested: { at: '2026-01-02T05:00:00.000Z', by: 'Sadia' },
				identifiers: 'here',
			},
			'GET /api/field-contacts': { entries: [lead] },
			...replies,
		},
	})
}
const row = (name: string) => screen.findByRole('row', { name: new RegExp(`^${name}`) })
const cell = async (name: string, column: string) => {
	const heads = screen.getAllByRole('columnheader').map(({ textContent }) => textContent)
	return within(await row(name)).getAllByRole('cell')[heads.indexOf(column) - 1]
}
const names = () =>
	screen
		.getAllByRole('rowheader')
		.map(({ textContent }) => textContent?.replace(text('people.edit'), '').trim())
const filter = (name: string) => screen.findByRole('combobox', { name })
const button = (name: string) => screen.findByRole('button', { name })

test('users are listed by name, with their details', async () => {
	await render()
	await row('Amina')
	expect(screen.queryByText(text('people.addedByAdministrators'))).toBeNull()
	expect(names()).toEqual(['Amina', 'Bilal', 'Imran'])
	expect(await cell('Amina', text('people.role'))).toHaveTextContent(
		`${text('role.enumerator')} · ${text('people.sexes.female')}`,
	)
	expect(await cell('Amina', text('people.team'))).toHaveTextContent(
		`A ${text('people.supervisedBy', { name: 'Sadia' })}`,
	)
	expect(await cell('Bilal', text('people.districts'))).toHaveTextContent('Faisalabad, PK999')
	expect(await cell('Imran', text('people.districts'))).toHaveTextContent(text('people.allDistricts'))
})

test('the enrolment state is shown, for a phone or for a desk', async () => {
	await render()
	await row('Amina')
	const state = (name: string) => cell(name, text('people.status'))
	const time = dateTimeIn('en', '2026-01-14T05:00:00.000Z')
	expect(await state('Amina')).toHaveTextContent(
		`${text('people.deviceCount', { count: 1 })} · ${text('people.lastSync', { time })}`,
	)
	expect(await state('Bilal')).toHaveTextContent(
		`${text('people.deviceCount', { count: 0 })} · ${text('people.unusedCode')}`,
	)
	expect(await state('Imran')).toHaveTextContent(
		`${text('people.deactivated')} · ${text('people.neverSignedIn')}`,
	)
})

test('the list is filtered by role, district, team and state, and the number of matches is shown', async () => {
	const { user } = await render()
	await user.selectOptions(await filter(text('people.role')), 'enumerator')
	await waitFor(() => expect(names()).toEqual(['Amina', 'Bilal']))
	expect(screen.getByText(text('people.shownCount', { count: 2, all: 3 }))).toBeVisible()
	await user.selectOptions(await filter(text('people.districts')), 'PK608')
	await waitFor(() => expect(names()).toEqual(['Bilal']))
	await user.selectOptions(await filter(text('people.districts')), '')
	await user.selectOptions(await filter(text('people.team')), '-')
	await waitFor(() => expect(names()).toEqual(['Bilal']))
	await user.selectOptions(await filter(text('people.team')), 'A')
	await waitFor(() => expect(names()).toEqual(['Amina']))
	expect(location.search).toBe('?role=enumerator&team=A')
})

test('a filter in the address applies, and states filter further', async () => {
	const { user } = await render({ path: '/desk/people?state=off' })
	await row('Imran')
	expect(names()).toEqual(['Imran'])
	await user.selectOptions(await filter(text('people.status')), 'no-phone')
	await waitFor(() => expect(names()).toEqual(['Bilal']))
	await user.selectOptions(await filter(text('people.status')), 'invited')
	await waitFor(() => expect(names()).toEqual(['Bilal']))
})

test('users are found by name or username, ignoring case', async () => {
	const { user } = await render()
	await user.type(await screen.findByRole('searchbox', { name: text('people.search') }), 'AMIN')
	await waitFor(() => expect(names()).toEqual(['Amina']))
})

test('a user is added, and the enrolment code is shown once', async () => {
	const { user, server } = await render({ replies: { 'POST /api/people': invitation('Zoya') } })
	await user.click(await button(text('people.add')))
	await user.type(screen.getByRole('textbox', { name: text('people.name') }), 'Zoya')
	expect(screen.getByRole('textbox', { name: beginOf('people.code') })).toHaveValue('zoya')
	await user.click(screen.getByRole('checkbox', { name: text('people.allDistricts') }))
	server.reply({ 'GET /api/people': [...listed, personListed('Zoya', { isInvited: true })] })
	await user.click(await button(text('people.addNow')))
	const card = within(await screen.findByRole('region', { name: text('people.enrolmentCode') }))
	expect(card.getByText('ABCD-EFGH')).toBeVisible()
	expect(server.bodiesOf('POST /api/people')).toMatchObject([{ name: 'Zoya', districts: 'all' }])
	await row('Zoya')
	await user.click(card.getByRole('button', { name: text('app.close') }))
	expect(screen.queryByText('ABCD-EFGH')).toBeNull()
})

test('a new code says what happens to the earlier one and to the present phone', async () => {
	const { user } = await render({ replies: { 'POST /api/people/:id/invitations': invitation('Bilal') } }, [
		personListed('Bilal', { isInvited: true, phones: 1 }),
	])
	await user.click(within(await row('Bilal')).getByRole('button', { name: text('people.newCode') }))
	expect(await screen.findByText(text('people.earlierCodeEnded'))).toBeVisible()
	expect(screen.getByText(text('people.phonesStay', { count: 1 }))).toBeVisible()
})

test('a search without results says so, and what to do', async () => {
	await render({ path: '/desk/people?search=zzz' })
	expect(await screen.findByText(text('people.noneFound'))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
})

test('a new code for a user is created on request, and a refusal is shown', async () => {
	const { user, server } = await render({
		replies: { 'POST /api/people/:id/invitations': new Problem('person-inactive') },
	})
	const newCode = async (name: string) =>
		within(await row(name)).getByRole('button', { name: text('people.newCode') })
	await user.click(await newCode('Amina'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.person-inactive'))
	server.reply({ 'POST /api/people/:id/invitations': invitation('Amina') })
	await user.click(await newCode('Amina'))
	const card = await screen.findByRole('region', { name: text('people.enrolmentCode') })
	expect(card).toHaveTextContent(text('people.phoneInstructions'))
	expect(server.bodiesOf('POST /api/people/person-amina/invitations')).toHaveLength(2)
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a user is edited through the import, keeping the supervisor of their team', async () => {
	const { user, server } = await render(
		{ replies: { 'POST /api/people/import': { added: 0, changed: 1, same: 0 } } },
		[...listed, sadia, personListed('Rana', { role: 'data-manager' })],
	)
	await user.click(await button(text('people.editNamed', { name: 'Amina' })))
	const name = screen.getByRole('textbox', { name: text('people.name') })
	await user.clear(name)
	await user.type(name, 'Amina Bibi')
	const supervisor = await filter(text('people.supervisor', { team: 'A' }))
	expect(supervisor).toHaveValue('sadia')
	expect(within(supervisor).queryByRole('option', { name: /Rana/ })).toBeNull()
	await user.click(await button(text('people.save')))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/people/import')).toEqual([
			{
				people: [
					{
						name: 'Amina Bibi',
						code: 'amina',
						role: 'enumerator',
						language: 'ur',
						sex: 'female',
						team: 'A',
						districts: ['PK607'],
					},
				],
				teams: [{ name: 'A', supervisor: 'sadia' }],
			},
		]),
	)
	await waitFor(() => expect(screen.queryByRole('textbox', { name: text('people.name') })).toBeNull())
})

test('while a user is being added no other can be edited', async () => {
	const { user } = await render()
	await user.click(await button(text('people.add')))
	expect(screen.queryByRole('button', { name: text('people.editNamed', { name: 'Amina' }) })).toBeNull()
	expect(screen.queryByRole('button', { name: text('people.file.title') })).toBeNull()
	await user.click(await button(text('app.cancel')))
	expect(await button(text('people.editNamed', { name: 'Amina' }))).toBeVisible()
})

test('the filtered list is exported', async () => {
	const downloads = watchDownloads()
	const { user } = await render({ path: '/desk/people?team=A' })
	await user.click(await button(text('people.file.exportCsv')))
	expect(downloads[0]?.name).toBe('people.csv')
	const content = (await downloads[0]?.text()) ?? ''
	expect(content).toContain('Amina')
	expect(content).not.toContain('Bilal')
})

test('an administrator can deactivate any user but themself', async () => {
	await render({ person: { id: 'person-imran' } })
	const off = (name: string) =>
		screen.queryByRole('button', { name: `${text('people.deactivate')}: ${name}` })
	await row('Amina')
	expect(off('Amina')).toBeVisible()
	expect(within(await row('Imran')).queryByRole('button', { name: /: Imran$/ })).toBeNull()
})

test('a coordinator creates codes for phones of their districts, and edits no user', async () => {
	await render({ person: { role: 'coordinator', districts: ['PK607'] } })
	await row('Amina')
	for (const hidden of [text('people.add'), text('people.file.title')])
		expect(screen.queryByRole('button', { name: hidden })).toBeNull()
	expect(screen.getByText(text('people.addedByAdministrators'))).toBeVisible()
	expect(screen.getByRole('button', { name: text('people.sheet.title') })).toBeVisible()
	expect(screen.queryByRole('button', { name: text('people.editNamed', { name: 'Amina' }) })).toBeNull()
	expect(within(await row('Imran')).queryByRole('button', { name: text('people.newCode') })).toBeNull()
	expect(within(await row('Amina')).getByRole('button', { name: text('people.newCode') })).toBeVisible()
	expect(screen.getByRole('button', { name: `${text('people.deactivate')}: Amina` })).toBeVisible()
	expect(screen.queryByRole('button', { name: `${text('people.deactivate')}: Bilal` })).toBeNull()
})

test('a data manager reads the list and cannot change it', async () => {
	await render({ person: { role: 'data-manager' } })
	await row('Amina')
	for (const column of [text('people.enrolmentCode'), text('people.access')])
		expect(screen.queryByRole('columnheader', { name: column })).toBeNull()
	expect(screen.queryByRole('button', { name: text('people.sheet.title') })).toBeNull()
})

test('the demonstration has no import of users, and marks generated users', async () => {
	await render({ person: { demonstration: true } }, [personListed('Amina', { demonstration: true })])
	expect(await row('Amina')).toHaveTextContent(text('people.demonstration'))
	expect(screen.queryByRole('button', { name: text('people.file.title') })).toBeNull()
	expect(screen.queryByRole('button', { name: text('people.editNamed', { name: 'Amina' }) })).toBeNull()
})

test('at the helpline users have no districts', async () => {
	await render({ study: { serves: ['helpline'] } }, [
		personListed('Amina', { role: 'helpline-operator', districts: 'all' }),
	])
	await row('Amina')
	expect(screen.queryByRole('columnheader', { name: text('people.districts') })).toBeNull()
	expect(screen.queryByRole('combobox', { name: text('people.districts') })).toBeNull()
})

test('pending tasks of the administrator are shown above the list', async () => {
	const since = '2026-01-13T05:00:00.000Z'
	await render({
		replies: {
			'GET /api/restoration': { since, returned: 12, phones: 3, silent: 1 },
			'GET /api/recovery-key': { tested: null, identifiers: 'here' },
			'GET /api/field-contacts': { entries: [] },
		},
	})
	expect(
		await screen.findByText(partOf('restoration.restored', { time: dateTimeIn('en', since) })),
	).toBeVisible()
	expect(screen.getByText(text('restoration.devicesNotSynced', { count: 1 }))).toBeVisible()
	expect(await screen.findByText(partOf('recovery.notVerified'))).toBeVisible()
	expect(await screen.findByRole('link', { name: text('fieldContacts.link') })).toHaveAttribute(
		'href',
		'/desk/field-contacts',
	)
})

test('an offline page says so and shows no list', async () => {
	await render({ replies: { 'GET /api/people': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByRole('table')).toBeNull()
})

test('a code for a desk shows that it is given in person, and when it expires', async () => {
	const made = invitation('Imran', { person: imran })
	const { user } = await render({ replies: { 'POST /api/people/:id/invitations': made } }, [
		...listed.filter(({ id }) => id !== imran.id),
		{ ...imran, hasPassword: true },
	])
	await user.click(within(await row('Imran')).getByRole('button', { name: text('people.newCode') }))
	const card = await screen.findByRole('region', { name: text('people.enrolmentCode') })
	expect(card).toHaveTextContent(text('people.deskInstructions'))
	expect(within(card).queryByRole('button', { name: text('people.sendByEmail') })).toBeNull()
	expect(within(card).getByLabelText(text('people.enrolmentLink'))).toHaveValue(
		`${location.origin}/desk#code=ABCD-EFGH`,
	)
	expect(card).toHaveFocus()
	expect(card).toHaveTextContent(text('people.codeExpires', { date: dateIn('en', made.expires ?? '') }))
})

test('a code for a phone or a new desk account can be sent by e-mail', async () => {
	const made = invitation('Imran', { person: imran })
	const { user, server } = await render({ replies: { 'POST /api/people/:id/invitations': made } })
	const card = async (name: string) => {
		await user.click(within(await row(name)).getByRole('button', { name: text('people.newCode') }))
		return within(await screen.findByRole('region', { name: text('people.enrolmentCode') }))
	}
	const imrans = await card('Imran')
	expect(await imrans.findByRole('button', { name: text('people.sendByEmail') })).toBeVisible()
	expect(imrans.getByText(text('people.newDeskInstructions'))).toBeVisible()
	server.reply({ 'POST /api/people/:id/invitations': invitation('Bilal') })
	const bilals = await card('Bilal')
	expect(await bilals.findByText(text('people.phoneInstructions'))).toBeVisible()
	expect(bilals.getByRole('button', { name: text('people.sendByEmail') })).toBeVisible()
	// she has a phone, which does not confirm an administrator's code
	server.reply({ 'POST /api/people/:id/invitations': invitation('Amina') })
	const aminas = await card('Amina')
	await aminas.findByText(/Amina/)
	expect(aminas.queryByRole('button', { name: text('people.sendByEmail') })).toBeNull()
})

test('a name leads to the page of the user', async () => {
	await render()
	expect(await screen.findByRole('link', { name: 'Amina' })).toHaveAttribute(
		'href',
		`/desk/people/${amina.id}`,
	)
})
