import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { definitionOf } from '../../testing/forms.ts'
import { renderImportScreen } from '../../testing/import-fixtures.tsx'
import { text } from '../../testing/text.ts'
import { workerInThisThread } from '../../testing/workers.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const visits = ['visits.csv', 'KEY,start,house\nk1,2026-01-02,4\nk2,2026-01-03,7\n'] as const
const joined = ['rooms.csv', 'PARENT_KEY,m_age\nk1,40\nk1,9\nk2,31\n'] as const
const unjoined = ['people.csv', 'of,m_age\n4,40\n'] as const

const section = async () =>
	within(await screen.findByRole('region', { name: text('import.repeat', { what: 'Members' }) }))
const tryNow = () => screen.queryByRole('button', { name: text('import.startDryRun') })

test('the table of a repeat is found, with its key columns and those of its questions', async () => {
	const { choose, mapping } = await renderImportScreen()
	await choose(visits, joined)
	const rows = await section()
	expect(rows.getByLabelText(text('import.repeatTable'))).toHaveValue('rooms.csv')
	expect(rows.getByLabelText(text('import.repeatTableKey'))).toHaveValue('PARENT_KEY')
	expect(rows.getByLabelText(text('import.mainTableKey'))).toHaveValue('KEY')
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

test('a file with one table has none for the repeat', async () => {
	const { choose } = await renderImportScreen()
	await choose(visits)
	const rows = await section()
	expect(rows.getByText(text('import.repeatTableMissing'))).toBeVisible()
	expect(rows.queryByLabelText(text('import.repeatTable'))).toBeNull()
	expect(tryNow()).toBeEnabled()
})

test('a table is not offered as its own repeat; none is an option', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(visits, joined, unjoined)
	const rows = await section()
	const menu = rows.getByLabelText(text('import.repeatTable')) as HTMLSelectElement
	expect([...menu.options].map(({ text: label }) => label)).toEqual([
		text('import.noTable'),
		'rooms.csv',
		'people.csv',
	])
	await user.selectOptions(menu, '')
	expect((await mapping()).repeats).toEqual({})
	expect(rows.queryByLabelText(text('import.repeatTableKey'))).toBeNull()
	expect(tryNow()).toBeEnabled()
	await user.selectOptions(menu, 'rooms.csv')
	expect(rows.getByLabelText(text('import.repeatTableKey'))).toHaveValue('PARENT_KEY')
})

test('a table without matching keys needs both key columns before a dry run', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(visits, unjoined)
	const rows = await section()
	expect(rows.getByLabelText(text('import.repeatTable'))).toHaveValue('')
	await user.selectOptions(rows.getByLabelText(text('import.repeatTable')), 'people.csv')
	expect(tryNow()).toBeNull()
	await user.type(rows.getByLabelText(text('import.repeatTableKey')), 'of')
	expect(tryNow()).toBeNull()
	await user.type(rows.getByLabelText(text('import.mainTableKey')), 'house')
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
	await user.clear(rows.getByLabelText(text('import.repeatTableKey')))
	expect(tryNow()).toBeNull()
})

test('columns of a repeat come from its table, and those of the interview from the main one', async () => {
	const { user, choose } = await renderImportScreen()
	await choose(visits, joined)
	const rows = await section()
	const listOf = (label: string) =>
		[...(document.getElementById(rows.getByLabelText(label).getAttribute('list') ?? '')?.children ?? [])].map(
			(option) => option.getAttribute('value'),
		)
	expect(listOf('Age of member')).toEqual(['PARENT_KEY', 'm_age'])
	expect(listOf(text('import.repeatTableKey'))).toEqual(['PARENT_KEY', 'm_age'])
	expect(listOf(text('import.mainTableKey'))).toEqual(['KEY', 'start', 'house'])
	await user.clear(rows.getByLabelText(text('import.mainTableKey')))
	await user.type(rows.getByLabelText(text('import.mainTableKey')), 'm_age')
	expect(rows.getByText(text('import.noSuchColumn'))).toBeVisible()
	expect(tryNow()).toBeNull()
})

test('a repeat column with the name of a personal question is not sent', async () => {
	const { choose } = await renderImportScreen()
	await choose(visits, ['rooms.csv', 'PARENT_KEY,called,m_age\nk1,Asma,40\n'])
	const rows = await section()
	expect(rows.getByLabelText('Age of member')).toHaveValue('m_age')
	expect(document.querySelector('option[value="called"]')).toBeNull()
})

test('each repeat has its own table', async () => {
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
	const { user, choose, mapping } = await renderImportScreen({ replies: { 'GET /api/forms/visit/2': two } })
	await choose(visits, joined, ['animals.csv', 'PARENT_KEY,kind\nk1,goat\n'])
	await section()
	expect(Object.values((await mapping()).repeats).map(({ table }) => table)).toEqual([
		'rooms.csv',
		'animals.csv',
	])
	const animals = within(screen.getByRole('region', { name: text('import.repeat', { what: 'Animals' }) }))
	await user.selectOptions(animals.getByLabelText(text('import.repeatTable')), '')
	expect(Object.keys((await mapping()).repeats)).toEqual(['members'])
})
