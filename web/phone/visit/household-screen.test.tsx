import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { beginDraft, listDrafts, openDraft, saveDraftSummary } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { readProgress } from '../../storage/records/household-progress.ts'
import { landmarksOnPhone } from '../../storage/records/landmarks.ts'
import { preparePhone, type RenderedPhone, renderPhone } from '../../testing/render-phone.tsx'
import { watchSavedFiles } from '../../testing/saved-files.ts'
import { text } from '../../testing/text.ts'
import { openFilling } from '../fill/open-draft-form.ts'
import { HouseholdScreen } from './household-screen.tsx'
import { VisitSavedScreen } from './visit-saved-screen.tsx'

const morning = Date.parse('2026-11-25T10:00:00+05:00')
const hour = 3_600_000
beforeEach(() => {
	preparePhone()
	vi.useFakeTimers({ toFake: ['Date'], now: morning })
})
afterEach(() => {
	vi.useRealTimers()
})

const cluster = {
	round: 'endline',
	cluster: 'PK607-03',
	area: 'rural',
	lines: [{ household: 12, line: 12, selection: 0.5, structure: '21, green door', point: '30.05 70.63' }],
}
/** Renders household 12, with its place in the history as the list leaves it there. */
async function render(household = 12): Promise<RenderedPhone> {
	const phone = await renderPhone(<HouseholdScreen />, {
		path: '/household',
		async given({ server, sync }) {
			server.publish({ kind: 'sample', ref: 'sample:endline:PK607-03:amina', body: cluster })
			await sync()
			history.replaceState({ cluster: 'PK607-03', household }, '', '/household')
		},
	})
	return phone
}
const start = (number: number) => screen.findByRole('button', { name: text('visit.start', { number }) })

/** Answers the question about the contact, as the form does, and leaves the form. */
async function visit(vaultSession: VaultSession, outcome: string): Promise<string> {
	const [draft] = await listDrafts(vaultSession)
	if (!draft) throw new Error('no visit was started')
	const { filling, draft: opened } = await openFilling(vaultSession, draft.id, 'en')
	filling.answer('a_visit/door/contact', outcome)
	expect(await filling.whenSaved()).toBeNull()
	await saveDraftSummary(vaultSession, draft.id, {
		...opened.about,
		work: readProgress(filling.session, false),
	})
	return draft.id
}
const answersOf = async (vaultSession: VaultSession, draft: string) =>
	(await openDraft(vaultSession, draft))?.answers ?? new Map()

test('the first visit starts with the data of the sample, at the door', async () => {
	const { user, vaultSession } = await render()
	expect(await screen.findByText(text('visit.structure', { structure: '21, green door' }))).toBeVisible()
	expect(screen.getByRole('link', { name: text('visit.navigateTo', { household: 12 }) })).toHaveAttribute(
		'href',
		'geo:0,0?q=30.05,70.63',
	)
	await user.click(await start(1))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	const [draft] = await listDrafts(vaultSession)
	expect(draft?.given).toMatchObject({ sampled: 'yes', cluster: 'PK607-03', household: '12', reserve: 'no' })
	// what the sample has filled in stands before that page
	expect(draft?.page).toBe(2)
	expect(draft?.work).toMatchObject({ household: 12, visit: 1, isVisited: false })
})

test('a second visit has its number from the log, and asks anew what was found at the door', async () => {
	const { user, vaultSession, redraw } = await render()
	await user.click(await start(1))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	const draft = await visit(vaultSession, 'nobody')

	vi.setSystemTime(morning + 7 * hour)
	history.replaceState({ cluster: 'PK607-03', household: 12 }, '', '/household')
	await redraw()
	expect(await screen.findByText(text('visit.outcome.nobody'))).toBeVisible()
	expect(screen.getByText(/25 Nov, 10:00/)).toHaveTextContent(text('visit.dayPart.morning'))
	expect(screen.getByText(text('visit.moreNeeded', { count: 2 }))).toBeVisible()
	await user.click(await start(2))
	await waitFor(() => expect(location.pathname).toBe(`/fill/${draft}`))
	const answers = await answersOf(vaultSession, draft)
	// until it is answered, the draft has the first one
	expect(answers.get('a_visit/door/visit_no')).toBe(1)
	expect(answers.get('a_visit/door/contact')).toBe('nobody')

	// the time of the second one is logged when its outcome is chosen
	await visit(vaultSession, 'refused')
	expect((await answersOf(vaultSession, draft)).get('a_visit/door/visits')).toBe(
		'1 2026-11-25T10:00 nobody; 2 2026-11-25T17:00 refused',
	)
})

test('a visit within an hour is the same visit', async () => {
	const { user, vaultSession, redraw } = await render()
	await user.click(await start(1))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	const draft = await visit(vaultSession, 'nobody')
	vi.setSystemTime(morning + hour / 2)
	history.replaceState({ cluster: 'PK607-03', household: 12 }, '', '/household')
	await redraw()
	expect(await screen.findByText(text('visit.repeats.too-soon', { number: 1 }))).toBeVisible()
	// looking at it comes first: repeating replaces it
	const view = screen.getByRole('link', { name: text('visit.view') })
	expect(view).not.toHaveClass('plain')
	const repeat = screen.getByRole('button', { name: text('visit.repeat', { number: 1 }) })
	expect(repeat).toHaveClass('plain')
	await user.click(repeat)
	await waitFor(() => expect(location.pathname).toBe(`/fill/${draft}`))
	expect(history.state).toEqual({
		from: { cluster: 'PK607-03', household: 12 },
		opening: { visit: 'repeated', loggedAt: '2026-11-25T10:00' },
	})
})

test('the saved visit can be looked at when the next one is due', async () => {
	const { user, vaultSession, redraw } = await render()
	await user.click(await start(1))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	const draft = await visit(vaultSession, 'nobody')
	vi.setSystemTime(morning + 2 * hour)
	history.replaceState({ cluster: 'PK607-03', household: 12 }, '', '/household')
	await redraw()
	expect(await start(2)).not.toHaveClass('plain')
	await user.click(screen.getByRole('link', { name: text('visit.view') }))
	expect(location.pathname).toBe(`/fill/${draft}`)
	expect(history.state).toEqual({
		from: { cluster: 'PK607-03', household: 12 },
		opening: { visit: 'as-saved' },
	})
})

test('after three visits the form is continued, to the result', async () => {
	const { user, vaultSession, redraw } = await render()
	await user.click(await start(1))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	const draft = await visit(vaultSession, 'nobody')
	for (const hours of [24, 31]) {
		vi.setSystemTime(morning + hours * hour)
		await visit(vaultSession, 'nobody')
	}
	vi.setSystemTime(morning + 48 * hour)
	history.replaceState({ cluster: 'PK607-03', household: 12 }, '', '/household')
	await redraw()
	const onward = await screen.findByRole('link', { name: text('visit.continue', { number: 3 }) })
	expect(onward).toHaveAttribute('href', `/fill/${draft}`)
	expect(screen.queryByRole('button', { name: text('visit.repeat', { number: 3 }) })).toBeNull()
})

const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
test('a landmark is added, edited and removed, and is in no address', async () => {
	const { user, vaultSession } = await render()
	await user.click(await button('visit.addLandmark'))
	const field = screen.getByRole('textbox', { name: text('visit.landmark') })
	expect(field).toHaveAttribute('maxLength', '60')
	expect(await button('visit.saveLandmark')).toBeDisabled()
	await user.type(field, ' blue gate ')
	await user.click(await button('visit.saveLandmark'))
	expect(await screen.findByText('blue gate')).toBeVisible()
	expect([...(await landmarksOnPhone(vaultSession))]).toEqual([['endline PK607-03 12', 'blue gate']])
	expect(`${location.href} ${JSON.stringify(history.state)} ${document.title}`).not.toContain('gate')

	await user.click(await button('visit.editLandmark'))
	await user.type(screen.getByRole('textbox'), ', left')
	await user.click(await button('app.cancel'))
	expect(screen.getByText('blue gate')).toBeVisible()
	await user.click(await button('visit.editLandmark'))
	await user.type(screen.getByRole('textbox'), ', right{Enter}')
	expect(await screen.findByText('blue gate, right')).toBeVisible()

	await user.click(await button('visit.editLandmark'))
	await user.click(await button('visit.removeLandmark'))
	expect(await button('visit.addLandmark')).toBeVisible()
	expect(screen.queryByText(/blue gate/)).toBeNull()
	expect((await landmarksOnPhone(vaultSession)).size).toBe(0)
})

test.each(['left', 'locked'])(
	'a landmark that is still being typed is saved when the screen is %s',
	async (how) => {
		const { user, vaultSession, unmount, lock } = await render()
		await user.click(await button('visit.addLandmark'))
		await user.type(screen.getByRole('textbox', { name: text('visit.landmark') }), 'blue gate')
		if (how === 'left') unmount()
		else lock()
		await waitFor(async () =>
			expect([...(await landmarksOnPhone(vaultSession))]).toEqual([['endline PK607-03 12', 'blue gate']]),
		)
	},
)

test('a landmark that was cancelled is not saved', async () => {
	const { user, vaultSession, unmount } = await render()
	await user.click(await button('visit.addLandmark'))
	await user.type(screen.getByRole('textbox', { name: text('visit.landmark') }), 'blue gate')
	await user.click(await button('app.cancel'))
	unmount()
	expect((await landmarksOnPhone(vaultSession)).size).toBe(0)
})

test('a landmark that cannot be saved stays in its field', async () => {
	const { user } = await render()
	await user.click(await button('visit.addLandmark'))
	await user.type(screen.getByRole('textbox'), 'blue gate')
	const failing = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
		throw new DOMException('full', 'QuotaExceededError')
	})
	await user.click(await button('visit.saveLandmark'))
	expect(await screen.findByText(text('problem.phone-full'))).toBeVisible()
	expect(screen.getByRole('textbox')).toHaveValue('blue gate')
	failing.mockRestore()
})

test('the form takes the place of the household in the history', async () => {
	const { user } = await render()
	const before = history.length
	await user.click(await start(1))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	expect(history.length).toBe(before)
})

test('the way back leads to the tab that is before it, else to the households', async () => {
	const { user, redraw } = await render()
	const goBack = async () => {
		await redraw()
		await user.click(await button('app.back'))
	}
	// after a receipt, the page of another household may be before it
	history.replaceState({ cluster: 'PK607-03', household: 20 }, '', '/household')
	history.pushState({ cluster: 'PK607-03', household: 12 }, '', '/household')
	await goBack()
	expect(location.pathname).toBe('/households')
	history.replaceState(null, '', '/')
	history.pushState({ cluster: 'PK607-03', household: 12, tab: '/' }, '', '/household')
	await goBack()
	await waitFor(() => expect(location.pathname).toBe('/'))
})

test('a household that is not assigned any more says so', async () => {
	await render(99)
	expect(await screen.findByText(text('visit.notAssigned'))).toBeVisible()
})

const Saved = ({ draftOf }: { draftOf: () => string }) => <VisitSavedScreen draft={draftOf()} />
test('a saved visit asks when the enumerator comes back, and makes a calendar file without the subject', async () => {
	const files = watchSavedFiles()
	let draft = ''
	const { user, vaultSession } = await renderPhone(<Saved draftOf={() => draft} />, {
		async given({ vaultSession: at }) {
			const given = { sampled: 'yes', cluster: 'PK607-03', household: '12' }
			await beginDraft(at, { id: 'household', ver: 1 }, { given })
			draft = await visit(at, 'nobody')
		},
	})
	expect(await screen.findByRole('heading', { name: text('visit.saved', { number: 1 }) })).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('visit.comeBack.tomorrow-morning') }))
	await waitFor(async () =>
		expect((await listDrafts(vaultSession))[0]?.comeBackAt).toBe(Date.parse('2026-11-26T09:00:00+05:00')),
	)
	await user.click(await screen.findByRole('button', { name: text('visit.addToCalendar') }))
	await user.click(await button('visit.addLandmark'))
	await user.type(screen.getByRole('textbox'), 'blue gate{Enter}')
	expect(await button('visit.editLandmark')).toBeVisible()
	const [file] = files
	expect(file?.name).toBe('visit.ics')
	const calendar = await file?.content.text()
	expect(calendar).toContain('DTSTART:20261126T040000Z')
	expect(calendar).toContain('SUMMARY:Household 12')
	expect(calendar).not.toMatch(/survey|traffick|PK607/i)
})
