import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { WeightingResponse } from '#shared/results/weight-sets'
import { chooseScope } from '../../testing/choose-scope.ts'
import { setClock } from '../../testing/clock.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { beginOf } from '../../testing/text-part.ts'
import { weighing, weighingFile, weightSet } from '../../testing/weights.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { WeightsScreen } from './weights-screen.tsx'

const render = ({ replies, ...options }: DeskOptions = {}, response: WeightingResponse = weighing()) => {
	setClock('2026-01-20T05:00:00Z')
	return renderDesk(<WeightsScreen />, {
		...options,
		replies: { 'GET /api/weights': response, 'POST /api/weights': noContent, ...replies },
	})
}
const make = () => screen.findByRole('button', { name: text('results.weighting.calculate') })

test('the available inputs for weighting are counted', async () => {
	const { server } = await render()
	expect(await screen.findByText(text('results.weighting.interviews', { n: '1,200' }))).toBeVisible()
	expect(screen.getByText(text('results.weighting.sample', { n: '20' }))).toBeVisible()
	expect(screen.getByText(text('results.weighting.listings', { n: '18' }))).toBeVisible()
	expect(server.sent[0]?.query.get('round')).toBe('endline')
})

test('each file shows its source, user and time, under its kind', async () => {
	await render()
	const census = within(
		await screen.findByRole('region', { name: text('results.weighting.file.census.title') }),
	)
	const [file] = census.getAllByRole('listitem')
	expect(file).toHaveTextContent('Census 2023, table 4')
	expect(file).toHaveTextContent(text('results.weighting.file.rowCount', { count: 58, n: '58' }))
	expect(file).toHaveTextContent(dateTimeIn('en', '2026-01-14T05:00:00.000Z'))
	expect(census.queryByText(text('results.weighting.file.census.missing'))).toBeNull()
	const clusters = within(screen.getByRole('region', { name: text('results.weighting.file.clusters.title') }))
	expect(clusters.getByText(text('results.weighting.file.clusters.missing'))).toBeVisible()
	expect(clusters.queryAllByRole('listitem')).toEqual([])
})

test('the newest weights are opened, and marked as the ones in use', async () => {
	await render({}, weighing({ sets: [weightSet({ n: 4 }), weightSet({ n: 3, by: 'Imran' })] }))
	const newest = await screen.findByText(beginOf('results.weighting.setNumber', { n: '4' }))
	expect(newest).toHaveTextContent(text('results.weighting.usedForResults'))
	expect(newest.closest('details')).toHaveAttribute('open')
	const older = screen.getByText(beginOf('results.weighting.setNumber', { n: '3' }))
	expect(older).not.toHaveTextContent(text('results.weighting.usedForResults'))
	expect(older.closest('details')).not.toHaveAttribute('open')
})

test('weights are calculated from current data, and appear in the list', async () => {
	const { user, server } = await render({}, weighing({ sets: [] }))
	expect(await screen.findByText(text('results.weighting.empty'))).toBeVisible()
	server.reply({ 'GET /api/weights': weighing() })
	await user.click(await make())
	expect(await screen.findByText(beginOf('results.weighting.setNumber', { n: '3' }))).toBeVisible()
	expect(server.bodiesOf('POST /api/weights')).toEqual([{ round: 'endline' }])
	expect(screen.queryByText(text('results.weighting.empty'))).toBeNull()
})

test('without census totals no weights can be calculated, and the button says why', async () => {
	await render({}, weighing({ files: [weighingFile({ kind: 'clusters' })] }))
	expect(await make()).toBeDisabled()
	expect(await make()).toHaveAccessibleDescription(text('results.weighting.file.census.missing'))
})

test('during the calculation nothing can be pressed twice', async () => {
	let finish: (reply: unknown) => void = () => {}
	const { user } = await render({
		replies: {
			'POST /api/weights': () =>
				new Promise((done) => {
					finish = done
				}),
		},
	})
	await user.click(await make())
	const busy = await screen.findByRole('button', { name: text('results.weighting.calculating') })
	expect(busy).toBeDisabled()
	finish(noContent)
	expect(await make()).toBeEnabled()
})

test('a refusal is shown, and it can be tried again', async () => {
	const { user, server } = await render({ replies: { 'POST /api/weights': new Problem('census-missing') } })
	await user.click(await make())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.census-missing'))
	server.reply({ 'POST /api/weights': noContent })
	await user.click(await make())
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
	expect(server.bodiesOf('POST /api/weights')).toHaveLength(2)
})

test('weights cover the whole project: users with some districts are told so, and nothing is requested', async () => {
	const { server } = await render({ person: { districts: ['PK607'] } })
	expect(await screen.findByText(text('results.weighting.allDistrictsNeeded'))).toBeVisible()
	expect(server.sent).toEqual([])
	expect(screen.queryByRole('button', { name: text('results.weighting.calculate') })).toBeNull()
})

test('another round is loaded, and weights are calculated for it', async () => {
	const { user, server } = await render()
	chooseScope({ round: 'baseline' })
	await waitFor(() => expect(server.sent.at(-1)?.query.get('round')).toBe('baseline'))
	await user.click(await make())
	await waitFor(() => expect(server.bodiesOf('POST /api/weights')).toEqual([{ round: 'baseline' }]))
})

test('an offline page says so', async () => {
	await render({ replies: { 'GET /api/weights': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
