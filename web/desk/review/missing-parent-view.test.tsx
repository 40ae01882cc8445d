import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { setClock } from '../../testing/clock.ts'
import { historyEntry, recordConflict, recordDetail } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { MissingParentView } from './missing-parent-view.tsx'

const visit = `
	type     name   label
	integer  rooms  Rooms
`
const waiting = recordConflict({
	kind: 'waiting',
	path: '*',
	revisions: ['revision-2'],
	base: null,
	sides: [],
})
const moves = 'POST /api/records/record-1/review'

async function renderWaiting(options: DeskOptions = {}) {
	const onDecided = vi.fn()
	const record = recordDetail({
		history: [
			historyEntry({ changes: [{ path: 'rooms', before: null, after: 1 }] }),
			historyEntry({
				id: 'revision-2',
				author: 'Bina',
				phone: 'Phone 9',
				changes: [
					{ path: '$status', before: 'draft', after: 'submitted' },
					{ path: 'rooms', before: 2, after: 3 },
				],
			}),
		],
	})
	const desk = await renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => (
				<MissingParentView conflict={waiting} record={record} reading={reading} onDecided={onDecided} />
			)}
		</WithReading>,
		{ ...options, replies: { [moves]: noContent, ...options.replies } },
	)
	return { ...desk, onDecided }
}

const reason = () => screen.getByRole('textbox', { name: text('review.reason'), hidden: true })
const adopt = () => screen.getByRole('button', { name: text('review.useTheseAnswers'), hidden: true })

test('only the waiting change is shown: its author, time and answers', async () => {
	setClock()
	await renderWaiting()
	expect(screen.getByRole('heading', { name: text('review.conflictKind.waiting') })).toBeVisible()
	expect(screen.getByText(/Phone 9/).closest('p')).toHaveTextContent('Bina · Phone 9 · 10 Jan, 10:30')
	expect(screen.getAllByRole('listitem').map((each) => each.textContent)).toEqual(['Rooms: 3'])
})

test('if its device is permanently unavailable, the office uses the available answers, with a reason', async () => {
	const { user, server, onDecided } = await renderWaiting()
	await user.click(screen.getByText(text('review.deviceUnavailable')))
	await user.type(reason(), ' Phone was stolen ')
	await user.click(adopt())
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
	expect(server.bodiesOf(moves)).toEqual([{ kind: 'adopt', seen: 'seen-1', why: 'Phone was stolen' }])
})

test('a missing reason is reported by the server, and then sent', async () => {
	const { user, server, onDecided } = await renderWaiting({
		replies: { [moves]: new Problem('reason-missing') },
	})
	await user.click(screen.getByText(text('review.deviceUnavailable')))
	await user.click(adopt())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
	expect(onDecided).not.toHaveBeenCalled()
	server.reply({ [moves]: noContent })
	await user.type(reason(), 'Phone was stolen')
	await user.click(adopt())
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
})

test('a record changed in the meantime is reloaded', async () => {
	const { user, onDecided } = await renderWaiting({ replies: { [moves]: new Problem('record-changed') } })
	await user.click(screen.getByText(text('review.deviceUnavailable')))
	await user.type(reason(), 'Phone was stolen')
	await user.click(adopt())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.record-changed'))
	expect(onDecided).toHaveBeenCalledOnce()
})

test('offline the reason stays', async () => {
	const { user, onDecided } = await renderWaiting({ replies: { [moves]: offline } })
	await user.click(screen.getByText(text('review.deviceUnavailable')))
	await user.type(reason(), 'Phone was stolen')
	await user.click(adopt())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(reason()).toHaveValue('Phone was stolen')
	expect(adopt()).toBeEnabled()
	expect(onDecided).not.toHaveBeenCalled()
})

test('a coordinator sees the waiting change and cannot use it', async () => {
	await renderWaiting({ person: { role: 'coordinator' } })
	expect(screen.getByRole('listitem')).toHaveTextContent('Rooms: 3')
	expect(screen.queryByText(text('review.deviceUnavailable'))).toBeNull()
})
