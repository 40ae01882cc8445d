import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { BulkEditRequest } from '#shared/cleaning/bulk-edit'
import type { Answer } from '#shared/forms/answers'
import { Problem } from '#shared/kernel/problem'
import type { BulkResult } from '#shared/review/bulk-review'
import { recordDetail } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { EditAnswer } from './edit-answer.tsx'

const visit = `
	type                  name   label
	integer               rooms  Rooms
	select_multiple uses  uses   Used for
	choices
	list_name  name   label
	uses       sleep  Sleeping
	uses       work   Working
`
const bulkEdits = 'POST /api/bulk-edits'
const done = { done: ['record-1'], left: [] } satisfies BulkResult
const left = (why: BulkResult['left'][number]['why']): BulkResult => ({
	done: [],
	left: [{ id: 'record-1', why }],
})

async function renderAnswer(path: string, answer: Answer, replies: DeskOptions['replies'] = {}) {
	const onCorrected = vi.fn()
	const record = recordDetail({ answers: { [path]: answer } })
	const desk = await renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => (
				<EditAnswer record={record} reading={reading} path={path} answer={answer} onCorrected={onCorrected} />
			)}
		</WithReading>,
		{ replies: { [bulkEdits]: done, ...replies } },
	)
	const open = async () => {
		await desk.user.click(screen.getByRole('button', { name: beginCorrecting(path) }))
	}
	await open()
	return { ...desk, onCorrected, open }
}

const beginCorrecting = (path: string) =>
	`${text('cleaning.edit')}: ${path === 'rooms' ? 'Rooms' : 'Used for'}`
const answerField = () => screen.getByRole('textbox', { name: text('cleaning.newAnswer') })
const reason = () => screen.getByRole('textbox', { name: text('review.reason') })
const save = () => screen.getByRole('button', { name: text('cleaning.saveEdit') })
const bodies = (all: unknown[]) => all as BulkEditRequest[]

test('the new answer is sent with the one that was shown, and the reason', async () => {
	const { user, server, onCorrected } = await renderAnswer('rooms', 3)
	expect(answerField()).toHaveValue('3')
	await user.clear(answerField())
	await user.type(answerField(), '5')
	await user.type(reason(), ' Typing mistake ')
	await user.click(save())
	await waitFor(() => expect(onCorrected).toHaveBeenCalledOnce())
	expect(server.bodiesOf(bulkEdits)).toEqual([
		{
			kind: 'edit',
			bulkEditId: expect.stringMatching(/./),
			why: 'Typing mistake',
			records: [{ id: 'record-1', changes: [{ path: 'rooms', before: 3, after: 5 }], hides: [] }],
		},
	])
})

test('an answer is cleared by leaving it blank', async () => {
	const { user, server } = await renderAnswer('rooms', 3)
	await user.clear(answerField())
	await user.type(reason(), 'Never asked')
	await user.click(save())
	await waitFor(() =>
		expect(server.bodiesOf(bulkEdits)).toMatchObject([
			{ records: [{ changes: [{ path: 'rooms', before: 3, after: null }] }] },
		]),
	)
})

test('choices of a select_multiple are changed one by one', async () => {
	const { user, server } = await renderAnswer('uses', ['work'])
	expect(screen.getByRole('checkbox', { name: 'Working' })).toBeChecked()
	await user.click(screen.getByRole('checkbox', { name: 'Sleeping' }))
	await user.type(reason(), 'Both')
	await user.click(save())
	await waitFor(() =>
		expect(server.bodiesOf(bulkEdits)).toMatchObject([
			{ records: [{ changes: [{ path: 'uses', before: ['work'], after: ['sleep', 'work'] }] }] },
		]),
	)
})

test('an invalid answer, a missing reason or an unchanged value is not sent', async () => {
	const { user, server } = await renderAnswer('rooms', 3)
	await user.type(answerField(), 'x')
	await user.click(save())
	expect(await screen.findByText(beginning(text('problem.value-not-allowed')))).toBeVisible()
	expect(screen.getByText(text('problem.reason-missing'))).toBeVisible()
	await user.type(reason(), 'Counted')
	await user.clear(answerField())
	await user.type(answerField(), '3')
	await user.click(save())
	expect(await screen.findByText(text('cleaning.valueUnchanged'))).toBeVisible()
	expect(screen.getAllByRole('alert')).toHaveLength(1)
	expect(server.sent).toEqual([])
})

test('the reason why the record was not edited is shown, and the field keeps its text', async () => {
	const { user, onCorrected } = await renderAnswer('rooms', 3, { [bulkEdits]: left('changed') })
	await user.type(answerField(), '0')
	await user.type(reason(), 'Counted')
	await user.click(save())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('review.notChangedReason.changed'))
	expect(screen.queryByRole('checkbox')).toBeNull()
	expect(answerField()).toHaveValue('30')
	expect(onCorrected).not.toHaveBeenCalled()
})

test('hiding other answers must be allowed first, and is then sent as the same edit', async () => {
	const { user, server, onCorrected } = await renderAnswer('rooms', 3, {
		[bulkEdits]: left('hides-others'),
	})
	await user.type(answerField(), '0')
	await user.type(reason(), 'Counted')
	await user.click(save())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('review.notChangedReason.hides-others'))
	await user.click(screen.getByRole('checkbox', { name: text('cleaning.editAnyway') }))
	server.reply({ [bulkEdits]: done })
	await user.click(save())
	await waitFor(() => expect(onCorrected).toHaveBeenCalledOnce())
	const [first, second] = bodies(server.bodiesOf(bulkEdits))
	expect(second).toEqual({ ...first, records: [expect.objectContaining({ hides: ['*'] })] })
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a refusal', new Problem('not-allowed'), 'problem.not-allowed'],
] as const)(
	'after %s the field keeps its text, and the next try is the same edit',
	async (_, reply, problem) => {
		const { user, server, onCorrected } = await renderAnswer('rooms', 3, { [bulkEdits]: reply })
		await user.type(answerField(), '0')
		await user.type(reason(), 'Counted')
		await user.click(save())
		expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
		expect(answerField()).toHaveValue('30')
		expect(reason()).toHaveValue('Counted')
		server.reply({ [bulkEdits]: done })
		await user.click(save())
		await waitFor(() => expect(onCorrected).toHaveBeenCalledOnce())
		const [first, second] = bodies(server.bodiesOf(bulkEdits))
		expect(second).toEqual(first)
	},
)

test('a cancelled edit starts again with the current answer', async () => {
	const { user, server, open } = await renderAnswer('rooms', 3)
	await user.type(answerField(), '0')
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	await open()
	expect(answerField()).toHaveValue('3')
	expect(server.sent).toEqual([])
})
