import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { ChangeResponse } from '#shared/results/estimates-response'
import { defaultRounds, type Round } from '#shared/study/study'
import { watchDownloads } from '../../testing/downloads.ts'
import {
	comparedIndicator,
	comparison,
	comparisons,
	estimate,
	label,
	materialCount,
	materialLog,
	notRelevant,
	tooFew,
	withheld,
} from '../../testing/estimates.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import type { SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { ChangeScreen } from './change-screen.tsx'

const [baseline, endline] = defaultRounds as [Round, Round]
const bothClosed: Round[] = [baseline, { ...endline, state: 'closed' }]
const suppressed = { value: null, interval: null, se: null, p: null, adjustedP: null, verdict: null }
const byDistrict = comparisons({
	groups: [
		{ code: 'PK607', label: label('Dera Ghazi Khan') },
		{ code: 'PK608', label: label('Faisalabad') },
		{ code: 'PK609', label: label('Gujranwala') },
	],
	indicators: [
		comparedIndicator('H1', {
			groups: [
				comparison({ value: -0.021, interval: { low: -0.1, high: 0.06 }, verdict: 'no-reliable-change' }),
				comparison({ ...suppressed, from: tooFew, to: withheld }),
				comparison({ ...suppressed, from: estimate({ n: 0 }), to: estimate({ n: 0 }) }),
			],
		}),
		comparedIndicator('H1-wide'),
		comparedIndicator('S1', {
			kind: 'mean',
			whole: comparison({ value: 0.25, adjustedP: 0.12, verdict: 'no-reliable-change' }),
		}),
	],
})
const material = materialLog({
	districts: [
		{
			code: 'PK607',
			people: 2_000_000,
			counts: { streamer: materialCount({ copies: 40 }) },
			displayedCopies: 0,
			flaggedEntries: 0,
		},
	],
})
const render = ({ replies, ...options }: DeskOptions = {}, response: ChangeResponse = byDistrict) =>
	renderDesk(<ChangeScreen />, {
		study: { rounds: bothClosed },
		...options,
		replies: { 'GET /api/results/change': response, 'GET /api/results/material': material, ...replies },
	})
const cells = async (name: RegExp) =>
	within(await screen.findByRole('row', { name }))
		.getAllByRole('cell')
		.map(({ textContent }) => textContent)
const choose = (name: string) => screen.findByRole('combobox', { name })
const queries = (sent: readonly { path: string; query: URLSearchParams }[]) =>
	sent.filter(({ path }) => path === '/api/results/change').map(({ query }) => Object.fromEntries(query))

test('the first and the last closed round are compared, by district', async () => {
	const { server } = await render()
	await cells(/^H1 Name of H1 /)
	expect(queries(server.sent)).toEqual([
		{
			from: 'baseline',
			to: 'endline',
			by: 'district',
			weights: 'average-of-the-districts',
			clusters: 'new',
		},
	])
	expect(await choose(text('results.change.from'))).toHaveValue('baseline')
	expect(await choose(text('results.change.to'))).toHaveValue('endline')
})

test('a difference is shown with both estimates, its interval and the verdict', async () => {
	await render()
	const of = text('results.ofN', { n: '400' })
	expect(await cells(/^H1 Name of H1 /)).toEqual([
		`50.0% ${of}`,
		`60.0% ${of}`,
		'',
		'+10.0',
		text('results.between', { low: '+4.0', high: '+16.0' }),
		text('results.change.verdict.change'),
	])
	expect((await cells(/^S1 Name of S1 /)).slice(3)).toEqual([
		'+0.25',
		text('results.between', { low: '+0.04', high: '+0.16' }),
		text('results.change.verdict.no-reliable-change') +
			text('results.change.notAfterAdjustment', { p: '= 0.12' }),
	])
	expect(
		screen.getByRole('img', {
			name: `Name of H1: +10.0 (${text('results.between', { low: '+4.0', high: '+16.0' })})`,
		}),
	).toBeVisible()
})

test('with a suppressed estimate a district has no difference; those without interviews are left out', async () => {
	await render()
	const texts = await cells(/^Faisalabad/)
	expect(texts.slice(0, 2)).toEqual([text('results.suppressedFew'), text('results.suppressedSecondary')])
	expect(texts.slice(3, 6)).toEqual(['', '', text('results.suppressedFew')])
	expect(screen.getByText(text('results.suppressedSecondaryHelp'))).toBeVisible()
	expect(screen.queryByRole('row', { name: /^Gujranwala/ })).toBeNull()
	expect(
		screen.getByText(
			text('results.change.family.headline', { count: 30, n: '30', by: text('results.breakdown.district') }),
		),
	).toBeVisible()
})

test('an indicator that one round did not ask has no difference, and the page says why', async () => {
	await render(
		{},
		comparisons({
			groups: [{ code: 'PK607', label: label('Dera Ghazi Khan') }],
			indicators: [
				comparedIndicator('S1', {
					family: 'own',
					comparisons: 1,
					groups: [comparison({ ...suppressed, from: notRelevant })],
				}),
			],
		}),
	)
	const texts = await cells(/^Dera Ghazi Khan/)
	expect([texts[0], texts[5]]).toEqual([text('results.notAsked'), text('results.notAsked')])
	expect(screen.getByText(text('results.notAskedHelp'))).toBeVisible()
	const by = text('results.breakdown.district')
	expect(screen.getByText(text('results.change.family.own', { count: 1, n: '1', by }))).toBeVisible()
})

test('districts show their campaign delivery, and other groups do not', async () => {
	const { user, server } = await render()
	const head = text('results.change.dose', {
		material: text('results.material.name.streamer'),
		people: '100,000',
	})
	expect(await screen.findByRole('columnheader', { name: head })).toBeVisible()
	expect(server.sent.find(({ path }) => path === '/api/results/material')?.query.get('round')).toBe('endline')
	expect((await cells(/^Dera Ghazi Khan/))[6]).toBe('2')
	await user.selectOptions(await choose(text('results.groupBy')), 'sex')
	await waitFor(() => expect(screen.queryByRole('columnheader', { name: head })).toBeNull())
	expect(queries(server.sent).at(-1)).toMatchObject({ by: 'sex' })
})

test('if campaign delivery fails to load, the comparison is unchanged', async () => {
	await render({ replies: { 'GET /api/results/material': new Problem('server-busy') } })
	expect((await cells(/^Dera Ghazi Khan/)).length).toBe(6)
})

test('rounds, clusters and weights can be selected, and reload the comparison', async () => {
	const rounds: Round[] = [...bothClosed, { ...baseline, code: 'midline', name: { en: 'Midline' } }]
	const { user, server } = await render({ study: { rounds } })
	await cells(/^H1 Name of H1 /)
	await user.selectOptions(await choose(text('results.change.from')), 'endline')
	await user.selectOptions(await choose(text('results.change.clusters')), 'same')
	await user.selectOptions(await choose(text('results.weightLabel')), 'none')
	await waitFor(() =>
		expect(queries(server.sent).at(-1)).toEqual({
			from: 'endline',
			to: 'midline',
			by: 'district',
			weights: 'none',
			clusters: 'same',
		}),
	)
})

test('a round cannot be compared with itself', async () => {
	const { server } = await render({ path: '/desk/results/change?from=endline&to=endline' })
	expect(await choose(text('results.change.from'))).toHaveValue('endline')
	expect(server.sent).toEqual([])
})

test('before two rounds are closed nothing is compared, and users who may close them get a link', async () => {
	const study = { rounds: [...defaultRounds] }
	const { server, unmount } = await render({ study })
	expect(await screen.findByRole('link', { name: text('results.change.closeRoundHint') })).toHaveAttribute(
		'href',
		'/desk/rounds',
	)
	expect(server.sent).toEqual([])
	unmount()
	await render({ study, person: { role: 'coordinator' } })
	expect(await screen.findByText(partOf('results.change.closeRoundHint'))).toBeVisible()
	expect(screen.queryByRole('link', { name: text('results.change.closeRoundHint') })).toBeNull()
})

test('without weights in both rounds, differences are provisional', async () => {
	const { unmount } = await render({}, comparisons({ weights: { version: 'none', sets: null } }))
	expect(await screen.findByText(text('results.provisional'))).toBeVisible()
	expect(screen.queryByText(text('results.change.noWeights'))).toBeNull()
	unmount()
	await render(
		{ path: '/desk/results/change?weights=people-of-the-districts' },
		comparisons({ weights: { version: 'none', sets: null } }),
	)
	expect(await screen.findByText(text('results.change.noWeights'))).toBeVisible()
})

test('the weight sets of both rounds are named', async () => {
	await render()
	expect(await screen.findByText(text('results.change.weightedWith', { from: '2', to: '3' }))).toBeVisible()
	expect(screen.queryByText(text('results.provisional'))).toBeNull()
})

test('another indicator is shown by its groups; alternative definitions are separate', async () => {
	const { user } = await render()
	await user.click(await screen.findByRole('link', { name: 'S1 Name of S1' }))
	expect(await screen.findByRole('heading', { name: 'S1 Name of S1' })).toBeVisible()
	expect(screen.getByRole('link', { name: 'H1 Name of H1' })).not.toHaveAttribute('aria-current')
	const readings = screen.getByText(text('results.alternativeDefinitions')).closest('details') as HTMLElement
	expect(within(readings).getAllByRole('link')).toHaveLength(1)
})

test('the answer distributions of a question are compared with one test', async () => {
	const response: ChangeResponse = comparisons({
		...byDistrict,
		questions: [
			{ name: 'heard', label: label('Have you heard?') },
			{ name: 'area', label: {} },
		],
	})
	const answers = comparisons({
		indicators: [comparedIndicator('yes', { label: label('Yes') }), comparedIndicator('dk', { label: {} })],
		test: { f: 3.456, df1: 1, df2: 17.8, p: 0.0432 },
	})
	const { user, server } = await render({
		replies: {
			'GET /api/results/change': ({ query }: SentRequest) => (query.has('question') ? answers : response),
		},
	})
	const question = await choose(text('results.change.question'))
	expect(within(question).getByRole('option', { name: 'area' })).toBeInTheDocument()
	await user.selectOptions(question, 'heard')
	expect((await cells(/^Yes /))[3]).toBe('+10.0')
	expect(await cells(/^dk /)).toContain('+10.0')
	expect(
		screen.getByText(text('results.change.differenceTest', { f: '3.5', df1: '1', df2: '18', p: '= 0.043' })),
	).toBeVisible()
	expect(queries(server.sent).at(-1)).toMatchObject({ question: 'heard', by: 'area', from: 'baseline' })
})

test('a very small p is shown as such, and a missing test is explained', async () => {
	const path = '/desk/results/change?question=heard'
	const { unmount } = await render({ path }, comparisons({ test: { f: 30, df1: 2, df2: 34, p: 0.0001 } }))
	expect(
		await screen.findByText(
			text('results.change.differenceTest', { f: '30', df1: '2', df2: '34', p: '< 0.001' }),
		),
	).toBeVisible()
	unmount()
	await render({ path }, comparisons({ test: null }))
	expect(await screen.findByText(text('results.change.differenceNotTested'))).toBeVisible()
})

test('the table is exported, named by rounds and groups', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await user.click(await screen.findByRole('button', { name: text('results.exportCsv') }))
	expect(downloads[0]?.name).toBe('change-baseline-endline-district.csv')
	expect(await downloads[0]?.text()).toContain(
		'H1,1,"Name of H1",PK607,"Dera Ghazi Khan",400,0.5,400,0.6,-0.021',
	)
})

test('rounds that cannot be compared are refused with a reason', async () => {
	const details = { round: 'endline' }
	await render({ replies: { 'GET /api/results/change': new Problem('rounds-not-comparable', details) } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.rounds-not-comparable', details))
	expect(screen.queryByRole('table')).toBeNull()
})
