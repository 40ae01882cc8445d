import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { allRounds } from '#shared/study/study'
import type { TranscriptListResponse } from '#shared/transcripts/coded-transcripts'
import { chooseScope } from '../../testing/choose-scope.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { transcriptList, transcriptListItem } from '../../testing/transcript-fixtures.ts'
import { dateIn } from '../../ui/formats.ts'
import { TranscriptsScreen } from './transcripts-screen.tsx'

const coded = (by: string, passages: number) => ({ by, passages, themes: {} })
const render = (response: TranscriptListResponse, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<TranscriptsScreen />, { ...options, replies: { 'GET /api/transcripts': response, ...replies } })

test('the coding progress of each transcript is shown: oneself, others, and note-takers', async () => {
	const { server } = await render(
		transcriptList([
			transcriptListItem('transcript-1', {
				coded: [
					coded('person-sadia', 12),
					coded('person-imran', 30),
					coded('person-rana', 7),
					coded('field', 4),
				],
			}),
			transcriptListItem('transcript-2', {
				district: null,
				group: null,
				passages: 1500,
				coded: [coded('field', 9)],
			}),
		]),
	)
	const first = await screen.findByRole('row', { name: /^Dera Ghazi Khan · Women/ })
	const cells = (row: HTMLElement) =>
		within(row)
			.getAllByRole('cell')
			.map(({ textContent }) => textContent)
	// among other coders, the one with the most codings
	expect(cells(first)).toEqual([
		'Focus group',
		dateIn('en', '2026-01-10T05:00:00.000Z'),
		'40',
		'12',
		'30',
		'4',
	])
	const second = screen.getByRole('row', { name: (name) => name.startsWith(text('transcripts.national')) })
	expect(cells(second).slice(2)).toEqual(['1,500', '0', '0', '9'])
	expect(within(first).getByRole('link')).toHaveAttribute('href', '/desk/transcripts/transcript-1')
	expect(server.sent[0]?.query.get('round')).toBe('endline')
})

test('a round without transcripts says so, and has no exports', async () => {
	await render(transcriptList([]))
	expect(await screen.findByText(text('transcripts.empty'))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
	expect(screen.queryByRole('button', { name: text('transcripts.export.csv') })).toBeNull()
})

test('another round is loaded, and stays in links to other pages', async () => {
	const { server } = await render(transcriptList([]))
	chooseScope({ round: 'baseline' })
	await waitFor(() => expect(server.sent.at(-1)?.query.get('round')).toBe('baseline'))
	expect(screen.getByRole('link', { name: text('transcripts.page.found') })).toHaveAttribute(
		'href',
		'/desk/transcripts/themes-found?round=baseline',
	)
})

test('codings are exported as a table and for other programs', async () => {
	const downloads = watchDownloads()
	const { user } = await render(transcriptList([transcriptListItem('transcript-1')]), {
		replies: { 'GET /api/me': dataManager },
	})
	await user.click(await screen.findByRole('button', { name: text('transcripts.export.qdpx') }))
	await waitFor(() =>
		expect(downloads.map(({ address }) => address)).toEqual([
			'/api/transcripts/file?round=endline&format=qdpx',
		]),
	)
})

test('after the session ended no file is saved, and the page says why', async () => {
	const downloads = watchDownloads()
	const { user } = await render(transcriptList([transcriptListItem('transcript-1')]), {
		replies: { 'GET /api/me': new Problem('signed-out') },
	})
	await user.click(await screen.findByRole('button', { name: text('transcripts.export.csv') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.signed-out'))
	expect(downloads).toEqual([])
})

test('generated transcripts are marked', async () => {
	await render(transcriptList([transcriptListItem('transcript-1')], { demonstration: true }), {
		study: { rounds: [...allRounds] },
	})
	expect(await screen.findByText(text('app.demonstration'))).toBeVisible()
})

test('a refusal replaces the list', async () => {
	await render(transcriptList([]), { replies: { 'GET /api/transcripts': new Problem('not-allowed') } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-allowed'))
	expect(screen.queryByText(text('transcripts.empty'))).toBeNull()
})
