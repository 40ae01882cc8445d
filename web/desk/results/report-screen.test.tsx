import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { EstimatesResponse } from '#shared/results/estimates-response'
import { defaultRounds, type Round } from '#shared/study/study'
import { watchDownloads } from '../../testing/downloads.ts'
import {
	comparedIndicator,
	comparison,
	comparisons,
	estimate,
	estimates,
	indicator,
	label,
	materialCount,
	materialLog,
	tooFew,
	withheld,
} from '../../testing/estimates.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import type { SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { ResultsReportScreen } from './report-screen.tsx'

const districts = [
	{ code: 'PK607', label: label('Dera Ghazi Khan') },
	{ code: 'PK608', label: label('Faisalabad') },
]
const byDistrict = estimates({
	groups: districts,
	indicators: [
		indicator('H1', { groups: [estimate({ value: 0.25 }), withheld] }),
		indicator('H1-wide', { groups: [estimate(), estimate()] }),
	],
})
const bySex = estimates({
	groups: [
		{ code: 'male', label: label('Men') },
		{ code: 'female', label: label('Women') },
	],
	indicators: [indicator('H1', { groups: [estimate({ n: 230, value: 0.4 }), tooFew] })],
})
const none = estimates({ indicators: [indicator('H1')] })
const estimatesFor = ({ query }: SentRequest): EstimatesResponse =>
	({ district: byDistrict, sex: bySex })[query.get('by') ?? ''] ?? none
const moved = comparisons({
	groups: districts,
	indicators: [
		comparedIndicator('H1', {
			groups: [
				comparison({ value: -0.05, verdict: 'no-reliable-change' }),
				comparison({ value: null, verdict: null, from: withheld, to: withheld }),
			],
		}),
	],
})
const material = materialLog({
	districts: [
		{
			code: 'PK607',
			people: 1_000_000,
			counts: { streamer: materialCount({ copies: 40 }), brochure: materialCount({ copies: 20_000 }) },
			displayedCopies: 0,
			flaggedEntries: 0,
		},
	],
})
const [baseline, endline, pilot] = defaultRounds as [Round, Round, Round]
const closed: Round[] = [baseline, { ...endline, state: 'closed' }, pilot]
const render = ({ replies, ...options }: DeskOptions = {}) =>
	renderDesk(<ResultsReportScreen />, {
		study: { rounds: closed },
		...options,
		replies: {
			'GET /api/results/estimates': estimatesFor,
			'GET /api/results/change': moved,
			'GET /api/results/material': material,
			...replies,
		},
	})
const section = async (name: string) =>
	within((await screen.findByRole('heading', { name, level: 2 })).closest('section') as HTMLElement)
const cells = (row: HTMLElement) =>
	within(row)
		.getAllByRole('cell')
		.map(({ textContent }) => textContent)

afterEach(() => {
	vi.unstubAllGlobals()
})

test('the total, each breakdown and the previous round are requested with the same weights', async () => {
	const { server } = await render({
		path: '/desk/results/report?round=endline&weights=people-of-the-districts',
	})
	await section(text('results.report.methodologyTitle'))
	const weights = 'people-of-the-districts'
	expect(server.sent.map(({ path, query }) => [path, Object.fromEntries(query)])).toEqual([
		...['district', 'sex', 'area', 'age', 'education', 'exposure'].map((by) => [
			'/api/results/estimates',
			{ round: 'endline', weights, by },
		]),
		['/api/results/change', { from: 'baseline', to: 'endline', weights, by: 'district' }],
		['/api/results/material', { round: 'endline' }],
	])
})

test('the first round, and an open one, are compared with none', async () => {
	const { server, unmount } = await render({ path: '/desk/results/report?round=baseline' })
	await section(text('results.report.methodologyTitle'))
	expect(screen.queryByRole('columnheader', { name: text('results.change.difference') })).toBeNull()
	expect(server.sent.some(({ path }) => path === '/api/results/change')).toBe(false)
	unmount()
	const { server: again } = await render({ study: { rounds: [...defaultRounds] } })
	await section(text('results.report.methodologyTitle'))
	expect(again.sent[0]?.query.get('round')).toBe('endline')
	expect(again.sent.some(({ path }) => path === '/api/results/change')).toBe(false)
})

test('main indicators are shown with their difference and verdict', async () => {
	await render()
	const [row] = await screen.findAllByRole('row', { name: /^H1 Name of H1/ })
	const texts = cells(row as HTMLElement)
	expect(texts[1]).toBe('54.8%')
	expect(texts.at(-1)).toBe(`+10.0 (${text('results.change.verdict.change')})`)
	expect(screen.queryByRole('row', { name: /^H1-wide/ })).toBeNull()
})

test('each district has a page with its estimates, its difference and its campaign delivery', async () => {
	await render()
	const own = await section('Dera Ghazi Khan')
	const texts = cells(own.getByRole('row', { name: /^H1 / }))
	expect(texts[1]).toBe('25.0%')
	expect(texts.at(-1)).toBe(`-5.0 (${text('results.change.verdict.no-reliable-change')})`)
	expect(own.getByText(text('results.report.overallLine'))).toBeVisible()
	const dose = (material: 'streamer' | 'brochure', amount: string, of: string, people: string) =>
		text('results.report.dose', {
			material: text(`results.material.name.${material}`),
			amount,
			dose: of,
			people,
		})
	expect(
		own.getByText(`${dose('streamer', '40', '4', '100,000')} ${dose('brochure', '20,000', '20', '1,000')}`),
	).toBeVisible()
})

test('a suppressed district estimate has neither number nor difference; unknown materials are left out', async () => {
	await render()
	const own = await section('Faisalabad')
	const texts = cells(own.getByRole('row', { name: /^H1 / }))
	expect(texts).toEqual([
		'',
		text('results.suppressedSecondary'),
		'40',
		'20',
		'',
		text('results.suppressedSecondary'),
	])
	expect(own.getByText(text('results.suppressedSecondaryHelp'))).toBeVisible()
	expect(own.queryByText(partOf('results.material.name.brochure'))).toBeNull()
})

test('each group has a column, and breakdowns without interviews are left out', async () => {
	await render()
	const bySex = await section(text('results.breakdown.sex'))
	const [men, women] = cells(bySex.getByRole('row', { name: /^H1 / }))
	expect(men).toContain(`40.0% ${text('results.ofN', { n: '230' })}`)
	expect(men).toContain(text('results.between', { low: '50.0%', high: '60.0%' }))
	expect(women?.trim()).toBe(text('results.suppressedFew'))
	// 400 in all, 230 and 12 in the groups
	expect(bySex.getByText(text('results.outsideGroups', { count: 158, n: '158' }))).toBeVisible()
	expect(screen.queryByRole('heading', { name: text('results.breakdown.area') })).toBeNull()
})

test('provisional estimates and interviews without a cluster are reported at the top', async () => {
	const provisional = estimates({ withoutCluster: 3, weights: { version: 'none', set: null, without: 0 } })
	await render({ replies: { 'GET /api/results/estimates': provisional } })
	expect(await screen.findByText(text('results.provisional'))).toBeVisible()
	expect(screen.getByText(text('results.withoutCluster', { count: 3, n: '3' }))).toBeVisible()
	expect(screen.queryByText(text('results.weightedWith', { n: '3' }))).toBeNull()
})

test('until complete nothing can be printed or saved; then the browser prints', async () => {
	let arrive: (reply: unknown) => void = () => {}
	const late = new Promise((done) => {
		arrive = done
	})
	const print = vi.fn()
	vi.stubGlobal('print', print)
	const { user } = await render({ replies: { 'GET /api/results/material': () => late } })
	const button = await screen.findByRole('button', { name: text('coverage.print') })
	expect(button).toBeDisabled()
	expect(screen.getByRole('button', { name: text('results.exportCsv') })).toBeDisabled()
	expect(screen.getByRole('button', { name: text('results.report.downloadHtml') })).toBeDisabled()
	arrive(material)
	await waitFor(() => expect(button).toBeEnabled())
	await user.click(button)
	expect(print).toHaveBeenCalledOnce()
})

test('the report is saved as a page of its own, without controls', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await section(text('results.report.methodologyTitle'))
	await user.click(screen.getByRole('button', { name: text('results.report.downloadHtml') }))
	expect(downloads[0]?.name).toBe('results-endline.html')
	const saved = new DOMParser().parseFromString((await downloads[0]?.text()) ?? '', 'text/html')
	expect(saved.querySelector('h1')).toHaveTextContent(
		text('results.report.title', { round: 'Post-campaign' }),
	)
	expect(saved.body).toHaveTextContent('Faisalabad')
	expect(saved.querySelectorAll('button, a, select')).toHaveLength(0)
})

test('the table names the breakdown of each row, and has the total only once', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await section(text('results.report.methodologyTitle'))
	await user.click(screen.getByRole('button', { name: text('results.exportCsv') }))
	const lines = (await downloads[0]?.text())?.trimEnd().split('\r\n') ?? []
	expect(lines[0]).toMatch(/^by,indicator,version/)
	expect(lines.filter((line) => line.startsWith('district,H1,1,"Name of H1",,'))).toHaveLength(1)
	expect(lines.filter((line) => line.startsWith('sex,H1,'))).toHaveLength(2)
})

test('the replication package is for users who may export records', async () => {
	const { unmount } = await render({ path: '/desk/results/report?weights=none' })
	expect(screen.getByRole('link', { name: text('results.report.downloadReplication') })).toHaveAttribute(
		'href',
		'/api/results/reproduction-files?round=endline&by=district&weights=none',
	)
	unmount()
	await render({ person: { role: 'coordinator' } })
	await section(text('results.report.methodologyTitle'))
	expect(screen.queryByRole('link', { name: text('results.report.downloadReplication') })).toBeNull()
})

test('if a part fails to load the report is not shown, with the reason', async () => {
	await render({ replies: { 'GET /api/results/material': new Problem('server-busy') } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(screen.queryByRole('table')).toBeNull()
})
