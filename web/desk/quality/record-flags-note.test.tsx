import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { RecordFlags } from '#shared/quality/quality-api'
import { setClock } from '../../testing/clock.ts'
import { flagListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline, type Replies } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { RecordFlagsNote } from './record-flags-note.tsx'

beforeEach(() => setClock())

const note = 'GET /api/quality/records/:id'
const decisions = 'POST /api/quality/resolutions'
const recordFlags = (over: Partial<RecordFlags>): RecordFlags => ({
	round: 'baseline',
	flags: [],
	gone: [],
	...over,
})
const onDecided = vi.fn()
const render = (replies: Replies, options: DeskOptions = {}) =>
	renderDesk(<RecordFlagsNote id="a/1" onDecided={onDecided} />, { ...options, replies })

test('flags of a record are shown with it, and reloaded once one is resolved', async () => {
	const { user, server } = await render({
		[note]: recordFlags({ flags: [flagListed()] }),
		[decisions]: { resolved: 1, gone: 0 },
	})
	const section = within(await screen.findByRole('region', { name: text('quality.record') }))
	await user.click(section.getByRole('button'))
	await user.click(section.getByRole('radio', { name: beginning(text('quality.states.explained')) }))
	await user.type(section.getByRole('textbox', { name: text('quality.reason') }), 'Twins')
	server.reply({ [note]: recordFlags({ flags: [flagListed({ state: 'explained' })] }) })
	await user.click(section.getByRole('button', { name: text('quality.resolveCount', { count: 1 }) }))
	expect(await section.findByText(text('quality.states.explained'))).toBeVisible()
	// approval of the record depends on its flags
	expect(onDecided).toHaveBeenCalledOnce()
	expect(section.getByRole('button', { name: beginning(text('quality.changeDecision')) })).toBeVisible()
	// the round of the record, not the open one
	expect(server.bodiesOf(decisions)).toMatchObject([{ round: 'baseline' }])
	expect(server.sent[0]?.path).toBe('/api/quality/records/a%2F1')
})

test('a rejected flag says that its interview still counts', async () => {
	await render({ [note]: recordFlags({ flags: [flagListed({ state: 'rejected' })] }) })
	expect(await screen.findByText(text('quality.stillCounts'))).toBeVisible()
})

test('resolutions of current flags are not repeated below', async () => {
	await render({
		[note]: recordFlags({
			gone: [{ kind: 'short', state: 'explained', by: 'Bina', at: '2026-01-12T05:00:00.000Z', why: 'Ill' }],
		}),
	})
	expect(await screen.findByText(text('quality.noLongerFlagged'))).toBeVisible()
	expect(screen.getByText(text('quality.kinds.short'))).toBeVisible()
	expect(screen.getByText(text('quality.states.explained'), { exact: false })).toHaveTextContent(
		'12 Jan, 10:00',
	)
})

test('a record without flags has no such section, nor has a safeguarding lead', async () => {
	const { server, unmount } = await render({ [note]: recordFlags({}) })
	await waitFor(() => expect(server.sent).toHaveLength(1))
	expect(screen.queryByRole('region')).toBeNull()
	unmount()
	const { server: other } = await render({}, { person: { role: 'safeguarding-lead' } })
	expect(other.sent).toEqual([])
})

test('a failure to load the flags is reported', async () => {
	await render({ [note]: offline })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
