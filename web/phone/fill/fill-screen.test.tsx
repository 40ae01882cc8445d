import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { database } from '../../storage/database/database.ts'
import { beginDraft, listDrafts } from '../../storage/drafts/drafts.ts'
import { enrolmentOf } from '../../storage/enrolment/enrolments.ts'
import { diskIs } from '../../testing/devices.ts'
import { painted } from '../../testing/painted.ts'
import { renderDraft } from '../../testing/render-draft.tsx'
import { phoneTimers, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { FillScreen } from './fill-screen.tsx'

beforeEach(preparePhone)
afterEach(() => {
	vi.useRealTimers()
})

const survey = 'type | name | label\ntext | who | Who'
const field = () => screen.findByRole('textbox', { name: /^Who/ })
const toList = () => screen.findByRole('button', { name: text('app.toHome') })

test('a draft opens with its answers', async () => {
	await renderDraft(survey, { answers: { who: 'Amina' } })
	expect(await field()).toHaveValue('Amina')
})

test('a deleted draft says so, and links back to the list', async () => {
	const { user } = await renderPhone(<FillScreen draftId="gone" />, { path: '/fill/gone' })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-found'))
	await user.click(await toList())
	expect(location.pathname).toBe('/')
})

test('a form that is missing on this phone is requested again', async () => {
	let draft = ''
	const { vaultSession, calls } = await renderPhone(<Later of={() => draft} />, {
		async given(phone) {
			draft = await beginDraft(phone.vaultSession, { id: 'never-heard-of', ver: 1 })
		},
	})
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.form-missing'))
	// a full resync at the next contact
	await waitFor(async () => expect((await enrolmentOf(vaultSession.device)).cursor).toBe(0))
	expect(calls).toContain('saved')
	expect(await listDrafts(vaultSession)).toHaveLength(1)
})
const Later = ({ of }: { of: () => string }) => <FillScreen draftId={of()} />

test('a draft open in another tab says so after a while, and opens when that tab closes it', async () => {
	vi.useFakeTimers(phoneTimers)
	let letGo = () => {}
	await renderDraft(survey, {
		async draft({ vaultSession, form }) {
			const draft = await beginDraft(vaultSession, form)
			void navigator.locks.request(`zila-draft ${draft}`, () => new Promise<void>((done) => (letGo = done)))
			return draft
		},
	})
	// a tab that is being closed needs no message
	expect(screen.queryByText(text('fill.openInOtherTab'))).toBeNull()
	await vi.advanceTimersByTimeAsync(1600)
	expect(await screen.findByText(text('fill.openInOtherTab'))).toBeVisible()
	expect(await toList()).toBeVisible()
	letGo()
	expect(await field()).toBeVisible()
	expect(screen.queryByText(text('fill.openInOtherTab'))).toBeNull()
})

test('a draft is not opened elsewhere before its last answer is stored', async () => {
	const phone = await renderDraft(survey)
	const written = async () =>
		(await (await database()).draftAnswers.where({ draft: phone.draft }).toArray()).length
	await diskIs('roomy')
	await diskIs('stuck')
	await phone.user.type(await field(), 'Amina')
	phone.unmount()
	let seen: number | null = null
	const next = navigator.locks.request(`zila-draft ${phone.draft}`, async () => {
		seen = await written()
	})
	await painted()
	expect(seen).toBeNull()
	await diskIs('roomy')
	await next
	expect(seen).toBe(1)
})
