import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { EstimatesResponse } from '#shared/results/estimates-response'
import { allRounds, defaultRounds, type Round } from '#shared/study/study'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { estimate, estimates, indicator, label, tooFew, withheld } from '../../testing/estimates.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { ResultsScreen } from './results-screen.tsx'

const districts = [
	{ code: 'PK607', label: label('Dera Ghazi Khan') },
	{ code: 'PK608', label: label('Faisalabad') },
	{ code: 'PK609', label: label('Gujranwala') },
]
const byDistrict = estimates({
	groups: districts,
	indicators: [
		indicator('H1', { groups: [estimate({ value: 0.25 }), tooFew, withheld] }),
		indicator('H1-wide'),
		indicator('S1', {
			kind: 'mean',
			whole: estimate({ value: 2.5, interval: { low: 2.1, high: 3.2 } }),
			groups: [estimate({ value: 2, interval: null }), estimate({ n: 0 }), tooFew],
		}),
	],
})
const render = ({ replies, ...options }: DeskOptions = {}, response: EstimatesResponse = byDistrict) =>
	renderDesk(<ResultsScreen />, {
		...options,
		replies: { 'GET /api/results/estimates': response, 'GET /api/boundaries': null, ...replies },
	})
const row = (name: RegExp | string) => screen.findByRole('row', { name })
const cells = async (name: RegExp | string) =>
	within(await row(name))
		.getAllByRole('cell')
		.map(({ textContent }) => textContent)
const choose = (name: string) => screen.getByRole('combobox', { name })

test('the open round is requested, by district and with the default weights', async () => {
	const { server } = await render()
	await row(/^H1 Name of H1 /)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({
		round: 'endline',
		by: 'district',
		weights: 'average-of-the-districts',
	})
	expect(screen.queryByRole('combobox', { name: text('desk.round') })).toBeNull()
	expect(choose(text('results.weightLabel'))).toHaveValue('average-of-the-districts')
})

test('while the first estimates load, a skeleton is shown, and no weighting that they may not have', async () => {
	let answer: (reply: unknown) => void = () => {}
	const reply = new Promise((done) => {
		answer = done
	})
	await render({ replies: { 'GET /api/results/estimates': () => reply } })
	expect(screen.getByRole('status', { name: text('desk.loading') })).toBeVisible()
	expect(screen.queryByRole('combobox', { name: text('results.weightLabel') })).toBeNull()
	answer(estimates({ weights: { version: 'none', set: null, without: 0 } }))
	expect(await screen.findByRole('combobox', { name: text('results.weightLabel') })).toHaveValue('none')
	expect(screen.queryByRole('status', { name: text('desk.loading') })).toBeNull()
})

test('while other groups load, the last estimates stay in their position', async () => {
	let answer: (reply: unknown) => void = () => {}
	const reply = new Promise((done) => {
		answer = done
	})
	const { user, server } = await render()
	await row(/^Dera Ghazi Khan/)
	server.reply({ 'GET /api/results/estimates': () => reply })
	await user.selectOptions(choose(text('results.groupBy')), 'sex')
	expect(choose(text('results.groupBy'))).toHaveValue('sex')
	const old = screen.getByRole('row', { name: /^Dera Ghazi Khan/ })
	expect(old.closest('[aria-busy]')).toHaveAttribute('aria-busy', 'true')
	answer(
		estimates({
			groups: [{ code: 'male', label: label('Man') }],
			indicators: [indicator('H1', { groups: [estimate()] })],
		}),
	)
	expect((await row(/^Man/)).closest('[aria-busy]')).toHaveAttribute('aria-busy', 'false')
	expect(screen.queryByRole('row', { name: /^Dera Ghazi Khan/ })).toBeNull()
})

test('without an open round the last closed one is requested', async () => {
	const [baseline, endline, pilot] = defaultRounds as [Round, Round, Round]
	const rounds: Round[] = [baseline, { ...endline, state: 'closed' }, pilot]
	const { server } = await render({ study: { rounds } })
	await row(/^H1 Name of H1 /)
	expect(server.sent[0]?.query.get('round')).toBe('endline')
})

test('the selection in the address is requested, and stays in links to the other pages', async () => {
	const { server } = await render({ path: '/desk/results?round=baseline&by=sex&within=age&weights=none' })
	await row(/^H1 Name of H1 /)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({
		round: 'baseline',
		by: 'sex',
		within: 'age',
		weights: 'none',
	})
	expect(screen.getByRole('link', { name: text('results.report.link') })).toHaveAttribute(
		'href',
		'/desk/results/report?round=baseline&weights=none&by=sex&within=age',
	)
	expect(screen.getByRole('link', { name: text('results.indicators.link') })).toHaveAttribute(
		'href',
		'/desk/results/indicators?round=baseline&weights=none&by=sex&within=age',
	)
	const head = `${text('results.breakdown.sex')} · ${text('results.breakdown.age')}`
	expect(screen.getByRole('columnheader', { name: head })).toBeVisible()
})

test('links to pages of a round name the shown round, also if it is the default', async () => {
	await render()
	await row(/^H1 Name of H1 /)
	const address = (name: string) => screen.getByRole('link', { name }).getAttribute('href')
	expect(address(text('results.report.link'))).toBe('/desk/results/report?round=endline')
	expect(address(text('results.material.title'))).toBe('/desk/results/material?round=endline')
	expect(address(text('results.weighting.link'))).toBe('/desk/results/weights?round=endline')
	// two rounds are compared, and indicators belong to all rounds
	expect(address(text('results.change.link'))).toBe('/desk/results/change')
})

test('a second breakdown equal to the first is not requested', async () => {
	const { server } = await render({ path: '/desk/results?by=sex&within=sex' })
	await row(/^H1 Name of H1 /)
	expect(server.sent[0]?.query.has('within')).toBe(false)
	const offered = within(choose(text('results.thenBy'))).getAllByRole('option')
	expect(offered.map((option) => option.textContent)).not.toContain(text('results.breakdown.sex'))
})

test('an estimate is shown with its interval, interviews, clusters and design effect', async () => {
	await render()
	expect(await cells(/^H1 Name of H1 /)).toEqual([
		'',
		'54.8%',
		text('results.between', { low: '50.0%', high: '60.0%' }),
		'400',
		'20',
		'1.26',
	])
	const drawing = `Name of H1: 54.8% (${text('results.between', { low: '50.0%', high: '60.0%' })})`
	expect(screen.getByRole('img', { name: drawing })).toBeVisible()
})

test('the groups of the selected indicator are shown, suppressed ones with their reason', async () => {
	await render()
	expect(await cells(/^Dera Ghazi Khan/)).toContain('25.0%')
	expect(await cells(/^Faisalabad/)).toEqual(['', text('results.suppressedFew'), '12', '20', ''])
	expect(await cells(/^Gujranwala/)).toEqual(['', text('results.suppressedSecondary'), '40', '20', ''])
	expect(screen.getByText(text('results.suppressedSecondaryHelp'))).toBeVisible()
	// the other list is what suppression does not protect against
	const [tiles] = screen.getAllByRole('list') as [HTMLElement, ...HTMLElement[]]
	expect(screen.getByText(text('results.suppression.protects'))).toBeInTheDocument()
	expect(within(tiles).getByRole('img', { name: /^Dera Ghazi Khan: 25\.0%$/ })).toBeVisible()
	expect(
		within(tiles).getByRole('img', { name: `Faisalabad: ${text('results.suppressedFew')}` }),
	).toHaveTextContent(/\*$/)
	expect(within(tiles).getByRole('img', { name: /^Gujranwala/ })).toHaveTextContent(/†$/)
	const marks = [`* ${text('results.suppressedFew')}`, `† ${text('results.suppressedSecondary')}`]
	expect(screen.getByText([text('results.tileMap'), ...marks].join(' · '))).toBeVisible()
})

test('another indicator is selected by its name; groups without interviews are left out', async () => {
	const { user } = await render()
	await user.click(await screen.findByRole('link', { name: 'S1 Name of S1' }))
	expect(await screen.findByRole('heading', { name: 'S1 Name of S1' })).toBeVisible()
	expect(location.search).toBe('?of=S1')
	expect(screen.getByRole('link', { name: 'S1 Name of S1' })).toHaveAttribute('aria-current', 'true')
	expect((await cells(/^Dera Ghazi Khan/))[1]).toBe('2.00')
	expect(screen.queryByRole('row', { name: /^Faisalabad/ })).toBeNull()
	// the scale of a mean ends at the highest interval, and is given in words
	expect(screen.getAllByText(text('results.scale', { to: '4' })).length).toBeGreaterThan(0)
})

test('alternative definitions are separate, and whether they are open is in the address', async () => {
	await render({ path: '/desk/results?readings=shown' })
	const readings = (await screen.findByText(text('results.alternativeDefinitions'))).closest(
		'details',
	) as HTMLElement
	expect(within(readings).getByRole('link', { name: 'H1-wide Name of H1-wide' })).toBeVisible()
	expect(within(readings).queryByRole('link', { name: 'H1 Name of H1' })).toBeNull()
	expect(readings).toHaveAttribute('open')
})

test('both breakdowns can be selected, and reload the results', async () => {
	const { user, server } = await render()
	await user.selectOptions(
		await screen.findByRole('combobox', { name: text('results.groupBy') }),
		'education',
	)
	await user.selectOptions(await screen.findByRole('combobox', { name: text('results.thenBy') }), 'sex')
	await waitFor(() =>
		expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toMatchObject({
			by: 'education',
			within: 'sex',
		}),
	)
	// only districts have tiles
	await waitFor(() => expect(screen.queryByText(text('results.tileMap'), { exact: false })).toBeNull())
})

test('without weights estimates are provisional, and a note says that there are none', async () => {
	const response = estimates({ weights: { version: 'none', set: null, without: 0 } })
	await render({ path: '/desk/results?weights=people-of-the-districts' }, response)
	expect(await screen.findByText(text('results.provisional'))).toBeVisible()
	expect(screen.getByText(text('results.noWeights'))).toBeVisible()
	expect(screen.queryByText(text('results.weightHelp.people-of-the-districts'))).toBeNull()
})

test('unweighted estimates on request are provisional, without that note', async () => {
	await render(
		{ path: '/desk/results?weights=none' },
		estimates({ weights: { version: 'none', set: null, without: 4 } }),
	)
	expect(await screen.findByText(text('results.provisional'))).toBeVisible()
	expect(screen.queryByText(text('results.noWeights'))).toBeNull()
	expect(screen.queryByText(text('results.withoutWeight', { count: 4, n: '4' }))).toBeNull()
})

test('interviews without weight or cluster are counted, and the weight set is named', async () => {
	await render(
		{},
		estimates({ withoutCluster: 2, weights: { version: 'people-of-the-districts', set: 7, without: 1 } }),
	)
	expect(await screen.findByText(text('results.weightedWith', { n: '7' }))).toBeVisible()
	expect(screen.getByText(text('results.weightHelp.people-of-the-districts'))).toBeVisible()
	expect(screen.getByText(text('results.withoutWeight', { count: 1, n: '1' }))).toBeVisible()
	expect(screen.getByText(text('results.withoutCluster', { count: 2, n: '2' }))).toBeVisible()
})

test('reach minus the decoy is shown in points, and unreadable indicators are named', async () => {
	const difference = { se: 0.01, p: null, adjustedP: null, verdict: null }
	await render(
		{},
		estimates({
			lessDecoy: {
				whole: { value: 0.123, interval: { low: 0.1, high: 0.15 }, ...difference },
				groups: [],
			},
			faults: [{ id: 'S9', version: 2, label: label('Lost'), kind: 'share', part: '${gone}' }],
		}),
	)
	expect(
		await screen.findByText(text('results.minusDecoy', { points: '+12.3', low: '+10.0', high: '+15.0' })),
	).toBeVisible()
	expect(screen.getByText(text('results.definitionErrors'))).toBeVisible()
	expect(screen.getByText('${gone}')).toBeVisible()
})

test('interviews in none of the groups are counted', async () => {
	await render(
		{},
		estimates({
			groups: districts.slice(0, 1),
			indicators: [indicator('H1', { groups: [estimate({ n: 390 })] })],
		}),
	)
	expect(await screen.findByText(text('results.outsideGroups', { count: 10, n: '10' }))).toBeVisible()
})

test('the table is exported as numbers, named by round and groups', async () => {
	const downloads = watchDownloads()
	const { user } = await render({ path: '/desk/results?within=sex' })
	await user.click(await screen.findByRole('button', { name: text('results.exportCsv') }))
	expect(downloads[0]?.name).toBe('results-endline-district-sex.csv')
	const lines = (await downloads[0]?.text())?.split('\r\n') ?? []
	expect(lines[1]).toMatch(/^H1,1,"Name of H1",,.*,400,20,0\.548,0\.5,0\.6,/)
})

test('users who may not edit indicators get no link to them, nor to weights', async () => {
	await render({ person: { role: 'coordinator' } })
	await row(/^H1 Name of H1 /)
	expect(screen.queryByRole('link', { name: text('results.indicators.link') })).toBeNull()
	expect(screen.queryByRole('link', { name: text('results.weighting.link') })).toBeNull()
	expect(screen.getByRole('link', { name: text('results.material.title') })).toBeVisible()
})

test('a refusal is shown, and another try loads the estimates', async () => {
	const { user, server } = await render({
		replies: { 'GET /api/results/estimates': new Problem('server-busy') },
	})
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	server.reply({ 'GET /api/results/estimates': byDistrict })
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	await row(/^H1 Name of H1 /)
	expect(screen.queryByRole('alert')).toBeNull()
})

test('new records are counted at once, with the time', async () => {
	setClock('2026-01-20T05:00:00Z')
	const { server } = await render()
	await row(/^H1 Name of H1 /)
	server.reply({
		'GET /api/results/estimates': estimates({ interviews: 1300, at: '2026-01-16T09:00:00.000Z' }),
	})
	await announceNews()
	const time = dateTimeIn('en', '2026-01-16T09:00:00.000Z')
	expect(await screen.findByText(text('results.asOf', { time, total: '1,300' }))).toBeVisible()
})

test('a demonstration account sees its own round; others see that its records are generated', async () => {
	const study = { rounds: [...allRounds] }
	const { server, unmount } = await render({ person: { demonstration: true }, study })
	await row(/^H1 Name of H1 /)
	expect(server.sent[0]?.query.get('round')).toBe('demo')
	unmount()
	await render({ study, path: '/desk/results?round=demo' }, estimates({ demonstration: true }))
	expect(await screen.findByText(text('app.demonstration'))).toBeVisible()
})

test('names of indicators and groups are in the language of the page', async () => {
	await render({ language: 'ur' })
	expect(await screen.findByRole('heading', { name: 'H1 Name of H1 اردو' })).toBeVisible()
	expect(screen.getByRole('row', { name: /^Faisalabad اردو/ })).toBeVisible()
})
