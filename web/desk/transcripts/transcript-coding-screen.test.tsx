import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { TranscriptResponse } from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { passage, theme, transcriptFixture } from '../../testing/transcript-fixtures.ts'
import { TranscriptCodingScreen } from './transcript-coding-screen.tsx'

const transcript = transcriptFixture([
	passage('one'),
	passage('two', { speaker: '0', at: 75 }),
	passage('three'),
])
const themes = [
	theme('debt', { belongs: 'Money owed', notBelongs: 'rent' }),
	theme('off', { isOn: false }),
	theme('law'),
]
const render = (
	response: TranscriptResponse = transcript,
	{ replies, ...options }: DeskOptions = {},
	codebook: Theme[] = themes,
) =>
	renderDesk(<TranscriptCodingScreen id="transcript-1" />, {
		...options,
		replies: {
			'GET /api/transcripts/transcript-1': response,
			'GET /api/themes': codebook,
			'POST /api/transcripts/transcript-1/codings': noContent,
			...replies,
		},
	})
type Server = Awaited<ReturnType<typeof render>>['server']
const codings = (server: Server) => server.bodiesOf('POST /api/transcripts/transcript-1/codings')
const passages = async () => {
	await screen.findByRole('heading', { name: 'Dera Ghazi Khan · Women' })
	return (await screen.findAllByRole('listitem')).map((item) => within(item))
}
const current = async () => {
	await passages()
	return within(
		screen.getAllByRole('listitem').find((item) => item.hasAttribute('aria-current')) as HTMLElement,
	)
}
const choose = async (name: string) => (await current()).getByRole('button', { name })
const memo = async () => (await current()).getByRole('textbox')
const undo = () => screen.getByRole('button', { name: text('transcripts.undo') })

test('passages show speaker and time, and codes are offered for the current one', async () => {
	await render()
	const [one, two] = await passages()
	expect(one?.getByRole('button', { name: '1:00 P3' })).toHaveAttribute('aria-pressed', 'true')
	expect(two?.getByRole('button', { name: `1:15 ${text('transcripts.moderator')}` })).toBeVisible()
	expect(two?.queryByRole('textbox')).toBeNull()
	expect(await choose('1 Theme debt')).toHaveAttribute(
		'title',
		`Money owed ${text('transcripts.notFor', { what: 'rent' })}`,
	)
	// a theme that is turned off is not offered and has no key
	expect(await choose('2 Theme law')).toBeVisible()
	expect(screen.queryByRole('button', { name: /Theme off/ })).toBeNull()
})

test('a code is applied and removed by pressing it, and each change is saved at once', async () => {
	const { user, server } = await render()
	await user.click(await choose('1 Theme debt'))
	expect(await choose('1 Theme debt')).toHaveAttribute('aria-pressed', 'true')
	await user.click(await choose('2 Theme law'))
	await user.click(await choose('1 Theme debt'))
	const of = { record: 'record-1', path: 'one', textDigest: 'digest-one', isQuote: false, memo: '' }
	await waitFor(() =>
		expect(codings(server)).toEqual([
			{ ...of, themes: ['debt'] },
			{ ...of, themes: ['debt', 'law'] },
			{ ...of, themes: ['law'] },
		]),
	)
})

test('all actions have shortcuts: next, apply a code, mark a quote, undo', async () => {
	const { user, server } = await render()
	await passages()
	await user.keyboard('j')
	expect((await current()).getByText('Said at two')).toBeVisible()
	await user.keyboard('2q')
	expect(await choose(`q ${text('transcripts.quote')}`)).toHaveAttribute('aria-pressed', 'true')
	await user.keyboard('{ArrowDown}{ArrowDown}')
	expect((await current()).getByText('Said at three')).toBeVisible()
	await user.keyboard('k{ArrowUp}{ArrowUp}')
	expect((await current()).getByText('Said at one')).toBeVisible()
	await user.keyboard('u')
	// the passage of the undone change becomes visible
	expect((await current()).getByText('Said at two')).toBeVisible()
	await waitFor(() =>
		expect(codings(server)).toMatchObject([
			{ path: 'two', themes: ['law'], isQuote: false },
			{ path: 'two', themes: ['law'], isQuote: true },
			{ path: 'two', themes: ['law'], isQuote: false },
		]),
	)
})

test('undo goes back step by step, as far as changes of this page', async () => {
	const { user, server } = await render()
	await passages()
	expect(undo()).toBeDisabled()
	await user.keyboard('1j2')
	await user.click(undo())
	await user.click(undo())
	expect(undo()).toBeDisabled()
	await waitFor(() =>
		expect(codings(server).slice(2)).toMatchObject([
			{ path: 'two', themes: [] },
			{ path: 'one', themes: [] },
		]),
	)
})

test('a memo is saved when it loses focus, and letters in it are no shortcuts', async () => {
	const { user, server } = await render()
	await passages()
	await user.keyboard('m')
	expect(await memo()).toHaveFocus()
	await user.keyboard(' ask junk {Escape}')
	await waitFor(() => expect(codings(server)).toMatchObject([{ path: 'one', themes: [], memo: 'ask junk' }]))
	expect(await memo()).toHaveValue('ask junk')
	// nothing new to save
	await user.keyboard('m{Escape}')
	expect(codings(server)).toHaveLength(1)
})

test('while a memo is being written the browser warns before leaving', async () => {
	const { user } = await render()
	await passages()
	const isLeaveBlocked = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
	expect(isLeaveBlocked()).toBe(false)
	await user.type(await memo(), 'ask')
	await waitFor(() => expect(isLeaveBlocked()).toBe(true))
})

test('own codings are restored, and shown in one line for other passages', async () => {
	const own = { by: 'person-sadia', at: '', isChanged: false }
	await render(
		transcriptFixture([
			passage('one', { codings: [{ ...own, themes: ['debt'], isQuote: false, memo: 'ask' }] }),
			passage('two', { codings: [{ ...own, themes: ['off', 'gone'], isQuote: true, memo: 'check' }] }),
		]),
	)
	const [, two] = await passages()
	expect(await choose('1 Theme debt')).toHaveAttribute('aria-pressed', 'true')
	expect(await memo()).toHaveValue('ask')
	// a theme that left the codebook is named by its code
	expect(two?.getByText(`Theme off · gone · ${text('transcripts.quote')}`)).toBeVisible()
	expect(two?.getByText('check')).toBeVisible()
})

test('a passage whose text changed is shown for confirmation', async () => {
	const { user, server } = await render(
		transcriptFixture([
			passage('one', {
				codings: [
					{ by: 'person-sadia', at: '', isChanged: true, themes: ['debt'], isQuote: false, memo: '' },
				],
			}),
		]),
	)
	expect((await current()).getByText(text('transcripts.changedYours'))).toBeVisible()
	await user.click(await choose(text('transcripts.confirmCodes')))
	await waitFor(() =>
		expect(codings(server)).toMatchObject([{ path: 'one', textDigest: 'digest-one', themes: ['debt'] }]),
	)
	expect(screen.queryByText(text('transcripts.changedYours'))).toBeNull()
})

test('codings of others are shown on request only', async () => {
	const { user } = await render(
		transcriptFixture([
			passage('one', {
				themes: ['law'],
				codings: [
					{ by: 'person-imran', at: '', isChanged: true, themes: ['debt'], isQuote: false, memo: 'unsure' },
					{ by: 'person-sadia', at: '', isChanged: false, themes: [], isQuote: true, memo: 'mine' },
				],
			}),
		]),
	)
	const inside = await current()
	expect(inside.getByText(`${text('transcripts.field')}: Theme law`)).toBeVisible()
	expect(inside.queryByText('Imran')).toBeNull()
	await user.click(screen.getByRole('checkbox', { name: text('transcripts.showOthers') }))
	const others = (await screen.findByText('Imran')).closest('p') as HTMLElement
	expect(others).toHaveTextContent(`Imran: Theme debt unsure (${text('transcripts.changedAfterCoding')})`)
	// the own coding is in the form and not among those of others
	expect(inside.getByDisplayValue('mine')).toBeVisible()
	expect(inside.getAllByText(text('transcripts.quote'), { exact: false })).toHaveLength(1)
	expect(inside.queryByText(text('transcripts.changedYours'))).toBeNull()
	expect(location.search).toBe('?others=1')
})

test('encrypted and empty passages say so; only text can be a quote', async () => {
	await render(
		transcriptFixture([
			passage('one', { text: '', isSealed: true }),
			passage('two', { at: null, text: '', speaker: '' }),
		]),
	)
	const [one, two] = await passages()
	expect(one?.getByText(text('transcripts.sealed'))).toBeVisible()
	expect(two?.getByRole('button', { name: text('transcripts.note') })).toBeVisible()
	expect(two?.getByText(text('review.transcript.empty'))).toBeVisible()
	expect((await current()).queryByRole('button', { name: `q ${text('transcripts.quote')}` })).toBeNull()
})

test('an identifying text has a warning, and a quote by note-takers is marked', async () => {
	await render(
		transcriptFixture([
			passage('one', {
				identifying: 'telephone',
				isQuote: true,
				about: { en: 'About work' },
				sex: { code: 'f', label: { en: 'Woman' } },
			}),
		]),
	)
	const inside = await current()
	expect(inside.getByText(text('transcripts.identifying.telephone'))).toBeVisible()
	expect(inside.getByText('“Said at one”')).toBeVisible()
	expect(inside.getByText('About work')).toBeVisible()
	expect(inside.getByRole('button', { name: '1:00 P3 Woman' })).toBeVisible()
})

test('a refused change is reverted on the page, with the reason', async () => {
	const { user } = await render(transcript, {
		replies: { 'POST /api/transcripts/transcript-1/codings': new Problem('not-allowed') },
	})
	await user.click(await choose('1 Theme debt'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-allowed'))
	await waitFor(async () => expect(await choose('1 Theme debt')).toHaveAttribute('aria-pressed', 'false'))
})

test('more codes than shortcuts can still be pressed', async () => {
	const many = Array.from({ length: 35 }, (_, i) => theme(`t${i}`))
	await render(transcript, {}, many)
	expect(await choose('z Theme t30')).toBeVisible()
	expect(await choose('Theme t34')).toBeVisible()
})

test('offline the transcript is not shown', async () => {
	await render(transcript, { replies: { 'GET /api/themes': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByRole('heading', { name: text('transcripts.transcript') })).toBeVisible()
	expect(screen.queryByRole('listitem')).toBeNull()
})
