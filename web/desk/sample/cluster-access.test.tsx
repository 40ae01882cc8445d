import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { ClusterListItem } from '#shared/sample/sample-api'
import { renderDesk } from '../../testing/render-desk.tsx'
import { cluster, line, sampleListed } from '../../testing/sample.ts'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { ClusterAccess } from './cluster-access.tsx'
import { SampleScreen } from './sample-screen.tsx'

const listed = (over: Partial<ClusterListItem> = {}) => cluster('PK607-01', [line(1)], over)
const render = async (over: Partial<ClusterListItem> = {}, mayMove = true) => {
	const onMove = vi.fn()
	const rendered = await renderDesk(<ClusterAccess listed={listed(over)} onMove={mayMove ? onMove : null} />)
	return { ...rendered, onMove }
}
const button = (name: string) => screen.findByRole('button', { name })
const begin = (key: 'sample.markInaccessible' | 'sample.markAccessible') => button(`${text(key)}: PK607-01`)

test('a cluster is marked inaccessible with a reason', async () => {
	const { user, onMove } = await render()
	await user.click(await begin('sample.markInaccessible'))
	expect(screen.getByText(text('sample.inaccessibleHelp'))).toBeVisible()
	const why = screen.getByRole('textbox', {
		name: text('sample.inaccessibleReason', { cluster: 'PK607-01' }),
	})
	await user.type(why, ' ')
	await user.click(await button(text('sample.confirmInaccessible')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
	expect(onMove).not.toHaveBeenCalled()
	await user.clear(why)
	await user.type(why, 'flooded')
	await user.click(await button(text('sample.confirmInaccessible')))
	await waitFor(() => expect(onMove).toHaveBeenCalledExactlyOnceWith(true, 'flooded'))
})

test('an inaccessible cluster is marked accessible again', async () => {
	const { user, onMove } = await render({ state: 'unreachable', why: 'flooded', opened: 'PK607-09' })
	expect(screen.getByText(text('sample.inaccessible', { why: 'flooded' }))).toBeVisible()
	expect(screen.getByText(text('sample.replacementUnlocked', { cluster: 'PK607-09' }))).toBeVisible()
	await user.click(await begin('sample.markAccessible'))
	expect(screen.queryByText(text('sample.inaccessibleHelp'))).toBeNull()
	await user.type(screen.getByRole('textbox'), 'dry again')
	await user.click(await button(text('sample.confirmAccessible')))
	await waitFor(() => expect(onMove).toHaveBeenCalledExactlyOnceWith(false, 'dry again'))
})

test('a missing replacement cluster is reported', async () => {
	await render({ state: 'unreachable', why: 'flooded' })
	expect(screen.getByText(text('sample.noReplacementLeft'))).toBeVisible()
})

test('a locked replacement cluster can be neither assigned nor marked', async () => {
	await render({ state: 'waiting' })
	expect(screen.getByText(text('sample.replacementLocked'))).toBeVisible()
	expect(screen.queryByRole('button')).toBeNull()
})

test('read-only users have no buttons', async () => {
	await render({}, false)
	expect(screen.queryByRole('button')).toBeNull()
})

test('cancelling sends nothing', async () => {
	const { user, onMove } = await render()
	await user.click(await begin('sample.markInaccessible'))
	await user.type(screen.getByRole('textbox'), 'flooded')
	await user.click(await button(text('app.cancel')))
	expect(screen.queryByRole('textbox')).toBeNull()
	await user.click(await begin('sample.markInaccessible'))
	expect(screen.getByRole('textbox')).toHaveValue('')
	expect(onMove).not.toHaveBeenCalled()
})

test('a refusal keeps the reason; afterwards the households cannot be assigned', async () => {
	const { user, server } = await renderDesk(<SampleScreen />, {
		path: '/desk/sample?district=PK607',
		person: { role: 'coordinator' },
		replies: {
			'GET /api/sample': sampleListed([listed()]),
			'POST /api/sample/cluster-access': new Problem('server-busy'),
		},
	})
	await user.click(await screen.findByRole('button', { name: 'PK607-01' }))
	await user.click(await begin('sample.markInaccessible'))
	await user.type(screen.getByRole('textbox'), 'flooded')
	await user.click(await button(text('sample.confirmInaccessible')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(screen.getByRole('textbox')).toHaveValue('flooded')
	server.reply({
		'POST /api/sample/cluster-access': noContent,
		'GET /api/sample': sampleListed([listed({ state: 'unreachable', why: 'flooded' })]),
	})
	await user.click(await button(text('sample.confirmInaccessible')))
	expect(
		(await screen.findAllByText(new RegExp(text('sample.inaccessible', { why: 'flooded' }))))[0],
	).toBeVisible()
	expect(server.bodiesOf('POST /api/sample/cluster-access').at(-1)).toEqual({
		round: 'endline',
		cluster: 'PK607-01',
		isUnreachable: true,
		why: 'flooded',
	})
	expect(screen.getByRole('checkbox', { name: `PK607-01, ${text('sample.men')}` })).toBeDisabled()
	expect(screen.getByText(text('sample.summary', { done: 0, wanted: 0, free: 0 }))).toBeVisible()
})
