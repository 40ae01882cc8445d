import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { HouseholdProgress } from '#shared/sample/household-progress'
import type { SampleDocument, SampleLine } from '#shared/sample/sample'
import { listDrafts, openDraft } from '../../storage/drafts/drafts.ts'
import { changeEnrolment } from '../../storage/enrolment/enrolments.ts'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import { locationReceiver } from '../../testing/devices.ts'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { dateIn } from '../../ui/formats.ts'
import { DayPlan } from './day-plan.tsx'
import type { LocalHouseholdWork } from './local-work.ts'

const now = Date.parse('2026-11-25T10:00:00+05:00')
beforeEach(() => {
	preparePhone()
	vi.useFakeTimers({ toFake: ['Date'], now })
})
afterEach(() => {
	vi.useRealTimers()
})

const line = (household: number, over: Partial<SampleLine> = {}): SampleLine => ({
	household,
	line: household,
	selection: 0.25,
	...over,
})
const sample = (over: Partial<SampleDocument> = {}): SampleDocument => ({
	round: 'endline',
	cluster: 'PK607-03',
	area: 'rural',
	lines: [line(11), line(12), line(13), line(90, { line: null })],
	...over,
})
const work = (household: number, over: Partial<LocalHouseholdWork> = {}): [number, LocalHouseholdWork] => [
	household,
	{
		round: 'endline',
		cluster: 'PK607-03',
		household,
		visit: 1,
		appointment: '',
		isVisited: true,
		comesBack: false,
		result: '',
		replaces: null,
		href: `/fill/draft-${household}`,
		...over,
	} satisfies HouseholdProgress & { href: string },
]
const survey: FormOnPhone = {
	id: 'household',
	version: 1,
	title: { en: 'Household survey' },
	state: 'open',
	isReport: false,
}
interface Given {
	readonly samples?: readonly SampleDocument[]
	readonly works?: readonly [number, LocalHouseholdWork][]
	readonly form?: FormOnPhone | null
	readonly options?: PhoneOptions
}
const render = ({ samples = [sample()], works = [], form = survey, options }: Given = {}) => {
	const byCluster = new Map<string, Map<number, LocalHouseholdWork>>()
	for (const [household, each] of works)
		byCluster.set(each.cluster, (byCluster.get(each.cluster) ?? new Map()).set(household, each))
	return renderPhone(<DayPlan sample={samples} work={byCluster} form={form ?? undefined} />, options)
}
const cluster = async (code = 'PK607-03') =>
	within(await screen.findByRole('region', { name: text('dayPlan.cluster', { cluster: code }) }))
const card = (household: number) => new RegExp(`^${text('dayPlan.household', { household })}`)

test('households show whom to ask there, and how many remain', async () => {
	await render()
	const own = await cluster()
	expect(own.getByRole('button', { name: card(11) })).toHaveTextContent(text('dayPlan.sex.male'))
	expect(own.getByRole('button', { name: card(12) })).toHaveTextContent(text('dayPlan.sex.female'))
	expect(own.getByText(text('dayPlan.remaining', { men: 2, women: 1 }))).toBeVisible()
	expect(own.getByText(text('dayPlan.progress', { done: 0, wanted: 3 }))).toBeVisible()
	expect(own.getByText(text('dayPlan.area.rural'))).toBeVisible()
	// a replacement household opens when another one is closed
	expect(own.queryByRole('button', { name: card(90) })).toBeNull()
	expect(own.getByText(text('dayPlan.lockedReplacements', { count: 1 }))).toBeVisible()
})

test('an interview starts with the sample data of its household', async () => {
	locationReceiver('prompt')
	const { user, vaultSession } = await render({ samples: [sample({ centre: '30.05 70.63' })] })
	await user.click((await cluster()).getByRole('button', { name: card(12) }))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	const [draft] = await listDrafts(vaultSession)
	expect(draft?.form).toEqual({ id: 'household', ver: 1 })
	expect(draft?.given).toEqual({
		sampled: 'yes',
		district: 'PK607',
		cluster: 'PK607-03',
		area: 'rural',
		centre: '30.05 70.63',
		line: '12',
		household: '12',
		reserve: 'no',
		selection: '0.250000000',
	})
	// the list shows the visit before any question is answered
	expect(draft?.work).toMatchObject({ household: 12, visit: 1, isVisited: false, replaces: null })
	expect((await openDraft(vaultSession, draft?.id ?? ''))?.isNew).toBe(true)
})

test('a started one is continued, and completed ones are collapsed', async () => {
	await render({
		works: [work(11), work(12, { result: 'complete', href: '/record/r12' })],
	})
	const own = await cluster()
	expect(own.getByRole('link', { name: card(11) })).toHaveAttribute('href', '/fill/draft-11')
	expect(own.getByRole('link', { name: card(11) })).toHaveTextContent(text('dayPlan.status.begun'))
	const over = own.getByText(text('dayPlan.finishedCount', { count: 1 })).closest('details') as HTMLElement
	expect(over).not.toHaveAttribute('open')
	expect(within(over).getByRole('link', { name: card(12), hidden: true })).toHaveAttribute(
		'href',
		'/record/r12',
	)
	expect(own.getByText(text('dayPlan.progress', { done: 1, wanted: 3 }))).toBeVisible()
})

test('a replacement household shows which one it replaces', async () => {
	const { user, vaultSession } = await render({ works: [work(11, { result: 'refused' })] })
	const own = await cluster()
	const reserve = own.getByRole('button', { name: card(90) })
	expect(reserve).toHaveTextContent(text('dayPlan.replacesHousehold', { household: 11 }))
	expect(reserve).toHaveTextContent(text('dayPlan.sex.male'))
	await user.click(reserve)
	await waitFor(async () => expect(await listDrafts(vaultSession)).toHaveLength(1))
	const [draft] = await listDrafts(vaultSession)
	expect(draft?.given).toMatchObject({ reserve: 'yes', replaced: '11', household: '90' })
})

test('a household completed by another enumerator is listed only', async () => {
	await render({
		samples: [sample({ lines: [line(11, { over: { state: 'done', isReplaced: false } }), line(12)] })],
	})
	const over = (await cluster())
		.getByText(text('dayPlan.finishedCount', { count: 1 }))
		.closest('details') as HTMLElement
	expect(within(over).queryByRole('link', { hidden: true })).toBeNull()
	expect(within(over).queryByRole('button', { hidden: true })).toBeNull()
})

test('with all completed the list is empty', async () => {
	await render({
		samples: [sample({ lines: [line(11)] })],
		works: [work(11, { result: 'complete' })],
	})
	expect((await cluster()).getByText(text('dayPlan.empty'))).toBeVisible()
})

test.each([
	['paused', { ...survey, state: 'paused' as const }],
	['not on this phone', null],
])('while the survey is %s no new household can be started', async (_, form) => {
	await render({ form, works: [work(11)] })
	expect(await screen.findByText(text('dayPlan.paused'))).toBeVisible()
	expect((await cluster()).getByRole('button', { name: card(12) })).toBeDisabled()
	expect((await cluster()).getByRole('link', { name: card(11) })).toBeVisible()
})

test('an interview that cannot be stored is reported, and it can be tried again', async () => {
	const { user } = await render()
	const begin = (await cluster()).getByRole('button', { name: card(11) })
	const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
		throw new DOMException('disk is full', 'QuotaExceededError')
	})
	await user.click(begin)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-full'))
	add.mockRestore()
	await user.click((await cluster()).getByRole('button', { name: card(11) }))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
})

const later = { comesBack: true, visit: 2 }
const two = {
	samples: [sample(), sample({ cluster: 'PK607-04', lines: [line(31)] })],
	works: [
		work(12, { ...later, appointment: '2026-11-25T16:30:00.000+05:00' }),
		work(31, { ...later, cluster: 'PK607-04', appointment: '2026-11-25T12:00:00.000+05:00' }),
	],
}
test('an appointment is shown at its household, and a visit without one is counted', async () => {
	await render({ ...two, works: [...two.works, work(13, later)] })
	const own = await cluster()
	expect(own.getByRole('link', { name: card(12) })).toHaveTextContent(
		text('dayPlan.appointmentAt', { time: '25 Nov, 16:30' }),
	)
	expect(own.getByRole('link', { name: card(13) })).toHaveTextContent(
		text('dayPlan.visitsDone', { visit: 2 }),
	)
})

test('by appointment, those of all clusters are listed together, earliest first, and not again below', async () => {
	const { user } = await render(two)
	await user.click(await screen.findByRole('radio', { name: text('dayPlan.sortBy.appointment') }))
	const first = within(screen.getByRole('region', { name: text('dayPlan.appointments') }))
	expect(first.getAllByRole('link').map((each) => each.getAttribute('href'))).toEqual([
		'/fill/draft-31',
		'/fill/draft-12',
	])
	expect(first.getByText('PK607-04')).toBeVisible()
	expect((await cluster()).queryByRole('link', { name: card(12) })).toBeNull()
	expect((await cluster()).getByRole('button', { name: card(11) })).toBeVisible()
	await user.click(screen.getByRole('radio', { name: text('dayPlan.sortBy.place') }))
	expect((await cluster()).getByRole('link', { name: card(12) })).toBeVisible()
})

test('without an appointment there is no order to select', async () => {
	await render()
	await cluster()
	expect(screen.queryByRole('group', { name: text('dayPlan.sort') })).toBeNull()
})

test('distance and direction to the cluster centre are shown with location permission', async () => {
	const receiver = locationReceiver('granted')
	await render({ samples: [sample({ centre: '30.1 70.6' })] })
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	// the list must not cost battery
	expect(receiver.options()).toMatchObject({ enableHighAccuracy: false })
	receiver.reportLocation(20, { latitude: 30.0, longitude: 70.6 })
	expect(
		await screen.findByText(
			text('dayPlan.distanceToCentre', {
				distance: text('dayPlan.kilometres', { km: '11.1' }),
				direction: text('dayPlan.direction.n'),
			}),
		),
	).toBeVisible()
})

test('nearby the distance is in metres, and arrival is shown', async () => {
	const receiver = locationReceiver('granted')
	await render({ samples: [sample({ centre: '30.1 70.6' })] })
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	receiver.reportLocation(20, { latitude: 30.1, longitude: 70.604 })
	expect(await screen.findByText(new RegExp(text('dayPlan.metres', { metres: 390 })))).toHaveTextContent(
		text('dayPlan.direction.w'),
	)
	receiver.reportLocation(20, { latitude: 30.1001, longitude: 70.6 })
	expect(await screen.findByText(text('dayPlan.atCentre'))).toBeVisible()
})

test('without permission the location is not requested', async () => {
	const receiver = locationReceiver('prompt')
	await render({ samples: [sample({ centre: '30.1 70.6' })] })
	await cluster()
	expect(receiver.isWatched()).toBe(false)
})

test('a phone that has not synced for long warns that its households may be reassigned', async () => {
	const syncedAt = Date.parse('2026-11-01T10:00:00+05:00')
	await render({
		options: {
			given: ({ vaultSession }) =>
				changeEnrolment(vaultSession.device, (row) => ({ ...row, lastSyncAt: syncedAt })),
		},
	})
	expect(await screen.findByText(text('dayPlan.leaseExpired', { day: dateIn('en', syncedAt) }))).toBeVisible()
})

test('a phone that synced lately does not', async () => {
	await render()
	await cluster()
	expect(screen.queryByText(/has heard nothing of this phone/)).toBeNull()
})
