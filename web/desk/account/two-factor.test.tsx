import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { TwoFactorStatus as State } from '#shared/people/two-factor'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { TwoFactorSection } from './two-factor.tsx'

const secret = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const since = '2026-01-10T05:00:00.000Z'
const on: State = { since, backupCodes: 4 }
const render = async (
	state: State = { since: null, backupCodes: 0 },
	{ replies, ...options }: DeskOptions = {},
) => {
	setClock('2026-01-15T07:00:00Z')
	const onTurnedOn = vi.fn()
	const rendered = await renderDesk(<TwoFactorSection onEnabled={onTurnedOn} />, {
		...options,
		replies: {
			'GET /api/two-factor': state,
			'POST /api/two-factor/secret': { secret },
			'POST /api/two-factor/enable': { codes: ['1111-2222', '3333-4444'] },
			'POST /api/two-factor/disable': noContent,
			'POST /api/two-factor/backup-codes': { codes: ['5555-6666'] },
			...replies,
		},
	})
	return { ...rendered, onTurnedOn }
}
const button = (name: string) => screen.findByRole('button', { name })
const prove = async (user: Awaited<ReturnType<typeof render>>['user'], codeLabel: string, label: string) => {
	await user.type(await screen.findByRole('textbox', { name: codeLabel }), '123456')
	await user.type(screen.getByLabelText(text('desk.password')), 'correct horse')
	await user.click(await button(label))
}

afterEach(() => {
	vi.unstubAllGlobals()
})

test('two-factor authentication is turned on with an app, and backup codes are shown once', async () => {
	const { user, server, onTurnedOn } = await render()
	await user.click(await button(text('twoFactor.turnOn')))
	const link = await screen.findByRole('link', { name: text('twoFactor.openApp') })
	expect(link).toHaveAttribute('href', `otpauth://totp/Zila:sadia?secret=${secret}&issuer=Zila`)
	expect(screen.getByText(/ABCD EFGH IJKL/)).toHaveTextContent('ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567')
	expect(screen.getByRole('img', { name: text('twoFactor.qrCode') })).toBeVisible()
	// the QR code is in view before anything is typed
	expect(screen.getByText(text('twoFactor.appInstructions')).parentElement).toHaveFocus()
	expect(await button(text('twoFactor.confirm'))).toBeDisabled()
	server.reply({ 'GET /api/two-factor': on })
	await prove(user, text('twoFactor.code'), text('twoFactor.confirm'))
	expect(await screen.findByRole('heading', { name: text('twoFactor.backupCodes') })).toHaveFocus()
	expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		'1111-2222',
		'3333-4444',
	])
	expect(server.bodiesOf('POST /api/two-factor/enable')).toEqual([
		{ code: '123456', password: 'correct horse', secret },
	])
	expect(onTurnedOn).toHaveBeenCalledOnce()
	await user.click(await button(text('twoFactor.confirmSaved')))
	expect(
		await screen.findByText(partOf('twoFactor.turnedOnAt', { time: dateTimeIn('en', since) })),
	).toBeVisible()
	expect(screen.queryByText('1111-2222')).toBeNull()
})

test('backup codes are saved and printed', async () => {
	const downloads = watchDownloads()
	const print = vi.fn()
	vi.stubGlobal('print', print)
	const { user } = await render(on)
	await user.click(await button(text('twoFactor.newBackupCodes')))
	await prove(user, text('twoFactor.codeOrBackupCode'), text('twoFactor.newBackupCodes'))
	await user.click(await button(text('twoFactor.save')))
	expect(downloads[0]?.name).toBe('zila-backup-codes.txt')
	expect(await downloads[0]?.text()).toContain('5555-6666')
	await user.click(await button(text('twoFactor.print')))
	expect(print).toHaveBeenCalledOnce()
})

test('the number of backup codes left is shown, and new ones replace them', async () => {
	const { user, server } = await render(on)
	expect(await screen.findByText(partOf('twoFactor.codesLeft', { count: 4 }))).toBeVisible()
	await user.click(await button(text('twoFactor.newBackupCodes')))
	await prove(user, text('twoFactor.codeOrBackupCode'), text('twoFactor.newBackupCodes'))
	expect(await screen.findByText('5555-6666')).toBeVisible()
	expect(server.bodiesOf('POST /api/two-factor/backup-codes')).toEqual([
		{ code: '123456', password: 'correct horse' },
	])
})

test('it is turned off only with password and code', async () => {
	const { user, server } = await render(on)
	await user.click(await button(text('twoFactor.turnOff')))
	server.reply({ 'GET /api/two-factor': { since: null, backupCodes: 0 } })
	await prove(user, text('twoFactor.codeOrBackupCode'), text('twoFactor.turnOff'))
	expect(await button(text('twoFactor.turnOn'))).toBeVisible()
	expect(server.bodiesOf('POST /api/two-factor/disable')).toEqual([
		{ code: '123456', password: 'correct horse' },
	])
})

test('a wrong code is refused, the field keeps its text, and it can be tried again', async () => {
	const { user, server } = await render(on, {
		replies: { 'POST /api/two-factor/disable': new Problem('two-factor-wrong') },
	})
	await user.click(await button(text('twoFactor.turnOff')))
	await prove(user, text('twoFactor.codeOrBackupCode'), text('twoFactor.turnOff'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.two-factor-wrong'))
	expect(screen.getByLabelText(text('desk.password'))).toHaveValue('correct horse')
	server.reply({ 'POST /api/two-factor/disable': noContent })
	await user.click(await button(text('twoFactor.turnOff')))
	await waitFor(() => expect(server.bodiesOf('POST /api/two-factor/disable')).toHaveLength(2))
})

test('cancelling changes nothing', async () => {
	const { user, server } = await render(on)
	await user.click(await button(text('twoFactor.turnOff')))
	await user.click(await button(text('app.cancel')))
	expect(await button(text('twoFactor.turnOff'))).toBeVisible()
	expect(server.sent.filter(({ method }) => method === 'POST')).toEqual([])
})

test('without a secret from the server there is nothing to scan, and the reason is shown', async () => {
	const { user, server } = await render(undefined, { replies: { 'POST /api/two-factor/secret': offline } })
	await user.click(await button(text('twoFactor.turnOn')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'POST /api/two-factor/secret': { secret } })
	await user.click(await button(text('twoFactor.turnOn')))
	expect(await screen.findByRole('img', { name: text('twoFactor.qrCode') })).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('until the state is known no button is enabled', async () => {
	await render(undefined, { replies: { 'GET /api/two-factor': new Problem('server-busy') } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(screen.queryByRole('button')).toBeNull()
})
