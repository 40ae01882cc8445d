import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { AssignHouseholdsRequest, SampleResponse } from '#shared/sample/sample-api'
import { defaultRounds, demonstrationRound } from '#shared/study/study'
import { setClock } from '../../testing/clock.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { amina, bilal, cluster, line, replacement, sampleListed } from '../../testing/sample.ts'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { noContent, offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { dayIn } from '../../ui/formats.ts'
import { householdsText } from './household-count.ts'
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
	localStorage.clear()
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
const row = (sex: 'men' | 'women', cluster = 'PK607-01') =>
	screen.findByRole('row', { name: new RegExp(`^${cluster}, ${text(`sample.${sex}`)}`) })
const box = (sex: 'men' | 'women', cluster = 'PK607-01') =>
	screen.findByRole('checkbox', { name: `${cluster}, ${text(`sample.${sex}`)}` })
const button = (name: string) => screen.findByRole('button', { name })
const selectedText = (households: number, replacements = 0) =>
	householdsText({ households, replacements }, text)
const assignments = 'POST /api/sample/assignments'

test('the progress of households is shown: in total, by cluster, and each', async () => {
	const { user, server } = await render()
	expect(await screen.findByText(text('sample.summary', { done: 1, wanted: 3, free: 1 }))).toBeVisible()
	expect(await row('men')).toHaveTextContent(text('sample.completedOf', { done: 1, wanted: 2 }))
	expect(await row('men')).toHaveTextContent('Amina')
	expect(await row('women')).toHaveTextContent(text('sample.completedOf', { done: 0, wanted: 1 }))
	expect(await row('women')).toHaveTextContent(text('sample.rowState.unassigned'))
	expect(await row('men')).toHaveTextContent(text('sample.unlockedOf', { open: 0, all: 2 }))
	await user.click(within(await row('men')).getByRole('button', { name: /PK607-01/ }))
	const [, first, , reserve] = screen
		.getAllByRole('row')
		.filter((each) => each.querySelector('[aria-label^="Household "]'))
	expect(first).toHaveTextContent(`11${text('dayPlan.status.done')}Amina`)
	expect(reserve).toHaveTextContent(
		`8${text('sample.replacement')}${text('dayPlan.status.closed')}${text('sample.unassigned')}`,
	)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ round: 'endline', district: 'PK607' })
})

test('selected households are assigned with every other replacement, and that can be undone', async () => {
	const { user, server } = await render()
	await user.click(await box('men'))
	const bar = within(screen.getByRole('region', { name: text('desk.selection') }))
	expect(bar.getByRole('status')).toHaveTextContent(selectedText(2, 2))
	await user.click(bar.getByRole('button', { name: text('sample.assign') }))
	const dialog = within(
		screen.getByRole('dialog', { name: text('sample.assignHouseholds', { households: selectedText(2, 2) }) }),
	)
	// the least busy first
	expect(dialog.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		`Bilal ${text('sample.left', { count: 0, left: '0' })}`,
		`Amina ${text('sample.left', { count: 1, left: '1' })}`,
	])
	await user.click(dialog.getByRole('button', { name: /Bilal/ }))
	const households = [1, 3, 8, 10]
	await waitFor(() =>
		expect(server.bodiesOf(assignments)).toEqual([
			{ round: 'endline', assignments: [{ cluster: 'PK607-01', households, person: bilal.id }] },
		]),
	)
	expect(
		await screen.findByText(text('sample.householdsAssigned', { households: selectedText(2, 2) })),
	).toBeVisible()
	expect(screen.queryByRole('region', { name: text('desk.selection') })).toBeNull()
	await user.click(await button(text('review.undo')))
	await waitFor(() =>
		expect(server.bodiesOf(assignments).at(-1)).toEqual({
			round: 'endline',
			assignments: [
				{ cluster: 'PK607-01', households: [1, 3], person: amina.id },
				{ cluster: 'PK607-01', households: [8, 10], person: null },
			],
		}),
	)
})

test('a whole district is split evenly with four presses', async () => {
	const clusters = Array.from({ length: 4 }, (_, i) => cluster(`PK607-0${i + 1}`, [line(1), line(2)]))
	const { user, server } = await render(sampleListed(clusters))
	await user.click(await screen.findByRole('checkbox', { name: text('desk.selectAll') }))
	await user.click(await button(text('sample.split')))
	await user.click(await button(text('sample.splitAmong', { count: 2 })))
	await waitFor(() => expect(server.bodiesOf(assignments)).toHaveLength(1))
	const [{ assignments: sent }] = server.bodiesOf(assignments) as [AssignHouseholdsRequest]
	const many = (person: string) =>
		sent.filter((each) => each.person === person).flatMap(({ households }) => households).length
	expect([many(amina.id), many(bilal.id)]).toEqual([4, 4])
})

test('a split leaves completed households with their enumerator, and previews what each one gets', async () => {
	const own = { person: amina.id }
	const { user, server } = await render(
		sampleListed([
			cluster('PK607-01', [
				line(1, { ...own, state: 'done' }),
				line(3, { ...own, state: 'ended' }),
				replacement(8, own),
			]),
			cluster('PK607-02', [line(1, { ...own, state: 'done' }), line(3, own), replacement(8, own)]),
			cluster('PK607-03', [line(2, { ...own, state: 'handed-back' })]),
		]),
	)
	await user.click(await screen.findByRole('checkbox', { name: text('desk.selectAll') }))
	const bar = screen.getByRole('region', { name: text('desk.selection') })
	expect(bar).toHaveTextContent(selectedText(5, 2))
	await user.click(await button(text('sample.split')))
	const households = selectedText(2, 1)
	const dialog = within(screen.getByRole('dialog', { name: text('sample.splitHouseholds', { households }) }))
	expect(dialog.getByText(text('sample.settledStay', { count: 4 }))).toBeVisible()
	const amount = (name: RegExp) => dialog.getByRole('checkbox', { name }).closest('li')
	// not the one that she returned
	expect(amount(/Amina/)).toHaveTextContent(text('sample.gets', { households: selectedText(1, 1) }))
	expect(amount(/Bilal/)).toHaveTextContent(text('sample.gets', { households: selectedText(1) }))
	await user.click(dialog.getByRole('checkbox', { name: /Amina/ }))
	expect(amount(/Bilal/)).toHaveTextContent(text('sample.gets', { households }))
	await user.click(await button(text('sample.splitAmong', { count: 1 })))
	await waitFor(() =>
		expect(server.bodiesOf(assignments)).toMatchObject([
			{
				assignments: [
					{ cluster: 'PK607-02', households: [3, 8], person: bilal.id },
					{ cluster: 'PK607-03', households: [2], person: bilal.id },
				],
			},
		]),
	)
})

test('nothing is split if all selected households are completed', async () => {
	const { user } = await render(sampleListed([cluster('PK607-01', [line(1, { state: 'done' })])]))
	await user.click(await box('men'))
	await user.click(await button(text('sample.split')))
	expect(await screen.findByText(text('sample.settledStay', { count: 1 }))).toBeVisible()
	expect(await button(text('sample.splitAmong', { count: 2 }))).toBeDisabled()
})

test.each([
	['endline', 'sample.nobodyHere'],
	['demo', 'sample.nobodyInDemonstration'],
] as const)('a district without enumerators says why none can be chosen: %s', async (round, why) => {
	const { user } = await render(sampleListed([two], { people: [] }), {
		path: `/desk/sample?district=PK607&round=${round}`,
		study: { rounds: [...defaultRounds, demonstrationRound] },
	})
	await user.click(await box('men'))
	await user.click(await button(text('sample.split')))
	const dialog = within(screen.getByRole('dialog'))
	expect(dialog.getByText(text(why))).toBeVisible()
	expect(dialog.getByRole('button', { name: text('sample.split') })).toBeDisabled()
	await user.click(dialog.getByRole('button', { name: text('app.cancel') }))
	await user.click(await button(text('sample.assign')))
	expect(await screen.findByText(text(why))).toBeVisible()
})

test('single households are assigned, and unassigned', async () => {
	const { user, server } = await render()
	await user.click(within(await row('men')).getByRole('button', { name: /PK607-01/ }))
	await user.click(screen.getByRole('checkbox', { name: `${text('sample.household')} 3` }))
	await user.click(await button(text('sample.unassign')))
	await waitFor(() =>
		expect(server.bodiesOf(assignments)).toEqual([
			{ round: 'endline', assignments: [{ cluster: 'PK607-01', households: [3], person: null }] },
		]),
	)
	// the list is reloaded
	await waitFor(() => expect(server.sent.filter(({ method }) => method === 'GET')).toHaveLength(2))
})

test('a cluster shared by several enumerators names them, and one who left is marked', async () => {
	await render(
		sampleListed([
			cluster('PK607-01', [
				line(1, { person: amina.id }),
				line(3, { person: bilal.id }),
				line(2, { person: 'somebody-who-left-here' }),
			]),
		]),
	)
	expect(await row('men')).toHaveTextContent('Amina, Bilal')
	expect(await row('women')).toHaveTextContent('—')
})

test.each(['unreachable', 'waiting'] as const)(
	'households of a cluster cannot be assigned: %s',
	async (state) => {
		await render(sampleListed([cluster('PK607-01', [line(1), line(2)], { state })]))
		expect(await box('men')).toBeDisabled()
		expect(await box('women')).toBeDisabled()
	},
)

test('returned households are selected at once, and assigned to somebody else', async () => {
	const { user, server } = await render(
		sampleListed([cluster('PK607-01', [line(5, { state: 'handed-back', person: amina.id })])]),
	)
	await user.click(await button(text('sample.selectThem')))
	await user.click(await button(text('sample.assign')))
	await user.click(await screen.findByRole('button', { name: /Bilal/ }))
	await waitFor(() =>
		expect(server.bodiesOf(assignments)).toMatchObject([
			{ assignments: [{ households: [5], person: bilal.id }] },
		]),
	)
})

test('households whose enumerator has not synced for long are selected at once', async () => {
	const over = { person: amina.id, leaseEnds: '2026-01-10' }
	const { user } = await render(
		sampleListed([
			cluster('PK607-01', [
				line(1, over),
				line(2, { ...over, leaseEnds: '2026-01-12' }),
				line(3, { ...over, leaseEnds: '2026-01-15' }),
			]),
		]),
	)
	expect(
		await screen.findByText(
			text('sample.leaseExpired', { count: 2, who: 'Amina', day: dayIn('en', '2026-01-10') }),
		),
	).toBeVisible()
	await user.click(await button(text('sample.selectThem')))
	expect(screen.getByRole('region', { name: text('desk.selection') })).toHaveTextContent(
		text('sample.selectedCount', { count: 2 }),
	)
})

test('a refusal is shown, the selection stays, and it can be tried again', async () => {
	const { user, server } = await render(undefined, {
		replies: { [assignments]: new Problem('round-closed') },
	})
	await user.click(await box('men'))
	await user.click(await button(text('sample.unassign')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.round-closed'))
	expect(await box('men')).toBeChecked()
	server.reply({ [assignments]: noContent })
	await user.click(await button(text('sample.unassign')))
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('rows are filtered by cluster, enumerator and status, in the address', async () => {
	const { user } = await render(
		sampleListed([
			cluster('PK607-01', [line(1, { person: amina.id })]),
			cluster('PK607-02', [line(1, { person: bilal.id })]),
			cluster('PK607-03', [line(1)]),
		]),
	)
	await box('men')
	await user.type(screen.getByRole('searchbox', { name: text('sample.findCluster') }), 'bilal')
	expect(location.search).toContain('find=bilal')
	expect(screen.queryByRole('checkbox', { name: /PK607-01/ })).toBeNull()
	await user.clear(screen.getByRole('searchbox', { name: text('sample.findCluster') }))
	await user.click(screen.getByRole('button', { name: text('sample.status') }))
	await user.click(screen.getByRole('radio', { name: beginning(text('sample.rowState.unassigned')) }))
	expect(screen.getByRole('checkbox', { name: /PK607-03/ })).toBeVisible()
	expect(screen.queryByRole('checkbox', { name: /PK607-02/ })).toBeNull()
	// only what is shown is selected
	await user.click(await screen.findByRole('checkbox', { name: text('desk.selectAll') }))
	expect(screen.getByRole('region', { name: text('desk.selection') })).toHaveTextContent(
		text('sample.selectedCount', { count: 1 }),
	)
})

test('assignments are exported, changed and imported as a file', async () => {
	const files = watchSavedFiles()
	const { user, server } = await render()
	await box('men')
	await user.click(screen.getByRole('button', { name: text('coverage.exportCsv') }))
	expect(files[0]?.name).toBe('assignments-PK607.csv')
	const exported = await rowsOfFile(files[0])
	expect(exported).toHaveLength(7)
	await user.click(screen.getByText(text('sample.importAssignments')))
	const field = screen.getByLabelText(text('sample.chooseAssignments'), { selector: 'input' })
	await user.upload(field, new File(['cluster,household,code\nPK607-01,2,nobody\n'], 'a.csv'))
	expect(await screen.findByRole('alert')).toHaveTextContent('nobody')
	await user.upload(field, new File(['cluster,household,code\nPK607-01,2,bilal\n'], 'a.csv'))
	expect(await screen.findByText(text('sample.previewAssignments', { count: 1, same: 0 }))).toBeVisible()
	await user.click(await button(text('sample.assignHouseholds', { households: selectedText(1) })))
	await waitFor(() =>
		expect(server.bodiesOf(assignments)).toEqual([
			{ round: 'endline', assignments: [{ cluster: 'PK607-01', households: [2], person: bilal.id }] },
		]),
	)
})

test('the workload of each enumerator is shown', async () => {
	await render()
	const workload = within(await screen.findByRole('region', { name: text('sample.workload') }))
	expect(workload.getByRole('row', { name: /^Amina/ })).toHaveTextContent(/^Amina amina12101$/)
})

test('users who import samples see assignments, and cannot change them', async () => {
	await render(undefined, { person: { role: 'data-manager' } })
	expect(await screen.findByText('Amina', { selector: 'td bdi' })).toBeVisible()
	expect(screen.queryByRole('checkbox')).toBeNull()
	expect(screen.getByLabelText(text('sample.chooseFile'), { selector: 'input' })).toBeInTheDocument()
})

test('a coordinator assigns, and cannot import a sample', async () => {
	await render(sampleListed([two], { drawn: [drawn] }), { person: { role: 'coordinator' } })
	expect(await box('men')).toBeEnabled()
	expect(screen.queryByLabelText(text('sample.chooseFile'), { selector: 'input' })).toBeNull()
	expect(
		screen.queryByRole('button', { name: text('sample.addToSample', { cluster: 'PK607-07' }) }),
	).toBeNull()
})

test('the demonstration is read-only', async () => {
	const rounds = [...defaultRounds, demonstrationRound]
	const { server } = await render(undefined, { person: { demonstration: true }, study: { rounds } })
	expect((await screen.findAllByRole('table'))[0]).toBeVisible()
	expect(screen.queryByRole('checkbox')).toBeNull()
	expect(server.sent[0]?.query.get('round')).toBe('demo')
	expect(screen.queryByLabelText(text('sample.chooseFile'), { selector: 'input' })).toBeNull()
})

test('a closed round accepts no sample', async () => {
	await render(undefined, { path: '/desk/sample?district=PK607&round=baseline' })
	await box('men')
	expect(screen.queryByLabelText(text('sample.chooseFile'), { selector: 'input' })).toBeNull()
})

const drawn = { record: 'record-record-record-r', cluster: 'PK607-07', listed: 120, chosen: 12, reserve: 4 }

test('a cluster listed and drawn on a phone is added to the sample with its area', async () => {
	const { user, server } = await render(sampleListed([two], { drawn: [drawn] }))
	const { record: _, ...withoutRecord } = drawn
	const details = { cluster: 'PK607-07' }
	expect(await screen.findByText(text('sample.listingDrawHelp', withoutRecord))).toBeVisible()
	await user.selectOptions(await screen.findByRole('combobox', { name: text('sample.listingArea') }), 'urban')
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

test('the plan is of the shown district', async () => {
	await render(undefined, { path: '/desk/sample?district=PK608&round=pilot' })
	expect(await screen.findByRole('link', { name: text('sample.printPlan') })).toHaveAttribute(
		'href',
		'/desk/sample/plan?round=pilot&district=PK608',
	)
})

test('a missing sample is reported, and there is no plan', async () => {
	await render(sampleListed([]))
	expect(await screen.findByText(text('sample.empty'))).toBeVisible()
	expect(screen.queryByRole('link', { name: text('sample.printPlan') })).toBeNull()
	expect(screen.queryByRole('table')).toBeNull()
})

test('synced changes are shown at once, and a network failure is reported', async () => {
	const { server, unmount } = await render()
	await box('men')
	server.reply({ 'GET /api/sample': sampleListed([cluster('PK607-02', [line(1)])]) })
	await announceNews()
	expect(await box('men', 'PK607-02')).toBeVisible()
	unmount()
	await render(undefined, { replies: { 'GET /api/sample': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
