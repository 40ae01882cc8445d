import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { allRounds } from '#shared/study/study'
import { renderImportScreen } from '../../testing/import-fixtures.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { workerInThisThread } from '../../testing/workers.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const csv = 'KEY,start,tea,age\nk1,2026-01-02,Yes,34\nk2,2026-01-03,No,\n'
const menu = (name: string) => screen.findByRole('combobox', { name })
const read = (name: string, count: number) =>
	screen.findByText(
		(_, element) =>
			element?.tagName === 'P' &&
			element.textContent === `${name}: ${text('cleaning.file.rowCount', { count, lines: String(count) })}`,
	)

test('a file is read in the browser, its rows are counted, and nothing is sent', async () => {
	const { server, choose } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	expect(await read('kobo.csv', 2)).toBeVisible()
	expect(await screen.findByRole('heading', { name: text('import.columnsTitle') })).toBeVisible()
	expect(server.sent.every(({ method }) => method === 'GET')).toBe(true)
})

test('the newest version is selected at first, and versions are listed newest first', async () => {
	const { user, server } = await renderImportScreen()
	const version = (await menu(text('import.version'))) as HTMLSelectElement
	await waitFor(() => expect([...version.options].map(({ value }) => value)).toEqual(['2', '1']))
	expect(version).toHaveValue('2')
	await user.selectOptions(version, '1')
	await waitFor(() => expect(server.sent.at(-1)?.path).toMatch(/forms\/visit\/1|bulk-edits/))
	expect(server.sent.some(({ path }) => path === '/api/forms/visit/1')).toBe(true)
	expect(location.search).toBe('?form=visit&version=1')
})

test('another round can be selected, and its imports are listed', async () => {
	const { user, server } = await renderImportScreen()
	expect(await screen.findByText(text('import.historyEmpty'))).toBeVisible()
	await user.selectOptions(await menu(text('desk.round')), 'endline')
	await waitFor(() =>
		expect(
			Object.fromEntries(server.sent.findLast(({ path }) => path === '/api/bulk-edits')?.query ?? []),
		).toEqual({ form: 'visit', round: 'endline', isImport: '1' }),
	)
})

test('one of several tables is selected', async () => {
	const { user, choose } = await renderImportScreen()
	await choose(['visits.csv', csv], ['rooms.csv', 'PARENT_KEY,m_age\nk1,4\nk1,5\nk2,6\n'])
	expect(await read('visits.csv', 2)).toBeVisible()
	await user.selectOptions(await menu(text('import.table')), 'rooms.csv')
	expect(await read('rooms.csv', 3)).toBeVisible()
})

test('a file without a table is refused by name, and another one can be chosen', async () => {
	const { choose } = await renderImportScreen()
	await choose(['notes.txt', 'only one column\nhere\n'])
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('problem.edit-file-no-table', { file: 'notes.txt' }),
	)
	expect(screen.queryByRole('heading', { name: text('import.columnsTitle') })).toBeNull()
	await choose(['kobo.csv', csv])
	expect(await read('kobo.csv', 2)).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('empty rows are ignored', async () => {
	const { choose } = await renderImportScreen()
	await choose(['kobo.csv', `${csv},,,\n  , ,,\n`])
	expect(await read('kobo.csv', 2)).toBeVisible()
})

test('a demonstration account imports into its rounds only', async () => {
	await renderImportScreen({ person: { demonstration: true }, study: { rounds: [...allRounds] } })
	await screen.findByText(text('import.historyEmpty'))
	const rounds = screen.getByRole('combobox', { name: text('desk.round') }) as HTMLSelectElement
	expect([...rounds.options].map(({ value }) => value)).toEqual(['demo-baseline', 'demo-endline', 'demo'])
})

test('an offline page says so', async () => {
	await renderImportScreen({ replies: { 'GET /api/forms': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
