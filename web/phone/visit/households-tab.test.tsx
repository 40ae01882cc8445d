import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SampleDocument, SampleLine } from '#shared/sample/sample'
import { changeEnrolment } from '../../storage/enrolment/enrolments.ts'
import type { FormOnPhone } from '../../storage/records/documents.ts'
import { landmarkName } from '../../storage/records/landmarks.ts'
import { locationReceiver } from '../../testing/devices.ts'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { dateIn } from '../../ui/formats.ts'
import { HouseholdsTab } from './households-tab.tsx'
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
		draft: `draft-${household}`,
		...over,
	},
]
const survey: FormOnPhone = {
	id: 'household',
	version: 1,
	title: { en: 'Household survey' },
	languages: [{ tag: 'en', name: 'English' }],
	state: 'open',
	isReport: false,
}
interface Given {
	readonly samples?: readonly SampleDocument[]
	readonly works?: readonly [number, LocalHouseholdWork][]
	/** Landmarks by household of PK607-03. */
	readonly landmarks?: Readonly<Record<number, string>>
	readonly form?: FormOnPhone | null
	readonly options?: PhoneOptions
}
const render = ({ samples = [sample()], works = [], landmarks = {}, form = survey, options }: Given = {}) => {
	const byCluster = new Map<string, Map<number, LocalHouseholdWork>>()
	for (const [household, each] of works)
		byCluster.set(each.cluster, (byCluster.get(each.cluster) ?? new Map()).set(household, each))
	return renderPhone(
		<HouseholdsTab
			sample={samples}
			work={byCluster}
			landmarks={
				new Map(
					Object.entries(landmarks).map(([household, landmark]) => [
						landmarkName({ round: 'endline', cluster: 'PK607-03', household: Number(household) }),
						landmark,
					]),
				)
			}
			forms={form === null ? [] : [form]}
		/>,
		options,
	)
}
const cluster = async (code = 'PK607-03') =>
	within(await screen.findByRole('region', { name: text('dayPlan.cluster', { cluster: code }) }))
const card = (household: number) => new RegExp(`^${text('dayPlan.household', { household })}`)
const filter = (key: 'remaining' | 'appointment' | 'over' | 'all', count: number) =>
	screen.getByRole('button', { name: `${text(`visit.filterBy.${key}`)} ${count}` })
const numbers = () => screen.getAllByRole('link').map((each) => /\d+/.exec(each.textContent ?? '')?.[0])

test('households show whom to ask there, and how many remain', async () => {
	await render()
	const own = await cluster()
	expect(own.getByRole('link', { name: card(11) })).toHaveTextContent(text('dayPlan.sex.male'))
	expect(own.getByRole('link', { name: card(12) })).toHaveTextContent(text('dayPlan.sex.female'))
	expect(own.getByText(text('dayPlan.remaining', { men: 2, women: 1 }))).toBeVisible()
	expect(own.getByText(new RegExp(text('dayPlan.area.rural')))).toBeVisible()
	// a replacement household opens when another one is closed
	expect(own.queryByRole('link', { name: card(90) })).toBeNull()
	expect(own.getByText(text('dayPlan.lockedReplacements', { count: 1 }))).toBeVisible()
})

test('a household opens with its cluster and number in the history, not in the address', async () => {
	const { user } = await render()
	await user.click((await cluster()).getByRole('link', { name: card(12) }))
	expect(location.pathname).toBe('/household')
	expect(history.state).toEqual({ cluster: 'PK607-03', household: 12, tab: '/households' })
})

test('filters count the households: remaining, with an appointment, completed or closed', async () => {
	const { user } = await render({
		works: [
			work(11, { comesBack: true, appointment: '2026-11-25T16:30:00.000+05:00' }),
			work(12, { result: 'complete' }),
		],
	})
	expect(numbers()).toEqual(['11', '13'])
	await user.click(filter('appointment', 1))
	expect(numbers()).toEqual(['11'])
	await user.click(filter('over', 1))
	expect(numbers()).toEqual(['12'])
	await user.click(filter('all', 3))
	expect(numbers()).toEqual(['11', '12', '13'])
})

test('the list can be opened with a filter', async () => {
	await render({
		works: [work(11, { comesBack: true, appointment: '2026-11-25T16:30:00.000+05:00' })],
		options: { place: { filter: 'appointment' } },
	})
	expect(numbers()).toEqual(['11'])
	expect(filter('appointment', 1)).toHaveAttribute('aria-pressed', 'true')
})

test('a household that was returned to the office says so, and is over', async () => {
	const { user } = await render({ works: [work(11, { result: 'handed_back' })] })
	expect(numbers()).toEqual(['12', '13'])
	await user.click(filter('over', 1))
	expect(screen.getByRole('link', { name: card(11) })).toHaveTextContent(text('dayPlan.status.handed-back'))
})

test('a household is found by its number and by its structure', async () => {
	const { user } = await render({
		samples: [sample({ lines: [line(11, { structure: '21, green door' }), line(12)] })],
	})
	const search = screen.getByRole('searchbox', { name: text('visit.search') })
	await user.type(search, 'green')
	expect(numbers()).toEqual(['11'])
	expect(screen.getByText(text('visit.structure', { structure: '21, green door' }))).toBeVisible()
	await user.clear(search)
	await user.type(search, '12')
	expect(numbers()).toEqual(['12'])
	await user.type(search, 'x')
	expect(screen.getByText(text('visit.nothingFound'))).toBeVisible()
})

test('a household shows its landmark after its structure, and is found by it', async () => {
	const { user } = await render({
		samples: [sample({ lines: [line(11, { structure: '21' }), line(12), line(13)] })],
		landmarks: { 11: 'Blue gate', 12: 'نیلا گیٹ' },
	})
	expect((await cluster()).getByRole('link', { name: card(11) })).toHaveTextContent(
		`${text('visit.structure', { structure: '21' })} · Blue gate`,
	)
	const search = screen.getByRole('searchbox', { name: text('visit.search') })
	await user.type(search, 'blue')
	expect(numbers()).toEqual(['11'])
	await user.clear(search)
	await user.type(search, 'گیٹ')
	expect(numbers()).toEqual(['12'])
})

test('a household with a point opens in the map app, and the nearest one comes first', async () => {
	const receiver = locationReceiver('granted')
	await render({
		samples: [sample({ lines: [line(11, { point: '30.2 70.6' }), line(12, { point: '30.01 70.6' })] })],
	})
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	receiver.reportLocation(20, { latitude: 30.0, longitude: 70.6 })
	const map = (household: number) =>
		screen.findByRole('link', { name: text('visit.navigateTo', { household }) })
	expect(await map(12)).toHaveAttribute('href', 'geo:0,0?q=30.01,70.6')
	expect(await map(12)).toHaveTextContent(text('dayPlan.kilometres', { km: '1.1' }))
	const cards = screen.getAllByRole('link', { name: /^Household/ })
	expect(cards.map((each) => /\d+/.exec(each.textContent ?? '')?.[0])).toEqual(['12', '11'])
})

test('a replacement household shows which one it replaces', async () => {
	await render({ works: [work(11, { result: 'refused' })] })
	const reserve = (await cluster()).getByRole('link', { name: card(90) })
	expect(reserve).toHaveTextContent(text('dayPlan.replacesHousehold', { household: 11 }))
	expect(reserve).toHaveTextContent(text('dayPlan.sex.male'))
})

test.each([
	['paused', { ...survey, state: 'paused' as const }],
	['not on this phone', null],
])('while the survey is %s this is said', async (_, form) => {
	await render({ form, works: [work(11)] })
	expect(await screen.findByText(text('dayPlan.paused'))).toBeVisible()
})

test('households are a list or a map: a marker shows its household, and those without a point are below', async () => {
	const lines = [line(11, { point: '30.05 70.63' }), line(12, { point: '30.051 70.631' }), line(13)]
	const { user } = await render({ samples: [sample({ lines })] })
	await user.click(await screen.findByRole('button', { name: text('visit.asMap') }))
	const map = within(await screen.findByRole('group', { name: text('visit.mapOf') }))
	expect(map.getAllByRole('button').map((each) => each.textContent)).toEqual(['11', '12'])
	const unplaced = screen.getByRole('heading', { name: text('visit.notOnMap') })
	expect(unplaced).toBeVisible()
	expect(screen.queryByRole('link', { name: card(12) })).toBeNull()
	expect(screen.getByRole('link', { name: card(13) })).toBeVisible()
	await user.click(map.getByRole('button', { name: card(12) }))
	expect(map.getByRole('button', { name: card(12) })).toHaveAttribute('aria-pressed', 'true')
	await user.click(screen.getByRole('link', { name: card(12) }))
	expect(history.state).toEqual({ cluster: 'PK607-03', household: 12, tab: '/households' })
})

test('a filter holds on the map, and without any point there is only the list', async () => {
	const lines = [line(11, { point: '30.05 70.63' }), line(12, { point: '30.051 70.631' })]
	const { user, unmount } = await render({
		samples: [sample({ lines })],
		works: [work(11, { result: 'complete' })],
	})
	await user.click(await screen.findByRole('button', { name: text('visit.asMap') }))
	const markers = async () =>
		within(await screen.findByRole('group', { name: text('visit.mapOf') })).getAllByRole('button')
	expect((await markers()).map((each) => each.textContent)).toEqual(['12'])
	await user.click(filter('over', 1))
	expect((await markers()).map((each) => each.textContent)).toEqual(['11'])
	await user.click(screen.getByRole('button', { name: text('visit.asList') }))
	expect(screen.getByRole('link', { name: card(11) })).toBeVisible()
	unmount()
	await render()
	await cluster()
	expect(screen.queryByRole('button', { name: text('visit.asMap') })).toBeNull()
})

test('an appointment is shown at its household and comes first, and a visit without one is counted', async () => {
	const later = { comesBack: true, visit: 2 }
	await render({
		works: [work(13, { ...later, appointment: '2026-11-25T16:30:00.000+05:00' }), work(12, later)],
	})
	const own = await cluster()
	expect(own.getByRole('link', { name: card(13) })).toHaveTextContent('25 Nov, 16:30')
	expect(own.getByRole('link', { name: card(12) })).toHaveTextContent(
		text('dayPlan.visitsDone', { visit: 2 }),
	)
	expect(numbers()[0]).toBe('13')
})

test.each([
	['ahead', '2026-11-25T15:00', false],
	['kept within the hour', '2026-11-25T17:29', false],
	['missed', '2026-11-25T17:30', true],
])('an appointment at 16:30 that is %s at %s', async (_, time, isMissed) => {
	vi.setSystemTime(Date.parse(`${time}:00+05:00`))
	await render({ works: [work(13, { comesBack: true, appointment: '2026-11-25T16:30:00.000+05:00' })] })
	await cluster()
	const link = screen.getByRole('link', { name: card(13) })
	expect(link).toHaveTextContent('25 Nov, 16:30')
	expect(link.textContent?.includes(text('visit.missed'))).toBe(isMissed)
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
