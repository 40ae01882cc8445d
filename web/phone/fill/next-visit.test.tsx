import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { beginDraft, listDrafts, openDraft } from '../../storage/drafts/drafts.ts'
import { saveInDraft } from '../../testing/records.ts'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { saveComeBack } from '../visit/start-visit.ts'
import type { VisitOpening } from '../visit/visit-in-draft.ts'
import { FillScreen } from './fill-screen.tsx'

const morning = Date.parse('2026-11-25T10:00:00+05:00')
const hour = 3_600_000
const comeBackAt = Date.parse('2026-11-26T09:00:00+05:00')
beforeEach(() => {
	preparePhone()
	vi.useFakeTimers({ toFake: ['Date'], now: morning })
})
afterEach(() => {
	vi.useRealTimers()
})

const door = 'a_visit/door'
const repeated: VisitOpening = { visit: 'repeated', loggedAt: '2026-11-25T10:00' }
const asSaved: VisitOpening = { visit: 'as-saved' }

interface Opened {
	readonly opening?: VisitOpening | null
	/** Time since the first visit was logged. */
	readonly hours: number
	/** Answers after that of the first visit, in their order. */
	readonly more?: Readonly<Record<string, Answer | null>>
	readonly isSampled?: boolean
}
/** Opens the draft of a household where no one was at home at the first visit, with a plan to come back. */
async function open({ opening = null, hours, more = {}, isSampled = true }: Opened) {
	let draft = ''
	const phone = await renderPhone(<Draft of={() => draft} />, {
		async given({ vaultSession }) {
			const given = { sampled: 'yes', round: 'endline', cluster: 'PK607-03', household: '12', line: '12' }
			draft = await beginDraft(
				vaultSession,
				{ id: 'household', ver: 1 },
				isSampled ? { given, page: 2 } : { page: 2 },
			)
			await saveInDraft(vaultSession, draft, {
				'a_visit/line/round': 'endline',
				...(isSampled ? { 'a_visit/line/from_sample': 'yes' } : {}),
				'a_visit/line/cluster_id': 'PK607-03',
				'a_visit/line/hh_no': 12,
				[`${door}/visit_no`]: 1,
				[`${door}/gps`]: '30.05 70.63 0 200',
				[`${door}/contact`]: 'nobody',
				[`${door}/visits`]: '1 2026-11-25T10:00 nobody',
			})
			await saveInDraft(vaultSession, draft, more as Record<string, Answer>)
			await saveComeBack(vaultSession, draft, comeBackAt)
			history.replaceState(opening && { opening }, '', `/fill/${draft}`)
			vi.setSystemTime(morning + hours * hour)
		},
	})
	const answers = async () => {
		const saved = new Map((await openDraft(phone.vaultSession, draft))?.answers)
		// its times grow whenever the form is open
		saved.delete('audit')
		return saved
	}
	const listed = async () => (await listDrafts(phone.vaultSession))[0]
	return { ...phone, answers, listed }
}
const Draft = ({ of }: { of: () => string }) => <FillScreen draftId={of()} />
const contact = (name: RegExp) => screen.findByRole('radio', { name })
const leave = async (user: Awaited<ReturnType<typeof open>>['user']) => {
	await user.click(screen.getByRole('button', { name: text('fill.saveAndExit') }))
	await waitFor(() => expect(location.pathname).not.toMatch(/^\/fill/))
}

test.each([
	['the next visit', null, 24],
	['a repeated visit', repeated, 0.5],
])('%s that is left without an answer leaves the saved visit as it was', async (_, opening, hours) => {
	const { user, answers, listed } = await open({ opening, hours })
	const before = await answers()
	expect(await contact(/No one at home/)).not.toBeChecked()
	await leave(user)
	expect(await answers()).toEqual(before)
	expect((await listed())?.comeBackAt).toBe(comeBackAt)
})

test('a tab that is killed before the visit is answered loses nothing', async () => {
	const { user, answers, unmount } = await open({ hours: 24 })
	await contact(/No one at home/)
	await user.type(await screen.findByRole('textbox', { name: /no location/ }), 'in a valley')
	unmount()
	await waitFor(async () => expect((await answers()).get(`${door}/gps_reason`)).toBe('in a valley'))
	expect((await answers()).get(`${door}/contact`)).toBe('nobody')
	expect((await answers()).get(`${door}/visit_no`)).toBe(1)
})

test('an answered visit is the second one, and its plan to come back is over', async () => {
	const { user, answers, listed } = await open({ hours: 24 })
	await user.click(await contact(/No one at home/))
	await leave(user)
	const saved = await answers()
	expect(saved.get(`${door}/visits`)).toBe('1 2026-11-25T10:00 nobody; 2 2026-11-26T10:00 nobody')
	expect(saved.get(`${door}/visit_no`)).toBe(2)
	expect(await listed()).not.toHaveProperty('comeBackAt')
	expect((await listed())?.work).toMatchObject({ visit: 2, comesBack: true })
})

test('without a sample the visits are counted too, and the number can be corrected', async () => {
	const { user, answers } = await open({ hours: 24, isSampled: false })
	expect(await contact(/No one at home/)).not.toBeChecked()
	const number = await screen.findByRole('textbox', { name: /^Visit number/ })
	expect(number).toHaveValue('2')
	await user.click(await contact(/No one at home/))
	await leave(user)
	expect((await answers()).get(`${door}/visits`)).toBe('1 2026-11-25T10:00 nobody; 2 2026-11-26T10:00 nobody')
})

test('a draft cannot be deleted once a visit is logged in it, also in this opening', async () => {
	const { user } = await open({ hours: 24 })
	await user.click(await contact(/No one at home/))
	await user.click(screen.getByRole('button', { name: text('fill.sections') }))
	expect(await screen.findByText(text('visit.cannotDelete'))).toBeVisible()
	expect(screen.queryByRole('button', { name: text('finish.discard.draft') })).toBeNull()
})

test('a refusal leads from the door to the review, with its result; a contact with two results leaves the choice', async () => {
	const { user, answers } = await open({ hours: 24, more: { [`${door}/gps_reason`]: 'indoors' } })
	await user.click(await contact(/Household refused/))
	await user.click(screen.getByRole('button', { name: text('fill.next') }))
	expect(await screen.findByText(text('fill.reviewTitle'))).toBeVisible()
	await waitFor(async () => expect((await answers()).get('n_result/result')).toBe('refused'))
	await user.click(screen.getByRole('button', { name: text('fill.back') }))
	await user.click(await contact(/Left for safety reasons/))
	await user.click(screen.getByRole('button', { name: text('fill.next') }))
	expect(await contact(/Stopped for safety/)).not.toBeChecked()
})

test('a repeated visit replaces the one within the hour', async () => {
	const { user, answers } = await open({ opening: repeated, hours: 0.5 })
	await user.click(await contact(/Household refused/))
	await leave(user)
	expect((await answers()).get(`${door}/visits`)).toBe('1 2026-11-25T10:30 refused')
})

test('a repeated visit that was logged is not asked anew when the form opens again', async () => {
	const { user, redraw } = await open({ opening: repeated, hours: 0.5 })
	await user.click(await contact(/No one at home/))
	await waitFor(() => expect(screen.getByText(text('fill.saved'))).toBeVisible())
	await redraw()
	expect(await contact(/No one at home/)).toBeChecked()
})

test('the form of a household is left for its page', async () => {
	const { user, redraw } = await open({ hours: 0.5 })
	await contact(/No one at home/)
	await leave(user)
	expect(location.pathname).toBe('/household')
	expect(history.state).toEqual({ cluster: 'PK607-03', household: 12 })
	// with the tab from which the household was opened
	const from = { cluster: 'PK607-03', household: 12, tab: '/' }
	history.replaceState({ from }, '', '/fill/draft')
	await redraw()
	await contact(/No one at home/)
	await leave(user)
	expect(history.state).toEqual(from)
})

test('a form that stays open for more than an hour logs the next visit', async () => {
	const { user, answers } = await open({ opening: repeated, hours: 0.5 })
	const refused = await contact(/Household refused/)
	vi.setSystemTime(morning + 3 * hour)
	await user.click(refused)
	await leave(user)
	expect((await answers()).get(`${door}/visits`)).toBe(
		'1 2026-11-25T10:00 nobody; 2 2026-11-25T13:00 refused',
	)
})

test('a saved visit that is looked at keeps its answers; another contact is the next visit', async () => {
	const { user, answers } = await open({ opening: asSaved, hours: 24 })
	expect(await contact(/No one at home/)).toBeChecked()
	await user.click(await contact(/Household refused/))
	await leave(user)
	expect((await answers()).get(`${door}/visits`)).toBe(
		'1 2026-11-25T10:00 nobody; 2 2026-11-26T10:00 refused',
	)
})

test('within the hour the saved visit is corrected', async () => {
	const { user, answers, listed } = await open({ hours: 0.5 })
	expect(await contact(/No one at home/)).toBeChecked()
	await user.click(await contact(/Household refused/))
	await leave(user)
	expect((await answers()).get(`${door}/visits`)).toBe('1 2026-11-25T10:30 refused')
	expect((await listed())?.comeBackAt).toBe(comeBackAt)
})

test('a draft without its logged contact goes on with the next visit', async () => {
	const { user, answers } = await open({ hours: 24, more: { [`${door}/contact`]: null } })
	await user.click(await contact(/No one at home/))
	await leave(user)
	expect((await answers()).get(`${door}/visits`)).toBe('1 2026-11-25T10:00 nobody; 2 2026-11-26T10:00 nobody')
})
