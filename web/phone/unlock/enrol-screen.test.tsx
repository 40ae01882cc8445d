import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { EnrolReply } from '#shared/sync/messages'
import { peopleOnPhone, unlock, type VaultSession } from '../../storage/enrolment/enrolments.ts'
import { randomBytes } from '../../storage/vault/vault.ts'
import { codesSeen, mediaDevices } from '../../testing/devices.ts'
import { emptyPhone, renderLocked } from '../../testing/render-locked.tsx'
import { offline, type Replies, serveReplies } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { EnrolScreen } from './enrol-screen.tsx'

beforeEach(emptyPhone)

const reply = (): EnrolReply => ({
	device: randomId(randomBytes),
	project: 'test',
	person: {
		id: randomId(randomBytes),
		name: 'Bano',
		code: 'bano',
		role: 'enumerator',
		districts: ['PK607'],
		demonstration: false,
	},
	language: 'ur',
})
async function render(
	replies: Replies = {},
	path = '/enrol',
	prepare: () => Promise<void> = async () => undefined,
) {
	const opened: VaultSession[] = []
	const server = serveReplies({ 'POST /api/enrolments': reply, ...replies })
	const screenOf = await renderLocked(
		<EnrolScreen
			prepare={prepare}
			onUnlock={(vaultSession) => void opened.push(vaultSession)}
			onShown={() => undefined}
		/>,
		{ path },
	)
	return { ...screenOf, server, opened }
}
const code = () => screen.findByLabelText(text('unlock.code'))
const newPin = () => screen.findByLabelText(text('unlock.newPin'))
const again = () => screen.findByLabelText(text('unlock.confirmPin'))
const setUp = () => screen.findByRole('button', { name: text('unlock.submitEnrolment') })
type User = Awaited<ReturnType<typeof render>>['user']
async function fillIn(user: User, typed = '7kq2m-4xn8t', first = '482915', second = first) {
	await user.type(await code(), typed)
	await user.type(await newPin(), first)
	await user.type(await again(), second)
}

test('a phone is enrolled with a code and a PIN, in the language of its user', async () => {
	const { user, server, opened } = await render()
	expect(await setUp()).toBeDisabled()
	await fillIn(user, '7kq2m-4xn8t', '482915')
	await user.click(await setUp())
	await waitFor(() => expect(opened).toHaveLength(1))
	expect(server.bodiesOf('POST /api/enrolments')).toEqual([
		{
			// normalized
			code: '7KQ2M4XN8T',
			publicKey: expect.stringMatching(/^[\w-]{80,}$/),
			phone: expect.stringMatching(/^[\w-]{22}$/),
			label: expect.any(String),
		},
	])
	expect(opened[0]?.person.name).toBe('Bano')
	expect(location.pathname).toBe('/')
	expect(document.documentElement.lang).toBe('ur')
	const [person] = await peopleOnPhone()
	expect((await unlock(person?.device ?? '', '482915')).device).toBe(opened[0]?.device)
})

test('eight digits are recommended for a new PIN', async () => {
	await render()
	const hint = text('unlock.newPinHint', { count: 6 })
	expect(await screen.findByText(hint)).toBeVisible()
	expect(hint).toContain('8 or more is much safer')
})

test('the code is not used while the rest of the app cannot be loaded', async () => {
	let isReachable = false
	const { user, server, opened } = await render({}, '/enrol', async () => {
		if (!isReachable) throw new Problem('no-connection')
	})
	await fillIn(user)
	await user.click(await setUp())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('unlock.enrolOffline'))
	expect(server.sent).toEqual([])
	isReachable = true
	await user.click(await setUp())
	await waitFor(() => expect(opened).toHaveLength(1))
})

test('a code in an invitation link is filled in, and leaves the address once used', async () => {
	const { user, opened } = await render({}, '/enrol#code=7KQ2M-4XN8T')
	expect(await code()).toHaveValue('7KQ2M-4XN8T')
	await user.type(await newPin(), '482915')
	await user.type(await again(), '482915')
	await user.click(await setUp())
	await waitFor(() => expect(opened).toHaveLength(1))
	expect(location.hash).toBe('')
})

test.each([
	['too short', '4829', '4829', 'unlock.pinTooShort', { count: 6 }],
	['one repeated digit', '777777', '777777', 'unlock.pinTooWeak', {}],
	['consecutive digits', '345678', '345678', 'unlock.pinTooWeak', {}],
	['consecutive digits, backwards', '876543', '876543', 'unlock.pinTooWeak', {}],
	['confirmed differently', '482915', '482951', 'unlock.pinMismatch', {}],
] as const)('a PIN is refused before the code is used: %s', async (_, first, second, key, values) => {
	const { user, server } = await render()
	await fillIn(user, '7kq2m-4xn8t', first, second)
	await user.click(await setUp())
	expect(await screen.findByRole('alert')).toHaveTextContent(text(key, values))
	expect(server.sent).toEqual([])
	expect(await code()).toHaveValue('7kq2m-4xn8t')
})

test.each([
	['code-unknown', new Problem('code-unknown')],
	['code-expired', new Problem('code-expired')],
	['no-connection', offline],
] as const)(
	'%s is reported, the fields keep their text, and it can be tried again',
	async (problem, refused) => {
		const { user, server, opened } = await render({ 'POST /api/enrolments': refused })
		await fillIn(user)
		await user.click(await setUp())
		expect(await screen.findByRole('alert')).toHaveTextContent(
			// nothing is sent later: the code is needed again
			problem === 'no-connection' ? text('unlock.enrolOffline') : text(`problem.${problem}`),
		)
		expect(await code()).toHaveValue('7kq2m-4xn8t')
		expect(await newPin()).toHaveValue('482915')
		server.reply({ 'POST /api/enrolments': reply })
		await user.click(await setUp())
		await waitFor(() => expect(opened).toHaveLength(1))
		// if a reply was lost, the same code with the same keys gets the same reply
		const [first, second] = server.bodiesOf('POST /api/enrolments') as { publicKey: string }[]
		expect(second?.publicKey).toBe(first?.publicKey)
	},
)

test('a captive portal is not taken for the server', async () => {
	const { user } = await render({ 'POST /api/enrolments': { hello: 'hotel' } })
	await fillIn(user)
	await user.click(await setUp())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-our-server'))
})

test('a code is scanned, alone or in its link', async () => {
	const streams = mediaDevices()
	const { formats } = codesSeen('https://zila.example/enrol#code=7KQ2M-4XN8T')
	const { user } = await render()
	await user.click(await screen.findByRole('button', { name: text('unlock.scan') }))
	await waitFor(async () => expect(await code()).toHaveValue('7KQ2M-4XN8T'))
	expect(streams.map((each) => each.isOn())).toEqual([false])
	expect(formats).toEqual([['qr_code']])
	expect(await screen.findByRole('button', { name: text('unlock.scan') })).toBeVisible()
})

test('a refused camera is reported, and the code can be typed', async () => {
	mediaDevices({ isRefused: true })
	const { user } = await render()
	await user.click(await screen.findByRole('button', { name: text('unlock.scan') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.camera-unavailable'))
	await user.type(await code(), '7KQ2M')
	expect(await setUp()).toBeEnabled()
})
