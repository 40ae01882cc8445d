import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { FlagListItem, ResolveFlags } from '#shared/quality/flags'
import { setClock } from '../../testing/clock.ts'
import { flagDecision, flagListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { FlagRow } from './flag-row.tsx'

beforeEach(() => setClock())

const route = 'POST /api/quality/resolutions'
const resolved = { resolved: 1, gone: 0 }

async function render(over: Partial<FlagListItem> = {}, { replies, ...options }: DeskOptions = {}) {
	const onDecided = vi.fn()
	const desk = await renderDesk(
		<ul>
			<FlagRow round="endline" flag={flagListed(over)} onDecided={onDecided} />
		</ul>,
		{ ...options, replies: { [route]: resolved, ...replies } },
	)
	const open = () => desk.user.click(screen.getByRole('button', { name: resolveButton() }))
	return { ...desk, onDecided, open }
}
/** Its name also has the text of the flag. */
const resolveButton = () => new RegExp(`^(${text('quality.resolve')}|${text('quality.changeDecision')}):`)
const rowText = () => screen.getByRole('listitem').textContent?.replace(/[\u2068\u2069]/g, '')
const state = (each: FlagListItem['state']) =>
	screen.getByRole('radio', { name: beginning(text(`quality.states.${each}`)) })
const why = () => screen.getByRole('textbox', { name: text('quality.reason') })
const keep = () => screen.getByRole('button', { name: text('quality.resolveCount', { count: 1 }) })

test.each<[string, Partial<FlagListItem>, () => string]>([
	[
		'what was found of one interview',
		{ kind: 'alike', found: 97.126, limit: 90 },
		() => text('quality.flag.alike', { found: '97.13', limit: '90', many: '1', item: '' }),
	],
	[
		'a share as so many interviews',
		{ kind: 'often-short', found: 0.25, limit: 0.1, many: 40 },
		() => text('quality.flag.often-short', { found: '10', limit: '0.1', many: '40', item: '' }),
	],
	[
		'a ratio as it is',
		{ kind: 'often-no-answer', found: 2.5, many: 40 },
		() => text('quality.flag.often-no-answer', { found: '2.5', limit: '90', many: '40', item: '' }),
	],
	[
		'a part of the form by its name',
		{ kind: 'fast-section', found: 3, item: 'a_visit' },
		() =>
			text('quality.flag.fast-section', {
				found: '3',
				limit: '90',
				many: '1',
				item: text('quality.item.a_visit'),
			}),
	],
	[
		'a part without a name by its code',
		{ kind: 'fast-section', found: 3, item: 'z_new' },
		() => text('quality.flag.fast-section', { found: '3', limit: '90', many: '1', item: 'z_new' }),
	],
])('the text of the flag is %s', async (_, over, sentence) => {
	await render(over)
	expect(rowText()).toContain(`${text('quality.states.open')} ${sentence().replace(/[\u2068\u2069]/g, '')}`)
})

test('the enumerator’s reason, the other record and the resolution are shown with it', async () => {
	await render({
		other: 'record-2',
		words: 'Same family',
		state: 'explained',
		decisions: [flagDecision()],
	})
	expect(rowText()).toContain(text('quality.states.explained'))
	expect(rowText()).toContain(
		text('finish.checks.reasonGiven', { reason: 'Same family' }).replace(/[\u2068\u2069]/g, ''),
	)
	expect(rowText()).toContain(
		`${text('quality.states.explained')} – ${text('quality.resolvedBy', { by: 'Bina', at: '12 Jan, 10:00', why: 'Twins' })}`,
	)
	expect(screen.getByRole('link', { name: text('quality.otherRecord') })).toHaveAttribute(
		'href',
		'/desk/records/record-2',
	)
})

test('a resolution has a state and a reason', async () => {
	const { user, server, onDecided, open } = await render({ item: 'x' })
	await open()
	// the current state cannot be chosen
	expect(screen.queryByRole('radio', { name: beginning(text('quality.states.open')) })).toBeNull()
	expect(keep()).toBeDisabled()
	await user.click(state('corrected'))
	await user.type(why(), 'Asked again')
	await user.click(keep())
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
	expect(server.bodiesOf(route)).toEqual([
		{
			round: 'endline',
			flags: [{ kind: 'alike', subject: 'record-1', item: 'x', district: 'PK607' }],
			state: 'corrected',
			why: 'Asked again',
		} satisfies ResolveFlags,
	])
	expect(screen.queryByRole('radio')).toBeNull()
	await open()
	expect(why()).toHaveValue('')
	expect(keep()).toBeDisabled()
})

test('a decision can be undone: the flag gets its former state back', async () => {
	const { user, server, onDecided, open } = await render({ state: 'explained' })
	await open()
	await user.click(state('rejected'))
	await user.type(why(), 'Made up')
	await user.click(keep())
	expect(await screen.findByText(text('quality.resolvedCount', { count: 1 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('review.undo') }))
	expect(await screen.findByText(text('desk.undone'))).toBeVisible()
	expect(onDecided).toHaveBeenCalledTimes(2)
	expect(server.bodiesOf(route)).toMatchObject([
		{ state: 'rejected', why: 'Made up' },
		{ state: 'explained', why: text('quality.undoReason'), flags: [{ subject: 'record-1' }] },
	])
})

test('closing and reopening the form keeps the text, and nothing is sent', async () => {
	const { user, server, open } = await render()
	await open()
	await user.type(why(), 'Not sure')
	await user.click(screen.getByRole('button', { name: text('quality.cancel') }))
	await open()
	expect(why()).toHaveValue('Not sure')
	expect(server.sent).toEqual([])
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a missing reason', new Problem('reason-missing'), 'problem.reason-missing'],
] as const)('after %s the selection stays, and the next try succeeds', async (_, reply, problem) => {
	const { user, server, onDecided, open } = await render({}, { replies: { [route]: reply } })
	await open()
	await user.click(state('rejected'))
	await user.type(why(), 'Made up')
	await user.click(keep())
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(state('rejected')).toBeChecked()
	expect(why()).toHaveValue('Made up')
	expect(onDecided).not.toHaveBeenCalled()
	server.reply({ [route]: resolved })
	await user.click(keep())
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
})

test('users who may not resolve flags see the flag only', async () => {
	await render({}, { person: { role: 'administrator' } })
	expect(screen.queryByRole('button')).toBeNull()
})
