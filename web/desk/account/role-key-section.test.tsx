import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { fromBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { keyFingerprint } from '#shared/people/key-fingerprint'
import { type NewRoleKey, type RoleKeyListItem, roleKeyToSign, spkiOf } from '#shared/people/role-keys'
import type { Reauthentication } from '#shared/people/two-factor'
import { isSignedBy } from '../../storage/vault/vault.ts'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { clearUnlockedKeys, keyIdOf, makeRoleKey, useOpenKeys } from './role-key.ts'
import { RoleKeyMissing, RoleKeySection } from './role-key-section.tsx'
import { UnlockRoleKey } from './unlock-role-key.tsx'

const listed = (key: NewRoleKey): RoleKeyListItem => ({
	...key,
	id: keyIdOf(key.publicKey),
	since: '2026-01-10T05:00:00.000Z',
	by: 'Rabia',
	state: 'current',
	isOwn: true,
})
const OpenCount = () => <output>{useOpenKeys().size}</output>
/** Renders the section with a server that stores the keys that it receives. */
const render = ({ replies, ...options }: DeskOptions = {}, first: readonly RoleKeyListItem[] = []) => {
	setClock('2026-01-15T07:00:00Z')
	const kept = [...first]
	return renderDesk(
		<>
			<RoleKeySection />
			<OpenCount />
		</>,
		{
			person: { role: 'safeguarding-lead' },
			...options,
			replies: {
				'GET /api/role-keys': () => kept,
				'POST /api/role-keys': ({ body }: SentRequest) => {
					const { signature, ...key } = body as NewRoleKey
					const state = kept.length === 0 || signature !== undefined ? 'current' : 'waiting'
					if (state === 'current')
						for (const [i, each] of kept.entries()) kept[i] = { ...each, state: 'former' }
					kept.unshift({ ...listed(key), state })
					return noContent
				},
				...replies,
			},
		},
	)
}
const button = (name: string) => screen.findByRole('button', { name })
const words = async () => (await screen.findByText(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)).textContent ?? ''
const paper = () => screen.getByRole('textbox', { name: text('roleKey.enterSavedKey') })

afterEach(clearUnlockedKeys)

test('a key is used once its words were entered again, and is unlocked from then on', async () => {
	const { user, server } = await render()
	expect(await screen.findByText(text('roleKey.noKey'))).toBeVisible()
	await user.click(await button(text('roleKey.create')))
	const shown = await words()
	expect(server.bodiesOf('POST /api/role-keys')).toEqual([])
	await user.click(await button(text('recovery.confirmSaved')))
	expect(screen.queryByText(shown)).toBeNull()
	await user.type(paper(), shown.toLowerCase().replaceAll('-', ' '))
	await user.click(await button(text('roleKey.useKey')))
	const time = dateTimeIn('en', '2026-01-10T05:00:00.000Z')
	expect(await screen.findByText(text('roleKey.createdBy', { name: 'Rabia', time }))).toBeVisible()
	expect(JSON.stringify(server.bodiesOf('POST /api/role-keys'))).not.toContain(shown)
	expect(screen.getByRole('status')).toHaveTextContent('1')
})

test('wrongly saved words are refused, and the key can be shown again', async () => {
	const { user, server } = await render()
	await user.click(await button(text('roleKey.create')))
	const shown = await words()
	await user.click(await button(text('recovery.confirmSaved')))
	expect(await button(text('roleKey.useKey'))).toBeDisabled()
	await user.type(paper(), 'AAAA-BBBB')
	await user.click(await button(text('roleKey.useKey')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('roleKey.keyMismatch'))
	await user.type(paper(), 'C')
	expect(screen.queryByRole('alert')).toBeNull()
	await user.click(await button(text('recovery.showAgain')))
	expect(await words()).toBe(shown)
	expect(server.bodiesOf('POST /api/role-keys')).toEqual([])
})

test('the words are saved as a file', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await user.click(await button(text('roleKey.create')))
	const shown = await words()
	await user.click(await button(text('recovery.save')))
	expect(downloads[0]?.name).toBe('zila-role-key.txt')
	expect(await downloads[0]?.text()).toContain(shown)
})

test('a user with a key can create another one, and is told what happens to the previous one', async () => {
	const { key } = await makeRoleKey()
	await render({}, [listed(key)])
	expect(await button(text('roleKey.createNew'))).toBeVisible()
	expect(screen.getByText(text('roleKey.createNewHint'))).toBeVisible()
	expect(screen.queryByText(text('roleKey.noKey'))).toBeNull()
})

/** Creates another key, up to confirming its words. */
async function makeAnother(user: Awaited<ReturnType<typeof render>>['user']) {
	await user.click(await button(text('roleKey.createNew')))
	const shown = await words()
	await user.click(await button(text('recovery.confirmSaved')))
	await user.type(paper(), shown)
	await user.click(await button(text('roleKey.useKey')))
}

test('a new key is signed with the words of the previous one', async () => {
	const former = await makeRoleKey()
	const { user, server } = await render({}, [listed(former.key)])
	expect(await screen.findByText(keyFingerprint(former.key.publicKey))).toBeVisible()
	await makeAnother(user)
	const field = await screen.findByLabelText(text('roleKey.previousKey'))
	await user.type(field, 'AAAA-BBBB')
	await user.click(await button(text('roleKey.signAndUse')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('roleKey.decryptsNothing'))
	expect(server.bodiesOf('POST /api/role-keys')).toEqual([])
	await user.clear(field)
	await user.type(field, former.words)
	await user.click(await button(text('roleKey.signAndUse')))
	await waitFor(() => expect(server.bodiesOf('POST /api/role-keys')).toHaveLength(1))
	const [{ publicKey, signature = '' }] = server.bodiesOf('POST /api/role-keys') as [NewRoleKey]
	const toSign = roleKeyToSign({
		project: 'pk31',
		role: 'safeguarding-lead',
		before: former.key.publicKey,
		publicKey,
	})
	expect(await isSignedBy(spkiOf(former.key.publicKey), toSign, fromBase64url(signature))).toBe(true)
	expect(await screen.findByText(keyFingerprint(publicKey))).toBeVisible()
})

test('without the words of the previous key, a new key waits for another user of the role', async () => {
	const { key } = await makeRoleKey()
	const { user, server } = await render({}, [listed(key)])
	await makeAnother(user)
	await user.click(await button(text('roleKey.continueUnsigned')))
	await screen.findByText(text('roleKey.awaitingConfirmation'))
	expect(server.bodiesOf('POST /api/role-keys')).toEqual([
		expect.not.objectContaining({ signature: expect.anything() }),
	])
	expect(screen.getByText(keyFingerprint(key.publicKey))).toBeVisible()
})

test('the password is asked for when the server requires it, and the key is sent again', async () => {
	let isProved = false
	const { user, server } = await render({
		replies: {
			'POST /api/role-keys': () => (isProved ? noContent : new Problem('step-up-needed')),
			'GET /api/two-factor': { since: null, backupCodes: 0 },
			'POST /api/step-up': ({ body }: SentRequest) => {
				isProved = (body as Reauthentication).password === 'right words'
				return isProved ? noContent : new Problem('password-wrong')
			},
		},
	})
	await user.click(await button(text('roleKey.create')))
	const shown = await words()
	await user.click(await button(text('recovery.confirmSaved')))
	await user.type(paper(), shown)
	await user.click(await button(text('roleKey.useKey')))
	const dialog = within(await screen.findByRole('dialog', { name: text('stepUp.title') }))
	expect(dialog.queryByLabelText(text('stepUp.code'))).toBeNull()
	const field = dialog.getByLabelText(text('desk.password'))
	await user.type(field, 'wrong')
	await user.click(dialog.getByRole('button', { name: text('stepUp.confirm') }))
	expect(await dialog.findByRole('alert')).toHaveTextContent(text('problem.password-wrong'))
	await user.clear(field)
	await user.type(field, 'right words')
	await user.click(dialog.getByRole('button', { name: text('stepUp.confirm') }))
	await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
	await waitFor(() => expect(server.bodiesOf('POST /api/role-keys')).toHaveLength(2))
})

test('without confirming the identity no key is created, and the reason is shown', async () => {
	const { user } = await render({
		replies: {
			'POST /api/role-keys': new Problem('step-up-needed'),
			'GET /api/two-factor': { since: '2026-01-01T00:00:00.000Z', backupCodes: 3 },
		},
	})
	await user.click(await button(text('roleKey.create')))
	const shown = await words()
	await user.click(await button(text('recovery.confirmSaved')))
	await user.type(paper(), shown)
	await user.click(await button(text('roleKey.useKey')))
	const dialog = within(await screen.findByRole('dialog', { name: text('stepUp.title') }))
	expect(dialog.getByLabelText(text('stepUp.code'))).toBeVisible()
	await user.click(dialog.getByRole('button', { name: text('app.cancel') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.step-up-needed'))
})

test('a key that did not reach the server is not lost: its words can be entered again', async () => {
	const { user, server } = await render({ replies: { 'POST /api/role-keys': new Problem('server-busy') } })
	await user.click(await button(text('roleKey.create')))
	const shown = await words()
	await user.click(await button(text('recovery.confirmSaved')))
	await user.type(paper(), shown)
	await user.click(await button(text('roleKey.useKey')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(paper()).toHaveValue(shown)
	server.reply({ 'POST /api/role-keys': noContent })
	await user.click(await button(text('roleKey.useKey')))
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
	const [first, second] = server.bodiesOf('POST /api/role-keys')
	expect(second).toEqual(first)
})

test('the words of a key unlock it on this page', async () => {
	const { words: own, key } = await makeRoleKey()
	const { user } = await renderDesk(
		<>
			<UnlockRoleKey>Two answers are encrypted.</UnlockRoleKey>
			<OpenCount />
		</>,
		{ replies: { 'GET /api/role-keys': [listed(key)] } },
	)
	const typed = screen.getByLabelText(text('roleKey.secretKey'))
	expect(await button(text('roleKey.decrypt'))).toBeDisabled()
	await user.type(typed, 'AAAA-BBBB')
	await user.click(await button(text('roleKey.decrypt')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('roleKey.decryptsNothing'))
	expect(screen.getByRole('status')).toHaveTextContent('0')
	await user.clear(typed)
	expect(screen.queryByRole('alert')).toBeNull()
	await user.type(typed, own)
	await user.click(await button(text('roleKey.decrypt')))
	await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('1'))
})

test('offline no key is unlocked, and the words stay in the field', async () => {
	const { user } = await renderDesk(<UnlockRoleKey>Two answers are encrypted.</UnlockRoleKey>, {
		replies: { 'GET /api/role-keys': offline },
	})
	await user.type(screen.getByLabelText(text('roleKey.secretKey')), 'AAAA')
	await user.click(await button(text('roleKey.decrypt')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByLabelText(text('roleKey.secretKey'))).toHaveValue('AAAA')
})

test('a safeguarding lead without a key is told to create one; a data manager can read everything else without one', async () => {
	const replies = { 'GET /api/role-keys': [] }
	const { unmount } = await renderDesk(<RoleKeyMissing />, { person: { role: 'safeguarding-lead' }, replies })
	expect(await screen.findByRole('link', { name: text('roleKey.create') })).toHaveAttribute(
		'href',
		'/desk/account',
	)
	unmount()
	const { server, container } = await renderDesk(<RoleKeyMissing />, { person: { role: 'data-manager' } })
	expect(server.sent).toEqual([])
	expect(container).toBeEmptyDOMElement()
})

test('a safeguarding lead with a key is not asked to create one', async () => {
	const { key } = await makeRoleKey()
	const { server, container } = await renderDesk(<RoleKeyMissing />, {
		person: { role: 'safeguarding-lead' },
		replies: { 'GET /api/role-keys': [listed(key)] },
	})
	await waitFor(() => expect(server.sent).toHaveLength(1))
	expect(container).toBeEmptyDOMElement()
})
