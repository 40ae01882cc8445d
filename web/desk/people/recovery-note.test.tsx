import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { RecoveryState } from '#shared/sync/recovery-key'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { RecoveryNote } from './recovery-note.tsx'

const rows = ['AAAA BBBB CCCC DDDD', 'EEEE FFFF GGGG HHHH']
const escrow = { at: '2026-01-02T05:00:00.000Z', by: 'Sadia' }
const render = (state: Partial<RecoveryState> = {}, { replies, person, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<RecoveryNote />, {
		...options,
		person: { role: 'administrator', ...person },
		replies: {
			'GET /api/recovery-key': { tested: null, identifiers: 'here', ...state },
			'POST /api/recovery-key': { rows },
			'POST /api/recovery-key/verification': { outcome: 'right' },
			...replies,
		},
	})
}
const button = (name: string) => screen.findByRole('button', { name })
const paper = () => screen.getByRole('textbox', { name: text('recovery.keyField') })

afterEach(() => {
	vi.unstubAllGlobals()
})

test('the key is shown, saved and entered again, and only then counts as verified', async () => {
	const downloads = watchDownloads()
	const { user, server } = await render()
	await user.click(await button(text('recovery.showKey')))
	await button(text('recovery.confirmSaved'))
	expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(rows)
	await user.click(await button(text('recovery.save')))
	expect(downloads[0]?.name).toBe('zila-recovery-key.txt')
	expect(await downloads[0]?.text()).toContain(rows.join('\n'))
	await user.click(await button(text('recovery.confirmSaved')))
	expect(await button(text('recovery.confirm'))).toBeDisabled()
	await user.type(paper(), rows.join('\n'))
	server.reply({ 'GET /api/recovery-key': { tested: escrow, identifiers: 'here' } })
	await user.click(await button(text('recovery.confirm')))
	const time = dateTimeIn('en', escrow.at)
	expect(await screen.findByText(text('recovery.verified', { name: 'Sadia', time }))).toBeVisible()
	expect(server.bodiesOf('POST /api/recovery-key/verification')).toEqual([{ text: rows.join('\n') }])
})

test('the key is printed from the page that shows it', async () => {
	const print = vi.fn()
	vi.stubGlobal('print', print)
	const { user } = await render()
	await user.click(await button(text('recovery.showKey')))
	await user.click(await button(text('recovery.print')))
	expect(print).toHaveBeenCalledOnce()
	await user.click(await button(text('app.cancel')))
	expect(await button(text('recovery.showKey'))).toBeVisible()
})

test.each([
	[{ outcome: 'typed-wrong', mismatch: 7 }, () => text('recovery.rowMismatch', { row: 7 })],
	[{ outcome: 'typed-wrong', mismatch: 'length' }, () => text('recovery.keyInvalid')],
	[{ outcome: 'typed-wrong', mismatch: 'digest' }, () => text('recovery.rowsMismatch')],
	[{ outcome: 'another-key' }, () => text('recovery.keyNotCurrent')],
	[{ outcome: 'older' }, () => text('recovery.keyIncomplete')],
])('an entered value that is not the key is explained: %j', async (reply, expected) => {
	const { user } = await render({}, { replies: { 'POST /api/recovery-key/verification': reply } })
	await user.click(await button(text('recovery.showKey')))
	await user.click(await button(text('recovery.confirmSaved')))
	await user.type(paper(), 'AAAA')
	await user.click(await button(text('recovery.confirm')))
	expect(await screen.findByRole('alert')).toHaveTextContent(expected())
	expect(paper()).toHaveValue('AAAA')
	// the saved copy is wrong: the key is shown again
	await user.click(await button(text('recovery.showAgain')))
	expect(await button(text('recovery.confirmSaved'))).toBeVisible()
})

test('the file can be used unchanged', async () => {
	const { user, server } = await render()
	await user.click(await button(text('recovery.showKey')))
	await user.click(await button(text('recovery.confirmSaved')))
	await user.upload(
		screen.getByLabelText(text('recovery.chooseFile')),
		new File(['Zila: recovery key\nAAAA'], 'key.txt', { type: 'text/plain' }),
	)
	await waitFor(() => expect(paper()).toHaveValue('Zila: recovery key\nAAAA'))
	await user.click(await button(text('recovery.confirm')))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/recovery-key/verification')).toEqual([
			{ text: 'Zila: recovery key\nAAAA' },
		]),
	)
})

test('a server without its identifiers key shows no recovery key, and accepts one', async () => {
	const { user } = await render(
		{ identifiers: 'missing' },
		{ replies: { 'POST /api/recovery-key/verification': { outcome: 'key-back' } } },
	)
	expect(await screen.findByText(/zila restore-keys/)).toBeVisible()
	expect(screen.queryByRole('button', { name: text('recovery.showKey') })).toBeNull()
	await user.click(await button(text('recovery.enterKey')))
	await user.type(paper(), 'AAAA')
	await user.click(await button(text('recovery.confirm')))
	expect(await screen.findByRole('status')).toHaveTextContent(text('recovery.identifiersKeyRestored'))
	expect(screen.queryByRole('button', { name: text('recovery.showNewKey') })).toBeNull()
	await user.click(await button(text('app.close')))
	expect(await button(text('recovery.enterKey'))).toBeVisible()
})

test('a former key decrypts older data, and the new one is offered at once', async () => {
	const { user } = await render(
		{ identifiers: 'former-missing' },
		{ replies: { 'POST /api/recovery-key/verification': { outcome: 'former-back' } } },
	)
	expect(await screen.findByText(text('recovery.formerKeyMissing'))).toBeVisible()
	await user.click(await button(text('recovery.enterKey')))
	await user.type(paper(), 'AAAA')
	await user.click(await button(text('recovery.confirm')))
	expect(await screen.findByRole('status')).toHaveTextContent(text('recovery.formerKeyRestored'))
	await user.click(await button(text('recovery.showNewKey')))
	expect(await button(text('recovery.confirmSaved'))).toBeVisible()
})

test('with a verified key it can be shown again, and former keys are not mentioned', async () => {
	await render({ tested: escrow, identifiers: 'former-missing' })
	expect(await button(text('recovery.showKeyAgain'))).toBeVisible()
	expect(screen.queryByText(text('recovery.formerKeyMissing'))).toBeNull()
	expect(screen.queryByRole('button', { name: text('recovery.enterKey') })).toBeNull()
})

test('a key that cannot be shown gives the reason', async () => {
	const { user, server } = await render(
		{},
		{ replies: { 'POST /api/recovery-key': new Problem('recovery-key-incomplete') } },
	)
	await user.click(await button(text('recovery.showKey')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.recovery-key-incomplete'))
	server.reply({ 'POST /api/recovery-key': { rows } })
	await user.click(await button(text('recovery.showKey')))
	expect(await button(text('recovery.confirmSaved'))).toBeVisible()
})

test('a verification that did not reach the server can be repeated with the same text', async () => {
	const { user, server } = await render(
		{},
		{ replies: { 'POST /api/recovery-key/verification': new Problem('server-busy') } },
	)
	await user.click(await button(text('recovery.showKey')))
	await user.click(await button(text('recovery.confirmSaved')))
	await user.type(paper(), 'AAAA')
	await user.click(await button(text('recovery.confirm')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	server.reply({ 'POST /api/recovery-key/verification': { outcome: 'right' } })
	await user.click(await button(text('recovery.confirm')))
	expect(await button(text('recovery.showKey'))).toBeVisible()
})

test('only an administrator outside the demonstration is asked for the key', async () => {
	const { server, unmount } = await render({}, { person: { role: 'coordinator' } })
	expect(server.sent).toEqual([])
	unmount()
	const { server: demonstration } = await render({}, { person: { demonstration: true } })
	expect(demonstration.sent).toEqual([])
})
