import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type {
	ErasableRecord,
	ErasureListItem,
	ErasureLookupResponse,
	Retention,
} from '#shared/privacy/erasure'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { definitionOf, formListed } from '../../testing/forms.ts'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateIn, dateTimeIn } from '../../ui/formats.ts'
import { WithdrawalScreen } from './withdrawal-screen.tsx'

const visit = definitionOf('visit', 'type  name   label\ntext  phone  Telephone', {
	title: { en: 'Household survey' },
})
/** A record id of 22 characters. */
const idOf = (n: number) => `record-${n}`.padEnd(22, '-')
const record = (over: Partial<ErasableRecord> = {}): ErasableRecord => ({
	id: idOf(1),
	code: 'ABCD-2345',
	form: 'visit',
	status: 'approved',
	district: 'PK607',
	started: '2026-01-10T05:00:00.000Z',
	enumerator: { name: 'Amina', code: 'amina' },
	revisions: 4,
	quarantined: 0,
	files: 0,
	...over,
})
const erasure = (over: Partial<ErasureListItem> = {}): ErasureListItem => ({
	record: idOf(9),
	code: 'WXYZ-9999',
	at: '2026-01-12T05:00:00.000Z',
	by: 'sadia',
	reason: 'withdrawal',
	revisions: 3,
	files: 0,
	late: 0,
	isRight: true,
	isSwept: true,
	...over,
})
const nothing: ErasureLookupResponse = { records: [], erased: [] }
const noRetention: Retention = { periods: [], runs: [] }
const render = (
	found: ErasureLookupResponse = { records: [record()], erased: [] },
	{ replies, ...options }: DeskOptions = {},
) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<WithdrawalScreen />, {
		...options,
		replies: {
			'GET /api/forms': [formListed(visit)],
			'GET /api/erasures': [],
			'GET /api/retention': noRetention,
			'GET /api/clock': { waiting: null },
			'GET /api/withdrawals': found,
			'POST /api/records/:id/erase': noContent,
			'GET /api/me': dataManager,
			...replies,
		},
	})
}
type User = Awaited<ReturnType<typeof render>>['user']
const button = (name: string) => screen.findByRole('button', { name })
const search = async (user: User, code = ' abcd-2345 ') => {
	await user.type(screen.getByRole('textbox', { name: text('privacy.code') }), code)
	await user.click(await button(text('privacy.lookUp')))
}
const card = (code = 'ABCD-2345') => screen.findByRole('article', { name: code })
const again = () => screen.getByRole('textbox', { name: text('privacy.repeatCode') })
const reason = () => screen.getByRole('combobox', { name: text('privacy.reason') })

test('a record is found by the code on the card, and shown without answers', async () => {
	const { user, server } = await render({ records: [record({ quarantined: 1, files: 2 })], erased: [] })
	expect(await button(text('privacy.lookUp'))).toBeDisabled()
	await search(user)
	const expected = [
		'Household survey',
		'Dera Ghazi Khan',
		text('privacy.startedOn', { day: dateIn('en', '2026-01-10T05:00:00.000Z') }),
		text('privacy.interviewedBy', { name: 'Amina', code: 'amina' }),
		text('privacy.changeCount', { count: 4 }),
		text('privacy.quarantinedCount', { count: 1 }),
		text('privacy.attachmentCount', { count: 2 }),
	].join(' · ')
	await waitFor(async () => expect(await card()).toHaveTextContent(expected))
	expect(within(await card()).getByText(text('recordStatus.approved'))).toBeVisible()
	expect(server.sent.find(({ path }) => path === '/api/withdrawals')?.query.get('code')).toBe('abcd-2345')
})

test('missing details are left out of the line', async () => {
	const { user } = await render({ records: [record({ district: null })], erased: [] })
	await search(user)
	expect(await card()).not.toHaveTextContent(text('privacy.quarantinedCount', { count: 0 }))
	expect(await card()).not.toHaveTextContent('Dera Ghazi Khan')
	expect(screen.queryByText(text('privacy.severalFound'))).toBeNull()
})

test('an unknown code is reported', async () => {
	const { user } = await render(nothing)
	await search(user)
	expect(await screen.findByText(text('privacy.notFound'))).toBeVisible()
})

test('several records with the same code are reported before one is erased', async () => {
	const { user } = await render({ records: [record(), record({ id: idOf(2) })], erased: [] })
	await search(user)
	expect(await screen.findByText(text('privacy.severalFound'))).toBeVisible()
	expect(screen.getAllByRole('article')).toHaveLength(2)
})

test('a record is erased with a reason and the code entered again', async () => {
	const { user, server } = await render()
	await search(user)
	await user.click(await button(text('privacy.erase')))
	expect(screen.getByText(text('privacy.eraseWarning'))).toBeVisible()
	expect(await button(text('privacy.confirmErase'))).toBeDisabled()
	await user.type(again(), 'abcd2345')
	expect(await button(text('privacy.confirmErase'))).toBeDisabled()
	await user.selectOptions(reason(), 'withdrawal')
	server.reply({
		'GET /api/withdrawals': { records: [], erased: [erasure({ code: 'ABCD-2345' })] },
		'GET /api/erasures': [erasure({ code: 'ABCD-2345' })],
	})
	await user.click(await button(text('privacy.confirmErase')))
	expect(await screen.findByText(text('privacy.erased'))).toBeVisible()
	expect(server.bodiesOf(`POST /api/records/${idOf(1)}/erase`)).toEqual([
		{ code: 'abcd2345', reason: 'withdrawal' },
	])
	await waitFor(() => expect(screen.queryByRole('article')).toBeNull())
	// one log entry
	expect(screen.getAllByText(/ABCD-2345/)).toHaveLength(1)
})

test('a wrong code is refused, and nothing is erased', async () => {
	const { user, server } = await render(undefined, {
		replies: { 'POST /api/records/:id/erase': new Problem('withdrawal-code-wrong') },
	})
	await search(user)
	await user.click(await button(text('privacy.erase')))
	await user.selectOptions(reason(), 'request')
	expect(await button(text('privacy.confirmErase'))).toBeDisabled()
	await user.type(again(), 'ABCD-0000')
	await user.click(await button(text('privacy.confirmErase')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.withdrawal-code-wrong'))
	expect(again()).toHaveValue('ABCD-0000')
	expect(reason()).toHaveValue('request')
	server.reply({ 'POST /api/records/:id/erase': noContent, 'GET /api/withdrawals': nothing })
	await user.click(await button(text('privacy.confirmErase')))
	expect(await screen.findByText(text('privacy.erased'))).toBeVisible()
	expect(screen.queryByText(text('privacy.notFound'))).toBeNull()
	// a new search shows the current state
	await user.click(await button(text('privacy.lookUp')))
	expect(await screen.findByText(text('privacy.notFound'))).toBeVisible()
	expect(screen.queryByText(text('privacy.erased'))).toBeNull()
})

test('cancelling keeps the record', async () => {
	const { user, server } = await render()
	await search(user)
	await user.click(await button(text('privacy.erase')))
	await user.click(await button(text('privacy.cancel')))
	expect(await button(text('privacy.erase'))).toBeVisible()
	expect(server.sent.every(({ method }) => method === 'GET')).toBe(true)
})

test('all data of a record is downloaded in the language of the page', async () => {
	const downloads = watchDownloads()
	const { user, server } = await render(undefined, { language: 'ur' })
	await search(user)
	await user.click(await button(text('privacy.downloadAll')))
	await waitFor(() =>
		expect(downloads.map(({ address }) => address)).toEqual([
			`/api/records/${idOf(1)}/person-data?language=ur`,
		]),
	)
	server.reply({ 'GET /api/me': new Problem('signed-out') })
	await user.click(await button(text('privacy.downloadAll')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.signed-out'))
	expect(downloads).toHaveLength(1)
})

test('an erased record is listed with time, user and reason', async () => {
	const { user } = await render({ records: [], erased: [erasure({ files: 1, late: 2 })] })
	await search(user)
	const line = await screen.findByText(/WXYZ-9999/)
	const item = line.closest('li')
	expect(item).toHaveTextContent(text('privacy.reasons.withdrawal'))
	expect(item).toHaveTextContent(`${dateTimeIn('en', '2026-01-12T05:00:00.000Z')} · sadia`)
	expect(item).toHaveTextContent(
		`${text('privacy.changesErased', { count: 3 })} · ${text('privacy.attachmentCount', { count: 1 })}`,
	)
	expect(item).toHaveTextContent(text('privacy.lateChanges', { count: 2 }))
	expect(screen.queryByText(text('privacy.notFound'))).toBeNull()
})

test('altered entries, and those with data still on the disk, are marked in the list', async () => {
	await render(nothing, {
		replies: {
			'GET /api/erasures': [
				erasure({ record: idOf(7), isRight: false, isSwept: false }),
				erasure({ record: idOf(8), isSwept: false }),
				erasure(),
			],
		},
	})
	const log = within(await screen.findByRole('region', { name: text('privacy.erasedTitle') }))
	const [wrong, unswept, fine] = (await log.findAllByRole('listitem')) as [
		HTMLElement,
		HTMLElement,
		HTMLElement,
	]
	expect(wrong).toHaveTextContent(text('privacy.entryAltered'))
	expect(wrong).not.toHaveTextContent(text('privacy.removalPending'))
	expect(unswept).toHaveTextContent(text('privacy.removalPending'))
	expect(fine).not.toHaveTextContent(text('privacy.removalPending'))
})

test('users with all districts download the signed list if there is one, and not in the demonstration', async () => {
	const downloads = watchDownloads()
	const replies = { 'GET /api/erasures': [erasure()] }
	const { user, unmount } = await render(nothing, { replies })
	await user.click(await button(text('privacy.downloadErased')))
	await waitFor(() => expect(downloads.map(({ address }) => address)).toEqual(['/api/erasures/file']))
	unmount()
	for (const person of [{ demonstration: true }, { districts: ['PK607'] }]) {
		const { unmount: again } = await render(nothing, { replies, person })
		await screen.findByText(/WXYZ-9999/)
		expect(screen.queryByRole('button', { name: text('privacy.downloadErased') })).toBeNull()
		again()
	}
	await render(nothing)
	expect(await screen.findByText(text('privacy.erasedEmpty'))).toBeVisible()
	expect(screen.queryByRole('button', { name: text('privacy.downloadErased') })).toBeNull()
})

test('each retention period shows its length, the stored values and the next erasure', async () => {
	const retained = (keep: string, over: Partial<Retention['periods'][number]> = {}) => ({
		form: 'visit',
		question: 'phone',
		keep,
		values: 3,
		next: '2026-02-01T05:00:00.000Z',
		...over,
	})
	await render(nothing, {
		replies: {
			'GET /api/retention': {
				periods: [
					retained('approved + 30 days or 90 days'),
					retained('round', { question: 'gone', next: null }),
					retained('approved', { form: 'other', question: 'code', values: 0, next: null }),
				],
				runs: [],
			},
		},
	})
	const region = within(await screen.findByRole('region', { name: text('privacy.retentionTitle') }))
	await waitFor(() => expect(region.getAllByRole('listitem')[0]).toHaveTextContent('Telephone'))
	const [first, second, third] = region.getAllByRole('listitem') as [HTMLElement, HTMLElement, HTMLElement]
	const [approved, arrived] = [
		text('privacy.retentionPeriod.approved', { count: 30 }),
		text('privacy.retentionPeriod.arrived', { count: 90 }),
	]
	expect(first).toHaveTextContent(`${approved} / ${arrived}`)
	const day = dateIn('en', '2026-02-01T05:00:00.000Z')
	expect(first).toHaveTextContent(
		`${text('privacy.storedValues', { count: 3 })} · ${text('privacy.nextErasure', { day })}`,
	)
	expect(second).toHaveTextContent(`gone · ${text('privacy.untilRound')}`)
	expect(second).toHaveTextContent(text('privacy.noneDue'))
	expect(third).toHaveTextContent(`code · ${text('privacy.untilApproved')}`)
	expect(third).not.toHaveTextContent(text('privacy.noneDue'))
	expect(region.getByText(text('privacy.retentionHistoryEmpty'))).toBeVisible()
})

test('past erasures are listed, and altered entries are marked', async () => {
	const run = { at: '2026-01-13T05:00:00.000Z', files: 1, isRight: true, isSwept: true }
	await render(nothing, {
		replies: {
			'GET /api/retention': {
				periods: [{ form: 'visit', question: 'phone', keep: '90 days', values: 0, next: null }],
				runs: [
					{ ...run, values: [{ form: 'visit', question: 'phone', count: 5 }] },
					{ ...run, at: '2026-01-12T05:00:00.000Z', isRight: false, isSwept: false, values: [] },
					{ ...run, at: '2026-01-11T05:00:00.000Z', isSwept: false, values: [] },
				],
			},
		},
	})
	expect(
		await screen.findByText(text('privacy.erasedValues', { count: 5, question: 'Telephone' })),
	).toBeVisible()
	expect(screen.getByText(text('privacy.entryAltered'))).toBeVisible()
	expect(screen.getAllByText(text('privacy.removalPending'))).toHaveLength(1)
	expect(screen.queryByText(text('privacy.retentionHistoryEmpty'))).toBeNull()
})

test.each([
	['a safeguarding lead', { role: 'safeguarding-lead' }],
	['a demonstration account', { demonstration: true }],
] as const)('%s sees nothing about retention', async (_, person) => {
	const { server, unmount } = await render(undefined, { person })
	await screen.findByText(text('privacy.erasedEmpty'))
	expect(screen.queryByRole('region', { name: text('privacy.retentionTitle') })).toBeNull()
	expect(server.sent.some(({ path }) => path === '/api/retention')).toBe(false)
	unmount()
	await render()
	expect(await screen.findByText(text('privacy.retentionEmpty'))).toBeVisible()
})

test('the helpline has no cards: any record id can be entered', async () => {
	await render(nothing, { study: { serves: ['helpline'] } })
	const field = screen.getByRole('textbox', { name: text('privacy.code') })
	expect(field).not.toHaveAttribute('placeholder')
	expect(field).toHaveAttribute('autocapitalize', 'none')
	await screen.findByText(text('privacy.erasedEmpty'))
})

test('a list that fails to load shows the reason', async () => {
	await render(nothing, { replies: { 'GET /api/erasures': new Problem('server-busy') } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(screen.queryByText(text('privacy.erasedEmpty'))).toBeNull()
})

test('offline the code stays in the field, and it can be tried again', async () => {
	const { user, server } = await render(undefined, { replies: { 'GET /api/withdrawals': offline } })
	await search(user)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'GET /api/withdrawals': { records: [record()], erased: [] } })
	await user.click(await button(text('privacy.lookUp')))
	expect(await card()).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})
