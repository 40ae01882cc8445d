import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { boundTo, parseSealedFrame } from '#shared/sync/sealed-frame'
import { sealingInfo } from '#shared/sync/sealing'
import { hpke } from '#shared/testing/test-phone'
import { changeEnrolment, unlock, type VaultSession } from '../../storage/enrolment/enrolments.ts'
import { saveEscrowedKey } from '../../storage/records/escrowed-key.ts'
import { emptyPhone, enrolled, pin, renderLocked } from '../../testing/render-locked.tsx'
import { offline, type Replies, type SentRequest, serveReplies } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { ForgottenPinScreen } from './forgotten-pin-screen.tsx'

beforeEach(emptyPhone)

/** A person whose phone has an escrowed key, and the server that can open it. */
async function withSpareKey() {
	const { device } = await enrolled()
	const pair = await hpke.kem.generateKeyPair()
	const sealingKey = toBase64url(new Uint8Array(await hpke.kem.serializePublicKey(pair.publicKey)))
	await changeEnrolment(device, (row) => ({ ...row, sealingKey }))
	await saveEscrowedKey(device, pin)
	const give = async ({ body }: SentRequest) => {
		const frame = parseSealedFrame(fromBase64url((body as { sealed: string }).sealed))
		if (!frame) throw new Error('no key was stored')
		const { enc, box, id } = frame
		const plain = await hpke.open({ recipientKey: pair, enc, info: sealingInfo }, box, boundTo(id))
		return { key: (JSON.parse(new TextDecoder().decode(plain)) as { key: string }).key }
	}
	return { device, give }
}
async function render(device: string, replies: Replies) {
	const opened: VaultSession[] = []
	const server = serveReplies(replies)
	const screenOf = await renderLocked(
		<ForgottenPinScreen device={device} onUnlock={(vaultSession) => void opened.push(vaultSession)} />,
		{ path: `/new-pin/${device}` },
	)
	return { ...screenOf, server, opened }
}
const renew = () => screen.findByRole('button', { name: text('pin.saveNewPin') })
async function fillIn({ user }: Pick<Awaited<ReturnType<typeof render>>, 'user'>, newPin = '770412') {
	await user.type(await screen.findByLabelText(text('unlock.code')), '7kq2m-4xn8t')
	await user.type(screen.getByLabelText(text('unlock.newPin')), newPin)
	await user.type(screen.getByLabelText(text('unlock.confirmPin')), newPin)
}

test('with a code of the coordinator the same data opens under a new PIN', async () => {
	const { device, give } = await withSpareKey()
	const form = await render(device, { 'POST /api/enrolments/spare-key': give })
	expect(await renew()).toBeDisabled()
	await fillIn(form)
	await form.user.click(await renew())
	await waitFor(() => expect(form.opened).toHaveLength(1))
	expect(form.server.bodiesOf('POST /api/enrolments/spare-key')).toEqual([
		{
			device,
			code: '7KQ2M4XN8T',
			sealed: expect.any(String),
			signature: expect.any(String),
		},
	])
	expect(location.pathname).toBe('/')
	expect((await unlock(device, '770412')).device).toBe(device)
	await expect(unlock(device, pin)).rejects.toMatchObject({ code: 'pin-wrong' })
})

test('a PIN that is too easy is refused before the code is used', async () => {
	const { device, give } = await withSpareKey()
	const form = await render(device, { 'POST /api/enrolments/spare-key': give })
	await fillIn(form, '111111')
	await form.user.click(await renew())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('unlock.pinTooWeak'))
	expect(form.server.sent).toEqual([])
})

test.each([
	['code-used', new Problem('code-used')],
	['no-connection', offline],
] as const)('%s is reported, and it can be tried again', async (problem, refused) => {
	const { device, give } = await withSpareKey()
	const form = await render(device, { 'POST /api/enrolments/spare-key': refused })
	await fillIn(form)
	await form.user.click(await renew())
	expect(await screen.findByRole('alert')).toHaveTextContent(text(`problem.${problem}`))
	form.server.reply({ 'POST /api/enrolments/spare-key': give })
	await form.user.click(await renew())
	await waitFor(() => expect(form.opened).toHaveLength(1))
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a key of another phone opens nothing', async () => {
	const { device } = await withSpareKey()
	const form = await render(device, {
		'POST /api/enrolments/spare-key': { key: toBase64url(new Uint8Array(32)) },
	})
	await fillIn(form)
	await form.user.click(await renew())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-our-server'))
	expect((await unlock(device, pin)).device).toBe(device)
})

test('a phone without a spare key says so', async () => {
	const { device } = await enrolled()
	const form = await render(device, {})
	await fillIn(form)
	await form.user.click(await renew())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.spare-key-missing'))
})
