import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { SampleResponse } from '#shared/sample/sample-api'
import { defaultRounds, demonstrationRound } from '#shared/study/study'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { amina, bilal, cluster, line, replacement, sampleListed } from '../../testing/sample.ts'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dayIn } from '../../ui/formats.ts'
import { SampleScreen } from './sample-screen.tsx'

const two = cluster('PK607-01', [
	line(1, { state: 'done', person: amina.id }),
	line(2),
	line(3, { person: amina.id }),
	replacement(8),
	replacement(9, { state: 'to-visit' }),
	replacement(10),
])
const render = (
	response: SampleResponse = sampleListed([two]),
	{ replies, person, ...options }: DeskOptions = {},
) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<SampleScreen />, {
		path: '/desk/sample?district=PK607',
		...options,
		person: { role: 'administrator', ...person },
		replies: {
			'GET /api/sample': response,
			'POST /api/sample/assignments': noContent,
			'POST /api/sample/cluster-access': noContent,
			'POST /api/sample/listing-draws': noContent,
			'POST /api/sample': noContent,
			...replies,
		},
	})
}
const who = (label: string) => screen.findByRole('combobox', { name: label })
const men = () => who(text('sample.assignMen', { cluster: 'PK607-01' }))
const women = () => who(text('sample.assignWomen', { cluster: 'PK607-01' }))
const give = (name: string) => screen.findByRole('button', { name: text('sample.assignTo', { who: name }) })

test('the progress of households is shown: in total, by cluster, and each', async () => {
	const { server } = await render()
	expect(await screen.findByText(text('sample.summary', { done: 1, wanted: 3, free: 1 }))).toBeVisible()
	const row = screen.getByRole('row', { name: /^PK607-01/ })
	expect(row).toHaveTextContent(text('sample.completedOf', { done: 1, wanted: 2 }))
	expect(row).toHaveTextContent(text('sample.completedOf', { done: 0, wanted: 1 }))
	expect(row).toHaveTextContent(text('sample.unlockedOf', { open: 1, all: 3 }))
	const all = within(row).getByText(text('sample.allHouseholds')).closest('details') as HTMLElement
	const [first, , , reserve] = within(all).getAllByRole('row').slice(1)
	expect(first).toHaveTextContent(`11${text('dayPlan.sex.male')}${text('dayPlan.status.done')}Amina`)
	expect(reserve).toHaveTextContent(
		`8${text('sample.replacement')}${text('dayPlan.status.closed')}${text('sample.unassigned')}`,
	)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ round: 'endline', district: 'PK607' })
})

test('men’s households are assigned with every other replacement, after a second press', async () => {
	const { user, server } = await render()
	expect(await men()).toHaveValue(amina.id)
	await user.selectOptions(await men(), bilal.id)
	expect(server.bodiesOf('POST /api/sample/assignments')).toEqual([])
	await user.click(await give('Bilal'))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/sample/assignments')).toEqual([
			{ round: 'endline', cluster: 'PK607-01', households: [1, 3, 8, 10], person: bilal.id },
		]),
	)
	// the list is reloaded before the next button is pressed
	await waitFor(() => expect(server.sent.filter(({ method }) => method === 'GET')).toHaveLength(2))
})

test('women’s households get the other replacements, and can be unassigned', async () => {
	const { user, server } = await render(
		sampleListed([cluster('PK607-01', [line(2, { person: amina.id }), replacement(8), replacement(9)])]),
	)
	await user.selectOptions(await women(), '')
	await user.click(await screen.findByRole('button', { name: text('sample.unassign') }))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/sample/assignments')).toEqual([
			{ round: 'endline', cluster: 'PK607-01', households: [2, 9], person: null },
		]),
	)
})

test('a cluster shared by several enumerators, or by one who left, is marked, and no assignment is replaced by accident', async () => {
	await render(
		sampleListed([
			cluster('PK607-01', [
				line(1, { person: amina.id }),
				line(3, { person: bilal.id }),
				line(2, { person: 'somebody-who-left-here' }),
			]),
		]),
	)
	expect(
		within(await men()).getByRole('option', { name: text('sample.severalEnumerators') }),
	).toBeInTheDocument()
	expect(within(await women()).getByRole('option', { name: '—' })).toBeInTheDocument()
	expect(screen.queryByRole('button', { name: text('sample.unassign') })).toBeNull()
})

test.each(['unreachable', 'waiting'] as const)(
	'households of a cluster cannot be assigned: %s',
	async (state) => {
		await render(sampleListed([cluster('PK607-01', [line(1), line(2)], { state })]))
		expect(await men()).toBeDisabled()
		expect(await women()).toBeDisabled()
	},
)

test('a returned household is assigned to another enumerator', async () => {
	const { user, server } = await render(
		sampleListed([cluster('PK607-01', [line(5, { state: 'handed-back', person: amina.id })])]),
	)
	await user.selectOptions(await who(text('sample.returnedToOffice', { household: 5 })), bilal.id)
	await user.click(await give('Bilal'))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/sample/assignments')).toMatchObject([
			{ households: [5], person: bilal.id },
		]),
	)
})

test('households whose enumerator has not synced for long can be assigned to others', async () => {
	const over = { person: amina.id, leaseEnds: '2026-01-10' }
	const { user, server } = await render(
		sampleListed([
			cluster('PK607-01', [
				line(1, over),
				line(2, { ...over, leaseEnds: '2026-01-12' }),
				line(3, { ...over, leaseEnds: '2026-01-15' }),
			]),
		]),
	)
	const label = text('sample.leaseExpired', { count: 2, who: 'Amina', day: dayIn('en', '2026-01-10') })
	await user.selectOptions(await who(label), bilal.id)
	await user.click(await give('Bilal'))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/sample/assignments')).toMatchObject([
			{ households: [1, 2], person: bilal.id },
		]),
	)
})

test('a refusal is shown, the selection stays, and it can be tried again', async () => {
	const { user, server } = await render(undefined, {
		replies: { 'POST /api/sample/assignments': new Problem('round-closed') },
	})
	await user.selectOptions(await men(), bilal.id)
	await user.click(await give('Bilal'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.round-closed'))
	expect(await men()).toHaveValue(bilal.id)
	server.reply({ 'POST /api/sample/assignments': noContent })
	await user.click(await give('Bilal'))
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('until the list shows the change nothing is sent twice', async () => {
	const { user, server } = await render()
	await user.selectOptions(await men(), bilal.id)
	server.reply({ 'GET /api/sample': () => new Promise(() => {}) })
	await user.click(await give('Bilal'))
	await waitFor(async () => expect(await men()).toBeDisabled())
	expect(screen.queryByRole('button', { name: text('sample.assignTo', { who: 'Bilal' }) })).toBeNull()
})

test('users who import samples see assignments, and cannot change them', async () => {
	await render(undefined, { person: { role: 'data-manager' } })
	expect(await men()).toBeDisabled()
	expect(screen.queryByRole('button', { name: /PK607-01$/ })).toBeNull()
	expect(screen.getByLabelText(text('sample.chooseFile'), { selector: 'input' })).toBeInTheDocument()
})

test('a coordinator assigns, and cannot import a sample', async () => {
	await render(sampleListed([two], { drawn: [drawn] }), { person: { role: 'coordinator' } })
	expect(await men()).toBeEnabled()
	expect(screen.queryByLabelText(text('sample.chooseFile'), { selector: 'input' })).toBeNull()
	expect(
		screen.queryByRole('button', { name: text('sample.addToSample', { cluster: 'PK607-07' }) }),
	).toBeNull()
})

test('the demonstration is read-only', async () => {
	const rounds = [...defaultRounds, demonstrationRound]
	const { server } = await render(undefined, { person: { demonstration: true }, study: { rounds } })
	expect(await men()).toBeDisabled()
	expect(server.sent[0]?.query.get('round')).toBe('demo')
	expect(screen.queryByLabelText(text('sample.chooseFile'), { selector: 'input' })).toBeNull()
})

test('a closed round accepts no sample', async () => {
	await render(undefined, { path: '/desk/sample?district=PK607&round=baseline' })
	await men()
	expect(screen.queryByLabelText(text('sample.chooseFile'), { selector: 'input' })).toBeNull()
})

const drawn = { record: 'record-record-record-r', cluster: 'PK607-07', listed: 120, chosen: 12, reserve: 4 }

test('a cluster listed and drawn on a phone is added to the sample with its area', async () => {
	const { user, server } = await render(sampleListed([two], { drawn: [drawn] }))
	const { record: _, ...withoutRecord } = drawn
	const details = { cluster: 'PK607-07' }
	expect(await screen.findByText(text('sample.listingDrawHelp', withoutRecord))).toBeVisible()
	await user.selectOptions(await who(text('sample.listingArea')), 'urban')
	server.reply({ 'POST /api/sample/listing-draws': new Problem('sample-conflicts-with-stored', details) })
	const take = screen.getByRole('button', { name: text('sample.addToSample', { cluster: 'PK607-07' }) })
	await user.click(take)
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('problem.sample-conflicts-with-stored', details),
	)
	server.reply({ 'POST /api/sample/listing-draws': noContent, 'GET /api/sample': sampleListed([two]) })
	await user.click(take)
	await waitFor(() => expect(screen.queryByText(text('sample.listingDrawHelp', withoutRecord))).toBeNull())
	expect(server.bodiesOf('POST /api/sample/listing-draws').at(-1)).toEqual({
		round: 'endline',
		record: drawn.record,
		area: 'urban',
	})
})

test('another district is loaded, and the plan is of the shown one', async () => {
	const { user, server } = await render()
	await user.selectOptions(await who(text('sample.district')), 'PK608')
	await waitFor(() => expect(server.sent.at(-1)?.query.get('district')).toBe('PK608'))
	expect(await screen.findByRole('link', { name: text('sample.printPlan') })).toHaveAttribute(
		'href',
		'/desk/sample/plan?round=endline&district=PK608',
	)
	await user.selectOptions(await who(text('desk.round')), 'pilot')
	await waitFor(() => expect(location.search).toBe('?round=pilot&district=PK608'))
})

test('a missing sample is reported, and there is no plan', async () => {
	await render(sampleListed([]))
	expect(await screen.findByText(text('sample.empty'))).toBeVisible()
	expect(screen.queryByRole('link', { name: text('sample.printPlan') })).toBeNull()
	expect(screen.queryByRole('table')).toBeNull()
})

test('the table is exported as shown', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await men()
	await user.click(
		screen.getByRole('button', { name: `${text('coverage.exportCsv')}: ${text('sample.title')}` }),
	)
	expect(downloads[0]?.name).toBe('households-PK607.csv')
	expect(await downloads[0]?.text()).toContain('1 of 2 Amina (amina)')
})

test('synced changes are shown at once, and a network failure is reported', async () => {
	const { server, unmount } = await render()
	await men()
	server.reply({ 'GET /api/sample': sampleListed([cluster('PK607-02', [line(1)])]) })
	await announceNews()
	expect(await screen.findByRole('row', { name: /^PK607-02/ })).toBeVisible()
	unmount()
	await render(undefined, { replies: { 'GET /api/sample': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.no-connection'))
})
