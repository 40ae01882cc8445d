import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { BulkEditRequest, FoundChanges } from '#shared/cleaning/bulk-edit'
import { Problem } from '#shared/kernel/problem'
import { type BulkResult, maxBulkRecords } from '#shared/review/bulk-review'
import { foundChanges, foundRecord } from '../../testing/cleaning-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { offline, type Replies, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { Preview } from './edit-preview.tsx'

const form = `
	type          name     label
	integer       rooms    Rooms
	text          roof     Roof
	begin_repeat  members  Members
	integer       age      Age
	end_repeat    -        -
`
const route = 'POST /api/bulk-edits'
const idsIn = (body: unknown) =>
	(body as Extract<BulkEditRequest, { kind: 'edit' }>).records.map(({ id }) => id)
const allDone = ({ body }: SentRequest): BulkResult => ({ done: idsIn(body), left: [] })

async function render(
	found: FoundChanges,
	replies: Replies = { [route]: allDone },
	kind: 'edit' | 'accept-later' = 'edit',
) {
	const onDone = vi.fn()
	const desk = await renderDesk(
		<WithReading lines={form}>
			{(reading) => <Preview found={{ ...found, kind }} reading={reading} onDone={onDone} />}
		</WithReading>,
		{ replies },
	)
	const apply = async (why = 'Mistyped') => {
		await desk.user.type(reason(), why)
		await desk.user.click(applyButton(found.records.length))
	}
	return { ...desk, onDone, apply }
}
const many = (count: number) => Array.from({ length: count }, (_, n) => foundRecord(n))
const reason = () => screen.getByRole('textbox', { name: text('review.reason') })
const applyButton = (count: number) =>
	screen.getByRole('button', { name: text('cleaning.editCount', { count }) })
const rows = () => screen.getAllByRole('row').slice(1)

test('changes are counted and shown by record', async () => {
	await render(
		foundChanges([
			foundRecord(1, { hides: ['roof'] }),
			foundRecord(2, {
				name: '',
				changes: [
					{ path: 'members/@a/age', before: 200, after: 20 },
					{ path: 'rooms', before: 3, after: null },
				],
				rows: { 'members/@a': 2 },
			}),
		]),
	)
	expect(
		screen.getByText(
			text('cleaning.wouldChange', {
				count: 2,
				records: '2',
				answers: text('cleaning.answerCount', { count: 3, answers: '3' }),
				searched: '1,200',
			}),
		),
	).toBeVisible()
	expect(rows().map(({ textContent }) => textContent)).toEqual([
		`House 1Rooms23${text('cleaning.becomesIrrelevant', { count: 1 })} Roof`,
		`${text('home.untitledRecord')}${text('review.row', { number: 2 })} › Age20020`,
		`${text('home.untitledRecord')}Rooms3${text('review.blank')}`,
	])
	expect(screen.getByRole('link', { name: 'House 1' })).toHaveAttribute('href', '/desk/records/record-1')
})

test('an empty preview says so and has no button', async () => {
	await render(foundChanges([]))
	expect(screen.getByText(text('cleaning.noChanges', { searched: '1,200' }))).toBeVisible()
	expect(screen.queryByRole('button')).toBeNull()
})

test('skipped answers are counted', async () => {
	await render(foundChanges([], { notPossible: 1, disputed: 2, skipped: 3 }))
	expect(screen.getByText(text('cleaning.impossibleLeftOut', { count: 1 }))).toBeVisible()
	expect(screen.getByText(text('cleaning.conflictsLeftOut', { count: 2 }))).toBeVisible()
	expect(screen.getByText(text('cleaning.otherVersionsSkipped', { count: 3 }))).toBeVisible()
})

test('a preview that exceeds one edit says so', async () => {
	await render(foundChanges(many(1), { isMore: true }))
	const answers = text('cleaning.answerCount', { count: 1, answers: '1' })
	expect(
		screen.getByText(text('cleaning.wouldChangeMore', { count: 1, records: '1', answers })),
	).toBeVisible()
})

test('the first records are shown, and more on request', async () => {
	const { user } = await render(foundChanges(many(25)))
	expect(rows()).toHaveLength(20)
	expect(screen.getByText(text('cleaning.showingFirst', { count: 20 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('review.more') }))
	expect(rows()).toHaveLength(25)
	expect(screen.queryByRole('button', { name: text('review.more') })).toBeNull()
})

test('nothing is written without a reason', async () => {
	const { user, server } = await render(foundChanges(many(1)))
	await user.type(reason(), '  ')
	await user.click(applyButton(1))
	expect(screen.getByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
	expect(server.sent).toEqual([])
})

test('all records are edited in batches, as one edit with one reason', async () => {
	const { server, onDone, apply } = await render(foundChanges(many(maxBulkRecords + 1)))
	await apply(' Mistyped ')
	expect(await screen.findByText(text('cleaning.editedCount', { count: maxBulkRecords + 1 }))).toBeVisible()
	const [first, second] = server.bodiesOf(route) as BulkEditRequest[]
	expect(first).toMatchObject({ kind: 'edit', why: 'Mistyped' })
	expect(second).toMatchObject({ why: 'Mistyped', bulkEditId: first?.bulkEditId })
	expect(idsIn(second)).toEqual([`record-${maxBulkRecords}`])
	expect(onDone.mock.calls).toEqual([[true]])
	expect(screen.queryByRole('textbox')).toBeNull()
	expect(screen.queryByRole('progressbar')).toBeNull()
})

test('skipped records are counted by reason', async () => {
	const { apply } = await render(foundChanges(many(3)), {
		[route]: {
			done: ['record-0'],
			left: [
				{ id: 'record-1', why: 'changed' },
				{ id: 'record-2', why: 'changed' },
			],
		} satisfies BulkResult,
	})
	await apply()
	expect(await screen.findByText(text('cleaning.editedCount', { count: 1 }))).toBeVisible()
	expect(screen.getByText(text('review.notChangedCount', { count: 2 }))).toBeVisible()
	expect(screen.getByRole('listitem')).toHaveTextContent(
		`${text('cleaning.skippedCount', { count: 2 })}: ${text('review.notChangedReason.changed')}`,
	)
})

test('an edit can be stopped between two steps and continued as the same edit', async () => {
	let answer: (reply: unknown) => void = () => {}
	const { user, server, onDone, apply } = await render(foundChanges(many(maxBulkRecords + 1)), {
		[route]: () =>
			new Promise((done) => {
				answer = done
			}),
	})
	await apply()
	expect(screen.getByRole('progressbar')).toHaveAttribute('max', String(maxBulkRecords + 1))
	expect(applyButton(maxBulkRecords + 1)).toBeDisabled()
	await user.click(screen.getByRole('button', { name: text('cleaning.stop') }))
	answer({ done: many(maxBulkRecords).map(({ id }) => id), left: [] })
	const goOn = await screen.findByRole('button', { name: text('cleaning.continue') })
	expect(onDone).toHaveBeenLastCalledWith(false)
	// one edit has one reason
	expect(screen.queryByRole('textbox')).toBeNull()
	expect(screen.getByText('Mistyped')).toBeVisible()
	expect(screen.getByText(text('cleaning.editedCount', { count: maxBulkRecords }))).toBeVisible()
	server.reply({ [route]: allDone })
	await user.click(goOn)
	expect(await screen.findByText(text('cleaning.editedCount', { count: maxBulkRecords + 1 }))).toBeVisible()
	const [first, second] = server.bodiesOf(route) as BulkEditRequest[]
	expect(second?.bulkEditId).toBe(first?.bulkEditId)
	expect(onDone).toHaveBeenLastCalledWith(true)
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a refusal', new Problem('server-disk-full'), 'desk.problem.server-disk-full'],
] as const)('after %s the reason stays, and the edit can be continued', async (_, reply, problem) => {
	const { user, server, apply, onDone } = await render(foundChanges(many(1)), { [route]: reply })
	await apply()
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(reason()).toHaveValue('Mistyped')
	expect(onDone).toHaveBeenCalledWith(false)
	server.reply({ [route]: allDone })
	await user.click(screen.getByRole('button', { name: text('cleaning.continue') }))
	expect(await screen.findByText(text('cleaning.editedCount', { count: 1 }))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('leaving the screen stops the edit after the current step', async () => {
	let answer: (reply: unknown) => void = () => {}
	const { server, apply, onDone, unmount } = await render(foundChanges(many(maxBulkRecords + 1)), {
		[route]: () =>
			new Promise((done) => {
				answer = done
			}),
	})
	await apply()
	unmount()
	answer({ done: many(maxBulkRecords).map(({ id }) => id), left: [] })
	await waitFor(() => expect(onDone).toHaveBeenCalled())
	expect(server.sent).toHaveLength(1)
})

test('self-conflicts are resolved, also where the latest answer is already stored', async () => {
	const { server, user } = await render(
		foundChanges([foundRecord(1, { changes: [{ path: 'rooms', before: 3, after: 3 }] })]),
		{ [route]: allDone },
		'accept-later',
	)
	expect(
		screen.getByText(
			text('cleaning.wouldResolve', {
				count: 1,
				records: '1',
				conflicts: text('cleaning.conflictCount', { count: 1, conflicts: '1' }),
				searched: '1,200',
			}),
		),
	).toBeVisible()
	expect(rows()[0]).toHaveTextContent(`3${text('cleaning.unchanged')}`)
	await user.type(reason(), 'She said so')
	await user.click(screen.getByRole('button', { name: text('cleaning.resolveCount', { count: 1 }) }))
	await waitFor(() => expect(server.bodiesOf(route)).toMatchObject([{ kind: 'accept-later' }]))
})
