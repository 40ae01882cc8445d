import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { WeightingFileKind } from '#shared/results/weighting-files'
import { watchDownloads } from '../../testing/downloads.ts'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { beginOf } from '../../testing/text-part.ts'
import { weighingFile } from '../../testing/weights.ts'
import { WeightingFileSection } from './weighting-file.tsx'

const census = 'district,sex,people\nPK607,female,900000\nPK607,male,950000\n'
const render = async (kind: WeightingFileKind = 'census', { replies, ...options }: DeskOptions = {}) => {
	const onSaved = vi.fn()
	const rendered = await renderDesk(
		<WeightingFileSection
			kind={kind}
			round={{ code: 'endline', name: 'Post-campaign' }}
			files={kind === 'census' ? [weighingFile()] : []}
			onSaved={onSaved}
		/>,
		{ ...options, replies: { 'POST /api/weights/files': noContent, ...replies } },
	)
	const choose = (content: string) =>
		rendered.user.upload(
			screen.getByLabelText(text(`results.weighting.file.${kind}.choose`)),
			new File([content], `${kind}.csv`, { type: 'text/csv' }),
		)
	return { ...rendered, onSaved, choose }
}
const put = () => screen.findByRole('button', { name: text('results.weighting.file.import') })
const source = () => screen.getByRole('textbox', { name: beginOf('results.weighting.file.source') })

test('census totals are imported with the source that was entered', async () => {
	const { user, server, onSaved, choose } = await render()
	await choose(census)
	expect(
		await screen.findByText(
			text('results.weighting.file.confirmImport', { count: 2, n: '2', round: 'Post-campaign' }),
		),
	).toBeVisible()
	await user.type(source(), ' Census 2023 ')
	await user.click(await put())
	await waitFor(() => expect(onSaved).toHaveBeenCalledOnce())
	expect(server.bodiesOf('POST /api/weights/files')).toEqual([
		{ round: 'endline', kind: 'census', source: 'Census 2023', csv: census },
	])
	expect(screen.queryByRole('button', { name: text('results.weighting.file.import') })).toBeNull()
})

test('without a source nothing is imported, and the page says so', async () => {
	const { user, server, choose } = await render()
	await choose(census)
	await user.type(source(), '   ')
	await user.click(await put())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('results.weighting.file.sourceNeeded'))
	expect(server.sent).toEqual([])
	await user.type(source(), 'Office')
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('each invalid cell is named by row and column, and the file cannot be imported', async () => {
	const { choose } = await render()
	await choose('district,sex,people\nPK607,female,many\nAtlantis,male,5\n')
	const alert = await screen.findByRole('alert')
	expect(alert).toHaveTextContent(text('desk.file.invalidCells', { count: 2 }))
	expect(alert).toHaveTextContent('many')
	expect(alert).toHaveTextContent('Atlantis')
	expect(screen.queryByRole('button', { name: text('results.weighting.file.import') })).toBeNull()
})

test('clusters have their own columns, and a missing one is named', async () => {
	const { choose } = await render('clusters')
	await choose('cluster,chance\nPK607-01,0.01\n')
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('desk.file.missingColumn', { column: 'listed' }),
	)
	await choose('cluster,chance,listed\nPK607-01,0.01,\n')
	expect(await put()).toBeEnabled()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a file is discarded without being sent', async () => {
	const { user, server, choose } = await render()
	await choose(census)
	await put()
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	expect(screen.queryByRole('button', { name: text('results.weighting.file.import') })).toBeNull()
	expect(server.sent).toEqual([])
})

test('a refusal keeps file and source for the next try', async () => {
	const { user, server, onSaved, choose } = await render('census', {
		replies: { 'POST /api/weights/files': new Problem('server-disk-full') },
	})
	await choose(census)
	await put()
	await user.type(source(), 'Census 2023')
	await user.click(await put())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-disk-full'))
	expect(source()).toHaveValue('Census 2023')
	expect(onSaved).not.toHaveBeenCalled()
	server.reply({ 'POST /api/weights/files': noContent })
	await user.click(await put())
	await waitFor(() => expect(onSaved).toHaveBeenCalledOnce())
	expect(screen.queryByRole('alert')).toBeNull()
})

test('an imported file can be downloaded by its version', async () => {
	const downloads = watchDownloads()
	const { user } = await render('census', { replies: { 'GET /api/me': dataManager } })
	const title = text('results.weighting.file.census.title')
	const version = text('results.weighting.file.version', { n: '2' })
	await user.click(
		screen.getByRole('button', { name: `${text('results.weighting.file.download')}: ${title}, ${version}` }),
	)
	await waitFor(() =>
		expect(downloads.map(({ address }) => address)).toEqual([
			'/api/weights/files/file?round=endline&kind=census&n=2',
		]),
	)
})

test('while a file is ready to import the browser warns before leaving', async () => {
	const { user, choose } = await render()
	const isLeaveBlocked = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
	expect(isLeaveBlocked()).toBe(false)
	await choose(census)
	await put()
	expect(isLeaveBlocked()).toBe(true)
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	await waitFor(() => expect(isLeaveBlocked()).toBe(false))
})
