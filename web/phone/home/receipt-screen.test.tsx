import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { finishDraft, finishRecord, saveInDraft } from '../../testing/records.ts'
import { ownForm } from '../../testing/render-draft.tsx'
import { preparePhone, type RenderedPhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { ReceiptScreen } from './receipt-screen.tsx'

beforeEach(preparePhone)

const line = (household: number, over = {}) => ({ household, line: household, selection: 0.5, ...over })
const sample = {
	round: 'endline',
	cluster: 'PK607-03',
	area: 'rural',
	lines: [line(12), line(13), line(40, { line: null })],
}
const interview = (result: string, more = {}) => ({
	'a_visit/line/round': 'endline',
	'a_visit/line/cluster_id': 'PK607-03',
	'a_visit/line/hh_no': 12,
	'a_visit/door/visit_no': 1,
	'n_result/result': result,
	...more,
})

/** Renders the receipt of a finished interview at household 12 of the sample. */
async function render(answers: Record<string, string | number>): Promise<RenderedPhone & { record: string }> {
	let record = ''
	const phone = await renderPhone(<Receipt of={() => record} />, {
		async given({ vaultSession, server, sync }) {
			server.publish({ kind: 'sample', ref: 'sample:endline:PK607-03:amina', body: sample })
			await sync()
			record = await finishRecord(vaultSession, { id: 'household', ver: 1 }, answers)
		},
	})
	return Object.assign(phone, { record })
}
const Receipt = ({ of }: { of: () => string }) => <ReceiptScreen id={of()} />
const heading = (name: string) => screen.findByRole('heading', { name })

test('a finished interview is safe on this phone, and then at the office', async () => {
	const { sync } = await render(interview('refused', { 'a_visit/door/contact': 'refused' }))
	const name = text('dayPlan.household', { household: 12 })
	expect(await heading(text('receipt.finished', { name }))).toBeVisible()
	expect(screen.getByText(text('receipt.savedHere'))).toBeVisible()
	expect(screen.getByText(text('receipt.sendsSoon'))).toBeVisible()
	await sync()
	await waitFor(() => expect(screen.queryByText(text('receipt.savedHere'))).toBeNull())
	expect(screen.getByText(/The office has it/)).toBeVisible()
})

test('a replacement that a refusal unlocks is named, and is the next household', async () => {
	const { user } = await render(interview('refused', { 'a_visit/door/contact': 'refused' }))
	expect(await heading(text('receipt.unlocked'))).toBeVisible()
	await user.click(screen.getByRole('link', { name: text('receipt.next', { household: 40 }) }))
	expect(location.pathname).toBe('/household')
	expect(history.state).toEqual({ cluster: 'PK607-03', household: 40 })
})

test('the next household is opened from the tab of the one that was finished', async () => {
	const { user, redraw } = await render(interview('refused', { 'a_visit/door/contact': 'refused' }))
	const from = { cluster: 'PK607-03', household: 12, tab: '/' }
	history.replaceState({ from }, '', '/receipt/record')
	await redraw()
	await user.click(await screen.findByRole('link', { name: text('receipt.next', { household: 40 }) }))
	expect(history.state).toEqual({ ...from, household: 40 })
})

test('after a completed interview the next household of the sample is offered', async () => {
	await render(
		interview('complete', {
			'a_visit/door/contact': 'contacted',
			'b_household/select/sel_avail': 'now',
			'c_consent/give/consent': 'yes',
		}),
	)
	expect(await screen.findByRole('link', { name: text('receipt.next', { household: 13 }) })).toBeVisible()
	expect(screen.queryByRole('heading', { name: text('receipt.unlocked') })).toBeNull()
})

const consent = `
	type | name | label | bind::zila:consent
	select_one yn | agrees | Agrees | ask: yes
	calculate | card | - | code
	select_one how | result | Result | stop: broken
	select_one wish | wish | Wish | wish: delete
	choices
	list_name | name | label
	yn | yes | Yes
	how | broken | Broken off
	wish | keep | Keep
	wish | delete | Delete
`
/** Renders the receipt of an interview that ended early with a wish. */
async function renderEnded(wish: string, wasSent = false) {
	let record = ''
	await renderPhone(<Receipt of={() => record} />, {
		async given({ vaultSession, server, sync }) {
			const definition = ownForm(consent)
			const form = { id: definition.id, ver: 1 }
			const body = { id: form.id, version: 1, isCurrent: true, definition }
			server.publish({ kind: 'form', ref: `${form.id}@1`, body })
			await sync()
			const answers = { agrees: 'yes', result: 'broken', wish: wasSent ? 'keep' : wish }
			record = await finishRecord(vaultSession, form, answers)
			if (!wasSent) return
			await sync()
			const draft = await beginCorrection(vaultSession, record)
			await saveInDraft(vaultSession, draft, { wish })
			await finishDraft(vaultSession, draft, form)
		},
	})
	await screen.findByText(text('receipt.savedHere'))
}
const deleted = () => screen.queryByText(text('receipt.answersDeleted'))
const code = () => screen.queryByText(text('endInterview.withdrawalCode'))

test('the receipt says that answers were deleted, and needs no code to erase them later', async () => {
	await renderEnded('delete')
	expect(deleted()).toBeVisible()
	expect(screen.queryByText(text('endInterview.copySentHelp'))).toBeNull()
	expect(code()).toBeNull()
})

test('if answers had left the phone before, the receipt says that the office deletes them', async () => {
	await renderEnded('delete', true)
	expect(deleted()).toBeVisible()
	expect(screen.getByText(text('endInterview.copySentHelp'))).toBeVisible()
	expect(code()).toBeVisible()
})

test('answers that may be kept can be erased later by their code', async () => {
	await renderEnded('keep')
	expect(deleted()).toBeNull()
	expect(code()).toBeVisible()
})
