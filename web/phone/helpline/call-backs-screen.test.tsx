import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { HelplineShift } from '#shared/helpline/call-backs'
import { Problem } from '#shared/kernel/problem'
import { callBack, handover, shiftReply } from '../../testing/helpline.ts'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { offline, type Reply } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { CallBacksScreen } from './call-backs-screen.tsx'
import { CallBacksWaiting } from './call-backs-waiting.tsx'

beforeEach(() => {
	preparePhone()
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T10:05:00+05:00') })
})
afterEach(() => {
	vi.useRealTimers()
})

const route = 'POST /api/helpline/shift'
const render = (first: Partial<HelplineShift> | Reply = {}, options: PhoneOptions = {}) =>
	renderPhone(<CallBacksScreen />, {
		person: { role: 'helpline-operator' },
		replies: {
			[route]: typeof first === 'function' || first instanceof Problem ? first : shiftReply(first as object),
		},
		...options,
	})
type Phone = Awaited<ReturnType<typeof render>>
const acts = ({ served }: Phone) =>
	(served.bodiesOf(route) as { act: unknown }[]).map(({ act: done }) => done)
const ask = () => screen.findByRole('button', { name: text('callBacks.refresh') })
const button = (key: Parameters<typeof text>[0], name: string) =>
	screen.findByRole('button', { name: `${text(key)}: ${name}` })
const record = 'a'.repeat(22)

test('the list is requested when the screen opens, signed by the phone', async () => {
	const phone = await render({ open: [callBack()] })
	expect(await screen.findByText(text('callBacks.lastUpdated', { time: '25 Nov, 10:00' }))).toBeVisible()
	expect(phone.served.bodiesOf(route)).toEqual([
		{
			device: phone.vaultSession.device,
			act: { kind: 'look' },
			sentAt: expect.any(Number),
			nonce: expect.any(String),
			signature: expect.stringMatching(/^[\w-]{86}$/),
		},
	])
})

test('call-backs are listed with what was agreed, in the language of the app', async () => {
	await render({ open: [callBack()] }, { language: 'ur' })
	expect(await screen.findByText('Call 17')).toBeVisible()
	expect(screen.getByText('اجرت نہ ملنا')).toBeVisible()
	expect(screen.getByText(text('callBacks.agreed', { agreed: 'after six' }))).toBeVisible()
	expect(screen.getByText(new RegExp(text('callBacks.openCount', { count: 1 })))).toBeVisible()
})

test('an empty list says so', async () => {
	await render()
	expect(await screen.findByText(text('callBacks.empty'))).toBeVisible()
	expect(screen.getByText(text('callBacks.handoversEmpty'))).toBeVisible()
})

test('an overdue call-back is marked and counted; the time of the promise may be unknown', async () => {
	await render({ open: [callBack({ isOverdue: true, since: null }), callBack({ record: 'z'.repeat(22) })] })
	expect(await screen.findByText(text('callBacks.overdue'))).toBeVisible()
	expect(screen.getByText(text('callBacks.promisedAtUnknown'))).toBeVisible()
	expect(screen.getByText(new RegExp(text('callBacks.overdueCount', { count: 1 })))).toBeVisible()
})

test('a call-back is assigned, and then completed or unassigned', async () => {
	const phone = await render({ open: [callBack()] })
	const take = await button('callBacks.assignToMe', 'Call 17')
	phone.served.reply({ [route]: shiftReply({ open: [callBack({ takenBy: 'Amina', isMine: true })] }) })
	await phone.user.click(take)
	expect(await screen.findByText(new RegExp(text('callBacks.assignedToYou')))).toBeVisible()
	expect(screen.queryByRole('button', { name: `${text('callBacks.assignToMe')}: Call 17` })).toBeNull()
	await phone.user.click(await button('callBacks.unassign', 'Call 17'))
	await phone.user.click(await button('callBacks.complete', 'Call 17'))
	await waitFor(() =>
		expect(acts(phone)).toEqual([
			{ kind: 'look' },
			{ kind: 'take', record },
			{ kind: 'leave', record },
			{ kind: 'done', record },
		]),
	)
})

test('one assigned to another operator says so, and can be taken over', async () => {
	await render({ open: [callBack({ takenBy: 'Bano' })] })
	expect(await screen.findByText(new RegExp(text('callBacks.assignedTo', { person: 'Bano' })))).toBeVisible()
	expect(await button('callBacks.assignToMe', 'Call 17')).toBeEnabled()
})

test('one completed by mistake can be reopened', async () => {
	const done = [{ record, name: 'Call 17', by: 'Bano', at: '2026-11-25T09:00:00+05:00' }]
	const phone = await render({ done })
	expect(
		await screen.findByText(
			text('callBacks.completedBy', { name: 'Call 17', person: 'Bano', time: '25 Nov, 09:00' }),
		),
	).toBeVisible()
	await phone.user.click(await button('callBacks.reopen', 'Call 17'))
	await waitFor(() => expect(acts(phone).at(-1)).toEqual({ kind: 'again', record }))
})

test('offline the screen says that the list is not current, and it can be refreshed', async () => {
	const { user, served } = await render(offline)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('callBacks.listOffline'))
	expect(screen.getByText(text('callBacks.listNotLoaded'))).toBeVisible()
	expect(screen.queryByRole('heading', { name: text('callBacks.openTitle') })).toBeNull()
	served.reply({ [route]: shiftReply() })
	await user.click(await ask())
	expect(await screen.findByText(text('callBacks.empty'))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('an action that did not reach the server is reported, and the last list stays', async () => {
	const phone = await render({ open: [callBack()] })
	const take = await button('callBacks.assignToMe', 'Call 17')
	phone.served.reply({ [route]: offline })
	await phone.user.click(take)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('callBacks.saveOffline'))
	expect(screen.getByText('Call 17')).toBeVisible()
	expect(await button('callBacks.assignToMe', 'Call 17')).toBeEnabled()
})

test('a refusal by the server is shown unchanged', async () => {
	const phone = await render({ open: [callBack()] })
	const take = await button('callBacks.assignToMe', 'Call 17')
	phone.served.reply({ [route]: new Problem('call-back-taken') })
	await phone.user.click(take)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.call-back-taken'))
})

test('during a request nothing else can be pressed', async () => {
	const phone = await render({ open: [callBack()] })
	const take = await button('callBacks.assignToMe', 'Call 17')
	let answer = (_: ReturnType<typeof shiftReply>) => {}
	phone.served.reply({
		[route]: () =>
			new Promise<ReturnType<typeof shiftReply>>((done) => {
				answer = done
			}),
	})
	await phone.user.click(take)
	expect(take).toBeDisabled()
	expect(await ask()).toBeDisabled()
	await act(async () => answer(shiftReply({ open: [callBack()] })))
	await waitFor(async () => expect(await ask()).toBeEnabled())
})

test('a handover is read and confirmed, but not one’s own', async () => {
	const phone = await render({
		handovers: [
			handover(),
			handover({ id: 4, by: 'Amina', isMine: true }),
			handover({ id: 3, confirmedBy: 'Saba', note: '', referrals: null }),
		],
	})
	const list = within(await screen.findByRole('region', { name: text('callBacks.handover') }))
	expect(list.getAllByText('Quiet night')).toHaveLength(2)
	expect(list.getByText(text('callBacks.readBy', { person: 'Saba' }))).toBeVisible()
	expect(list.getAllByText(text('callBacks.unread'))).toHaveLength(2)
	expect(list.getAllByText(new RegExp(text('callBacks.handoverReferrals', { count: '1' })))).toHaveLength(2)
	const confirm = list.getAllByRole('button', { name: text('callBacks.markRead') })
	expect(confirm).toHaveLength(1)
	await phone.user.click(confirm[0] as HTMLElement)
	await waitFor(() => expect(acts(phone).at(-1)).toEqual({ kind: 'confirm', handover: 5 }))
})

const note = () => screen.findByLabelText(text('callBacks.handoverNote'))
const handOver = () => screen.findByRole('button', { name: text('callBacks.submitHandover') })

test('a shift is handed over with a note, and the field is then empty', async () => {
	const phone = await render()
	await phone.user.type(await note(), '  One caller rings again at five ')
	await phone.user.click(await handOver())
	await waitFor(() =>
		expect(acts(phone).at(-1)).toEqual({ kind: 'hand-over', note: 'One caller rings again at five' }),
	)
	await waitFor(async () => expect(await note()).toHaveValue(''))
})

test('a note that could not be sent stays in its field', async () => {
	const phone = await render()
	await phone.user.type(await note(), 'One caller')
	phone.served.reply({ [route]: offline })
	await phone.user.click(await handOver())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('callBacks.saveOffline'))
	expect(await note()).toHaveValue('One caller')
})

test('an unfinished note is restored after visiting another screen', async () => {
	const phone = await render()
	await phone.user.type(await note(), 'One caller')
	await phone.redraw()
	expect(await note()).toHaveValue('One caller')
	// the cached list is shown at once and then reloaded
	expect(acts(phone)).toEqual([{ kind: 'look' }, { kind: 'look' }])
})

test('a telephone number in the note is refused while typing', async () => {
	const { user } = await render()
	await user.type(await note(), 'ring 0300 1234567')
	expect(await screen.findByRole('alert')).toHaveTextContent(text('callBacks.handoverNoteHasNumber'))
	expect(await note()).toHaveAttribute('aria-invalid', 'true')
	expect(await handOver()).toBeDisabled()
	await user.clear(await note())
	await waitFor(async () => expect(await handOver()).toBeEnabled())
})

test('opened with the second PIN it requests nothing of the real work', async () => {
	const phone = await render({ open: [callBack()] }, { isDecoy: true, replies: {} })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('callBacks.listOffline'))
	expect(phone.served.sent).toEqual([])
})

test('the home screen counts open call-backs, and polls while shown', async () => {
	vi.useRealTimers()
	vi.useFakeTimers({
		shouldAdvanceTime: true,
		toFake: ['Date', 'setInterval', 'clearInterval'],
		now: Date.parse('2026-11-25T10:05:00+05:00'),
	})
	const { served, unmount } = await renderPhone(<CallBacksWaiting />, {
		replies: { [route]: shiftReply({ open: [callBack()] }) },
	})
	expect(await screen.findByText(new RegExp(text('callBacks.openCount', { count: 1 })))).toBeVisible()
	served.reply({ [route]: shiftReply({ open: [callBack(), callBack({ record: 'c'.repeat(22) })] }) })
	await act(() => vi.advanceTimersByTimeAsync(120_000))
	expect(await screen.findByText(new RegExp(text('callBacks.openCount', { count: 2 })))).toBeVisible()
	unmount()
	const count = served.sent.length
	await vi.advanceTimersByTimeAsync(600_000)
	expect(served.sent).toHaveLength(count)
})

test('offline the home screen shows the last known count, or that there is none', async () => {
	const phone = await renderPhone(<CallBacksWaiting />, { replies: { [route]: offline } })
	expect(await screen.findByText(text('callBacks.listNotLoaded'))).toBeVisible()
	phone.served.reply({ [route]: shiftReply() })
	await phone.redraw()
	expect(await screen.findByText(text('callBacks.empty'))).toBeVisible()
	phone.served.reply({ [route]: offline })
	await phone.redraw()
	expect(await screen.findByText(text('callBacks.lastUpdated', { time: '25 Nov, 10:00' }))).toBeVisible()
})
