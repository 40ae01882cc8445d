import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { RuleViolation, RuleViolationsResponse } from '#shared/cleaning/rules'
import { Problem } from '#shared/kernel/problem'
import type { BulkResult } from '#shared/review/bulk-review'
import { ruleListed, ruleViolation } from '../../testing/cleaning-fixtures.ts'
import { setClock } from '../../testing/clock.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { offline, type Replies, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RuleViolations } from './rule-violations.tsx'

beforeEach(() => setClock())

const form = `
	type          name     label
	integer       rooms    Rooms
	integer       floor    Floor
	begin_repeat  members  Members
	integer       age      Age
	end_repeat    -        -
`
const list = 'GET /api/rules/violations'
const decisions = 'POST /api/rules/acceptances'
const bulkEdits = 'POST /api/bulk-edits'
const rules = [ruleListed('r1'), ruleListed('r2', { message: 'Too high?' })]
const page = (violations: readonly RuleViolation[], next: number | null = null): RuleViolationsResponse => ({
	violations: [...violations],
	next,
})
const idsIn = ({ body }: SentRequest) => [
	...new Set(
		Object.values(body as Record<string, { id: string }[]>)
			.filter(Array.isArray)
			.flat()
			.map(({ id }) => id),
	),
]
const allDone = (request: SentRequest): BulkResult => ({ done: idsIn(request), left: [] })

async function render(violations: readonly RuleViolation[], replies: Replies = {}, isRight = false) {
	const onDone = vi.fn()
	const desk = await renderDesk(
		<WithReading lines={form}>
			{(reading) => (
				<RuleViolations
					query={{ form: 'household', round: 'endline', rule: 'r1' }}
					isRight={isRight}
					rules={rules}
					reading={reading}
					onDone={onDone}
				/>
			)}
		</WithReading>,
		{ replies: { [list]: page(violations), [decisions]: allDone, [bulkEdits]: allDone, ...replies } },
	)
	return { ...desk, onDone }
}
const rows = () => screen.getAllByRole('row').slice(1)
const shown = () => screen.findAllByRole('link')
const box = (name: string) => screen.getByRole('checkbox', { name: text('review.selectRecord', { name }) })
const button = (name: string) => screen.getByRole('button', { name })
const reason = () => screen.getByRole('textbox', { name: text('review.reason') })

test('a violation shows the enumerator, the message, the answers used and the suggestion', async () => {
	const { server } = await render([
		ruleViolation(1, {
			reads: [
				{ path: 'rooms', answer: 200 },
				{ path: 'floor', answer: 1 },
			],
		}),
		ruleViolation(2, {
			name: '',
			rule: 'r2',
			district: 'national',
			cluster: null,
			path: 'members/@a/age',
			reads: [{ path: 'members/@a/age', answer: 300 }],
			rows: { 'members/@a': 2 },
			suggested: { after: null, hides: ['floor'] },
		}),
		ruleViolation(3, { suggested: null }),
	])
	await shown()
	const cells = (place: number) =>
		[...(rows()[place]?.children ?? [])].slice(1).map(({ textContent }) => textContent)
	expect(cells(0)).toEqual([
		'House 1Dera Ghazi Khan · C1 · Nadia',
		'So many rooms?',
		'Rooms200Floor1',
		'20020',
	])
	expect(cells(1)).toEqual([
		`${text('home.untitledRecord')}${text('review.national')} · Nadia`,
		'Too high?',
		`${text('review.row', { number: 2 })} › Age300`,
		`300${text('review.blank')}${text('cleaning.becomesIrrelevant', { count: 1 })} Floor`,
	])
	expect(cells(2)?.[3]).toBe(text('rules.noSuggestion'))
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({
		form: 'household',
		round: 'endline',
		rule: 'r1',
		after: '0',
	})
})

test('an empty list of violations is reported, and rules that are off show none', async () => {
	await render([ruleViolation(1, { rule: 'switched-off' })])
	expect(await screen.findByText(text('rules.noViolations'))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
	expect(screen.queryByRole('button', { name: text('rules.acceptAllSuggestions') })).toBeNull()
})

test('suggestions of selected violations are accepted with a reason, and those without a suggestion are skipped', async () => {
	const { user, server, onDone } = await render([
		ruleViolation(1),
		ruleViolation(2, { suggested: null }),
		ruleViolation(3),
	])
	await shown()
	await user.click(screen.getByRole('checkbox', { name: text('rules.selectAll') }))
	await user.click(button(text('rules.acceptSuggestions', { count: 2 })))
	await user.type(reason(), 'Typing mistakes')
	await user.click(button(text('cleaning.editCount', { count: 2 })))
	expect(await screen.findByText(text('cleaning.editedCount', { count: 2 }))).toBeVisible()
	expect(server.bodiesOf(bulkEdits)).toMatchObject([
		{
			kind: 'edit',
			why: 'Typing mistakes',
			records: [
				{ id: 'record-1', changes: [{ path: 'rooms', before: 200, after: 20 }], hides: [] },
				{ id: 'record-3', changes: [{ path: 'rooms', before: 200, after: 20 }], hides: [] },
			],
		},
	])
	expect(onDone).toHaveBeenCalledOnce()
	expect(box('House 1')).not.toBeChecked()
})

test('if no selected violation has a suggestion, none can be accepted', async () => {
	const { user } = await render([ruleViolation(1, { suggested: null })])
	await shown()
	await user.click(box('House 1'))
	expect(button(text('rules.acceptSuggestions', { count: 0 }))).toBeDisabled()
	await user.click(button(text('review.clearSelection')))
	expect(screen.queryByRole('button', { name: text('review.clearSelection') })).toBeNull()
})

test('violations are marked as correct with a reason, in the version shown', async () => {
	const { user, server, onDone } = await render([ruleViolation(1), ruleViolation(2)])
	await shown()
	await user.click(box('House 2'))
	await user.click(button(text('rules.markCorrectCount', { count: 1 })))
	await user.click(button(text('rules.markCorrect')))
	expect(screen.getByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
	await user.type(reason(), ' A hotel ')
	await user.click(button(text('rules.markCorrect')))
	expect(await screen.findByText(text('rules.updatedCount', { count: 1 }))).toBeVisible()
	expect(server.bodiesOf(decisions)).toEqual([
		{
			kind: 'right',
			why: 'A hotel',
			places: [{ id: 'record-2', rule: 'r1', path: 'rooms', reads: [{ path: 'rooms', answer: 200 }] }],
		},
	])
	expect(onDone).toHaveBeenCalledOnce()
	expect(screen.queryByRole('form')).toBeNull()
})

test('skipped violations are counted by reason', async () => {
	const { user } = await render([ruleViolation(1), ruleViolation(2)], {
		[decisions]: {
			done: [],
			left: [
				{ id: 'record-1', why: 'changed' },
				{ id: 'record-2', why: 'changed' },
			],
		} satisfies BulkResult,
	})
	await shown()
	await user.click(screen.getByRole('checkbox', { name: text('rules.selectAll') }))
	await user.click(button(text('rules.markCorrectCount', { count: 2 })))
	await user.type(reason(), 'Hotels')
	await user.click(button(text('rules.markCorrect')))
	expect(await screen.findByText(text('review.notChangedCount', { count: 2 }))).toBeVisible()
	expect(screen.getByRole('listitem')).toHaveTextContent(text('review.notChangedReason.changed'))
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a refusal', new Problem('not-allowed'), 'problem.not-allowed'],
] as const)('after %s the reason stays, and the next try succeeds', async (_, reply, problem) => {
	const { user, server, onDone } = await render([ruleViolation(1)], { [decisions]: reply })
	await shown()
	await user.click(box('House 1'))
	await user.click(button(text('rules.markCorrectCount', { count: 1 })))
	await user.type(reason(), 'A hotel')
	await user.click(button(text('rules.markCorrect')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(reason()).toHaveValue('A hotel')
	expect(onDone).not.toHaveBeenCalled()
	server.reply({ [decisions]: allDone })
	await user.click(button(text('rules.markCorrect')))
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
})

test('keys select the focused row, and accept or mark the selection', async () => {
	const { user } = await render([ruleViolation(1), ruleViolation(2), ruleViolation(3, { suggested: null })])
	await shown()
	// nothing happens on a row without a suggestion
	await user.keyboard('jjja')
	expect(screen.queryByRole('region', { name: text('cleaning.preview') })).toBeNull()
	await user.keyboard('kx')
	expect(box('House 2')).toBeChecked()
	await user.keyboard('x')
	expect(box('House 2')).not.toBeChecked()
	// without a selection, keys act on the focused row
	await user.keyboard('r')
	expect(screen.getByRole('form', { name: text('rules.markCorrectCount', { count: 1 }) })).toBeVisible()
	// no other action while a reason is being written
	screen.getByRole('link', { name: 'House 1' }).focus()
	await user.keyboard('a')
	expect(screen.queryByRole('region', { name: text('cleaning.preview') })).toBeNull()
	await user.click(button(text('review.close')))
	screen.getByRole('link', { name: 'House 1' }).focus()
	await user.keyboard('a')
	const preview = within(screen.getByRole('region', { name: text('cleaning.preview') }))
	expect(preview.getByRole('link', { name: 'House 1' })).toBeVisible()
	expect(preview.queryByRole('link', { name: 'House 2' })).toBeNull()
})

test('more violations are loaded page by page', async () => {
	const { user, server } = await render([], {
		[list]: ({ query }: SentRequest) =>
			query.get('after') === '50' ? page([ruleViolation(2)]) : page([ruleViolation(1)], 50),
	})
	await user.click(await screen.findByRole('button', { name: text('review.more') }))
	await screen.findByText('House 2')
	expect(rows()).toHaveLength(2)
	expect(screen.queryByRole('button', { name: text('review.more') })).toBeNull()
	expect(server.sent.map(({ query }) => query.get('after'))).toEqual(['0', '50'])
})

test('loading continues past an empty page', async () => {
	await render([], {
		[list]: ({ query }: SentRequest) =>
			query.get('after') === '0' ? page([], 50) : page([ruleViolation(1)]),
	})
	expect(await screen.findByText('House 1')).toBeVisible()
})

test('all suggestions are accepted at once, including those not loaded yet', async () => {
	const { user } = await render([], {
		[list]: ({ query }: SentRequest) =>
			query.get('after') === '50' ? page([ruleViolation(2)]) : page([ruleViolation(1)], 50),
	})
	await user.click(await screen.findByRole('button', { name: text('rules.acceptAllSuggestions') }))
	expect(await screen.findByRole('button', { name: text('cleaning.editCount', { count: 2 }) })).toBeVisible()
})

test('when more cannot be loaded, the problem is shown and the list stays', async () => {
	const { user, server } = await render([], { [list]: page([ruleViolation(1)], 50) })
	const more = await screen.findByRole('button', { name: text('review.more') })
	server.reply({ [list]: offline })
	await user.click(more)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(rows()).toHaveLength(1)
	await user.click(button(text('rules.acceptAllSuggestions')))
	await waitFor(() => expect(server.sent).toHaveLength(3))
	expect(screen.queryByRole('region', { name: text('cleaning.preview') })).toBeNull()
})

const right = { by: 'Bina', at: '2026-01-12T05:00:00.000Z', why: 'A hotel' }

test('accepted violations show who accepted them and why, and can be reopened', async () => {
	const { user, server, onDone } = await render([ruleViolation(1, { right })], {}, true)
	await shown()
	expect(server.sent[0]?.query.get('right')).toBe('1')
	expect(rows()[0]).toHaveTextContent(`${text('rules.acceptedBecause')} A hotel · Bina · 12 Jan, 10:00`)
	expect(screen.queryByRole('button', { name: text('rules.acceptAllSuggestions') })).toBeNull()
	await user.click(box('House 1'))
	await user.click(button(text('rules.reopenCount', { count: 1 })))
	expect(await screen.findByText(text('rules.updatedCount', { count: 1 }))).toBeVisible()
	expect(server.bodiesOf(decisions)).toMatchObject([
		{ kind: 'ask-again', why: '', places: [{ id: 'record-1' }] },
	])
	expect(onDone).toHaveBeenCalledOnce()
})

test('in the list of accepted violations no key accepts or marks anything', async () => {
	const { user } = await render([ruleViolation(1, { right })], {}, true)
	await shown()
	await user.keyboard('jar')
	expect(screen.queryByRole('form')).toBeNull()
	expect(screen.queryByRole('region', { name: text('cleaning.preview') })).toBeNull()
})

test('an empty list of accepted violations is reported', async () => {
	await render([], {}, true)
	expect(await screen.findByText(text('rules.noneAccepted'))).toBeVisible()
})
