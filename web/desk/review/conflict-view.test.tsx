import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { RecordDetail } from '#shared/review/record-response'
import { setClock } from '../../testing/clock.ts'
import {
	historyEntry,
	type RecordConflict,
	recordConflict,
	recordDetail,
} from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { ConflictView } from './conflict-view.tsx'

const visit = `
	type                name     label          bind::zila:sealed_to
	text                place    Place          -
	integer             rooms    Rooms          -
	select_one roof     roof     Roof           -
	select_multiple uses  uses   Used for       -
	text                secret   What was said  data-manager
	begin_repeat        members  Members        -
	text                name     Name           -
	end_repeat          -        -              -
	choices
	list_name  name   label
	roof       tin    Tin sheets
	roof       mud    Mud
	uses       sleep  Sleeping
	uses       work   Working
`
const decisions = 'POST /api/records/record-1/conflicts'

interface Given extends DeskOptions {
	readonly record?: Partial<RecordDetail>
}

async function renderConflict(over: Partial<RecordConflict>, { record: more, ...options }: Given = {}) {
	const onDecided = vi.fn()
	const shown = recordConflict(over)
	const record = recordDetail({
		history: [
			historyEntry(),
			historyEntry({
				id: 'revision-2',
				author: 'Bina',
				role: 'data-manager',
				phone: '',
				why: 'by telephone',
			}),
		],
		conflicts: [shown],
		...more,
	})
	const desk = await renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => <ConflictView conflict={shown} record={record} reading={reading} onDecided={onDecided} />}
		</WithReading>,
		{ ...options, replies: { [decisions]: noContent, ...options.replies } },
	)
	return { ...desk, onDecided }
}

const side = (name: RegExp | string) => screen.getByRole('radio', { name })
const another = () => side(beginning(text('review.otherAnswer')))
const reason = () => screen.getByRole('textbox', { name: text('review.reason') })
const decide = () => screen.getByRole('button', { name: text('review.resolve') })
const alert = () => screen.findByRole('alert')

test('each side shows its answer, author, role, phone and reason, and the previous answer', async () => {
	setClock()
	await renderConflict({})
	expect(screen.getByRole('heading', { name: `${text('review.conflictKind.field')}: Rooms` })).toBeVisible()
	expect(screen.getByText(`${text('review.previousAnswer')}:`, { exact: false })).toHaveTextContent(/2$/)
	expect(side(/^3/).closest('label')).toHaveTextContent(
		`Nadia · ${text('role.enumerator')} · Phone 4 · 10 Jan, 10:30`,
	)
	expect(side(/^4/).closest('label')).toHaveTextContent(
		`Bina · ${text('role.data-manager')} · ${text('review.atDesk')} · 10 Jan, 10:30 · by telephone`,
	)
})

test('the selected side is sent with the reason', async () => {
	const { user, server, onDecided } = await renderConflict({})
	await user.click(side(/^4/))
	await user.type(reason(), ' She was there ')
	await user.click(decide())
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
	expect(server.bodiesOf(decisions)).toEqual([{ conflict: 'conflict-1', value: 4, why: 'She was there' }])
})

test('nothing is resolved without a side and a reason, and both are asked for', async () => {
	const { user, server } = await renderConflict({})
	await user.click(decide())
	const noneSelected = await screen.findByText(text('review.noneSelected'))
	expect(noneSelected).toBeVisible()
	// at the answers, above the reason
	expect(noneSelected.compareDocumentPosition(reason())).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
	expect(screen.getByText(text('problem.reason-missing'))).toBeVisible()
	await user.click(side(/^3/))
	await waitFor(() => expect(screen.queryByText(text('review.noneSelected'))).toBeNull())
	await user.type(reason(), '  ')
	await user.click(decide())
	expect(await alert()).toHaveTextContent(text('problem.reason-missing'))
	expect(server.sent).toEqual([])
})

test('the same value from two people is one side', async () => {
	await renderConflict({
		sides: [
			{ revision: 'revision-1', value: 3, changes: {} },
			{ revision: 'revision-2', value: 3, changes: {} },
			{ revision: 'revision-3', value: null, changes: {} },
		],
	})
	// both values and the typed one
	expect(screen.getAllByRole('radio')).toHaveLength(3)
	const both = side(/^3/).closest('label')
	expect(both).toHaveTextContent('Nadia')
	expect(both).toHaveTextContent('Bina')
	expect(side(beginning(text('review.blank')))).toBeEnabled()
})

test('typing another answer selects it', async () => {
	const { user, server } = await renderConflict({})
	await user.type(screen.getByRole('textbox', { name: text('review.otherAnswer') }), '5')
	expect(another()).toBeChecked()
	await user.type(reason(), 'Counted again')
	await user.click(decide())
	await waitFor(() =>
		expect(server.bodiesOf(decisions)).toEqual([{ conflict: 'conflict-1', value: 5, why: 'Counted again' }]),
	)
})

test('a typed answer that is blank or invalid is not sent', async () => {
	const { user, server } = await renderConflict({})
	await user.click(another())
	await user.type(reason(), 'Counted again')
	await user.click(decide())
	expect(await alert()).toHaveTextContent(text('review.noneSelected'))
	await user.type(screen.getByRole('textbox', { name: text('review.otherAnswer') }), 'five')
	await user.click(decide())
	expect(await alert()).toHaveTextContent(text('problem.value-not-allowed'))
	expect(await alert()).toHaveTextContent(text('review.formatHint.integer'))
	expect(server.sent).toEqual([])
})

test('a choice is shown by its label, and another can be selected from the list', async () => {
	const { user, server } = await renderConflict({
		path: 'roof',
		base: null,
		sides: [{ revision: 'revision-1', value: 'tin', changes: {} }],
	})
	expect(side(/^Tin sheets/)).toBeEnabled()
	await user.selectOptions(screen.getByRole('combobox', { name: text('review.otherAnswer') }), 'Mud')
	await user.type(reason(), 'Seen on the photo')
	await user.click(decide())
	await waitFor(() => expect(server.bodiesOf(decisions)).toMatchObject([{ value: 'mud' }]))
})

test('a select_multiple answer has several choices, in the order of the list', async () => {
	const { user, server } = await renderConflict({
		path: 'uses',
		base: null,
		sides: [{ revision: 'revision-1', value: ['work'], changes: {} }],
	})
	await user.click(screen.getByRole('checkbox', { name: 'Working' }))
	await user.click(screen.getByRole('checkbox', { name: 'Sleeping' }))
	await user.type(reason(), 'Both')
	await user.click(decide())
	await waitFor(() => expect(server.bodiesOf(decisions)).toMatchObject([{ value: ['sleep', 'work'] }]))
})

test('an encrypted answer cannot be replaced by typed text', async () => {
	await renderConflict({ path: 'secret', base: null })
	expect(screen.getAllByRole('radio')).toHaveLength(2)
	expect(screen.queryByRole('radio', { name: beginning(text('review.otherAnswer')) })).toBeNull()
})

test('a question that the form does not have takes no typed answer', async () => {
	await renderConflict({ path: 'unknown' })
	expect(screen.queryByRole('radio', { name: beginning(text('review.otherAnswer')) })).toBeNull()
})

test('a row is removed or kept: one side removed it, the other edited it', async () => {
	const row = 'members/@row1'
	const { user, server } = await renderConflict(
		{
			kind: 'row',
			path: row,
			base: null,
			sides: [
				{ revision: 'revision-1', value: null, changes: { [row]: null } },
				{ revision: 'revision-2', value: null, changes: { [`${row}/name`]: 'Zara' } },
			],
		},
		{ record: { answers: { [row]: 1, [`${row}/name`]: 'Zara' } } },
	)
	expect(side(beginning(text('review.removeRow'))).closest('label')).toHaveTextContent('Nadia')
	expect(side(beginning(text('review.keepRow'))).closest('label')).toHaveTextContent('Bina')
	// the answers in the row that would be removed
	expect(screen.getByRole('definition')).toHaveTextContent('Zara')
	await user.click(side(beginning(text('review.removeRow'))))
	await user.type(reason(), 'Moved away')
	await user.click(decide())
	await waitFor(() => expect(server.bodiesOf(decisions)).toMatchObject([{ value: false }]))
})

test.each([
	['not void', 'review.notVoid', null],
	['void with its reason', 'review.voidWithReason', 'made twice'],
] as const)('a record voided on one side is resolved as %s', async (_, key, value) => {
	const { user, server } = await renderConflict({
		kind: 'void',
		path: '*',
		base: null,
		sides: [
			{ revision: 'revision-1', value: null, changes: { $void: 'made twice' } },
			{ revision: 'revision-2', value: null, changes: { rooms: 4 } },
		],
	})
	expect(screen.getByRole('heading', { name: text('review.conflictKind.void') })).toBeVisible()
	const chosen = side(beginning(text(key, { reason: 'made twice' })))
	expect(chosen.closest('label')).toHaveTextContent(value === null ? 'Bina' : 'Nadia')
	await user.click(chosen)
	await user.type(reason(), 'Asked both')
	await user.click(decide())
	await waitFor(() =>
		expect(server.bodiesOf(decisions)).toEqual([{ conflict: 'conflict-1', value, why: 'Asked both' }]),
	)
})

test('statuses are shown in words, and no other status can be typed', async () => {
	await renderConflict({
		kind: 'status',
		path: '$status',
		base: 'submitted',
		sides: [
			{ revision: 'revision-1', value: 'approved', changes: {} },
			{ revision: 'revision-2', value: 'returned', changes: {} },
		],
	})
	expect(screen.getByRole('heading', { name: text('review.conflictKind.status') })).toBeVisible()
	expect(side(beginning(text('recordStatus.approved')))).toBeEnabled()
	expect(side(beginning(text('recordStatus.returned')))).toBeEnabled()
	expect(screen.getAllByRole('radio')).toHaveLength(2)
})

test('a coordinator sees the sides and cannot resolve', async () => {
	await renderConflict({}, { person: { role: 'coordinator' } })
	expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		expect.stringMatching(/^3/),
		expect.stringMatching(/^4/),
	])
	expect(screen.queryByRole('radio')).toBeNull()
	expect(screen.queryByRole('button', { name: text('review.resolve') })).toBeNull()
	expect(screen.queryByRole('textbox')).toBeNull()
})

test('offline the selection and text stay, and the next try is sent', async () => {
	const { user, server, onDecided } = await renderConflict({}, { replies: { [decisions]: offline } })
	await user.click(side(/^3/))
	await user.type(reason(), 'Seen there')
	await user.click(decide())
	expect(await alert()).toHaveTextContent(text('desk.problem.no-connection'))
	expect(reason()).toHaveValue('Seen there')
	expect(side(/^3/)).toBeChecked()
	expect(onDecided).not.toHaveBeenCalled()
	server.reply({ [decisions]: noContent })
	await user.click(decide())
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
})

test('a conflict already resolved by another user is reported', async () => {
	const { user } = await renderConflict(
		{},
		{ replies: { [decisions]: new Problem('conflict-already-resolved') } },
	)
	await user.click(side(/^3/))
	await user.type(reason(), 'Seen there')
	await user.click(decide())
	expect(await alert()).toHaveTextContent(text('problem.conflict-already-resolved'))
	expect(decide()).toBeEnabled()
})

test('neighbouring answers are shown in order', async () => {
	await renderConflict({}, { record: { answers: { roof: 'tin', place: 'Kot Addu', secret: 'x', rooms: 2 } } })
	expect(screen.getByText(text('review.showContext'))).toBeVisible()
	expect(screen.getAllByRole('term').map((each) => each.textContent)).toEqual([
		'Place',
		'Roof',
		'What was said',
	])
	expect(screen.getByText('Tin sheets')).toBeInTheDocument()
})
