import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { QueueFacets, RecordQuery } from '#shared/review/record-list'
import { announceNews } from '../../testing/news.ts'
import { personListed } from '../../testing/people-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
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
const menu = (name: string) => screen.getByRole('combobox', { name }) as HTMLSelectElement
const labels = (name: string) => [...menu(name).options].map((option) => option.text)

test('the list is filtered by one value of each kind, and reset', async () => {
	const { user, onChange } = await render({ form: 'visit' })
	await user.selectOptions(menu(text('review.status')), 'returned')
	expect(onChange).toHaveBeenLastCalledWith({ status: 'returned' })
	expect(menu(text('review.form'))).toHaveValue('visit')
	await user.selectOptions(menu(text('review.form')), '')
	expect(onChange).toHaveBeenLastCalledWith({ form: undefined })
})

test('enumerators are sorted by name, without office users', async () => {
	const { user, onChange } = await render({})
	await screen.findByRole('combobox', { name: text('review.enumerator') })
	expect(labels(text('review.enumerator'))).toEqual([text('review.all'), 'Amina', 'Zara'])
	await user.selectOptions(menu(text('review.enumerator')), 'Zara')
	expect(onChange).toHaveBeenLastCalledWith({ owner: 'zara' })
})

test('users who may not list users do not request them', async () => {
	const { server } = await render({}, { person: { role: 'safeguarding-lead' } })
	expect(screen.queryByRole('combobox', { name: text('review.enumerator') })).toBeNull()
	expect(server.sent).toEqual([])
})

test('the checkbox shows only conflicts, or all records', async () => {
	const { user, onChange } = await render({})
	await user.click(screen.getByRole('checkbox', { name: text('review.onlyConflicts') }))
	expect(onChange).toHaveBeenLastCalledWith({ disputed: '1' })
})

test('users who publish forms can filter unreadable records, and others do not request them', async () => {
	const { user, onChange } = await render({}, { person: { role: 'data-manager' } })
	await user.click(screen.getByRole('checkbox', { name: text('review.onlyUnreadable') }))
	expect(onChange).toHaveBeenLastCalledWith({ notUnderstood: '1' })
})

test('a coordinator does not request unreadable records', async () => {
	await render({}, { person: { role: 'coordinator' } })
	expect(screen.queryByRole('checkbox', { name: text('review.onlyUnreadable') })).toBeNull()
})

test('the checkbox reflects an active filter', async () => {
	const { user, onChange } = await render({ disputed: '1' })
	await user.click(screen.getByRole('checkbox', { name: text('review.onlyConflicts') }))
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
	const { server } = await render({ waiting: '1', form: 'household', order: 'oldest', before: 4 })
	const numbered = (label: string, number: string) => text('review.optionWithCount', { text: label, number })
	await waitFor(() =>
		expect(labels(text('review.form'))).toEqual([
			text('review.all'),
			numbered('Visit', '1,200'),
			// the chosen value stays visible
			numbered('Household', '0'),
		]),
	)
	const request = server.sent.find(({ path }) => path === '/api/review/facets')
	// the counts do not depend on the order
	expect(Object.fromEntries(request?.query ?? [])).toEqual({ waiting: '1', form: 'household' })
})

test('if counting takes too long or fails, all values are offered', async () => {
	const { unmount } = await render({ waiting: '1' }, { replies: { 'GET /api/review/facets': null } })
	expect(labels(text('review.form'))).toEqual([text('review.all'), 'Visit', 'Household'])
	unmount()
	await render({ waiting: '1' }, { replies: { 'GET /api/review/facets': offline } })
	expect(labels(text('review.form'))).toEqual([text('review.all'), 'Visit', 'Household'])
})

test('counts are refreshed when the server has new data', async () => {
	const { server } = await render({ waiting: '1' })
	await waitFor(() => expect(labels(text('review.form'))).toHaveLength(2))
	server.reply({ 'GET /api/review/facets': { ...numbers, form: { visit: 3, household: 4 } } })
	await announceNews()
	await waitFor(() => expect(labels(text('review.form'))).toHaveLength(3))
})

test('the queue has an order and a flag filter instead of a status', async () => {
	const { user, onChange } = await render({ waiting: '1' })
	expect(screen.queryByRole('combobox', { name: text('review.status') })).toBeNull()
	await user.selectOptions(menu(text('review.sort')), 'worst')
	expect(onChange).toHaveBeenLastCalledWith({ order: 'worst' })
	await waitFor(() => expect(labels(text('review.qualityFlags'))).toHaveLength(3))
	await user.selectOptions(menu(text('review.qualityFlags')), 'alike')
	expect(onChange).toHaveBeenLastCalledWith({ flag: 'alike' })
})

test('a safeguarding lead sees no flags', async () => {
	await render({ waiting: '1' }, { person: { role: 'safeguarding-lead' } })
	expect(screen.queryByRole('combobox', { name: text('review.qualityFlags') })).toBeNull()
})

test('on a server for the helpline alone there are no flags and no order by them', async () => {
	await render({ waiting: '1' }, { study: { serves: ['helpline'] } })
	expect(screen.queryByRole('combobox', { name: text('review.qualityFlags') })).toBeNull()
	expect([...menu(text('review.sort')).options].map(({ value }) => value)).toEqual(['', 'oldest'])
})
