import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { definitionOf } from '../../testing/forms.ts'
import { renderOlderData } from '../../testing/older-data.tsx'
import { text } from '../../testing/text.ts'
import { workerInThisThread } from '../../testing/workers.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const visits = ['visits.csv', 'KEY,start,house\nk1,2026-01-02,4\nk2,2026-01-03,7\n'] as const
const joined = ['rooms.csv', 'PARENT_KEY,m_age\nk1,40\nk1,9\nk2,31\n'] as const
const unjoined = ['people.csv', 'of,m_age\n4,40\n'] as const

const section = async () =>
	within(await screen.findByRole('region', { name: text('older.rowsOf', { what: 'Members' }) }))
const tryNow = () => screen.queryByRole('button', { name: text('older.tryNow') })

test('the table with the rows is found, with the columns that join it and those of its questions', async () => {
	const { choose, mapping } = await renderOlderData()
	await choose(visits, joined)
	const rows = await section()
	expect(rows.getByLabelText(text('older.rowsTable'))).toHaveValue('rooms.csv')
	expect(rows.getByLabelText(text('older.rowsOwn'))).toHaveValue('PARENT_KEY')
	expect(rows.getByLabelText(text('older.rowsMain'))).toHaveValue('KEY')
	expect(rows.getByLabelText('Age of member')).toHaveValue('m_age')
	expect(await rows.findByText('40')).toBeVisible()
	expect((await mapping()).repeats).toEqual({
		members: {
			table: 'rooms.csv',
			own: 'PARENT_KEY',
			main: 'KEY',
			questions: { 'members/@/m_age': { columns: ['m_age'] } },
		},
	})
	expect(tryNow()).toBeEnabled()
})

test('a file with one table has none for the rows', async () => {
	const { choose } = await renderOlderData()
	await choose(visits)
	const rows = await section()
	expect(rows.getByText(text('older.rowsNone'))).toBeVisible()
	expect(rows.queryByLabelText(text('older.rowsTable'))).toBeNull()
	expect(tryNow()).toBeEnabled()
})

test('the table itself is not offered for its own rows; none is a choice', async () => {
	const { user, choose, mapping } = await renderOlderData()
	await choose(visits, joined, unjoined)
	const rows = await section()
	const menu = rows.getByLabelText(text('older.rowsTable')) as HTMLSelectElement
	expect([...menu.options].map(({ text: label }) => label)).toEqual([
		text('older.noTable'),
		'rooms.csv',
		'people.csv',
	])
	await user.selectOptions(menu, '')
	expect((await mapping()).repeats).toEqual({})
	expect(rows.queryByLabelText(text('older.rowsOwn'))).toBeNull()
	expect(tryNow()).toBeEnabled()
	await user.selectOptions(menu, 'rooms.csv')
	expect(rows.getByLabelText(text('older.rowsOwn'))).toHaveValue('PARENT_KEY')
})

test('a table that nothing joins needs both columns before anything is tried', async () => {
	const { user, choose, mapping } = await renderOlderData()
	await choose(visits, unjoined)
	const rows = await section()
	expect(rows.getByLabelText(text('older.rowsTable'))).toHaveValue('')
	await user.selectOptions(rows.getByLabelText(text('older.rowsTable')), 'people.csv')
	expect(tryNow()).toBeNull()
	await user.type(rows.getByLabelText(text('older.rowsOwn')), 'of')
	expect(tryNow()).toBeNull()
	await user.type(rows.getByLabelText(text('older.rowsMain')), 'house')
	expect(tryNow()).toBeEnabled()
	await user.type(rows.getByLabelText('Age of member'), 'm_age')
	expect((await mapping()).repeats).toEqual({
		members: {
			table: 'people.csv',
			own: 'of',
			main: 'house',
			questions: { 'members/@/m_age': { columns: ['m_age'] } },
		},
	})
	await user.clear(rows.getByLabelText(text('older.rowsOwn')))
	expect(tryNow()).toBeNull()
})

test('columns of rows are those of their table, and those of the lines are those of the lines', async () => {
	const { user, choose } = await renderOlderData()
	await choose(visits, joined)
	const rows = await section()
	const listOf = (label: string) =>
		[...(document.getElementById(rows.getByLabelText(label).getAttribute('list') ?? '')?.children ?? [])].map(
			(option) => option.getAttribute('value'),
		)
	expect(listOf('Age of member')).toEqual(['PARENT_KEY', 'm_age'])
	expect(listOf(text('older.rowsOwn'))).toEqual(['PARENT_KEY', 'm_age'])
	expect(listOf(text('older.rowsMain'))).toEqual(['KEY', 'start', 'house'])
	await user.clear(rows.getByLabelText(text('older.rowsMain')))
	await user.type(rows.getByLabelText(text('older.rowsMain')), 'm_age')
	expect(rows.getByText(text('older.noSuchColumn'))).toBeVisible()
	expect(tryNow()).toBeNull()
})

test('a column of rows that is called like a personal question stays behind', async () => {
	const { choose } = await renderOlderData()
	await choose(visits, ['rooms.csv', 'PARENT_KEY,called,m_age\nk1,Asma,40\n'])
	const rows = await section()
	expect(rows.getByLabelText('Age of member')).toHaveValue('m_age')
	expect(document.querySelector('option[value="called"]')).toBeNull()
})

test('each repeat has a table of its own', async () => {
	const two = definitionOf(
		'visit',
		`
		type          name     label
		begin_repeat  members  Members
		integer       m_age    Age of member
		end_repeat    -        -
		begin_repeat  animals  Animals
		text          kind     Kind
		end_repeat    -        -
	`,
	)
	const { user, choose, mapping } = await renderOlderData({ replies: { 'GET /api/forms/visit/2': two } })
	await choose(visits, joined, ['animals.csv', 'PARENT_KEY,kind\nk1,goat\n'])
	await section()
	expect(Object.values((await mapping()).repeats).map(({ table }) => table)).toEqual([
		'rooms.csv',
		'animals.csv',
	])
	const animals = within(screen.getByRole('region', { name: text('older.rowsOf', { what: 'Animals' }) }))
	await user.selectOptions(animals.getByLabelText(text('older.rowsTable')), '')
	expect(Object.keys((await mapping()).repeats)).toEqual(['members'])
})
