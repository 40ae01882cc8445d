import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { PersonListItem } from '#shared/people/people'
import { overviewOf } from '../../testing/coverage-fixtures.ts'
import { formVersion } from '../../testing/forms.ts'
import { personListed } from '../../testing/people-fixtures.ts'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { SetupChecklist } from './setup-checklist.tsx'

const dates = { firstDay: null, lastDay: null, startedOn: null }
const facts = overviewOf({ dates, devices: { active: 2, silent: 0 }, sampledDistricts: ['PK607'] })
const enumerator = (districts: PersonListItem['districts']) => personListed({ role: 'enumerator', districts })
const render = ({ replies, ...options }: DeskOptions = {}, of = facts) =>
	renderDesk(<SetupChecklist facts={of} round="endline" />, {
		path: '/desk/overview',
		person: { role: 'administrator' },
		...options,
		replies: {
			'GET /api/form-versions': [formVersion('household', 1)],
			'GET /api/people': [enumerator(['PK607'])],
			'GET /api/recovery-key': { tested: null, identifiers: 'here' },
			'GET /api/field-contacts': { entries: [] },
			'GET /api/mail': { isSetUp: false },
			'GET /api/boundaries': null,
			...replies,
		},
	})
const list = async () => within(await screen.findByRole('region', { name: /^Set-up/ }))
const step = async (key: 'forms' | 'people' | 'sample' | 'contacts' | 'mail' | 'dates') =>
	within(
		(await list()).getByRole('link', { name: text(`overview.setup.${key}`) }).closest('li') as HTMLElement,
	)

test('each step links to the part of the page where it is done', async () => {
	await render()
	const links = (await list()).getAllByRole('link')
	expect(links.map((link) => link.getAttribute('href'))).toEqual([
		// on the page that is open
		'#recovery-key',
		...['/desk/forms', '/desk/people', '/desk/rounds#targets', '/desk/rounds#fieldwork-dates'],
		...['/desk/sample#import-sample', '/desk/field-contacts', '/desk/people', '/desk/rounds#rounds'],
		...['/docs/install/', '/desk/coverage#boundaries'],
	])
})

test('a step says why it is needed, or for how many districts it is left', async () => {
	await render()
	const forms = await step('forms')
	expect(forms.getByRole('img', { name: text('overview.done') })).toBeVisible()
	expect(forms.getByText(text('overview.setup.why.forms'))).toBeVisible()
	expect((await step('dates')).queryByRole('img', { name: text('overview.done') })).toBeNull()
	const left = (count: number) => text('overview.setup.districtsLeft', { count, total: count })
	const all = study.districts.length
	expect((await step('people')).getByText(left(all - 1))).toBeVisible()
	expect((await step('sample')).getByText(left(all - 1))).toBeVisible()
	expect((await step('contacts')).getByText(left(all))).toBeVisible()
})

test('optional steps are marked, and do not count', async () => {
	await render()
	expect((await step('mail')).getByText(text('overview.setup.optional'))).toBeVisible()
	// targets, forms, phones and the open round are there
	expect((await list()).getByRole('heading')).toHaveTextContent(
		text('overview.setup.progress', { done: 4, total: 9 }),
	)
	expect((await list()).getAllByText(text('overview.setup.optional'))).toHaveLength(2)
})

test('a server that is set up shows no checklist, also without the optional steps', async () => {
	const lead = {
		district: null,
		kind: 'lead',
		name: 'Rabia',
		what: '',
		phone: '1991',
		hours: '',
		checkedOn: '2026-01-01',
	}
	const { server } = await render(
		{
			replies: {
				'GET /api/people': [enumerator('all')],
				'GET /api/recovery-key': { tested: { at: '2026-01-01T00:00:00Z', by: 'Ali' }, identifiers: 'here' },
				'GET /api/field-contacts': { entries: [lead] },
			},
		},
		{
			...facts,
			dates: { ...dates, lastDay: '2026-02-01' },
			sampledDistricts: study.districts.map(({ code }) => code),
		},
	)
	await expect.poll(() => server.sent.length).toBe(6)
	expect(screen.queryByRole('region')).toBeNull()
})
