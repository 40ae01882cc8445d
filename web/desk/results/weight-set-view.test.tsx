import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { WeightSet } from '#shared/results/weight-sets'
import { watchDownloads } from '../../testing/downloads.ts'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { beginOf } from '../../testing/text-part.ts'
import { weightReport, weightSet } from '../../testing/weights.ts'
import { WeightSetView } from './weight-set-view.tsx'

const render = (set: WeightSet = weightSet(), { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<WeightSetView round="endline" set={set} />, {
		...options,
		replies: { 'POST /api/weights/verification': { isSame: true, differs: [], gone: 0 }, ...replies },
	})
const name = () => text('results.weighting.setNumber', { n: '3' })
const check = () => screen.getByRole('button', { name: `${text('results.weighting.verify')}: ${name()}` })

test('the number of weighted interviews is shown, and for the others the reasons that occur', async () => {
	await render(
		weightSet({
			report: weightReport({ without: { cluster: 7, chance: 0, listed: 3, adults: 0, people: 0 } }),
		}),
	)
	expect(
		screen.getByText(text('results.weighting.weightedCount', { weighted: '1,150', interviews: '1,200' })),
	).toBeVisible()
	expect(screen.getByText(text('results.weighting.without.cluster', { n: '7' }))).toBeVisible()
	expect(screen.getByText(text('results.weighting.without.listed', { n: '3' }))).toBeVisible()
	expect(screen.queryByText(text('results.weighting.without.adults', { n: '0' }))).toBeNull()
})

test('sources of selection probabilities, listings and draws are counted', async () => {
	await render()
	for (const expected of [
		text('results.weighting.inputSources.chance', { file: '18', equal: '2' }),
		text('results.weighting.inputSources.listed', { listing: '15', file: '3', equal: '2' }),
		text('results.weighting.inputSources.drawn', { listing: '15', sample: '4', visited: '1' }),
	])
		expect(screen.getByText(expected)).toBeVisible()
})

test('trimmed weights, districts above the limit and census groups without interviews are named', async () => {
	await render(
		weightSet({
			report: weightReport({
				trimmed: 12,
				unsettled: ['PK607', 'PK999'],
				empty: [
					{ district: 'PK608', sex: 'male' },
					{ district: 'PK609', sex: 'female' },
				],
			}),
		}),
	)
	expect(screen.getByText(text('results.weighting.trimmed', { n: '12' }))).toBeVisible()
	expect(
		screen.getByText(text('results.weighting.aboveLimit', { districts: 'Dera Ghazi Khan · PK999' })),
	).toBeVisible()
	const men = text('results.weighting.men', { district: 'Faisalabad' })
	const women = text('results.weighting.women', { district: 'Gujranwala' })
	expect(screen.getByText(text('results.weighting.emptyGroups', { who: `${men} · ${women}` }))).toBeVisible()
})

test('without trimming and gaps nothing is said about them', async () => {
	await render()
	expect(screen.getAllByRole('listitem').filter((item) => !item.closest('details'))).toHaveLength(3)
})

test('both weight versions are shown with their design effect; unknown values are empty', async () => {
	await render()
	const cells = (version: 'average-of-the-districts' | 'people-of-the-districts') =>
		within(screen.getByRole('row', { name: beginOf(`results.weight.${version}`) }))
			.getAllByRole('cell')
			.map(({ textContent }) => textContent)
	expect(cells('average-of-the-districts')).toEqual(['1.2346', '0.5', '4', '1,150'])
	expect(cells('people-of-the-districts')).toEqual(['', '0.5', '4', '24,000,000'])
})

test('the inputs of weights are shown with their checksums, and missing files are left out', async () => {
	await render()
	const inputs = screen.getByText(text('results.weighting.inputChecksums')).closest('details') as HTMLElement
	expect(
		within(inputs)
			.getByText(/c0ffee/)
			.closest('li'),
	).toHaveTextContent(`${text('results.weighting.input.census', { n: '2' })}: c0ffee`)
	expect(within(inputs).getAllByRole('listitem')).toHaveLength(4)
	expect(screen.getByText('abc123')).toBeVisible()
})

test('weights that are reproduced are reported as verified', async () => {
	const { user, server } = await render()
	await user.click(check())
	expect(await screen.findByRole('status')).toHaveTextContent(text('results.weighting.identical'))
	expect(server.bodiesOf('POST /api/weights/verification')).toEqual([{ round: 'endline', n: 3 }])
})

test('changed inputs are named, with the number of records erased since', async () => {
	const { user } = await render(weightSet(), {
		replies: {
			'POST /api/weights/verification': { isSame: false, differs: ['census', 'interviews'], gone: 2 },
		},
	})
	await user.click(check())
	const what = [
		text('results.weighting.input.census', { n: '2' }),
		text('results.weighting.input.interviews', { n: '' }),
	].join(' · ')
	const status = await screen.findByRole('status')
	expect(status).toHaveTextContent(text('results.weighting.different', { what }))
	expect(status).toHaveTextContent(text('results.weighting.erasedSince', { count: 2 }))
})

test('a failed verification is shown, and can be tried again', async () => {
	const { user, server } = await render(weightSet(), {
		replies: { 'POST /api/weights/verification': new Problem('server-busy') },
	})
	await user.click(check())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	server.reply({ 'POST /api/weights/verification': { isSame: true, differs: [], gone: 0 } })
	await user.click(check())
	expect(await screen.findByRole('status')).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('the weights are downloaded from their address while the session lasts', async () => {
	const downloads = watchDownloads()
	const { user } = await render(weightSet(), { replies: { 'GET /api/me': dataManager } })
	await user.click(screen.getByRole('button', { name: `${text('results.weighting.download')}: ${name()}` }))
	await waitFor(() =>
		expect(downloads.map(({ address }) => address)).toEqual(['/api/weights/file?round=endline&n=3']),
	)
})

test('after the session ended nothing is saved, and a link to sign in is shown', async () => {
	const downloads = watchDownloads()
	const { user } = await render(weightSet(), { replies: { 'GET /api/me': new Problem('signed-out') } })
	await user.click(screen.getByRole('button', { name: `${text('results.weighting.download')}: ${name()}` }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.signed-out'))
	expect(screen.getByRole('button', { name: text('app.signIn') })).toBeVisible()
	expect(downloads).toEqual([])
})
