import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { ImportPreview } from '#shared/import/import-api'
import { Problem } from '#shared/kernel/problem'
import { dryRunServer, renderImportScreen } from '../../testing/import-fixtures.tsx'
import { offline, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { workerInThisThread } from '../../testing/workers.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const csv = 'KEY,start,age,called,roof\nk1,2026-01-02,34,Asma,tin\nk2,2026-01-03,,Bilal,straw\n'
/** More rows than fit into one batch. */
const many = `KEY,start,age\n${Array.from({ length: 401 }, (_, i) => `k${i},2026-01-02,${i}\n`).join('')}`

const button = (name: string) => screen.findByRole('button', { name })
const press = async (user: { click: (element: Element) => Promise<void> }, name: string) =>
	user.click(await button(name))
const bringNow = (count: number) => text('import.importCount', { count, records: String(count) })
const outcome = (key: 'new' | 'done' | 'skipped' | 'reimported', count: number) =>
	text(`import.outcome.${key}`, { count, lines: String(count) })
const dryRunRoute = 'POST /api/import/dry-run'
const importRoute = 'POST /api/import'

/** A response that waits until the test releases it. */
function held() {
	let open: () => void = () => {}
	const gate = new Promise<void>((done) => {
		open = done
	})
	return {
		open: () => open(),
		reply: async (request: SentRequest): Promise<ImportPreview> => {
			await gate
			return dryRunServer()(request)
		},
	}
}

async function opened(content = csv, options: Parameters<typeof renderImportScreen>[0] = {}) {
	const rendered = await renderImportScreen(options)
	await rendered.choose(['kobo.csv', content])
	await button(text('import.startDryRun'))
	return rendered
}

test('rows are tested with the mapped columns only; nothing is imported', async () => {
	const { user, server, mapping } = await opened()
	expect(screen.queryByRole('heading', { name: text('import.importTitle') })).toBeNull()
	await press(user, text('import.startDryRun'))
	expect(await screen.findByText(outcome('new', 2))).toBeVisible()
	expect(server.bodiesOf(dryRunRoute)).toEqual([
		{
			mapping: await mapping(),
			round: 'baseline',
			header: ['KEY', 'start', 'age'],
			lines: [
				{ at: 2, cells: ['k1', '2026-01-02', '34'] },
				{ at: 3, cells: ['k2', '2026-01-03', ''] },
			],
			withoutFaults: false,
		},
	])
	expect(server.bodiesOf(importRoute)).toEqual([])
})

test('tested rows are imported under the file name, and the history is reloaded', async () => {
	const { user, server, mapping } = await opened()
	await press(user, text('import.startDryRun'))
	expect(await screen.findByRole('radio', { name: text('import.statusOption.approved') })).toBeChecked()
	const lists = () => server.sent.filter(({ path }) => path === '/api/bulk-edits').length
	const before = lists()
	await press(user, bringNow(2))
	expect(await screen.findByText(text('import.done'))).toBeVisible()
	expect(screen.getByText(outcome('done', 2))).toBeVisible()
	expect(server.bodiesOf(importRoute)).toEqual([
		{
			mapping: await mapping(),
			round: 'baseline',
			header: ['KEY', 'start', 'age'],
			lines: expect.arrayContaining([{ at: 2, cells: ['k1', '2026-01-02', '34'] }]),
			withoutFaults: false,
			id: expect.stringMatching(/^\S{8,}$/),
			file: 'kobo.csv',
			status: 'approved',
		},
	])
	await waitFor(() => expect(lists()).toBe(before + 1))
	// everything is imported: no second dry run or import
	expect(screen.queryByRole('button', { name: bringNow(2) })).toBeNull()
	expect(screen.queryByRole('button', { name: text('cleaning.continue') })).toBeNull()
	expect(screen.getByRole('button', { name: text('import.startDryRun') })).toBeDisabled()
	expect(screen.getByRole('checkbox', { name: text('import.withoutInvalidValues') })).toBeDisabled()
	expect(screen.getByRole('radio', { name: text('import.statusOption.submitted') })).toBeDisabled()
})

test('imported records can be put in the review queue', async () => {
	const { user, server } = await opened()
	await press(user, text('import.startDryRun'))
	await user.click(await screen.findByRole('radio', { name: text('import.statusOption.submitted') }))
	await press(user, bringNow(2))
	await screen.findByText(text('import.done'))
	expect(server.bodiesOf(importRoute)).toMatchObject([{ status: 'submitted' }])
})

test('rows are imported without invalid values if selected before the dry run', async () => {
	const { user, server } = await opened()
	await press(user, text('import.startDryRun'))
	await button(bringNow(2))
	await user.click(screen.getByRole('checkbox', { name: text('import.withoutInvalidValues') }))
	// changed options discard the dry run
	expect(screen.queryByText(outcome('new', 2))).toBeNull()
	expect(screen.queryByRole('button', { name: bringNow(2) })).toBeNull()
	await press(user, text('import.startDryRun'))
	await press(user, bringNow(2))
	await screen.findByText(text('import.done'))
	expect(server.bodiesOf(dryRunRoute)).toMatchObject([{ withoutFaults: false }, { withoutFaults: true }])
	expect(server.bodiesOf(importRoute)).toMatchObject([{ withoutFaults: true }])
})

test('a changed mapping needs a new dry run', async () => {
	const { user } = await opened()
	await press(user, text('import.startDryRun'))
	await button(bringNow(2))
	await user.type(screen.getByLabelText(text('import.additionalIdColumn')), 'roof')
	expect(screen.queryByRole('button', { name: bringNow(2) })).toBeNull()
	expect(screen.queryByText(outcome('new', 2))).toBeNull()
})

test('records imported again count too; with nothing to import there is no button', async () => {
	const { user, server } = await opened(csv, {
		replies: { [dryRunRoute]: dryRunServer((at) => (at === 2 ? 'reimported' : 'skipped')) },
	})
	await press(user, text('import.startDryRun'))
	expect(await button(bringNow(1))).toBeEnabled()
	expect(screen.getByText(outcome('reimported', 1))).toBeVisible()
	expect(screen.getByRole('table', { name: text('import.invalidValues') })).toBeVisible()
	server.reply({ [dryRunRoute]: dryRunServer(() => 'skipped') })
	await press(user, text('import.startDryRun'))
	expect(await button(bringNow(0))).toBeDisabled()
})

test('many rows are sent in parts, under the same id', async () => {
	const { user, server } = await opened(many)
	await press(user, text('import.startDryRun'))
	await press(user, bringNow(401))
	await screen.findByText(text('import.done'))
	const parts = server.bodiesOf(importRoute) as { id: string; lines: { at: number }[] }[]
	expect(parts.map(({ lines }) => [lines[0]?.at, lines.length])).toEqual([
		[2, 400],
		[402, 1],
	])
	expect(new Set(parts.map(({ id }) => id)).size).toBe(1)
	expect(screen.getByText(outcome('done', 401))).toBeVisible()
})

test('a refusal during the dry run is shown, and the next try starts again', async () => {
	const { user, server } = await opened(csv, { replies: { [dryRunRoute]: new Problem('not-allowed') } })
	await press(user, text('import.startDryRun'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-allowed'))
	expect(screen.queryByRole('heading', { name: text('import.importTitle') })).toBeNull()
	server.reply({ [dryRunRoute]: dryRunServer() })
	await press(user, text('import.startDryRun'))
	expect(await button(bringNow(2))).toBeEnabled()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('rows imported before a network failure stay, and the rest is continued', async () => {
	const { user, server } = await opened(many, {
		replies: {
			[importRoute]: (request: SentRequest) =>
				(request.body as { lines: { at: number }[] }).lines[0]?.at === 2
					? dryRunServer()(request)
					: offline(),
		},
	})
	await press(user, text('import.startDryRun'))
	await press(user, bringNow(401))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByText(outcome('done', 400))).toBeVisible()
	expect(screen.queryByText(text('import.done'))).toBeNull()
	// the status was fixed with the first batch
	expect(screen.getByRole('button', { name: text('import.startDryRun') })).toBeDisabled()
	expect(screen.getByRole('radio', { name: text('import.statusOption.submitted') })).toBeDisabled()
	server.reply({ [importRoute]: dryRunServer() })
	await press(user, text('cleaning.continue'))
	expect(await screen.findByText(text('import.done'))).toBeVisible()
	expect(screen.getByText(outcome('done', 401))).toBeVisible()
	const parts = server.bodiesOf(importRoute) as { id: string; lines: { at: number }[] }[]
	expect(parts.map(({ lines }) => lines[0]?.at)).toEqual([2, 402, 402])
	expect(new Set(parts.map(({ id }) => id)).size).toBe(1)
	expect(screen.queryByRole('alert')).toBeNull()
})

test('during an import the rows are counted, the browser warns before leaving, and it can be stopped', async () => {
	const first = held()
	const { user, server } = await opened(many, { replies: { [importRoute]: first.reply } })
	const isLeaveBlocked = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
	await press(user, text('import.startDryRun'))
	await press(user, bringNow(401))
	expect(await screen.findByText(text('import.importProgress', { reached: '0', lines: '401' }))).toBeVisible()
	expect(screen.getByRole('progressbar', { name: text('import.title') })).toHaveAttribute('max', '401')
	expect(screen.getByRole('button', { name: bringNow(401) })).toBeDisabled()
	await waitFor(() => expect(isLeaveBlocked()).toBe(true))
	await press(user, text('cleaning.stop'))
	first.open()
	expect(await button(text('cleaning.continue'))).toBeEnabled()
	expect(screen.queryByRole('progressbar')).toBeNull()
	expect(server.bodiesOf(importRoute)).toHaveLength(1)
	await waitFor(() => expect(isLeaveBlocked()).toBe(false))
	await press(user, text('cleaning.continue'))
	expect(await screen.findByText(text('import.done'))).toBeVisible()
	expect(server.bodiesOf(importRoute)).toHaveLength(2)
})

test('a dry run can be stopped too: its result so far is shown, and no import is offered', async () => {
	const first = held()
	const { user, server } = await opened(many, { replies: { [dryRunRoute]: first.reply } })
	await press(user, text('import.startDryRun'))
	expect(await screen.findByText(text('import.dryRunProgress', { reached: '0', lines: '401' }))).toBeVisible()
	expect(await button(text('import.startDryRun'))).toBeDisabled()
	expect(dispatchEvent(new Event('beforeunload', { cancelable: true }))).toBe(true)
	await press(user, text('cleaning.stop'))
	first.open()
	expect(await screen.findByText(outcome('new', 400))).toBeVisible()
	expect(screen.queryByRole('heading', { name: text('import.importTitle') })).toBeNull()
	expect(server.bodiesOf(dryRunRoute)).toHaveLength(1)
	await press(user, text('import.startDryRun'))
	expect(await button(bringNow(401))).toBeEnabled()
	expect(server.bodiesOf(dryRunRoute)).toHaveLength(3)
})

test('switching to another round stops the import', async () => {
	const first = held()
	const { user, server } = await opened(many, { replies: { [importRoute]: first.reply } })
	const lists = () => server.sent.filter(({ path }) => path === '/api/bulk-edits').length
	await press(user, text('import.startDryRun'))
	await press(user, bringNow(401))
	await user.selectOptions(screen.getByLabelText(text('desk.round')), 'endline')
	await waitFor(() => expect(lists()).toBe(2))
	expect(screen.queryByRole('progressbar')).toBeNull()
	first.open()
	// finished when the list of imports is reloaded
	await waitFor(() => expect(lists()).toBe(3))
	expect(server.bodiesOf(importRoute)).toHaveLength(1)
	expect(await button(text('import.startDryRun'))).toBeEnabled()
})

test('the rows of a repeat are sent with their parent rows', async () => {
	const { user, server, choose } = await renderImportScreen()
	await choose(
		['visits.csv', csv],
		['rooms.csv', 'PARENT_KEY,m_age,m_name\nk2,40,Zoya\nk1,9,Omar\nk9,1,Sana\n'],
	)
	await press(user, text('import.startDryRun'))
	await button(bringNow(2))
	expect(server.bodiesOf(dryRunRoute)).toMatchObject([
		{
			tables: [{ repeat: 'members', header: ['m_age'] }],
			lines: [
				{ at: 2, rows: [[['9']]] },
				{ at: 3, rows: [[['40']]] },
			],
		},
	])
	const report = within(screen.getByRole('region', { name: text('import.dryRunTitle') }))
	expect(report.getByText(text('import.unmatchedRows', { count: 1, rows: '1' }))).toBeVisible()
})
