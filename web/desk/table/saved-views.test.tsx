import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { SavedView } from '#shared/table/table-view'
import { tableSpec } from '../../testing/live-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline, type Replies } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { SavedViews } from './saved-views.tsx'

const view = (over: Partial<SavedView> = {}): SavedView => ({
	...tableSpec(),
	id: 'view-1',
	name: 'Large houses',
	columns: ['rooms'],
	by: 'Sadia',
	isOwn: true,
	...over,
})
const other = view({ id: 'view-2', name: 'Mud', by: 'Bina', isOwn: false })
const now = { ...tableSpec({ filter: 'rooms gt 3' }), columns: ['house', 'rooms'] }

async function render(replies: Replies = {}, isLess = false) {
	const onTake = vi.fn()
	const desk = await renderDesk(<SavedViews now={now} isLess={isLess} onTake={onTake} />, {
		replies: { 'GET /api/table/views': [view(), other], ...replies },
	})
	await desk.user.click(await screen.findByText(text('table.views', { count: 2 })))
	return { ...desk, onTake }
}
const name = () => screen.getByRole('textbox', { name: text('table.viewName') })
const save = () => screen.getByRole('button', { name: text('table.saveView') })

test('users see every view, and delete only their own', async () => {
	const { user, onTake } = await render()
	expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		`Large housesSadia${text('table.openView')}${text('table.deleteView')}`,
		`MudBina${text('table.openView')}`,
	])
	await user.click(screen.getByRole('button', { name: text('table.openNamedView', { name: 'Mud' }) }))
	expect(onTake).toHaveBeenCalledWith(other)
})

test('the current table is saved under a name, and the list is reloaded', async () => {
	const { user, server } = await render({ 'POST /api/table/views': { id: 'view-3' } })
	expect(save()).toBeDisabled()
	await user.type(name(), '  ')
	expect(save()).toBeDisabled()
	await user.type(name(), 'All rooms ')
	server.reply({ 'GET /api/table/views': [view(), other, view({ id: 'view-3', name: 'All rooms' })] })
	await user.click(save())
	expect(await screen.findByText('All rooms')).toBeVisible()
	expect(server.bodiesOf('POST /api/table/views')).toEqual([{ ...now, name: 'All rooms' }])
	expect(name()).toHaveValue('')
})

test('a note says that search words are not saved, if there are some', async () => {
	const { unmount } = await render()
	expect(screen.queryByText(text('table.textNotSaved'))).toBeNull()
	unmount()
	await render({}, true)
	expect(screen.getByText(text('table.textNotSaved'))).toBeVisible()
})

test.each([
	['too many views', new Problem('too-many-views', { most: 200 }), 'problem.too-many-views'],
	['no network', offline, 'desk.problem.no-connection'],
] as const)('after %s the name stays, and the next try saves', async (_, reply, problem) => {
	const { user, server } = await render({ 'POST /api/table/views': reply })
	await user.type(name(), 'All rooms')
	await user.click(save())
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem, { most: 200 }))
	expect(name()).toHaveValue('All rooms')
	server.reply({ 'POST /api/table/views': { id: 'view-3' } })
	await user.click(save())
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('an own view is deleted', async () => {
	const { user, server } = await render({ 'DELETE /api/table/views/:id': noContent })
	server.reply({ 'GET /api/table/views': [other] })
	await user.click(
		screen.getByRole('button', { name: text('table.deleteNamedView', { name: 'Large houses' }) }),
	)
	await waitFor(() => expect(screen.queryByText('Large houses')).toBeNull())
	expect(server.bodiesOf('DELETE /api/table/views/view-1')).toHaveLength(1)
})

test('a list that cannot be loaded says so', async () => {
	await renderDesk(<SavedViews now={now} isLess={false} onTake={() => {}} />, {
		replies: { 'GET /api/table/views': offline },
	})
	expect(await screen.findByText(text('desk.problem.no-connection'))).toBeInTheDocument()
	expect(screen.getByText(text('table.views', { count: 0 }))).toBeVisible()
})
