import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { IndicatorListItem } from '#shared/results/indicators-api'
import type { TranscriptListResponse } from '#shared/transcripts/coded-transcripts'
import { watchDownloads } from '../../testing/downloads.ts'
import { estimate, estimates, indicator, label, tooFew } from '../../testing/estimates.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { theme, transcriptList, transcriptListItem } from '../../testing/transcript-fixtures.ts'
import { ScopeMenus } from '../kit/scope.tsx'
import { ThemeResultsScreen } from './theme-results-screen.tsx'

const men = { code: 'men', label: { en: 'Men' } }
const coded = (by: string, ...themes: string[]) => ({
	by,
	passages: 5,
	themes: Object.fromEntries(themes.map((each) => [each, 1])),
})
const listResponse = transcriptList([
	transcriptListItem('t1', { coded: [coded('person-sadia', 'debt', 'law'), coded('field', 'old')] }),
	transcriptListItem('t2', {
		district: 'PK608',
		startedAt: '2026-01-11T05:00:00.000Z',
		coded: [coded('person-imran', 'debt')],
	}),
	transcriptListItem('t3', { group: men, district: 'PK608', startedAt: '2026-01-12T05:00:00.000Z' }),
])
const listed = (id: string, isOn = true): IndicatorListItem => ({
	id,
	label: label(`Name of ${id}`),
	kind: 'share',
	base: 'true()',
	says: 'true()',
	notAsked: 'is-no',
	version: 1,
	isOn,
	by: null,
	at: null,
	earlier: [],
})
const render = ({ replies, ...options }: DeskOptions = {}, response: TranscriptListResponse = listResponse) =>
	renderDesk(
		<>
			<ScopeMenus kind="district" />
			<ThemeResultsScreen />
		</>,
		{
			...options,
			replies: {
				'GET /api/transcripts': response,
				'GET /api/themes': [
					theme('debt'),
					theme('law'),
					theme('old', { isOn: false }),
					theme('unused', { isOn: false }),
				],
				'GET /api/indicators': [listed('H1'), listed('H2', false)],
				...replies,
			},
		},
	)
/** The menu in the top bar. */
const districtMenu = () => screen.findByRole('combobox', { name: text('quality.district') })
const table = async (heading: string) =>
	within((await screen.findByRole('heading', { name: heading })).closest('section') as HTMLElement)
const byTheme = () => table(text('transcripts.codeFrequencies'))
const of = (n: number, all: number) =>
	text('transcripts.ofTranscripts', { n: String(n), transcripts: String(all) })
const count = (inside: Awaited<ReturnType<typeof table>>, name: RegExp) =>
	inside.getByRole('row', { name }).querySelector('td.number')?.textContent
const filter = (name: 'by' | 'group') =>
	screen
		.findAllByRole('combobox', { name: text(`transcripts.filter.${name}`) })
		.then(([first]) => first as HTMLElement)

test('each code shows in how many transcripts it was applied; one that is off only if it was', async () => {
	await render()
	const themes = await byTheme()
	expect(count(themes, /^debt/)).toBe(of(2, 3))
	expect(count(themes, /^law/)).toBe(of(1, 3))
	expect(count(themes, /^old/)).toBe(of(1, 3))
	expect(themes.queryByRole('row', { name: /^unused/ })).toBeNull()
})

test('results can be filtered by coder, district and type of group', async () => {
	const { user } = await render()
	await byTheme()
	await user.selectOptions(await filter('by'), 'person-sadia')
	expect(count(await byTheme(), /^debt/)).toBe(of(1, 3))
	expect((await byTheme()).queryByRole('row', { name: /^old/ })).toBeNull()
	await user.selectOptions(await districtMenu(), 'PK608')
	expect(count(await byTheme(), /^debt/)).toBe(of(0, 2))
	await user.selectOptions(await filter('by'), '')
	await user.selectOptions(await filter('group'), 'focus-group.women')
	expect(count(await byTheme(), /^debt/)).toBe(of(1, 1))
	expect(Object.fromEntries(new URLSearchParams(location.search))).toEqual({
		round: 'endline',
		district: 'PK608',
		group: 'focus-group.women',
	})
})

test('a selected code is shown by type of group', async () => {
	const { user } = await render()
	const first = await table(text('transcripts.codeByKind', { theme: 'Theme debt' }))
	expect(count(first, /^Women/)).toBe(of(2, 2))
	expect(count(first, /^Men/)).toBe(of(0, 1))
	await user.click(screen.getByRole('button', { name: 'law Theme law' }))
	const law = await table(text('transcripts.codeByKind', { theme: 'Theme law' }))
	expect(count(law, /^Women/)).toBe(of(1, 2))
	await user.selectOptions(await districtMenu(), 'PK608')
	expect(count(await table(text('transcripts.codeByKind', { theme: 'Theme law' })), /^Women/)).toBe(of(0, 1))
	expect(screen.getByRole('button', { name: 'law Theme law' })).toHaveAttribute('aria-pressed', 'true')
})

test('each further transcript shows the codes that were new in its type', async () => {
	const { user } = await render()
	const saturation = await table(text('transcripts.saturation'))
	const cells = (name: string) =>
		within(saturation.getByRole('row', { name: (read) => read.startsWith(name) }))
			.getAllByRole('cell')
			.slice(1)
			.map(({ textContent }) => textContent)
	const called = (n: string, district: string) => text('transcripts.transcriptNumber', { n, district })
	expect(cells(called('1', 'Dera Ghazi Khan'))).toEqual(['3', '3'])
	expect(cells(called('2', 'Faisalabad'))).toEqual(['0', '3'])
	await user.selectOptions(
		saturation.getByRole('combobox', { name: text('transcripts.filter.group') }),
		'focus-group.men',
	)
	await waitFor(() => expect(saturation.getAllByRole('row')).toHaveLength(1 + 1))
})

test('codes are shown by district beside an estimate', async () => {
	const { user, server } = await render({
		replies: {
			'GET /api/results/estimates': estimates({
				weights: { version: 'none', set: null, without: 0 },
				groups: [
					{ code: 'PK608', label: {} },
					{ code: 'PK607', label: {} },
				],
				indicators: [indicator('H1', { groups: [tooFew, estimate({ value: 0.25, n: 390 })] })],
			}),
		},
	})
	const comparison = within(await screen.findByRole('region', { name: text('transcripts.compareWith') }))
	const cells = (name: RegExp) =>
		within(comparison.getByRole('row', { name }))
			.getAllByRole('cell')
			.map(({ textContent }) => textContent)
	expect(cells(/^Dera Ghazi Khan/)).toEqual(['1', '1', '1', '1'])
	// districts without a transcript have no row
	expect(comparison.getAllByRole('row')).toHaveLength(1 + 2)
	const menu = screen.getByRole('combobox', { name: text('results.indicator') })
	// an indicator that is turned off is not offered
	await within(menu).findByRole('option', { name: 'H1 · Name of H1' })
	expect(within(menu).getAllByRole('option')).toHaveLength(2)
	await user.selectOptions(menu, 'H1')
	expect(await comparison.findByRole('columnheader', { name: 'H1' })).toBeVisible()
	expect(cells(/^Dera Ghazi Khan/).slice(0, 3)).toEqual([
		'25.0%',
		text('results.between', { low: '50.0%', high: '60.0%' }),
		'390',
	])
	expect(cells(/^Faisalabad/).slice(0, 4)).toEqual([text('results.suppressedFew'), '', '12', '2'])
	expect(screen.getByText(text('results.provisional'))).toBeVisible()
	const figures = server.sent.find(({ path }) => path === '/api/results/estimates')
	expect(Object.fromEntries(figures?.query ?? [])).toEqual({
		round: 'endline',
		by: 'district',
		weights: 'average-of-the-districts',
	})
})

test('frequencies are exported by code, group and district', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await byTheme()
	await user.click(screen.getByRole('button', { name: text('transcripts.exportFrequencies') }))
	expect(downloads[0]?.name).toBe('themes-endline.csv')
	expect(await downloads[0]?.text()).toContain(
		'debt,"Theme debt",focus-group,women,Women,PK607,"Dera Ghazi Khan",1,1',
	)
})

test('without transcripts there is nothing to count or export', async () => {
	await render({}, transcriptList([]))
	expect(await screen.findByText(text('transcripts.empty'))).toBeVisible()
	expect(screen.getByRole('button', { name: text('transcripts.exportFrequencies') })).toBeDisabled()
	expect(screen.queryByRole('table')).toBeNull()
})

test('an offline page says so', async () => {
	await render({ replies: { 'GET /api/transcripts': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})

test('right to left, charts start on the right', async () => {
	await render({ language: 'ur' })
	const [, drawn] = (await byTheme()).getByRole('row', { name: /^law/ }).querySelectorAll('rect')
	expect(Number(drawn?.getAttribute('x'))).toBeCloseTo(200 - 200 / 3)
})
