import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readFindings } from '#shared/quality/explained-findings'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { listRecords } from '../../storage/records/records.ts'
import { finishRecord } from '../../testing/records.ts'
import { type DraftOptions, type RenderedDraft, renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import * as findings from './find-interview-findings.ts'

vi.mock('./find-interview-findings.ts', { spy: true })
beforeEach(preparePhone)
afterEach(() => {
	vi.useRealTimers()
})
/** Sets the clock, in Pakistan's time. */
const clockAt = (time: string) =>
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(`2026-11-25T${time}:00+05:00`) })

const survey = `
	type | name | label | bind::zila:checks
	text | gender | Gender
	text | assigned_sex | Sex of the line
	text | consent | Agreed
	text | result | Result
	calculate | checks | - | yes
`
const complete = { gender: 'male', assigned_sex: 'male', consent: 'yes', result: 'complete' }
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })

async function renderEnd(answers: Record<string, string>, options: DraftOptions = {}) {
	const phone = await renderDraft(survey, { answers, ...options })
	await screen.findByRole('textbox', { name: /^Gender/ })
	await phone.user.click(screen.getByRole('button', { name: text('fill.sections') }))
	await phone.user.click(await button('fill.review'))
	return phone
}
const otherSex = { ...complete, gender: 'female' }
const sexQuestion = () => screen.findByRole('group', { name: text('finish.checks.ask.other-sex') })
const savedFindings = async ({ savedAnswers }: RenderedDraft) =>
	readFindings((await savedAnswers()).checks) ?? []

test('an interview without findings is finished without a question', async () => {
	clockAt('10:00')
	const { savedAnswers } = await renderEnd(complete)
	await waitFor(async () => expect(await button('fill.finish')).toBeEnabled())
	expect(screen.queryByText(text('finish.checks.title'))).toBeNull()
	expect(await savedAnswers()).toEqual(complete)
})

test('findings about time and number are stored, and not told to the enumerator', async () => {
	clockAt('22:10')
	const phone = await renderEnd(complete)
	await waitFor(async () =>
		expect(await savedFindings(phone)).toEqual([
			{ kind: 'hour', found: 22, limit: 20, reason: '', words: '' },
		]),
	)
	expect(screen.queryByText(text('finish.checks.title'))).toBeNull()
	expect(phone.container.textContent).not.toMatch(/2[0-3]:00/)
	await phone.user.click(await button('fill.finish'))
	await waitFor(async () => expect(await listRecords(phone.vaultSession)).toHaveLength(1))
})

test('a reason is chosen from its list, written as a comment, and cleared', async () => {
	clockAt('10:00')
	const phone = await renderEnd(otherSex)
	const question = within(await sexQuestion())
	expect(question.getAllByRole('radio')).toHaveLength(2)
	await phone.user.click(question.getByRole('radio', { name: text('finish.checks.reason.person-says') }))
	await waitFor(async () => expect((await savedFindings(phone))[0]?.reason).toBe('person-says'))
	await phone.user.type(question.getByRole('textbox'), 'she is')
	await waitFor(async () =>
		expect((await savedFindings(phone))[0]).toMatchObject({ reason: 'person-says', words: 'she is' }),
	)
	await phone.user.click(question.getByRole('button', { name: text('fill.clearAnswer') }))
	await waitFor(async () =>
		expect((await savedFindings(phone))[0]).toMatchObject({ reason: '', words: 'she is' }),
	)
})

test('a phone number in the comment has a warning', async () => {
	clockAt('10:00')
	const { user } = await renderEnd(otherSex)
	const words = within(await sexQuestion()).getByRole('textbox')
	await user.type(words, '03001234567')
	expect(await screen.findByText(text('fill.identifying.telephone'))).toBeVisible()
	expect(words).toHaveAccessibleDescription(text('fill.identifying.telephone'))
})

test('a reason belongs to its own finding, also beside one that is not asked', async () => {
	clockAt('22:10')
	const phone = await renderEnd(otherSex)
	await phone.user.click(await screen.findByRole('radio', { name: text('finish.checks.reason.line-wrong') }))
	await waitFor(async () =>
		expect((await savedFindings(phone)).map(({ kind, reason }) => [kind, reason])).toEqual([
			['hour', ''],
			['other-sex', 'line-wrong'],
		]),
	)
})

test('returning to the end restores the reason, and resolved findings are not asked again', async () => {
	clockAt('10:00')
	const phone = await renderEnd(otherSex)
	await phone.user.click(await screen.findByRole('radio', { name: text('finish.checks.reason.line-wrong') }))
	await phone.user.click(await button('fill.back'))
	await screen.findByRole('textbox', { name: /^Gender/ })
	await phone.user.click(await button('fill.next'))
	expect(
		within(await sexQuestion()).getByRole('radio', { name: text('finish.checks.reason.line-wrong') }),
	).toBeChecked()
	await phone.user.click(await button('fill.back'))
	const gender = await screen.findByRole('textbox', { name: /^Gender/ })
	await phone.user.clear(gender)
	await phone.user.type(gender, 'male')
	await phone.user.click(await button('fill.next'))
	await waitFor(async () => expect(await savedFindings(phone)).toEqual([]))
	expect(screen.queryByText(text('finish.checks.title'))).toBeNull()
})

test('finishing waits for the check, and a failed check does not prevent it', async () => {
	clockAt('22:10')
	let fail = () => {}
	vi.mocked(findings.findInterviewFindings).mockReturnValueOnce(
		new Promise((_, failed) => {
			fail = () => failed(new Error('the database is closed'))
		}),
	)
	await renderEnd(complete)
	expect(await button('fill.finish')).toBeDisabled()
	fail()
	await waitFor(async () => expect(await button('fill.finish')).toBeEnabled())
	expect(screen.queryByText(text('finish.checks.title'))).toBeNull()
})

test.each(['10:00', '22:10'])('data of a newer app is unchanged, also at %s', async (time) => {
	clockAt(time)
	const phone = await renderEnd({ ...complete, checks: 'checks2\nsomething else' })
	await waitFor(async () => expect(await button('fill.finish')).toBeEnabled())
	expect(screen.queryByText(text('finish.checks.title'))).toBeNull()
	expect((await phone.savedAnswers()).checks).toBe('checks2\nsomething else')
})

test('a correction asks about its current answers, with the earlier reason', async () => {
	clockAt('10:00')
	await renderEnd(
		{ gender: 'female' },
		{
			draft: async ({ vaultSession, form }) =>
				beginCorrection(
					vaultSession,
					await finishRecord(vaultSession, form, {
						...complete,
						checks: 'checks1\nQ15 other-sex female male person-says she is',
					}),
				),
		},
	)
	const question = within(
		await screen.findByRole('group', {
			name: text('finish.checks.ask.other-sex'),
		}),
	)
	expect(question.getByRole('radio', { name: text('finish.checks.reason.person-says') })).toBeChecked()
	expect(question.getByRole('textbox')).toHaveValue('she is')
})
