import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { FieldworkEndForm } from './fieldwork-end-form.tsx'

const route = 'POST /api/rounds/fieldwork-end'

async function render(lastDay: string | null, reply: unknown = noContent) {
	const onDone = vi.fn()
	const desk = await renderDesk(<FieldworkEndForm round="endline" lastDay={lastDay} onDone={onDone} />, {
		replies: { [route]: reply },
	})
	return { ...desk, onDone }
}
const field = () => screen.getByLabelText(text('charts.fieldworkEnd.label'))
const save = () => screen.getByRole('button', { name: text('charts.fieldworkEnd.save') })
const remove = () => screen.queryByRole('button', { name: text('charts.fieldworkEnd.remove') })

test('an end date is set, and nothing is sent while it is unchanged', async () => {
	const { user, server, onDone } = await render('2026-01-20')
	expect(field()).toHaveValue('2026-01-20')
	expect(save()).toBeDisabled()
	await user.clear(field())
	await user.type(field(), '2026-01-25')
	await user.click(save())
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
	expect(server.bodiesOf(route)).toEqual([{ round: 'endline', lastDay: '2026-01-25' }])
})

test('an existing end date can be cleared', async () => {
	const { user, server, onDone, unmount } = await render('2026-01-20')
	await user.click(remove() as HTMLElement)
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
	expect(server.bodiesOf(route)).toEqual([{ round: 'endline', lastDay: null }])
	unmount()
	await render(null)
	expect(remove()).toBeNull()
})

test.each([
	['no network', offline, 'problem.no-connection'],
	['a closed round', new Problem('round-closed'), 'problem.round-closed'],
] as const)('after %s the typed date stays, and the next try is sent', async (_, reply, problem) => {
	const { user, server, onDone } = await render(null, reply)
	await user.type(field(), '2026-01-25')
	await user.click(save())
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(field()).toHaveValue('2026-01-25')
	expect(onDone).not.toHaveBeenCalled()
	server.reply({ [route]: noContent })
	await user.click(save())
	await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
})
