import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { AgreementResponse } from '#shared/transcripts/coded-transcripts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { agreementOn, coders, theme } from '../../testing/transcript-fixtures.ts'
import { AgreementScreen } from './agreement-screen.tsx'

const agreementResponse = (over: Partial<AgreementResponse> = {}): AgreementResponse => ({
	transcripts: 3,
	passages: 40,
	coders,
	demonstration: false,
	themes: [agreementOn('debt')],
	...over,
})
const render = (
	agreement: AgreementResponse = agreementResponse(),
	{ replies, ...options }: DeskOptions = {},
) =>
	renderDesk(<AgreementScreen />, {
		...options,
		replies: { 'GET /api/transcripts/agreement': agreement, 'GET /api/themes': [theme('debt')], ...replies },
	})
const coder = (which: 'one' | 'other') =>
	screen.findByRole('combobox', { name: text(`transcripts.coder.${which}`) })
const cells = async (name: RegExp) =>
	within(await screen.findByRole('row', { name }))
		.getAllByRole('cell')
		.map(({ textContent }) => textContent)

test('the own codings are compared with those of note-takers at first', async () => {
	const { server } = await render()
	expect(await cells(/^Theme debt/)).toEqual(['8', '2', '1', '29', '93%', '0.79'])
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({
		round: 'endline',
		one: 'person-sadia',
		other: 'field',
	})
	expect(
		screen.getByText(text('transcripts.commonTranscripts', { count: 3, n: '3', passages: '40' })),
	).toBeVisible()
	expect(
		screen.getByRole('columnheader', {
			name: text('transcripts.onlyCoder', { who: text('transcripts.you') }),
		}),
	).toBeVisible()
})

test('two other coders are compared, and named in the column headers', async () => {
	const { user, server } = await render()
	await cells(/^Theme debt/)
	await user.selectOptions(await coder('one'), 'person-imran')
	await user.selectOptions(await coder('other'), 'person-sadia')
	await waitFor(() =>
		expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toMatchObject({
			one: 'person-imran',
			other: 'person-sadia',
		}),
	)
	expect(
		await screen.findByRole('columnheader', { name: text('transcripts.onlyCoder', { who: 'Imran' }) }),
	).toBeVisible()
})

test('an unknown coder can still be compared', async () => {
	await render(agreementResponse(), { path: '/desk/transcripts/agreement?one=person-gone' })
	await cells(/^Theme debt/)
	expect(await coder('one')).toHaveValue('person-gone')
	expect(
		within(await coder('one')).getByRole('option', { name: text('auditLog.unknownUser') }),
	).toBeInTheDocument()
})

test('if both applied a code everywhere, or nowhere, kappa is undefined, and the reason is shown', async () => {
	await render(
		agreementResponse({
			themes: [
				agreementOn('all', { both: 40, one: 0, other: 0, neither: 0, same: 1, kappa: null }),
				agreementOn('none', { both: 0, one: 0, other: 0, neither: 40, same: null, kappa: null }),
			],
		}),
	)
	expect((await cells(/^all/)).slice(4)).toEqual(['100%', text('transcripts.noKappa.everywhere')])
	expect((await cells(/^none/)).slice(4)).toEqual(['', text('transcripts.noKappa.nowhere')])
})

test('two coders without a common transcript have nothing to compare', async () => {
	await render(agreementResponse({ transcripts: 0, passages: 0, themes: [] }))
	expect(await screen.findByText(text('transcripts.noCommonTranscripts'))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
})

test('an offline page says so', async () => {
	await render(agreementResponse(), { replies: { 'GET /api/transcripts/agreement': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByText(text('transcripts.noCommonTranscripts'))).toBeNull()
})
