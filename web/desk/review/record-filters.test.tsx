import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { QueueFacets, RecordQuery } from '#shared/review/record-list'
import { announceNews } from '../../testing/news.ts'
import { personListed } from '../../testing/people-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { setScreenWidth } from '../../testing/screen-width.ts'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { RecordFilters } from './record-filters.tsx'

const numbers: QueueFacets = {
	form: { visit: 1200 },
	owner: {},
	flag: { any: 2, alike: 2 },
}
const forms = [
	['visit', 'Visit'],
	['household', 'Household'],
] as const

async function render(query: RecordQuery, options: DeskOptions = {}) {
	const onChange = vi.fn()
	const desk = await renderDesk(<RecordFilters query={query} onChange={onChange} forms={forms} />, {
		...options,
		replies: {
			'GET /api/people': [
				personListed({ id: 'zara', name: 'Zara' }),
				personListed({ id: 'amina', name: 'Amina' }),
				personListed({ id: 'sadia', name: 'Sadia', role: 'data-manager' }),
			],
			'GET /api/review/facets': numbers,
			...options.replies,
		},
	})
	return { ...desk, onChange }
}
const chip = (name: string) => screen.getByRole('button', { name: new RegExp(`^${name}`) })
/** Opens the options of a chip and returns their labels, with counts if there are some. */
async function openOptions(user: Awaited<ReturnType<typeof render>>['user'], name: string) {
	await user.click(chip(name))
	const options = [...screen.getByRole('group', { name }).querySelectorAll('label')]
	return options.map(({ textContent }) => textContent)
}

test('the list is filtered by one value of each kind, and reset', async () => {
	const { user, onChange } = await render({ form: 'visit' })
	await user.click(chip(text('review.form')))
	await user.click(screen.getByRole('radio', { name: 'Household' }))
	expect(onChange).toHaveBeenLastCalledWith({ form: 'household' })
	expect(chip(text('review.form'))).toHaveTextContent('Visit')
	await user.click(
		screen.getByRole('button', { name: text('desk.clearFilter', { name: text('review.form') }) }),
	)
	expect(onChange).toHaveBeenLastCalledWith({ form: undefined })
})

test('several statuses can be chosen, and taken away one by one', async () => {
	const { user, onChange } = await render({ status: 'returned,submitted' })
	expect(chip(text('review.status'))).toHaveTextContent('2')
	await user.click(chip(text('review.status')))
	await user.click(screen.getByRole('checkbox', { name: text('recordStatus.approved') }))
	expect(onChange).toHaveBeenLastCalledWith({ status: 'returned,submitted,approved' })
	await user.click(screen.getByRole('checkbox', { name: text('recordStatus.returned') }))
	expect(onChange).toHaveBeenLastCalledWith({ status: 'submitted' })
})

test('without the last status the list has all', async () => {
	const { user, onChange } = await render({ status: 'returned' })
	await user.click(chip(text('review.status')))
	await user.click(screen.getByRole('checkbox', { name: text('recordStatus.returned') }))
	expect(onChange).toHaveBeenLastCalledWith({ status: undefined })
})

test('records are filtered by the days on which they were finished', async () => {
	const { user, onChange } = await render({ to: '2026-01-20' })
	expect(chip(text('quality.finished'))).toHaveTextContent('– 20 Jan')
	await user.click(chip(text('quality.finished')))
	fireEvent.change(screen.getByLabelText(text('desk.firstDay')), { target: { value: '2026-01-12' } })
	expect(onChange).toHaveBeenLastCalledWith({ from: '2026-01-12', to: '2026-01-20' })
	await user.keyboard('{Escape}')
	expect(screen.queryByLabelText(text('desk.firstDay'))).toBeNull()
	expect(chip(text('quality.finished'))).toHaveFocus()
})

test('all filters are cleared at once, but the page stays', async () => {
	const { user, onChange } = await render({ waiting: '1', order: 'oldest', disputed: '1', form: 'visit' })
	await user.click(screen.getByRole('button', { name: text('desk.clearFilters') }))
	const [cleared] = onChange.mock.lastCall ?? []
	expect(cleared).toMatchObject({ form: undefined, owner: undefined, search: undefined })
	for (const kept of ['waiting', 'order', 'disputed']) expect(cleared).not.toHaveProperty(kept)
})

test('without a filter there is nothing to clear', async () => {
	await render({ waiting: '1', order: 'oldest' })
	expect(screen.queryByRole('button', { name: text('desk.clearFilters') })).toBeNull()
})

test('enumerators are sorted by name, without office users', async () => {
	const { user, onChange } = await render({})
	await screen.findByRole('button', { name: text('review.enumerator') })
	expect(await openOptions(user, text('review.enumerator'))).toEqual(['Amina', 'Zara'])
	await user.click(screen.getByRole('checkbox', { name: 'Zara' }))
	expect(onChange).toHaveBeenLastCalledWith({ owner: 'zara' })
})

test('users who may not list users do not request them', async () => {
	const { server } = await render({}, { person: { role: 'safeguarding-lead' } })
	expect(screen.queryByRole('button', { name: text('review.enumerator') })).toBeNull()
	expect(server.sent).toEqual([])
})

test('conflicts are filtered by one tap', async () => {
	const { user, onChange } = await render({})
	await user.click(screen.getByRole('button', { name: text('review.onlyConflicts') }))
	expect(onChange).toHaveBeenLastCalledWith({ disputed: '1' })
})

test('users who publish forms can filter unreadable records, and others do not request them', async () => {
	const { user, onChange } = await render({}, { person: { role: 'data-manager' } })
	await user.click(screen.getByRole('button', { name: text('review.onlyUnreadable') }))
	expect(onChange).toHaveBeenLastCalledWith({ notUnderstood: '1' })
})

test('a coordinator does not request unreadable records', async () => {
	await render({}, { person: { role: 'coordinator' } })
	expect(screen.queryByRole('button', { name: text('review.onlyUnreadable') })).toBeNull()
})

test('a second tap shows all records again', async () => {
	const { user, onChange } = await render({ disputed: '1' })
	expect(chip(text('review.onlyConflicts'))).toHaveAttribute('aria-pressed', 'true')
	await user.click(screen.getByRole('button', { name: text('review.onlyConflicts') }))
	expect(onChange).toHaveBeenLastCalledWith({ disputed: undefined })
})

test('a search starts when typing pauses', async () => {
	const { user, onChange } = await render({ search: 'Kot' })
	const field = screen.getByRole('searchbox', { name: text('review.search') })
	expect(field).toHaveValue('Kot')
	await user.click(field)
	await user.paste(' Addu')
	await waitFor(() => expect(onChange).toHaveBeenCalledWith({ search: 'Kot Addu' }))
	await user.clear(field)
	await waitFor(() => expect(onChange).toHaveBeenLastCalledWith({ search: undefined }))
	expect(onChange).toHaveBeenCalledTimes(2)
})

test('in the queue each value shows its count, and values without records are left out', async () => {
	const { server, user } = await render({ waiting: '1', form: 'household', order: 'oldest', before: 4 })
	await screen.findByRole('button', { name: text('review.qualityFlags') })
	// the chosen value stays visible
	expect(await openOptions(user, text('review.form'))).toEqual(['Visit1,200', 'Household0'])
	const request = server.sent.find(({ path }) => path === '/api/review/facets')
	// the counts do not depend on the order
	expect(Object.fromEntries(request?.query ?? [])).toEqual({ waiting: '1', form: 'household' })
})

test('if counting takes too long or fails, all values are offered', async () => {
	for (const reply of [null, offline]) {
		const { user, unmount } = await render({ waiting: '1' }, { replies: { 'GET /api/review/facets': reply } })
		expect(await openOptions(user, text('review.form'))).toEqual(['Visit', 'Household'])
		unmount()
	}
})

test('counts are refreshed when the server has new data', async () => {
	const { server, user } = await render({ waiting: '1' })
	expect(await openOptions(user, text('review.form'))).toEqual(['Visit1,200'])
	server.reply({ 'GET /api/review/facets': { ...numbers, form: { visit: 3, household: 4 } } })
	await announceNews()
	await waitFor(() =>
		expect(screen.getByRole('group', { name: text('review.form') })).toHaveTextContent('Visit3Household4'),
	)
})

test('the queue has an order and a flag filter instead of a status', async () => {
	const { user, onChange } = await render({ waiting: '1' })
	expect(screen.queryByRole('button', { name: text('review.status') })).toBeNull()
	await user.selectOptions(screen.getByRole('combobox', { name: text('review.sort') }), 'worst')
	expect(onChange).toHaveBeenLastCalledWith({ order: 'worst' })
	expect(await openOptions(user, text('review.qualityFlags'))).toHaveLength(2)
	await user.click(screen.getByRole('radio', { name: new RegExp(text('quality.kinds.alike')) }))
	expect(onChange).toHaveBeenLastCalledWith({ flag: 'alike' })
})

test('a safeguarding lead sees no flags', async () => {
	await render({ waiting: '1' }, { person: { role: 'safeguarding-lead' } })
	expect(screen.queryByRole('button', { name: text('review.qualityFlags') })).toBeNull()
})

test('on a server for the helpline alone there are no flags and no order by them', async () => {
	await render({ waiting: '1' }, { study: { serves: ['helpline'] } })
	expect(screen.queryByRole('button', { name: text('review.qualityFlags') })).toBeNull()
	const sort = screen.getByRole('combobox', { name: text('review.sort') }) as HTMLSelectElement
	expect([...sort.options].map(({ value }) => value)).toEqual(['', 'oldest'])
})

test('several enumerators can be chosen', async () => {
	const { user, onChange } = await render({ owner: 'amina' })
	await screen.findByText('Amina')
	await user.click(chip(text('review.enumerator')))
	await user.click(screen.getByRole('checkbox', { name: /Zara/ }))
	expect(onChange).toHaveBeenLastCalledWith({ owner: 'amina,zara' })
	await user.click(screen.getByRole('checkbox', { name: /Amina/ }))
	expect(onChange).toHaveBeenLastCalledWith({ owner: undefined })
})

test('filters that came with a link are shown, and are removed one by one or together', async () => {
	const { user, onChange } = await render({
		form: 'household',
		cluster: 'KHI-012',
		sex: 'female',
		outcome: 'done',
		counted: '1',
		day: '2026-03-02',
	})
	expect(chip(text('review.linkedFilter.cluster'))).toHaveTextContent('Cluster: KHI-012')
	expect(chip(text('review.linkedFilter.sex'))).toHaveTextContent(text('people.sexes.female'))
	expect(chip(text('quality.finished'))).toHaveTextContent('2')
	await user.click(chip(text('review.linkedFilter.counted')))
	expect(onChange).toHaveBeenLastCalledWith({ counted: undefined })
	await user.click(chip(text('review.linkedFilter.outcome')))
	expect(onChange).toHaveBeenLastCalledWith({ outcome: undefined })
	await user.click(
		screen.getByRole('button', { name: text('desk.clearFilter', { name: text('quality.finished') }) }),
	)
	expect(onChange).toHaveBeenLastCalledWith({ day: undefined, from: undefined, to: undefined })
	await user.click(screen.getByRole('button', { name: text('desk.clearFilters') }))
	expect(onChange).toHaveBeenLastCalledWith(
		expect.objectContaining({ cluster: undefined, sex: undefined, counted: undefined, day: undefined }),
	)
})

test('on a narrow screen the filters are behind a button that says how many are set beside the search', async () => {
	setScreenWidth()
	const { user } = await render({
		search: 'Jampur',
		status: 'approved',
		from: '2026-10-01',
		to: '2026-10-31',
	})
	const button = await screen.findByRole('button', { name: text('review.filtersSet', { count: 2 }) })
	expect(screen.getByRole('searchbox')).toBeVisible()
	const clear = () => screen.queryByRole('button', { name: text('desk.clearFilters') })
	expect(clear()).toBeNull()
	await user.click(button)
	expect(clear()).toBeVisible()
	await user.click(button)
	expect(clear()).toBeNull()
})

test('without a filter the button has no number, and on a wide screen there is none', async () => {
	setScreenWidth()
	const { unmount } = await render({})
	expect(await screen.findByRole('button', { name: text('review.filters') })).toBeVisible()
	unmount()
	setScreenWidth(1280)
	await render({})
	expect(screen.queryByRole('button', { name: text('review.filters') })).toBeNull()
	expect(chip(text('review.form'))).toBeVisible()
})
