import { screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type {
	QuarantineDecisionListItem,
	QuarantineListItem,
	QuarantineListResponse,
} from '#shared/review/quarantine'
import { setClock } from '../../testing/clock.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { QuarantineList } from './quarantine-list.tsx'

const decisions = 'POST /api/quarantine/decisions'
const waiting = (over: Partial<QuarantineListItem> = {}): QuarantineListItem => ({
	id: 'held-1',
	why: 'not-active',
	author: 'Nadia',
	phone: 'Phone 4',
	writtenAs: null,
	written: '2026-01-10T05:30:00.000Z',
	received: '2026-01-10T09:00:00.000Z',
	form: 'visit',
	changes: 3,
	isBeginning: false,
	record: null,
	...over,
})
const decided = (over: Partial<QuarantineDecisionListItem> = {}): QuarantineDecisionListItem => ({
	revision: 'revision-9',
	quarantineReason: 'not-active',
	decision: 'keep-out',
	why: 'made twice',
	at: '2026-01-11T05:00:00.000Z',
	decidedBy: 'Sadia',
	author: 'Nadia',
	phone: 'Phone 4',
	...over,
})

async function render(found: Partial<QuarantineListResponse>, options: DeskOptions = {}) {
	const onDecided = vi.fn()
	setClock()
	const desk = await renderDesk(
		<QuarantineList
			found={{ waiting: [], decided: [], ...found }}
			titleOf={(form) => `the form ${form}`}
			onDecided={onDecided}
		/>,
		{ ...options, replies: { [decisions]: noContent, ...options.replies } },
	)
	// opens every closed section
	for (const each of document.querySelectorAll('details')) each.open = true
	return { ...desk, onDecided }
}

const letIn = () => screen.getByRole('button', { name: text('review.accept') })
const keepOut = () => screen.getByRole('button', { name: text('review.reject') })

test('a quarantined change shows its reason, time, content and record', async () => {
	await render({
		waiting: [waiting({ writtenAs: 'Bina', record: { id: 'record-7', name: '' } })],
	})
	expect(screen.getByText(text('review.quarantinedCount', { count: 1 }))).toBeVisible()
	expect(screen.getByRole('heading')).toHaveTextContent('Nadia · Phone 4')
	expect(screen.getByText(text('review.quarantineReason.not-active'))).toBeVisible()
	expect(screen.getByText(/the form visit/)).toHaveTextContent(
		[
			'the form visit',
			text('review.changes', { count: 3 }),
			text('review.submittedAs', { name: 'Bina' }),
			text('review.enteredAt', { time: '10 Jan, 10:30' }),
			text('review.receivedAt', { time: '10 Jan, 14:00' }),
		].join(' · '),
	)
	expect(screen.getByRole('link', { name: text('home.untitledRecord') })).toHaveAttribute(
		'href',
		'/desk/records/record-7',
	)
})

test('an unreadable change shows only when it arrived', async () => {
	await render({ waiting: [waiting({ form: null, written: null, author: '', isBeginning: true })] })
	expect(screen.getByRole('heading')).toHaveTextContent(text('review.unknownUser'))
	expect(screen.getByText(text('review.receivedAt', { time: '10 Jan, 14:00' }))).toBeVisible()
	expect(screen.queryByText(text('review.newRecord'))).toBeNull()
})

test('a single change is accepted with one press', async () => {
	const { user, server, onDecided } = await render({ waiting: [waiting()] })
	await user.click(letIn())
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
	expect(server.bodiesOf(decisions)).toEqual([{ ids: ['held-1'], decision: 'let-in', why: '' }])
	// a single item has no "all" button
	expect(screen.getAllByRole('button')).toHaveLength(2)
})

test('all changes of a device are accepted at once, except those that cannot be accepted', async () => {
	const { user, server } = await render({
		waiting: [
			waiting(),
			waiting({ id: 'held-2', phone: 'Phone 5' }),
			waiting({ id: 'held-3' }),
			waiting({ id: 'held-4', why: 'other-project' }),
		],
	})
	expect(screen.getAllByRole('heading').map((each) => each.textContent)).toEqual([
		'Nadia · Phone 4',
		'Nadia · Phone 5',
	])
	await user.click(screen.getByRole('button', { name: text('review.acceptAll', { count: 2 }) }))
	await waitFor(() =>
		expect(server.bodiesOf(decisions)).toEqual([{ ids: ['held-1', 'held-3'], decision: 'let-in', why: '' }]),
	)
})

test('a change of another project can only be rejected', async () => {
	await render({ waiting: [waiting({ why: 'other-project' })] })
	expect(screen.queryByRole('button', { name: text('review.accept') })).toBeNull()
	expect(keepOut()).toBeEnabled()
})

test('rejecting needs a reason', async () => {
	const { user, server, onDecided } = await render({ waiting: [waiting()] })
	await user.click(keepOut())
	expect(keepOut()).toBeDisabled()
	await user.type(screen.getByRole('textbox', { name: text('review.rejectReason') }), 'made twice')
	await user.click(keepOut())
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
	expect(server.bodiesOf(decisions)).toEqual([{ ids: ['held-1'], decision: 'keep-out', why: 'made twice' }])
})

test('cancelling sends nothing', async () => {
	const { user, server } = await render({ waiting: [waiting()] })
	await user.click(keepOut())
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	expect(letIn()).toBeEnabled()
	expect(server.sent).toEqual([])
})

test('a refusal is shown, and the list is reloaded', async () => {
	const { user, onDecided } = await render(
		{ waiting: [waiting()] },
		{ replies: { [decisions]: new Problem('release-from-quarantine-not-possible') } },
	)
	await user.click(letIn())
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('problem.release-from-quarantine-not-possible'),
	)
	expect(onDecided).toHaveBeenCalledOnce()
	expect(letIn()).toBeEnabled()
})

test('a decision shows its user and reason, and the opposite is offered', async () => {
	const { user, server } = await render({
		decided: [decided(), decided({ revision: 'revision-8', decision: 'let-in', author: '' })],
	})
	const [keptOut, wasLetIn] = screen.getAllByRole('listitem')
	if (!keptOut || !wasLetIn) throw new Error('fewer than two decisions are listed')
	expect(keptOut).toHaveTextContent(
		text('review.rejectedBy', { name: 'Sadia', time: '11 Jan, 10:00', why: 'made twice' }),
	)
	expect(wasLetIn).toHaveTextContent(text('review.acceptedBy', { name: 'Sadia', time: '11 Jan, 10:00' }))
	expect(wasLetIn).toHaveTextContent(text('review.unknownUser'))
	expect(within(wasLetIn).getByRole('button')).toHaveTextContent(text('review.reject'))
	await user.click(within(keptOut).getByRole('button', { name: text('review.accept') }))
	await waitFor(() =>
		expect(server.bodiesOf(decisions)).toEqual([{ ids: ['revision-9'], decision: 'let-in', why: '' }]),
	)
})

test('an administrator cannot decide', async () => {
	await render(
		{ waiting: [waiting(), waiting({ id: 'held-2' })], decided: [decided()] },
		{
			person: { role: 'administrator' },
		},
	)
	expect(screen.queryByRole('button')).toBeNull()
})

test('a link with its id opens it', async () => {
	await renderDesk(
		<QuarantineList found={{ waiting: [waiting()], decided: [] }} titleOf={String} onDecided={() => {}} />,
		{ path: '/desk/records#quarantine' },
	)
	expect(screen.getByRole('group')).toHaveAttribute('open')
})
