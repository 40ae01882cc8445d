import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import type { FieldContact } from '#shared/study/field-contacts'
import { hpke } from '#shared/testing/test-phone'
import { listDrafts } from '../../storage/drafts/drafts.ts'
import { painted } from '../../testing/painted.ts'
import { ownForm } from '../../testing/render-draft.tsx'
import { type Given, type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { HelpScreen } from './help-screen.tsx'
import { ReportRows } from './report-rows.tsx'

beforeEach(() => {
	preparePhone()
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T10:00:00+05:00') })
})
afterEach(() => {
	vi.useRealTimers()
})

const entry = (over: Partial<FieldContact> = {}): FieldContact => ({
	kind: 'referral',
	district: 'PK607',
	name: 'Dar-ul-Aman',
	phone: '066-920 0123',
	what: 'Shelter for women',
	hours: 'day and night',
	checkedOn: '2026-11-01',
	...over,
})
const helping =
	(entries: readonly FieldContact[]): Given =>
	async ({ server, sync }) => {
		server.publish({ kind: 'help', ref: 'help', body: { entries } })
		await sync()
	}
const render = (entries: readonly FieldContact[] = [], options: PhoneOptions = {}) =>
	renderPhone(<HelpScreen />, { given: helping(entries), ...options })
const section = async (name: string) => within(await screen.findByRole('region', { name }))

test('the two emergency numbers are available offline, and one press calls', async () => {
	await render()
	const card = await section(text('help.emergencyNumbers'))
	expect(card.getAllByRole('link').map((each) => each.getAttribute('href'))).toEqual(['tel:1991', 'tel:15'])
	expect(await screen.findByText(text('help.noLead'))).toBeVisible()
	expect(screen.getByText(text('help.empty'))).toBeVisible()
})

test('operators of 1991 are not offered to call it', async () => {
	await render([], { person: { role: 'helpline-operator' } })
	const card = await section(text('help.emergencyNumbers'))
	expect(card.getAllByRole('link').map((each) => each.getAttribute('href'))).toEqual(['tel:15'])
})

test('contacts and referrals are listed by district, with nationwide ones', async () => {
	await render([
		entry({ kind: 'lead', name: 'Sadia', phone: '0300 1234567', what: '', hours: '' }),
		entry(),
		entry({ district: null, name: 'Edhi', phone: '115' }),
		entry({ district: 'PK608', name: 'Elsewhere' }),
	])
	const leads = await section(text('help.safeguardingLead'))
	expect(leads.getByRole('link', { name: /Sadia/ })).toHaveAttribute('href', 'tel:03001234567')
	const district = await section('Dera Ghazi Khan')
	expect(district.getByRole('link', { name: /Dar-ul-Aman/ })).toHaveAttribute('href', 'tel:0669200123')
	expect(district.getByText('Shelter for women')).toBeVisible()
	expect(district.getByText('day and night')).toBeVisible()
	expect((await section(text('help.allDistricts'))).getByRole('link', { name: /Edhi/ })).toBeVisible()
	expect(screen.queryByText('Elsewhere')).toBeNull()
	expect(screen.queryByText(text('help.empty'))).toBeNull()
})

test('a number that was not checked for long says so', async () => {
	await render([entry(), entry({ name: 'Old', checkedOn: '2026-02-01' })])
	const district = await section('Dera Ghazi Khan')
	expect(district.getByText(text('help.checkedOn', { date: '1 Nov 2026' }))).toBeVisible()
	expect(district.getByText(text('help.notCheckedSince', { date: '1 Feb 2026' }))).toBeVisible()
})

test('the back button returns to the previous page', async () => {
	const back = vi.spyOn(history, 'back').mockImplementation(() => {})
	const { user } = await render()
	history.pushState(null, '', location.href)
	await user.click(screen.getByRole('button', { name: text('app.back') }))
	expect(back).toHaveBeenCalledTimes(1)
	expect(screen.getByRole('link', { name: text('home.practice') })).toHaveAttribute('href', '/practice')
})

/** Returns a form for confidential reports to the office. */
async function report({ isSealed = true } = {}) {
	const definition = {
		...ownForm(`
			type | name | label | bind::zila:sealed_to
			text | what | What | safeguarding-lead
		`),
		title: { en: 'Incident' },
		readers: ['safeguarding-lead' as const],
	}
	const pair = await hpke.kem.generateKeyPair()
	const publicKey = toBase64url(new Uint8Array(await hpke.kem.serializePublicKey(pair.publicKey)))
	const given: Given = async ({ server, sync }) => {
		const body = { id: definition.id, version: 1, isCurrent: true, definition }
		server.publish({ kind: 'form', ref: `${definition.id}@1`, body })
		const role = 'safeguarding-lead'
		if (isSealed) server.publish({ kind: 'role-key', ref: role, body: { role, publicKey } })
		await sync()
	}
	return { id: definition.id, given }
}
const reportButton = () => screen.findByRole('button', { name: new RegExp(text('help.report')) })

test('a report is one press away, and the previous screen is saved', async () => {
	const { id, given } = await report()
	const { user, vaultSession, calls } = await renderPhone(<HelpScreen />, { given })
	expect(await reportButton()).toHaveTextContent(text('help.reportHint', { title: 'Incident' }))
	await user.click(await reportButton())
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	expect(await listDrafts(vaultSession)).toMatchObject([{ form: { id, ver: 1 } }])
	expect(calls).toEqual(['keepScreen'])
})

test('a report that cannot be encrypted is not started, and the reason is shown', async () => {
	const { given } = await report({ isSealed: false })
	await renderPhone(<HelpScreen />, { given })
	expect(await screen.findByText(text('help.noKey'))).toBeVisible()
	expect(screen.queryByRole('button', { name: new RegExp(text('help.report')) })).toBeNull()
})

test('a report that cannot be stored is reported, and it can be tried again', async () => {
	const { given } = await report()
	const { user } = await renderPhone(<HelpScreen />, { given })
	const begin = await reportButton()
	const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
		throw new DOMException('disk is full', 'QuotaExceededError')
	})
	await user.click(begin)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-full'))
	add.mockRestore()
	await user.click(await reportButton())
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
})

test('the menu of a form offers a report', async () => {
	const { given } = await report()
	const { user } = await renderPhone(<ReportRows />, { given })
	await user.click(await reportButton())
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
})

test('a form does not offer a report that cannot be encrypted', async () => {
	const { given } = await report({ isSealed: false })
	await renderPhone(<ReportRows />, { given })
	await painted()
	expect(screen.queryByRole('button', { name: text('help.report') })).toBeNull()
})

test('the coordinator and IT support come first, each with a button that calls', async () => {
	await render([
		entry(),
		entry({ staff: 'it', name: 'Omar', phone: '051 111' }),
		entry({ staff: 'coordinator', name: 'Sadia', phone: '0300 1234567' }),
	])
	const staff = await section(text('help.fieldContacts'))
	expect(staff.getAllByRole('link').map((each) => each.getAttribute('href'))).toEqual([
		'tel:03001234567',
		'tel:051111',
	])
	expect(staff.getByRole('link', { name: text('help.call', { name: 'Sadia' }) })).toHaveTextContent(
		text('help.coordinator'),
	)
	expect(screen.getByText('Dar-ul-Aman')).toBeVisible()
	expect(screen.getAllByText('Omar')).toHaveLength(1)
})
