import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { RuleListItem } from '#shared/cleaning/rules'
import { Problem } from '#shared/kernel/problem'
import { ruleListed } from '../../testing/cleaning-fixtures.ts'
import { setClock } from '../../testing/clock.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import type { Replies } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RuleList } from './rule-list.tsx'

beforeEach(() => setClock())

const form = `
	type             name   label
	integer          rooms  Rooms
	select_one roof  roof   Roof
	choices
	list_name  name  label
	roof       tin   Tin sheets
`
const keep = 'POST /api/rules'

async function render(rules: readonly RuleListItem[], replies: Replies = {}) {
	const onSaved = vi.fn()
	const desk = await renderDesk(
		<WithReading lines={form}>
			{(reading) => (
				<RuleList
					place={{ form: 'household', round: 'endline' }}
					reading={reading}
					rules={rules}
					onSaved={onSaved}
				/>
			)}
		</WithReading>,
		{ replies: { [keep]: { n: 2 }, ...replies } },
	)
	return { ...desk, onSaved }
}
const entry = () => screen.getAllByRole('listitem')[0] as HTMLElement

test('a rule shows its condition, suggestion, author and number of violations', async () => {
	await render([
		ruleListed('r1', {
			question: 'roof',
			holds: '. != "tin"',
			into: { kind: 'answer', value: 'tin' },
			open: 1200,
			right: 3,
		}),
	])
	expect(entry()).toHaveTextContent('So many rooms?')
	expect(entry()).toHaveTextContent(`Roof · . != "tin" · ${text('rules.suggestion')}: Tin sheets`)
	expect(entry()).toHaveTextContent('Sadia · 12 Jan, 10:00')
	expect(entry()).toHaveTextContent(text('rules.counts', { open: '1,200', right: '3' }))
	expect(within(entry()).queryByText(text('rules.off'))).toBeNull()
})

test('a calculated suggestion is shown as its expression', async () => {
	await render([ruleListed('r1', { into: { kind: 'expression', value: '${rooms} - 1' } })])
	expect(screen.getByText('${rooms} - 1')).toBeVisible()
})

test.each([
	['off', true, 'rules.turnOff'],
	['on', false, 'rules.turnOn'],
] as const)('a rule is turned %s without a change of its text', async (_, isOn, key) => {
	const { user, server, onSaved } = await render([ruleListed('r1', { n: 4, isOn })])
	expect(within(entry()).queryAllByText(text('rules.off'))).toHaveLength(isOn ? 0 : 1)
	await user.click(screen.getByRole('button', { name: text(key) }))
	await waitFor(() => expect(onSaved).toHaveBeenCalledOnce())
	expect(server.bodiesOf(keep)).toEqual([
		{
			id: 'r1',
			instead: 4,
			name: 'Rule r1',
			question: 'rooms',
			holds: '${rooms} <= 20',
			message: 'So many rooms?',
			into: null,
			form: 'household',
			isOn: !isOn,
		},
	])
})

test('a refusal is shown at its rule, and it can be tried again', async () => {
	const { user, onSaved } = await render([ruleListed('r1'), ruleListed('r2')], {
		[keep]: new Problem('rule-changed'),
	})
	const [first, second] = screen.getAllByRole('button', { name: text('rules.turnOff') })
	if (!first || !second) throw new Error('fewer than two rules can be turned off')
	await user.click(second)
	const problem = await screen.findByRole('alert')
	expect(problem).toHaveTextContent(text('problem.rule-changed'))
	expect(problem.closest('li')).toHaveTextContent('Rule r2')
	expect(second).toBeEnabled()
	expect(onSaved).not.toHaveBeenCalled()
})

test('earlier versions are listed with their author and whether they were off', async () => {
	const { id: _, n: __, open: ___, right: ____, earlier: _____, ...wording } = ruleListed('r1')
	const { user } = await render([
		ruleListed('r1', {
			earlier: [{ ...wording, holds: '${rooms} <= 99', by: 'Bina', isOn: false }],
		}),
	])
	await user.click(screen.getByText(text('rules.earlierVersions')))
	const earlier = screen.getByText('${rooms} <= 99').closest('details')
	expect(earlier).toHaveTextContent(`Bina · 12 Jan, 10:00 · ${text('rules.off')}`)
})

test('a rule is edited in its place', async () => {
	const { user, server, onSaved } = await render([ruleListed('r1')])
	expect(screen.queryByRole('textbox')).toBeNull()
	await user.click(screen.getByText(text('rules.edit')))
	await user.type(await screen.findByRole('textbox', { name: text('rules.message') }), ' Really?')
	await user.click(screen.getByRole('button', { name: text('rules.saveWording') }))
	await waitFor(() => expect(onSaved).toHaveBeenCalledOnce())
	expect(server.bodiesOf(keep)).toMatchObject([{ id: 'r1', instead: 1, message: 'So many rooms? Really?' }])
})
