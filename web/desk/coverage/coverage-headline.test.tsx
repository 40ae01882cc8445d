import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Coverage, DistrictCoverage } from '#shared/coverage/coverage'
import { setClock } from '../../testing/clock.ts'
import { coverageOf, daysFrom, districtCoverage } from '../../testing/coverage-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { CoverageHeadline } from './coverage-headline.tsx'
import { type CoverageRow, sumCoverageRows } from './district-coverage.ts'

beforeEach(() => setClock())

const row = (name: string, over: Partial<DistrictCoverage> = {}): CoverageRow => ({
	key: name,
	name,
	hint: '',
	place: name,
	figures: districtCoverage(name, over),
	comparison: null,
})

async function render(
	rows: readonly CoverageRow[],
	{ found = {}, ...options }: DeskOptions & { readonly found?: Partial<Coverage> } = {},
) {
	const whole = sumCoverageRows(rows, { key: 'whole', name: 'whole', hint: '', place: '' })
	const { container } = await renderDesk(
		<CoverageHeadline rows={rows} whole={whole} found={coverageOf([], found)} statuses={null} />,
		options,
	)
	return [...container.querySelectorAll('p')].map((each) => each.textContent ?? '')
}
const lists = () => screen.getAllByRole('link').map((link) => link.getAttribute('href'))
const since = () => text('coverage.sinceLastVisit.heading', { time: '14 Jan, 10:00' })

test('completed work comes first, with national informants among the others', async () => {
	const done = { interviews: 1100, targetInterviews: 1200, focusGroups: 1, keyInformants: 3 }
	const [first] = await render([row('A', done)], { found: { nationalInformants: 2 } })
	const values = { done: '1,100', target: '1,200', groups: '1', groupTarget: '2', informants: '5' }
	expect(first).toContain(text('coverage.headline', values))
})

test('several districts that have not started are counted instead; those without a target are ignored', async () => {
	const [first] = await render([
		row('A'),
		row('B'),
		row('C', { interviews: 5 }),
		row('D', { targetInterviews: 0 }),
	])
	expect(first).toContain(text('coverage.notStarted', { count: 2 }))
})

test.each<[string, Partial<DistrictCoverage>, () => string]>([
	['done', { missing: 0 }, () => text('coverage.forecast.done')],
	['without enough days', { days: daysFrom(12, 5, 5, 5) }, () => text('coverage.forecast.tooFewDays')],
	['at rest', { days: daysFrom(1, 5, 5, 5, 5) }, () => text('coverage.forecast.atRest')],
	[
		'at an even pace',
		{ missing: 10, days: daysFrom(11, 5, 5, 5, 5) },
		() => text('coverage.forecast.finishesWithoutRange', { day: '16 Jan', earliest: '16 Jan', pace: '5' }),
	],
	[
		'between two days',
		{ missing: 20, days: daysFrom(11, 4, 6, 5, 5) },
		() =>
			text('coverage.forecast.finishes', {
				day: '18 Jan',
				earliest: '18 Jan',
				latest: '19 Jan',
				pace: '5',
			}),
	],
	[
		'with no end in sight',
		{ missing: 100, days: daysFrom(11, 1, 30, 1, 2) },
		() => text('coverage.forecast.finishesOpenEnded', { day: '26 Jan', earliest: '18 Jan', pace: '9' }),
	],
])('the forecast is a sentence: work %s', async (_, over, sentence) => {
	const [first] = await render([row('A', over)])
	expect(first).toContain(sentence())
})

test('the projected finish of several districts is that of the last, and districts without a date are counted', async () => {
	const [first] = await render([
		row('A', { missing: 10, days: daysFrom(11, 5, 5, 5, 5) }),
		row('B', { missing: 40, days: daysFrom(11, 5, 5, 5, 5) }),
		row('C', { missing: 15, days: daysFrom(11, 5, 5, 5, 5) }),
		row('D'),
		row('E', { days: daysFrom(12, 5, 5, 5) }),
	])
	const parts = [
		text('coverage.forecast.districtsBy', { count: 3, of: '5', day: '22 Jan' }),
		text('coverage.forecast.lastDistrict', { district: 'B', day: '22 Jan' }),
		text('coverage.forecast.without.notStarted', { count: 1 }),
		text('coverage.forecast.without.tooFewDays', { count: 1 }),
	]
	expect(first).toContain(text('coverage.forecast.summary', { parts: parts.join('; ') }))
})

test('several districts that have no date, or are all complete, say so', async () => {
	const [none] = await render([row('A'), row('B')])
	const parts = [text('coverage.forecast.noDate'), text('coverage.forecast.without.notStarted', { count: 2 })]
	expect(none).toContain(text('coverage.forecast.summary', { parts: parts.join('; ') }))
	const [all] = await render([row('A', { missing: 0 }), row('B', { missing: 0 })])
	expect(all).toContain(text('coverage.forecast.done'))
})

test('unsent records link to the devices, including those of users in several districts', async () => {
	const [, second] = await render([row('A', { onPhones: { records: 3, drafts: 1, phones: 1 } })], {
		found: { onOtherPhones: { records: 2, drafts: 4, phones: 1 } },
	})
	expect(second).toContain(text('coverage.unsent', { count: 5, total: '5', drafts: '5' }))
	expect(second).toContain(text('coverage.unsentElsewhere', { count: 2, total: '2' }))
	expect(lists()).toEqual(['/desk/devices'])
})

test('no unsent records is reported; a round that is not open shows nothing about them', async () => {
	const [, open] = await render([row('A')])
	expect(open).toContain(text('coverage.noneUnsent'))
	const [, closed] = await render([row('A', { onPhones: null })], { found: { onOtherPhones: null } })
	expect(closed).not.toContain(text('coverage.noneUnsent'))
})

test('records with a conflict link to their list', async () => {
	const [, second] = await render([row('A', { disputed: 4 })])
	expect(second).toContain(text('coverage.conflicts', { count: 4 }))
	expect(lists()).toContain('/desk/records?round=endline&counted=1&disputed=1')
})

test('changes since yesterday are shown, each with its list', async () => {
	const [, , third] = await render([row('A', { lately: { interviews: 7, returned: 0, disputed: 2 } })])
	expect(third).toContain(since())
	expect(third).toContain(
		[
			text('coverage.sinceLastVisit.interviews', { count: 7, total: '7' }),
			text('coverage.sinceLastVisit.disputed', { count: 2, total: '2' }),
		].join(' · '),
	)
	expect(lists()).toContain(
		'/desk/records?round=endline&counted=1&form=household&outcome=done&finishedAfter=77',
	)
	expect(lists()).toContain('/desk/records?round=endline&counted=1&disputed=1&disputedAfter=77')
})

test('no changes is reported too, and a district that has not synced is named', async () => {
	const silent = { interviews: 5, lastSync: '2026-01-12T05:00:00.000Z' }
	const [, , third] = await render([
		row('A', silent),
		row('B', { ...silent, lastSync: '2026-01-14T05:00:00.000Z' }),
		row('C', { ...silent, interviews: 300 }),
		row('D', { ...silent, onPhones: null }),
		row('E', { ...silent, lastSync: null }),
	])
	expect(third).toContain(text('coverage.sinceLastVisit.none'))
	expect(third).toContain(text('coverage.sinceLastVisit.notSynced', { count: 1, districts: 'A' }))
})
