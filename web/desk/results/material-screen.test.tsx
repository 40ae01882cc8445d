import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { MaterialResponse } from '#shared/results/material'
import { chooseScope } from '../../testing/choose-scope.ts'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { materialCount, materialLog } from '../../testing/estimates.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { beginOf } from '../../testing/text-part.ts'
import { MaterialScreen } from './material-screen.tsx'

const photo = (
	over: Partial<MaterialResponse['photos'][number]> = {},
): MaterialResponse['photos'][number] => ({
	record: 'record/1',
	attachment: 'photo-1',
	district: 'PK607',
	day: '2026-01-10',
	status: 'placed',
	flags: [],
	...over,
})
const log = materialLog({
	totals: {
		streamer: materialCount({ entries: 3, copies: 1500 }),
		radio: materialCount({ entries: 2, times: 90 }),
	},
	districts: [
		{
			code: 'PK607',
			people: 1_000_000,
			counts: {
				streamer: materialCount({ entries: 2, copies: 40 }),
				brochure: materialCount({ entries: 1, copies: 20_000 }),
			},
			displayedCopies: 31,
			flaggedEntries: 2,
		},
		{
			code: 'PK608',
			people: null,
			counts: { streamer: materialCount({ copies: 5 }) },
			displayedCopies: 5,
			flaggedEntries: 0,
		},
		{ code: 'PK999', people: 500_000, counts: {}, displayedCopies: 0, flaggedEntries: 0 },
	],
	weeks: [
		{ week: '2026-01-05', counts: { streamer: materialCount({ copies: 30 }) } },
		{ week: '2026-01-12', counts: {} },
	],
})
const render = ({ replies, ...options }: DeskOptions = {}, response: MaterialResponse = log) => {
	setClock('2026-01-20T05:00:00Z')
	return renderDesk(<MaterialScreen />, {
		...options,
		replies: { 'GET /api/results/material': response, 'GET /api/boundaries': null, ...replies },
	})
}
const cells = async (name: RegExp) =>
	within(await screen.findByRole('row', { name }))
		.getAllByRole('cell')
		.map(({ textContent }) => textContent)
const of = (material: 'streamer' | 'brochure' | 'radio' | 'sms') => text(`results.material.name.${material}`)
const showPhotos = (count: number) =>
	screen.findByRole('button', { name: text('results.material.showPhotos', { count }) })

test('each material shows delivered, planned and number of entries', async () => {
	await render()
	await screen.findAllByRole('table')
	const copies = text('results.material.counts.copies')
	expect(screen.getByRole('rowheader', { name: `${of('streamer')} ${copies}` })).toBeVisible()
	expect(await cells(beginOf('results.material.name.streamer'))).toEqual(['1,500', '6,000', '25%', '3'])
	// without a plan there is no share, and nothing done is 0
	expect(await cells(beginOf('results.material.name.radio'))).toEqual(['90', '', '', '2'])
	expect(await cells(beginOf('results.material.name.sms'))).toEqual(['0', '2,000,000', '0%', '0'])
})

test('districts show amounts and amounts per capita, and none without a known population', async () => {
	await render()
	const dose = text('results.material.dose', { people: '100,000' })
	expect(await screen.findByRole('columnheader', { name: dose })).toBeVisible()
	expect(await cells(/^Dera Ghazi Khan/)).toEqual(['40', '4', '31', '2'])
	expect(await cells(/^Faisalabad/)).toEqual(['5', '', '5', ''])
	// a district that left the campaign is named by its code
	expect(await cells(/^PK999/)).toEqual(['0', '0', '0', ''])
	expect(screen.getByRole('img', { name: 'Dera Ghazi Khan: 4' })).toHaveTextContent('4.0')
	expect(screen.queryByRole('img', { name: /^PK999/ })).toBeNull()
})

test('another material is shown in table, tiles and chart; only streamers have a later count', async () => {
	const { user } = await render()
	await user.selectOptions(
		await screen.findByRole('combobox', { name: text('results.material.shown') }),
		'brochure',
	)
	const dose = text('results.material.dose', { people: '1,000' })
	expect(await screen.findByRole('columnheader', { name: dose })).toBeVisible()
	expect(await cells(/^Dera Ghazi Khan/)).toEqual(['20,000', '20', '2'])
	expect(screen.queryByRole('columnheader', { name: text('results.material.stillInPlace') })).toBeNull()
	expect(location.search).toBe('?material=brochure')
	expect(
		screen.getByRole('img', { name: text('results.material.weeks', { material: of('brochure') }) }),
	).toBeVisible()
})

test('an unknown material in the address gives streamers', async () => {
	await render({ path: '/desk/results/material?material=leaflet' })
	expect(await screen.findByRole('combobox', { name: text('results.material.shown') })).toHaveValue(
		'streamer',
	)
})

test('weeks are a chart, or a table on request', async () => {
	const { user } = await render()
	const title = text('results.material.weeks', { material: of('streamer') })
	expect(await screen.findByRole('img', { name: title })).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('coverage.chart.asTable') }))
	expect(await cells(/^5 Jan/)).toEqual(['30'])
	expect(await cells(/^12 Jan/)).toEqual(['0'])
	expect(screen.queryByRole('img', { name: title })).toBeNull()
	await user.click(screen.getByRole('button', { name: text('coverage.chart.asChart') }))
	expect(await screen.findByRole('img', { name: title })).toBeVisible()
})

test('without weeks there is no chart', async () => {
	await render({}, materialLog())
	expect(await screen.findByText(text('results.material.noPhotos'))).toBeVisible()
	expect(screen.queryByRole('button', { name: text('coverage.chart.asTable') })).toBeNull()
})

test('photos are opened on request only, and the audit log records it', async () => {
	const { user } = await render(
		{},
		materialLog({ ...log, photos: [photo(), photo({ attachment: 'photo-2' })] }),
	)
	const show = await showPhotos(2)
	expect(screen.queryAllByRole('img', { name: /^Dera Ghazi Khan, 10 Jan/ })).toEqual([])
	await user.click(show)
	const [first] = await screen.findAllByRole('img', { name: 'Dera Ghazi Khan, 10 Jan' })
	expect(first).toHaveAttribute('src', '/api/records/record%2F1/attachments/photo-1')
	expect(first?.closest('a')).toHaveAttribute('href', '/desk/records/record%2F1')
})

test('flagged photos are marked, and can be shown alone', async () => {
	const photos = [
		photo({ attachment: 'fine', district: 'PK608' }),
		photo({ attachment: 'doubtful', flags: ['moved-material'], day: '' }),
	]
	const { user } = await render({ path: '/desk/results/material?pictures=all' }, materialLog({ photos }))
	expect(await screen.findByRole('img', { name: 'Faisalabad, 10 Jan' })).toBeVisible()
	await user.click(screen.getByRole('checkbox', { name: text('results.material.onlyFlagged') }))
	await waitFor(() => expect(screen.queryByRole('img', { name: 'Faisalabad, 10 Jan' })).toBeNull())
	expect(screen.getByRole('img', { name: /^Dera Ghazi Khan/ })).toBeVisible()
	expect(screen.getByText(text('quality.kinds.moved-material'))).toBeVisible()
	await user.click(screen.getByRole('checkbox', { name: text('results.material.onlyFlagged') }))
	expect(await screen.findByRole('img', { name: 'Faisalabad, 10 Jan' })).toBeVisible()
})

test('the table has a row for each district and material', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await user.click(await screen.findByRole('button', { name: text('results.exportCsv') }))
	expect(downloads[0]?.name).toBe('material-endline.csv')
	const lines = (await downloads[0]?.text())?.trimEnd().split('\r\n') ?? []
	expect(lines).toHaveLength(1 + 3 * 8)
	expect(lines[1]).toBe('PK607,1000000,streamer,2,40,0,0,4,100000,2')
	expect(lines.find((line) => line.startsWith('PK608,,brochure'))).toBe('PK608,,brochure,0,0,0,0,,1000,0')
})

test('another round is loaded, and new entries are counted at once', async () => {
	const { server } = await render()
	chooseScope({ round: 'baseline' })
	await waitFor(() => expect(server.sent.at(-1)?.query.get('round')).toBe('baseline'))
	server.reply({
		'GET /api/results/material': materialLog({ totals: { radio: materialCount({ times: 91 }) } }),
	})
	await announceNews()
	await waitFor(async () => expect((await cells(beginOf('results.material.name.radio')))[0]).toBe('91'))
})

test('an offline page says so, and is reloaded on request', async () => {
	const { user, server } = await render({ replies: { 'GET /api/results/material': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'GET /api/results/material': log })
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	await cells(/^Dera Ghazi Khan/)
	expect(screen.queryByRole('alert')).toBeNull()
})
