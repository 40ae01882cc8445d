import { screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import type { LocalHouseholdWork } from './local-work.ts'
import { TodayVisits } from './today-visits.tsx'

beforeEach(() => {
	preparePhone()
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T10:00:00+05:00') })
})
afterEach(() => {
	vi.useRealTimers()
})

const cluster = 'PK607-03'
/** Work in households of one cluster that have an appointment, by household. */
const appointments = (times: Readonly<Record<number, string>>) =>
	new Map([
		[
			cluster,
			new Map(
				Object.entries(times).map(([number, appointment]): [number, LocalHouseholdWork] => {
					const household = Number(number)
					return [
						household,
						{
							round: 'endline',
							cluster,
							household,
							visit: 1,
							appointment: `${appointment}:00+05:00`,
							isVisited: true,
							comesBack: true,
							result: '',
							replaces: null,
							href: `/fill/${number}`,
							draft: number,
						},
					]
				}),
			),
		],
	])
const sample = [
	{
		round: 'endline',
		cluster,
		area: 'rural' as const,
		lines: [1, 2, 3, 4, 5].map((household) => ({ household, line: household, selection: 0.25 })),
	},
]
const today = (times: Readonly<Record<number, string>>) =>
	renderPhone(<TodayVisits sample={sample} work={appointments(times)} landmarks={new Map()} finished={[]} />)
const cards = () =>
	screen
		.queryAllByRole('region', { name: text('dayPlan.appointments') })
		.map((card) => /\d+/.exec(within(card).getByRole('heading').textContent ?? '')?.[0])
const all = () => screen.queryByRole('link', { name: new RegExp(`^${text('dayPlan.appointments')}`) })

test('the next appointment is first, and missed ones come after those that can still be kept', async () => {
	await today({ 1: '2026-11-23T16:00', 2: '2026-11-25T16:30', 3: '2026-11-25T11:00' })
	expect(cards()).toEqual(['3', '2', '1'])
	expect(all()).toBeNull()
})

test('of more than three appointments the others are one tap away, counted', async () => {
	const { user } = await today({
		1: '2026-11-22T16:00',
		2: '2026-11-24T16:00',
		3: '2026-11-23T16:00',
		4: '2026-11-25T16:30',
		5: '2026-11-25T09:30',
	})
	// half an hour late can still be kept
	expect(cards()).toEqual(['5', '4', '2'])
	const link = all()
	expect(link).toHaveTextContent('5')
	if (link) await user.click(link)
	expect(location.pathname).toBe('/households')
	expect(history.state).toEqual({ filter: 'appointment' })
})
