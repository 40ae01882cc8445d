import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { toBase64url } from '#shared/kernel/bytes'
import { hpke } from '#shared/testing/test-phone'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { finishRecord } from '../../testing/records.ts'
import { renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

beforeEach(preparePhone)

/** Renders a correction of a record with an answer that was sealed to the data managers. */
const render = (more = '-') =>
	renderDraft(
		`
		type | name | label | bind::zila:sealed_to | read_only
		text | phone | Phone | data-manager | ${more}
		integer | often | How often | data-manager
		integer | age | Age
	`,
		{
			async given({ server, sync }) {
				const pair = await hpke.kem.generateKeyPair()
				const publicKey = toBase64url(new Uint8Array(await hpke.kem.serializePublicKey(pair.publicKey)))
				const body = { role: 'data-manager', publicKey }
				server.publish({ kind: 'role-key', ref: 'data-manager', body })
				await sync()
			},
			draft: async ({ vaultSession, form }) =>
				beginCorrection(
					vaultSession,
					await finishRecord(vaultSession, form, { phone: '0300', often: 3, age: 34 }),
				),
		},
	)
const button = (key: Parameters<typeof text>[0], question: RegExp) =>
	waitFor(() => {
		const found = screen
			.getAllByRole('button', { name: text(key) })
			.find((each) => question.test(describing(each)))
		if (!found) throw new Error(`no button for ${question}`)
		return found
	})
const describing = (each: HTMLElement): string =>
	document.getElementById(each.getAttribute('aria-describedby') ?? '')?.textContent ?? ''

test('an encrypted answer of any type is marked, and not shown', async () => {
	await render()
	expect(await screen.findAllByText(text('encryptedAnswer.unreadable'))).toHaveLength(2)
	expect(screen.queryByRole('textbox', { name: /^Phone/ })).toBeNull()
	expect(screen.getByRole('textbox', { name: /^Age/ })).toHaveValue('34')
	expect(document.body.textContent).not.toContain('0300')
})

test('it can be answered again on request, with the focus in the field, or kept', async () => {
	const phone = await render()
	await phone.user.click(await button('encryptedAnswer.answerAgain', /^Phone/))
	const field = await screen.findByRole('textbox', { name: /^Phone/ })
	await waitFor(() => expect(document.activeElement).toBe(field))
	expect(screen.getByText(text('encryptedAnswer.replaceHint'))).toBeVisible()
	await phone.user.type(field, '0311')
	await waitFor(async () => expect((await phone.savedAnswers()).phone).toBe('0311'))
	await phone.user.click(await button('encryptedAnswer.keepEncrypted', /^Phone/))
	await waitFor(async () => expect(isSealed((await phone.savedAnswers()).phone)).toBe(true))
	expect(await screen.findAllByText(text('encryptedAnswer.unreadable'))).toHaveLength(2)
	await waitFor(async () =>
		expect(document.activeElement).toBe(await button('encryptedAnswer.answerAgain', /^Phone/)),
	)
})

test('an answer that is not given again is kept when the record is finished', async () => {
	const phone = await render()
	await screen.findAllByText(text('encryptedAnswer.unreadable'))
	const age = screen.getByRole('textbox', { name: /^Age/ })
	await phone.user.clear(age)
	await phone.user.type(age, '35')
	await phone.user.click(screen.getByRole('button', { name: text('fill.next') }))
	expect(await screen.findByRole('heading', { name: text('finish.ready') })).toBeVisible()
	expect(isSealed((await phone.savedAnswers()).phone)).toBe(true)
})

test('a read-only encrypted answer cannot be answered again', async () => {
	await render('yes')
	await screen.findAllByText(text('encryptedAnswer.unreadable'))
	expect(screen.getAllByRole('button', { name: text('encryptedAnswer.answerAgain') })).toHaveLength(1)
	expect(await button('encryptedAnswer.answerAgain', /^How often/)).toBeVisible()
})
