import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { FieldworkDatesSection } from './fieldwork-dates.tsx'

const [list, change] = ['GET /api/rounds/fieldwork-dates', 'POST /api/rounds/fieldwork-dates']
const dates = { round: 'endline', firstDay: null, lastDay: null, startedOn: '2026-01-03' }
const render = ({ replies, person }: DeskOptions = {}) =>
	renderDesk(<FieldworkDatesSection />, {
		person: { role: 'administrator', ...person },
		replies: { [list]: [dates], [change]: noContent, ...replies },
	})
const form = async () => within(await screen.findByRole('form', { name: 'Post-campaign' }))
const save = { name: text('rounds.dates.save') }

test('the dates of a round are saved, and the list is read again', async () => {
	const { user, server } = await render()
	const fields = await form()
	expect(fields.getByText(text('rounds.dates.startedOn', { day: '3 Jan' }))).toBeVisible()
	expect(fields.getByRole('button', save)).toBeDisabled()
	fireEvent.input(fields.getByLabelText(text('rounds.dates.firstDay')), { target: { value: '2026-01-02' } })
	fireEvent.input(fields.getByLabelText(text('rounds.dates.lastDay')), { target: { value: '2026-01-30' } })
	const saved = { firstDay: '2026-01-02', lastDay: '2026-01-30' }
	server.reply({ [list]: [{ ...dates, ...saved }] })
	await user.click(fields.getByRole('button', save))
	await expect.poll(() => server.bodiesOf(change)).toEqual([{ round: 'endline', ...saved }])
	await expect.poll(async () => (await form()).queryByText(/First interview/)).toBeNull()
	expect((await form()).getByLabelText(text('rounds.dates.lastDay'))).toHaveValue('2026-01-30')
})
test('a last day before the first is not sent, and a problem of the server is shown', async () => {
	const { user, server } = await render({
		replies: {
			[list]: [{ ...dates, firstDay: '2026-01-10', lastDay: '2026-01-30' }],
			[change]: new Problem('not-allowed'),
		},
	})
	const fields = await form()
	const last = fields.getByLabelText(text('rounds.dates.lastDay'))
	fireEvent.input(last, { target: { value: '2026-01-09' } })
	await user.click(fields.getByRole('button', save))
	expect(await fields.findByText(text('rounds.dates.wrong'))).toBeVisible()
	expect(server.bodiesOf(change)).toEqual([])
	fireEvent.input(last, { target: { value: '' } })
	await user.click(fields.getByRole('button', save))
	expect(await fields.findByText(text('problem.not-allowed'))).toBeVisible()
	expect(server.bodiesOf(change)).toEqual([{ round: 'endline', firstDay: '2026-01-10', lastDay: null }])
})
test.each([
	['a coordinator', { role: 'coordinator' }],
	['the demonstration', { demonstration: true }],
] as const)('%s sees no dates to set', async (_, person) => {
	const { server } = await render({ person })
	expect(screen.queryByRole('heading')).toBeNull()
	expect(server.sent).toEqual([])
})
