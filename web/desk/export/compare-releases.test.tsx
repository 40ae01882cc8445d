import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { ReleaseComparison } from '#shared/export/release'
import { Problem } from '#shared/kernel/problem'
import { formOf } from '#shared/testing/scenario'
import { setClock } from '../../testing/clock.ts'
import { comparedReleases, releaseOf } from '../../testing/export-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { CompareReleases } from './compare-releases.tsx'

beforeEach(() => setClock())

const form = formOf(`
	type                  name   label
	integer               rooms  Rooms
	select_multiple roof  roof   Roof
	choices
	list_name  name  label
	roof       tin   Tin sheets
	roof       mud   Mud
`)
const route = 'GET /api/releases/:id/comparison'
const cell = (
	over: Partial<ReleaseComparison['cells'][number]> = {},
): ReleaseComparison['cells'][number] => ({
	record: 'record-1',
	name: 'House 1',
	column: 'rooms',
	before: '2',
	after: '3',
	by: 'edit',
	why: 'Mistyped',
	...over,
})
const others = [releaseOf('b'), releaseOf('c', { name: 'Draft' }), releaseOf('d', { name: 'Draft' })]

async function render(reply: unknown, definition: typeof form | null = form) {
	const desk = await renderDesk(
		<CompareReleases release={releaseOf('a')} others={others} form={definition} />,
		{ replies: { [route]: reply } },
	)
	await desk.user.click(screen.getAllByText(text('releases.compareWith'))[0] as HTMLElement)
	const compare = () => desk.user.selectOptions(menu(), 'b')
	return { ...desk, compare }
}
const menu = () => screen.getByRole('combobox', { name: text('releases.compareWith') }) as HTMLSelectElement
const rows = async () =>
	(await screen.findAllByRole('row'))
		.slice(1)
		.map((row) => [...row.children].map(({ textContent }) => textContent))

test('releases of the same name are distinguished by their creation time', async () => {
	await render(comparedReleases())
	expect([...menu().options].map((option) => option.text)).toEqual([
		text('fill.choose'),
		'Release b',
		'Draft · 12 Jan, 10:00',
		'Draft · 12 Jan, 10:00',
	])
})

test('each difference shows record, question, both answers and its cause', async () => {
	const { server, compare } = await render(
		comparedReleases(
			[
				cell(),
				cell({ column: 'roof', before: 'tin mud', after: '', by: 'written', why: '' }),
				cell({ column: 'status', before: 'submitted', after: 'approved', by: 'written', why: '' }),
				cell({ column: 'started', before: '', after: '2026-01-10T05:00:00.000Z', by: 'follows', why: '' }),
				cell({ record: 'record-2', name: '', column: '', before: '', after: 'x', by: 'narrowed', why: '' }),
			],
			{ added: 1, removed: 2000, changed: 4 },
		),
	)
	await compare()
	expect(
		await screen.findByText(
			text('releases.comparisonSummary', { added: '1', removed: '2,000', changed: '4' }),
		),
	).toBeVisible()
	expect(await rows()).toEqual([
		['House 1', 'Rooms rooms', '2', '3', `${text('releases.changeCause.edit')}: Mistyped`],
		['House 1', 'Roof roof', 'Tin sheets · Mud', '', text('releases.changeCause.written')],
		[
			'House 1',
			text('releases.recordField.status'),
			text('recordStatus.submitted'),
			text('recordStatus.approved'),
			text('releases.changeCause.written'),
		],
		[
			'House 1',
			text('releases.recordField.started'),
			'',
			'10 Jan, 10:00',
			text('releases.changeCause.follows'),
		],
		[
			'record-2',
			text('releases.wholeRecord'),
			text('releases.notIncluded'),
			text('releases.included'),
			text('releases.changeCause.narrowed'),
		],
	])
	expect(server.sent.map(({ path, query }) => `${path}?${query}`)).toEqual([
		'/api/releases/a/comparison?with=b',
	])
})

test('columns and codes of an unknown form are shown unchanged', async () => {
	const { compare } = await render(comparedReleases([cell({ column: 'roof', before: 'tin' })]), null)
	await compare()
	expect((await rows())[0]?.slice(1, 3)).toEqual(['roof roof', 'tin'])
})

test('no differences, or a truncated list of them, is reported', async () => {
	const same = await render(comparedReleases())
	await same.compare()
	expect(await screen.findByText(text('releases.noDifferences'))).toBeVisible()
	same.unmount()
	const more = await render(comparedReleases([cell()], { isMore: true }))
	await more.compare()
	expect(await screen.findByText(text('releases.showingFirst', { count: 1, cells: '1' }))).toBeVisible()
})

test('a running comparison is shown as such, and a refusal is shown', async () => {
	let answer: (reply: unknown) => void = () => {}
	const reply = new Promise((done) => {
		answer = done
	})
	const { compare } = await render(() => reply)
	await compare()
	expect(screen.getByText(text('cleaning.loading'))).toBeVisible()
	answer(new Problem('releases-differ'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.releases-differ'))
	expect(screen.queryByText(text('cleaning.loading'))).toBeNull()
})
