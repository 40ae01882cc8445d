import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readFindings } from '#shared/quality/explained-findings'
import { beginCorrection } from '../../storage/drafts/drafts.ts'
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
	await phone.user.click(await button('finish.review'))
	return phone
}
const late = () =>
	screen.findByRole('group', {
		name: text('finish.checks.kind.hour', { found: 22, limit: 20, next: 23 }),
	})
const savedFindings = async ({ savedAnswers }: RenderedDraft) =>
	readFindings((await savedAnswers()).checks) ?? []

test('an interview without findings is finished without a question', async () => {
	clockAt('10:00')
	const { savedAnswers } = await renderEnd(complete)
	await waitFor(async () => expect(await button('finish.finish')).toBeEnabled())
	expect(screen.queryByText(text('finish.checks.title'))).toBeNull()
	expect(await savedAnswers()).toEqual(complete)
})

test('findings are asked about, and stored with or without a reason', async () => {
	clockAt('22:10')
	const phone = await renderEnd(complete)
	expect(await late()).toBeVisible()
	await waitFor(async () =>
		expect(await savedFindings(phone)).toEqual([
			{ kind: 'hour', found: 22, limit: 20, reason: '', words: '' },
		]),
	)
	await phone.user.click(await button('finish.finish'))
	await waitFor(async () => expect(await listRecords(phone.vaultSession)).toHaveLength(1))
})

test('a reason is chosen from its list, written as a comment, and cleared', async () => {
	clockAt('22:10')
	const phone = await renderEnd(complete)
	const question = within(await late())
	expect(question.getAllByRole('radio')).toHaveLength(2)
	await phone.user.click(question.getByRole('radio', { name: text('finish.checks.reason.person-wished') }))
	await waitFor(async () => expect((await savedFindings(phone))[0]?.reason).toBe('person-wished'))
	await phone.user.type(question.getByRole('textbox'), 'after the harvest')
	await waitFor(async () =>
		expect((await savedFindings(phone))[0]).toMatchObject({
			reason: 'person-wished',
			words: 'after the harvest',
		}),
	)
	await phone.user.click(question.getByRole('button', { name: text('fill.clearAnswer') }))
	await waitFor(async () =>
		expect((await savedFindings(phone))[0]).toMatchObject({ reason: '', words: 'after the harvest' }),
	)
})

test('a phone number in the comment has a warning', async () => {
	clockAt('22:10')
	const { user } = await renderEnd(complete)
	const words = within(await late()).getByRole('textbox')
	await user.type(words, '03001234567')
	expect(await screen.findByText(text('fill.identifying.telephone'))).toBeVisible()
	expect(words).toHaveAccessibleDescription(text('fill.identifying.telephone'))
})

test('several findings are asked one by one, each with its own reason', async () => {
	clockAt('22:10')
	const phone = await renderEnd({ ...complete, gender: 'female' })
	await late()
	await phone.user.click(await screen.findByRole('radio', { name: text('finish.checks.reason.line-wrong') }))
	await phone.user.click(await screen.findByRole('radio', { name: text('finish.checks.reason.long-day') }))
	await waitFor(async () =>
		expect((await savedFindings(phone)).map(({ kind, reason }) => [kind, reason])).toEqual([
			['hour', 'long-day'],
			['other-sex', 'line-wrong'],
		]),
	)
})

test('returning to the end restores the reason, and resolved findings are not asked again', async () => {
	clockAt('22:10')
	const phone = await renderEnd({ ...complete, gender: 'female' })
	await late()
	await phone.user.click(await screen.findByRole('radio', { name: text('finish.checks.reason.long-day') }))
	await phone.user.click(await button('fill.back'))
	const gender = await screen.findByRole('textbox', { name: /^Gender/ })
	await phone.user.clear(gender)
	await phone.user.type(gender, 'male')
	await phone.user.click(await button('fill.next'))
	expect(
		within(await late()).getByRole('radio', { name: text('finish.checks.reason.long-day') }),
	).toBeChecked()
	await waitFor(async () => expect(await savedFindings(phone)).toHaveLength(1))
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
	expect(await button('finish.finish')).toBeDisabled()
	fail()
	await waitFor(async () => expect(await button('finish.finish')).toBeEnabled())
	expect(screen.queryByText(text('finish.checks.title'))).toBeNull()
})

test.each(['10:00', '22:10'])('data of a newer app is unchanged, also at %s', async (time) => {
	clockAt(time)
	const phone = await renderEnd({ ...complete, checks: 'checks2\nsomething else' })
	await waitFor(async () => expect(await button('finish.finish')).toBeEnabled())
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
			name: text('finish.checks.kind.other-sex', { found: 'female', limit: 'male', next: 0 }),
		}),
	)
	expect(question.getByRole('radio', { name: text('finish.checks.reason.person-says') })).toBeChecked()
	expect(question.getByRole('textbox')).toHaveValue('she is')
})
