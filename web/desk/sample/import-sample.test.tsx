import { screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { defaultRounds, type Round } from '#shared/study/study'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { ImportSample } from './import-sample.tsx'

const [, endline] = defaultRounds as [Round, Round]
const head = 'cluster,area,line,household,r_sel,reserve\n'
const right = `${head}PK607-01,rural,1,14,0.25,no\nPK607-01,rural,2,3,0.5,no\nPK607-01,rural,,9,0.75,yes\n`
const render = async ({ replies, ...options }: DeskOptions = {}) => {
	const onDone = vi.fn()
	const rendered = await renderDesk(<ImportSample round={endline} onDone={onDone} />, {
		...options,
		replies: { 'POST /api/sample': noContent, ...replies },
	})
	const choose = (content: string) =>
		rendered.user.upload(
			screen.getByLabelText(text('sample.chooseFile'), { selector: 'input' }),
			new File([content], 'sample.csv', { type: 'text/csv' }),
		)
	return { ...rendered, onDone, choose }
}
const put = () => screen.findByRole('button', { name: text('sample.import') })

test('the content of the file is shown before the import, which cannot be undone', async () => {
	const { user, server, onDone, choose } = await render()
	await choose(right)
	expect(
		await screen.findByText(
			text('sample.confirmImport', { round: 'Post-campaign', clusters: '1', lines: '2', reserve: '1' }),
		),
	).toBeVisible()
	expect(server.sent).toEqual([])
	await user.click(await put())
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
	expect(server.bodiesOf('POST /api/sample')).toEqual([
		{
			round: 'endline',
			clusters: [
				{
					cluster: 'PK607-01',
					area: 'rural',
					lines: [
						{ household: 14, line: 1, selection: 0.25 },
						{ household: 3, line: 2, selection: 0.5 },
						{ household: 9, line: null, selection: 0.75 },
					],
				},
			],
		},
	])
	expect(screen.queryByRole('button', { name: text('sample.import') })).toBeNull()
})

test('after the import each district is listed with its numbers and a link: the page shows one district', async () => {
	const { user, choose } = await render({ path: '/desk/sample?district=PK607' })
	await choose(`${right}PK608-01,rural,1,14,0.25,no\n`)
	await user.click(await put())
	const note = within(await screen.findByRole('status'))
	const counts = { round: 'Post-campaign', clusters: '2', lines: '3', reserve: '1' }
	expect(note.getByText(text('sample.imported', counts))).toBeVisible()
	expect(note.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		`Dera Ghazi Khan: ${text('sample.clustersAndHouseholds', { clusters: '1', lines: '2' })}`,
		`Faisalabad: ${text('sample.clustersAndHouseholds', { clusters: '1', lines: '1' })}`,
	])
	expect(note.getByRole('link', { name: 'Faisalabad' })).toHaveAttribute(
		'href',
		'/desk/sample?round=endline&district=PK608',
	)
	await choose(head)
	expect(screen.queryByRole('status')).toBeNull()
})

test('each invalid cell is named, and nothing can be imported', async () => {
	const { choose } = await render()
	await choose(`${right}PK607-02,suburb,3,0,2,maybe\n`)
	const alert = await screen.findByRole('alert')
	expect(alert).toHaveTextContent(text('desk.file.invalidCells', { count: 4 }))
	expect(alert).toHaveTextContent('suburb')
	expect(screen.queryByRole('button', { name: text('sample.import') })).toBeNull()
})

test('a file without households cannot be imported', async () => {
	const { user, choose } = await render()
	await choose(head)
	await screen.findByText(
		text('sample.confirmImport', { round: 'Post-campaign', clusters: '0', lines: '0', reserve: '0' }),
	)
	expect(screen.queryByRole('button', { name: text('sample.import') })).toBeNull()
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	expect(screen.queryByRole('button')).toBeNull()
})

test('a sample that conflicts with the stored one is refused, and the file stays selected', async () => {
	const details = { cluster: 'PK607-01' }
	const { user, server, onDone, choose } = await render({
		replies: { 'POST /api/sample': new Problem('sample-conflicts-with-stored', details) },
	})
	await choose(right)
	await user.click(await put())
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('problem.sample-conflicts-with-stored', details),
	)
	expect(onDone).not.toHaveBeenCalled()
	server.reply({ 'POST /api/sample': noContent })
	await user.click(await put())
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
	expect(screen.queryByRole('alert')).toBeNull()
})
