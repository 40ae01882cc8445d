import { screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Referral, ReferralAct } from '#shared/helpline/referrals'
import { referral } from '../../testing/helpline.ts'
import { renderLocked } from '../../testing/render-locked.tsx'
import { text } from '../../testing/text.ts'
import { Referrals } from './referrals.tsx'

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T10:00:00+05:00') })
})
afterEach(() => {
	vi.useRealTimers()
})

const at = '2026-11-25T10:00:00+05:00'
async function render(referrals: readonly Referral[], over: Partial<Parameters<typeof Referrals>[0]> = {}) {
	const acts: ReferralAct[] = []
	const form = await renderLocked(
		<Referrals
			referrals={referrals}
			many={referrals.filter(({ status }) => status !== 'closed').length}
			at={at}
			isBusy={false}
			onAct={(one) => acts.push(one)}
			{...over}
		/>,
	)
	return { ...form, acts }
}
const folder = (name: RegExp) =>
	screen.getByText(name, { selector: 'summary' }).closest('details') as HTMLElement
const department = (code: 'social' | 'police15' | 'shelter') => text(`referrals.department.${code}`)
const button = (key: Parameters<typeof text>[0], name = 'Call 21') =>
	screen.getByRole('button', { name: `${text(key)}: ${name}`, hidden: true })
const noButton = (key: Parameters<typeof text>[0]) =>
	expect(screen.queryByRole('button', { name: `${text(key)}: Call 21`, hidden: true })).toBeNull()
const about = { record: 'b'.repeat(22), department: 'social' }

test('the deadlines for sending and confirming a referral are shown above', async () => {
	await render([])
	expect(screen.getByText(text('referrals.deadlines', { danger: '1', others: '72' }))).toBeVisible()
	expect(screen.getByText(text('referrals.empty'))).toBeVisible()
})

test('referrals are grouped by department, in the order of the form, with the number overdue', async () => {
	await render([
		referral({ department: 'shelter' }),
		referral({ department: 'police15' }),
		referral({ department: 'police15', record: 'c'.repeat(22), isOverdue: true }),
		referral({ department: 'a-later-one' }),
	])
	const titles = [...document.querySelectorAll('summary')].map((each) => each.textContent)
	expect(titles).toEqual([
		expect.stringMatching(
			new RegExp(`^${department('police15')} 2 · ${text('referrals.overdueCount', { count: '1' })}`),
		),
		expect.stringMatching(new RegExp(`^${department('shelter')} 1`)),
		expect.stringMatching(/^a-later-one 1/),
	])
})

test('callers in danger are visible without a tap, and come first', async () => {
	await render([
		referral({ name: 'Call 1' }),
		referral({ name: 'Call 2', record: 'c'.repeat(22), isUrgent: true }),
		referral({ name: 'Call 3', department: 'shelter', isUrgent: true, status: 'sent' }),
		referral({ name: 'Call 4', department: 'police15', isUrgent: true, isOverdue: true, status: 'sent' }),
	])
	expect(folder(new RegExp(department('social')))).toHaveAttribute('open')
	expect(folder(new RegExp(department('police15')))).toHaveAttribute('open')
	// sent in time: it waits for the department
	expect(folder(new RegExp(department('shelter')))).not.toHaveAttribute('open')
	const [first] = within(folder(new RegExp(department('social')))).getAllByRole('listitem')
	expect(first).toHaveTextContent(/^Call 2/)
	expect(first).toHaveTextContent(text('referrals.danger'))
})

test('referrals beyond the limit are counted', async () => {
	await render([referral()], { many: 40 })
	expect(screen.getByText(text('referrals.moreNotShown', { many: '39' }))).toBeVisible()
})

test('a referral shows the time since the call: in hours up to two days, then in days', async () => {
	await render([
		referral(),
		referral({ record: 'c'.repeat(22), since: '2026-11-22T09:00:00+05:00' }),
		referral({ record: 'd'.repeat(22), since: null }),
	])
	expect(
		screen.getByText(text('referrals.hoursAgo', { time: '25 Nov, 07:00', hours: '3' })),
	).toBeInTheDocument()
	expect(
		screen.getByText(text('referrals.daysAgo', { time: '22 Nov, 09:00', days: '3' })),
	).toBeInTheDocument()
	expect(screen.getByText(text('referrals.callTimeUnknown'))).toBeInTheDocument()
})

test('all events of a referral are listed with their user', async () => {
	await render([
		referral({
			status: 'closed',
			steps: [
				{ step: 'sent', ending: null, by: 'Bano', at: '2026-11-25T08:00:00+05:00' },
				{ step: 'closed', ending: 'helped', by: 'Saba', at: '2026-11-25T09:00:00+05:00' },
			],
		}),
	])
	const ended = text('referrals.event.closed', { ending: text('referrals.outcome.helped') })
	expect(
		screen.getByText(text('referrals.eventBy', { noted: ended, person: 'Saba', time: '25 Nov, 09:00' })),
	).toBeInTheDocument()
	// in a mixed list, the department is named
	const closed = folder(new RegExp(text('referrals.closedTitle')))
	expect(within(closed).getByText(department('social'))).toBeInTheDocument()
})

test('the next step is one press: mark as sent, then as received', async () => {
	const { user, acts } = await render([referral({ isUrgent: true })])
	await user.click(button('referrals.action.sent'))
	expect(acts).toEqual([{ kind: 'sent', ...about, after: 0 }])
	noButton('referrals.action.received')
})

const sent: Referral['steps'] = [{ step: 'sent', ending: null, by: 'Bano', at }]
test('a sent referral is marked as received, sent again, or reopened', async () => {
	const { user, acts } = await render([
		referral({ status: 'sent', isUrgent: true, isOverdue: true, steps: sent }),
	])
	noButton('referrals.action.sent')
	await user.click(button('referrals.action.received'))
	await user.click(button('referrals.moreActions'))
	await user.click(button('referrals.action.again'))
	// a second press folds it
	noButton('referrals.action.again')
	await user.click(button('referrals.moreActions'))
	await user.click(button('referrals.action.reopened'))
	expect(acts).toEqual([
		{ kind: 'received', ...about, after: 1 },
		{ kind: 'sent', ...about, after: 1 },
		{ kind: 'reopened', ...about, after: 1 },
	])
})

test('closing asks for the outcome, behind another press', async () => {
	const { user, acts } = await render([referral({ isUrgent: true })])
	expect(screen.queryByRole('group', { name: text('referrals.outcomeLabel') })).toBeNull()
	await user.click(button('referrals.moreActions'))
	expect(button('referrals.moreActions')).toHaveAttribute('aria-expanded', 'true')
	// it was never sent: there is nothing to undo
	noButton('referrals.action.reopened')
	await user.click(button('referrals.outcome.withdrawn'))
	expect(acts).toEqual([{ kind: 'closed', ...about, after: 0, ending: 'withdrawn' }])
})

test('a closed one is reopened with one press', async () => {
	const { user, acts } = await render([referral({ status: 'closed', steps: sent })])
	noButton('referrals.moreActions')
	await user.click(button('referrals.action.reopened'))
	expect(acts).toEqual([{ kind: 'reopened', ...about, after: 1 }])
})

test('during a request nothing can be pressed', async () => {
	await render([referral()], { isBusy: true })
	expect(button('referrals.action.sent')).toBeDisabled()
})

test('the desk has no actions', async () => {
	await renderLocked(<Referrals referrals={[referral({ isUrgent: true })]} many={1} at={at} />)
	expect(screen.queryByRole('button')).toBeNull()
	expect(screen.getByText('Call 21')).toBeVisible()
})
