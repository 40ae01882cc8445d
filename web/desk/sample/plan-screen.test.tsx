import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { SampleResponse } from '#shared/sample/sample-api'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { amina, cluster, line, replacement, sampleListed } from '../../testing/sample.ts'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { PlanScreen } from './plan-screen.tsx'

const response = sampleListed([
	cluster('PK607-01', [
		line(1, { person: amina.id, state: 'come-back', structure: '12/2' }),
		line(2, { person: amina.id }),
		line(3, { person: amina.id, state: 'done' }),
		replacement(9, { person: amina.id, structure: '40' }),
		replacement(10, { person: amina.id }),
		line(4),
	]),
])
const render = (sample: SampleResponse = response, { replies, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<PlanScreen />, {
		path: '/desk/sample/plan?round=endline&district=PK607',
		...options,
		replies: { 'GET /api/sample': sample, ...replies },
	})
}

afterEach(() => {
	vi.unstubAllGlobals()
})

test('remaining households are listed by enumerator, with unassigned ones last', async () => {
	const { server } = await render()
	const [overview] = await screen.findAllByRole('table')
	const rows = within(overview as HTMLElement)
		.getAllByRole('row')
		.slice(1)
	const cells = rows.map((row) => [...row.children].map(({ textContent }) => textContent))
	expect(cells).toEqual([
		['Amina', 'PK607-01', '1', '1', '2'],
		[text('sample.planUnassigned'), 'PK607-01', '0', '1', '0'],
	])
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ round: 'endline', district: 'PK607' })
	const time = dateTimeIn('en', '2026-01-15T07:00:00Z')
	expect(
		screen.getByRole('heading', {
			name: text('sample.planTitle', { district: 'Dera Ghazi Khan', round: 'Post-campaign', time }),
		}),
	).toBeVisible()
})

test('each sheet has a row per household, and names replacements', async () => {
	await render()
	const sheet = (await screen.findByRole('heading', { name: 'Amina (amina)' })).closest(
		'section',
	) as HTMLElement
	const inside = within(sheet)
	const rows = inside.getAllByRole('row').slice(1)
	expect(rows.map((row) => row.textContent)).toEqual([
		`112/21${text('dayPlan.sex.male')}${text('dayPlan.status.come-back')}`,
		`22${text('dayPlan.sex.female')}${text('dayPlan.status.to-visit')}`,
	])
	expect(inside.getByText(text('sample.planReplacements', { households: '9 (40), 10' }))).toBeVisible()
	expect(inside.getByText(text('sample.planCompleted', { count: 1 }))).toBeVisible()
})

test('the plan is printed, or exported as a file named by its date', async () => {
	const downloads = watchDownloads()
	const print = vi.fn()
	vi.stubGlobal('print', print)
	const { user } = await render()
	await screen.findByRole('heading', { name: 'Amina (amina)' })
	await user.click(screen.getByRole('button', { name: text('coverage.print') }))
	expect(print).toHaveBeenCalledOnce()
	await user.click(screen.getByRole('button', { name: text('sample.planExport') }))
	expect(downloads[0]?.name).toBe('plan-PK607-2026-01-15.csv')
	expect((await downloads[0]?.text())?.trimEnd().split('\r\n')).toHaveLength(1 + 2 + 2 + 1)
})

test('a completed district has nothing to print', async () => {
	await render(sampleListed([cluster('PK607-01', [line(1, { state: 'done' })])]))
	expect(await screen.findByText(text('sample.planEmpty'))).toBeVisible()
	expect(screen.getByRole('button', { name: text('coverage.print') })).toBeDisabled()
	expect(screen.getByRole('button', { name: text('sample.planExport') })).toBeDisabled()
})

test('an offline page says so, and prints nothing', async () => {
	await render(response, { replies: { 'GET /api/sample': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByText(text('sample.planEmpty'))).toBeNull()
	await waitFor(() => expect(screen.getByRole('button', { name: text('coverage.print') })).toBeDisabled())
})
