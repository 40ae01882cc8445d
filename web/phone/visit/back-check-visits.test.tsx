import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { BackCheckTarget } from '#shared/quality/back-check-assignment'
import { type ListedDraft, listDrafts } from '../../storage/drafts/drafts.ts'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { BackCheckVisits } from './back-check-visits.tsx'

beforeEach(preparePhone)

const form: FormOnPhone = {
	id: 'back-check',
	version: 3,
	title: { en: 'Back-check' },
	languages: [{ tag: 'en', name: 'English' }],
	state: 'open',
	isReport: false,
}
const place = (household: number, over: Partial<BackCheckTarget> = {}): BackCheckTarget => ({
	cluster: 'PK607-03',
	household,
	line: household,
	sex: 'male',
	...over,
})
const check = (household: number, isReached: boolean) => ({
	round: 'endline',
	cluster: 'PK607-03',
	household,
	isReached,
})
const draft = (household: number): ListedDraft => ({
	id: `draft-${household}`,
	record: `record-${household}`,
	form: { id: 'back-check', ver: 3 },
	name: '',
	page: 0,
	startedAt: 0,
	isCorrection: false,
	changedAt: 0,
	isCopied: false,
	isUnreadable: false,
	check: check(household, false),
})
const record = (household: number, isReached: boolean): LocalRecordListItem => ({
	id: `record-${household}`,
	form: { id: 'back-check', ver: 3 },
	name: '',
	status: 'submitted',
	isVoid: false,
	openCases: 0,
	changedAt: 0,
	sendState: 'at-server',
	isUnreadable: false,
	isEvicted: false,
	check: check(household, isReached),
})
const render = (over: Partial<Parameters<typeof BackCheckVisits>[0]> = {}) =>
	renderPhone(
		<BackCheckVisits
			round="endline"
			checks={[place(11), place(12, { sex: 'female' })]}
			form={form}
			drafts={[]}
			records={[]}
			{...over}
		/>,
	)
const card = (household: number) => new RegExp(`^${text('dayPlan.household', { household })}`)
const items = () => within(screen.getByRole('list')).getAllByRole('listitem')

test('each back-check shows whom to ask, and how many remain', async () => {
	await render()
	expect(await screen.findByText(text('backCheckVisits.remaining', { left: 2, all: 2 }))).toBeVisible()
	expect(screen.getByRole('button', { name: card(11) })).toHaveTextContent(text('dayPlan.sex.male'))
	expect(screen.getByRole('button', { name: card(12) })).toHaveTextContent(text('dayPlan.sex.female'))
})

test('a back-check starts with its household, in the form version of this phone', async () => {
	const { user, vaultSession } = await render()
	await user.click(await screen.findByRole('button', { name: card(12) }))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	expect(await listDrafts(vaultSession)).toMatchObject([
		{
			form: { id: 'back-check', ver: 3 },
			given: { district: 'PK607', cluster: 'PK607-03', household: '12', line: '12' },
			check: { round: 'endline', cluster: 'PK607-03', household: 12, isReached: false },
		},
	])
})

test('a started one is continued, and a completed one is read-only and listed last', async () => {
	await render({ drafts: [draft(12)], records: [record(11, true)] })
	expect(await screen.findByRole('link', { name: card(12) })).toHaveAttribute('href', '/fill/draft-12')
	expect(screen.getByRole('link', { name: card(11) })).toHaveAttribute('href', '/record/record-11')
	expect(items().map((each) => each.textContent)).toEqual([
		expect.stringContaining(text('backCheckVisits.started')),
		expect.stringContaining(text('backCheckVisits.completed')),
	])
	expect(screen.getByText(text('backCheckVisits.remaining', { left: 1, all: 2 }))).toBeVisible()
})

test('one that was not reached can be tried again', async () => {
	await render({ records: [record(11, false)] })
	expect(await screen.findByRole('button', { name: card(11) })).toHaveTextContent(
		text('backCheckVisits.notReached'),
	)
	expect(screen.getByRole('button', { name: card(11) })).toBeEnabled()
})

test.each([
	['paused', { ...form, state: 'paused' as const }],
	['not here', undefined],
])('while its form is %s none can be started', async (_, own) => {
	await render({ form: own })
	expect(await screen.findByRole('button', { name: card(11) })).toBeDisabled()
})

test('a back-check that cannot be stored is reported, and it can be tried again', async () => {
	const { user } = await render()
	const begin = await screen.findByRole('button', { name: card(11) })
	const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
		throw new DOMException('disk is full', 'QuotaExceededError')
	})
	await user.click(begin)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-full'))
	add.mockRestore()
	await user.click(screen.getByRole('button', { name: card(11) }))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
})
