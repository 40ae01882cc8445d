import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { BulkEditListItem } from '#shared/cleaning/bulk-edit'
import { bulkEditListItem, correctedPage } from '../../testing/cleaning-fixtures.ts'
import { setClock } from '../../testing/clock.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { offline, type Replies, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { BulkEditHistory } from './bulk-edit-history.tsx'

beforeEach(() => setClock())

const form = `
	type     name   label
	integer  rooms  Rooms
`
const list = 'GET /api/bulk-edits'
const place = { form: 'household', round: 'endline', district: 'PK607' }
const page = (bulkEdits: readonly BulkEditListItem[], isMore = false) => ({ bulkEdits, isMore })

interface Given {
	readonly replies?: Replies
	readonly isBroughtIn?: boolean
}

async function render(bulkEdits: readonly BulkEditListItem[], { replies, isBroughtIn = false }: Given = {}) {
	return renderDesk(
		<WithReading lines={form}>
			{(reading) => <BulkEditHistory place={place} reading={reading} isImport={isBroughtIn} />}
		</WithReading>,
		{ replies: { [list]: page(bulkEdits), ...replies } },
	)
}
const entries = () => [...(document.querySelector('ol.history')?.children ?? [])] as HTMLElement[]
const whys = () => entries().map((each) => each.querySelector('strong')?.textContent)

test('an edit shows its reason, author, time and number of records', async () => {
	const { server } = await render([
		bulkEditListItem('c-3', { records: 1200, isFromFile: true }),
		bulkEditListItem('c-2', { undoes: 'c-1', records: 1 }),
	])
	expect(await screen.findByText('Why c-3')).toBeVisible()
	expect(entries()[0]).toHaveTextContent(
		`Sadia · ${text('cleaning.file.fromFile')} · 12 Jan, 10:00 · ${text('cleaning.recordCount', { count: 1200, records: '1,200' })}`,
	)
	expect(entries()[1]).toHaveTextContent(
		`Sadia · 12 Jan, 10:00 · ${text('cleaning.undoInRecords', { count: 1, records: '1' })}`,
	)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual(place)
})

test('an empty history is reported', async () => {
	await render([])
	expect(await screen.findByText(text('cleaning.historyEmpty'))).toBeVisible()
})

test('partly undone edits say how far; fully undone ones cannot be undone again', async () => {
	await render([bulkEditListItem('c-2', { undoneRecords: 3 }), bulkEditListItem('c-1', { undoneRecords: 2 })])
	await screen.findByText('Why c-2')
	const [whole, part] = entries()
	expect(whole).toHaveTextContent(text('cleaning.isUndone'))
	expect(whole).not.toHaveTextContent(text('cleaning.undoHint'))
	expect(part).toHaveTextContent(text('cleaning.isPartlyUndone', { count: 2 }))
	expect(part).toHaveTextContent(text('cleaning.undoHint'))
})

test('older edits are loaded after the last one', async () => {
	const { user, server } = await render([], {
		replies: {
			[list]: ({ query }: SentRequest) =>
				query.get('before') === '90'
					? page([bulkEditListItem('c-1', { lastSeq: 80 })])
					: page([bulkEditListItem('c-2')], true),
		},
	})
	await user.click(await screen.findByRole('button', { name: text('review.more') }))
	await screen.findByText('Why c-1')
	expect(whys()).toEqual(['Why c-2', 'Why c-1'])
	expect(screen.queryByRole('button', { name: text('review.more') })).toBeNull()
	expect(server.sent).toHaveLength(2)
})

test('after an undo as many edits are loaded again as were shown', async () => {
	const { user, server } = await render([], {
		replies: {
			[list]: ({ query }: SentRequest) =>
				query.get('before') === '90'
					? page([bulkEditListItem('c-1', { lastSeq: 80 })])
					: page([bulkEditListItem('c-2')], true),
			'GET /api/bulk-edits/c-2': correctedPage([1]),
			'POST /api/bulk-edits': { done: ['record-1'], left: [] },
		},
	})
	await user.click(await screen.findByRole('button', { name: text('review.more') }))
	await screen.findByText('Why c-1')
	const [newest] = await screen.findAllByText(text('cleaning.undo'))
	if (newest) await user.click(newest)
	const [reason] = screen.getAllByRole('textbox', { name: text('review.reason') })
	if (reason) await user.type(reason, 'It was right')
	const [undo] = screen.getAllByRole('button', { name: text('cleaning.undoNow') })
	if (undo) await user.click(undo)
	const requests = () =>
		server.sent.filter(({ path }) => path === '/api/bulk-edits').map(({ query }) => query.get('before'))
	await waitFor(() => expect(requests().filter((before) => before === '90')).toHaveLength(2))
	expect(whys()).toEqual(['Why c-2', 'Why c-1'])
})

test('when older edits cannot be loaded, the problem is shown and the list stays', async () => {
	const { user, server } = await render([], {
		replies: { [list]: page([bulkEditListItem('c-2')], true) },
	})
	const more = await screen.findByRole('button', { name: text('review.more') })
	server.reply({ [list]: offline })
	await user.click(more)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(whys()).toEqual(['Why c-2'])
	expect(more).toBeEnabled()
})

test('the changes of an edit are loaded when opened, page by page', async () => {
	const { user, server } = await render([bulkEditListItem('c-1')], {
		replies: {
			'GET /api/bulk-edits/c-1': ({ query }: SentRequest) =>
				query.get('after') === '2' ? correctedPage([3]) : correctedPage([1, 2], true),
		},
	})
	await screen.findByText('Why c-1')
	expect(server.sent).toHaveLength(1)
	await user.click(screen.getByText(text('cleaning.showChanges')))
	const table = await screen.findByRole('table', { name: text('cleaning.showChanges') })
	await within(table).findByText('House 2')
	await user.click(screen.getByRole('button', { name: text('review.more') }))
	await within(table).findByText('House 3')
	expect(within(table).getAllByRole('row')).toHaveLength(4)
	expect(screen.queryByRole('button', { name: text('review.more') })).toBeNull()
	expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toEqual({ ...place, after: '2' })
})

test('an edit is undone where it is listed, and the list is reloaded', async () => {
	const { user, server } = await render([bulkEditListItem('c-1')], {
		replies: {
			'GET /api/bulk-edits/c-1': correctedPage([1, 2]),
			'POST /api/bulk-edits': { done: ['record-1', 'record-2'], left: [] },
		},
	})
	await user.click(await screen.findByText(text('cleaning.undo')))
	await user.type(screen.getByRole('textbox', { name: text('review.reason') }), 'It was right')
	server.reply({
		[list]: page([bulkEditListItem('c-2', { undoes: 'c-1' }), bulkEditListItem('c-1', { undoneRecords: 3 })]),
	})
	await user.click(screen.getByRole('button', { name: text('cleaning.undoNow') }))
	await waitFor(() => expect(whys()).toEqual(['Why c-2', 'Why c-1']))
	expect(server.bodiesOf('POST /api/bulk-edits')).toMatchObject([
		{ kind: 'undo', undoes: 'c-1', records: [{ id: 'record-1' }, { id: 'record-2' }] },
	])
	const request = server.sent.find(({ path }) => path === '/api/bulk-edits/c-1')
	expect(Object.fromEntries(request?.query ?? [])).toEqual({ ...place, after: '0' })
})

test('imports have their own wording, and void records are not undone twice', async () => {
	const { server } = await render([bulkEditListItem('c-2', { undoes: 'c-1' }), bulkEditListItem('c-1')], {
		isBroughtIn: true,
	})
	await screen.findByText('Why c-1')
	expect(server.sent[0]?.query.get('isImport')).toBe('1')
	expect(entries()[0]).toHaveTextContent(text('import.undoInRecords', { count: 3, records: '3' }))
	expect(entries()[0]).not.toHaveTextContent(text('import.undoHint'))
	expect(entries()[1]).toHaveTextContent(text('import.undoHint'))
})

test('an empty import history has its own wording', async () => {
	await render([], { isBroughtIn: true })
	expect(await screen.findByText(text('import.historyEmpty'))).toBeVisible()
})
