import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { LimitsListed, LimitsPreview } from '#shared/quality/quality-limits'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { LimitsScreen } from './limits-screen.tsx'

const [preview, save] = ['POST /api/quality/limits/preview', 'POST /api/quality/limits']
const listed: LimitsListed = {
	limits: { onPhones: {}, overRound: { q11Deviations: 3 }, severities: { 'round-ages': 'low' } },
	n: 4,
	changes: [
		{
			by: 'Sana',
			at: '2026-01-10T05:00:00.000Z',
			why: 'the pilot',
			limits: { onPhones: {}, overRound: {}, severities: {} },
		},
	],
}
const found: LimitsPreview = {
	interviews: { now: 20, changed: 14 },
	visits: { now: 2, changed: 1 },
	kinds: [{ kind: 'alike', now: 6, changed: 0 }],
}
const render = (options: DeskOptions = {}) =>
	renderDesk(<LimitsScreen />, {
		path: '/desk/quality/limits',
		...options,
		replies: {
			'GET /api/quality/limits': listed,
			[preview]: found,
			[save]: noContent,
			...options.replies,
		},
	})
const button = (key: Parameters<typeof text>[0]) => screen.getByRole('button', { name: text(key) })

test('changed limits are in their fields and shipped ones are placeholders; changes are listed below', async () => {
	await render()
	expect(
		await screen.findByLabelText(beginning(`${text('quality.limits.name.q11Deviations')} (`)),
	).toHaveValue('3')
	const visit = screen.getByLabelText(beginning(text('quality.limits.name.q00VisitPoints')))
	expect(visit).toHaveValue('')
	expect(visit).toHaveAttribute('placeholder', '4')
	expect(screen.getByLabelText(text('quality.limits.kind.round-ages'))).toHaveValue('low')
	expect(screen.getByLabelText(text('quality.limits.kind.one-adult'))).toHaveValue('medium')
	expect(screen.getByText(/the pilot/)).toBeVisible()
	expect(screen.getByText(text('quality.limits.set', { count: 2, n: '2' }), { exact: false })).toBeVisible()
})
test('limits are saved after a preview and with a reason; another change needs another preview', async () => {
	const { user, server } = await render()
	await user.type(await screen.findByLabelText(beginning(text('quality.limits.name.q00VisitPoints'))), '6')
	await user.type(screen.getByLabelText(text('quality.limits.reason')), 'too many')
	expect(button('quality.limits.save')).toBeDisabled()
	await user.click(button('quality.limits.previewFirst'))
	expect(
		await screen.findByText(text('quality.limits.previewInterviews', { changed: '14', now: '20' })),
	).toBeVisible()
	await user.selectOptions(screen.getByLabelText(text('quality.limits.kind.round-ages')), 'off')
	expect(button('quality.limits.save')).toBeDisabled()
	await user.click(button('quality.limits.previewFirst'))
	await screen.findByText(text('quality.limits.previewVisits', { changed: '1', now: '2' }))
	await user.click(button('quality.limits.save'))
	expect(server.bodiesOf(save)).toEqual([
		{
			round: 'endline',
			seen: 4,
			why: 'too many',
			limits: {
				onPhones: {},
				overRound: { q11Deviations: 3, q00VisitPoints: 6 },
				severities: { 'round-ages': 'off' },
			},
		},
	])
})
test('previewed limits are saved only with a reason', async () => {
	const { user, server } = await render()
	await screen.findByLabelText(beginning(text('quality.limits.name.q00VisitPoints')))
	await user.click(button('quality.limits.previewFirst'))
	await screen.findByText(text('quality.limits.previewVisits', { changed: '1', now: '2' }))
	await user.type(screen.getByLabelText(text('quality.limits.reason')), '  ')
	await user.click(button('quality.limits.save'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
	expect(server.bodiesOf(save)).toEqual([])
})
test('an invalid number is named at its field, also in a closed group, and nothing is sent', async () => {
	const { user, server } = await render()
	const share = await screen.findByLabelText(beginning(text('quality.limits.name.q18Share')))
	expect(share.closest('details')).not.toHaveAttribute('open')
	await user.type(share, '7')
	await user.click(button('quality.limits.previewFirst'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('quality.limits.name.q18Share'))
	expect(share.closest('details')).toHaveAttribute('open')
	expect(server.bodiesOf(preview)).toEqual([])
	await user.clear(share)
	await user.type(share, '0.2')
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
	expect(share.closest('details')).toHaveAttribute('open')
})
