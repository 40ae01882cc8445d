import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { keyFingerprint } from '#shared/people/key-fingerprint'
import { saveSecurityEvents } from '../../storage/records/security-notes.ts'
import { type Given, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { SecurityNotes } from './security-notes.tsx'

beforeEach(() => void preparePhone())

const at = '2026-01-15T05:00:00.000Z'
const time = dateTimeIn('en', at)
const code =
	(state: string, more: object = {}): Given =>
	async ({ server, sync }) => {
		server.publish({
			kind: 'new-device',
			ref: 'A'.repeat(22),
			body: { id: 'A'.repeat(22), state, by: 'Rabia', at, expires: null, ...more },
		})
		await sync()
	}
const note = () => screen.findByRole('region', { name: text('security.newDevice.title') })
const gone = () =>
	waitFor(() => expect(screen.queryByRole('region', { name: text('security.newDevice.title') })).toBeNull())

test.each(['confirm', 'refuse'] as const)(
	'a code for another device of this user needs a confirmation: %s',
	async (decision) => {
		const { user, served, vaultSession } = await renderPhone(<SecurityNotes />, {
			given: code('waiting'),
			replies: { 'POST /api/enrolments/confirmations': new Problem('server-busy') },
		})
		expect(await note()).toHaveTextContent(text('security.newDevice.requested', { name: 'Rabia', time }))
		const press = () =>
			user.click(screen.getByRole('button', { name: text(`security.newDevice.${decision}`) }))
		await press()
		expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.server-busy'))
		served.reply({ 'POST /api/enrolments/confirmations': noContent })
		await press()
		await gone()
		expect(served.bodiesOf('POST /api/enrolments/confirmations').at(-1)).toEqual({
			device: vaultSession.device,
			id: 'A'.repeat(22),
			decision,
			sentAt: expect.any(Number),
			nonce: expect.any(String),
			signature: expect.stringMatching(/^[\w-]{86}$/),
		})
	},
)

test('a newly enrolled device of this user is shown until read, with the creator of its code', async () => {
	const { user } = await renderPhone(<SecurityNotes />, {
		given: code('enrolled', { device: 'B'.repeat(22), label: 'Android 14' }),
	})
	expect(await note()).toHaveTextContent(
		text('security.newDevice.enrolled', { name: 'Rabia', time, label: 'Android 14' }),
	)
	await user.click(screen.getByRole('button', { name: text('security.markRead') }))
	await gone()
})

test('a new key is shown with its fingerprint', async () => {
	const { user } = await renderPhone(<SecurityNotes />, {
		given: ({ vaultSession }) =>
			saveSecurityEvents(
				vaultSession,
				[{ kind: 'new-key', role: 'safeguarding-lead', publicKey: 'BAAA' }],
				Date.parse(at),
			),
	})
	expect(await screen.findByText(text('security.newKey.changed', { time }))).toBeVisible()
	expect(screen.getByText(keyFingerprint('BAAA'))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('security.newKey.same') }))
	await waitFor(() => expect(screen.queryByText(keyFingerprint('BAAA'))).toBeNull())
})

test('a refused form version is shown', async () => {
	await renderPhone(<SecurityNotes />, {
		given: ({ vaultSession }) =>
			saveSecurityEvents(
				vaultSession,
				[{ kind: 'refused-form', form: 'incident', version: 2 }],
				Date.parse(at),
			),
	})
	const expected = text('security.rejectedForm', { form: 'incident', version: 2 })
	expect(
		within(await screen.findByRole('region', { name: text('security.rejectedFormTitle') })).getByText(
			expected,
		),
	).toBeVisible()
})

test('the empty app shows none of it', async () => {
	await renderPhone(<SecurityNotes />, { given: code('waiting'), isDecoy: true })
	expect(screen.queryByRole('region')).toBeNull()
})
