import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { QualityAlertsResponse } from '#shared/quality/quality-api'
import { setClock } from '../../testing/clock.ts'
import { flagListed, qualityListed } from '../../testing/quality-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { offline, type Replies } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { TeamFlagsScreen } from './team-flags-screen.tsx'

beforeEach(() => {
	setClock()
	localStorage.clear()
})

const route = 'GET /api/quality'
const resolutions = 'POST /api/quality/resolutions'
const render = (over: Partial<QualityAlertsResponse> = {}, replies: Replies = {}) =>
	renderDesk(<TeamFlagsScreen />, {
		path: '/desk/quality/teams',
		replies: { [route]: qualityListed(over), ...replies },
	})
const teams = async () => within(await screen.findByRole('region', { name: text('quality.teamFlags') }))

test('team flags are resolved here, by district', async () => {
	const team = flagListed({
		kind: 'often-overheard',
		subject: 'PK607',
		person: null,
		found: 0.5,
		many: 40,
	})
	const { user, server } = await render(
		{ team: [team, { ...team, district: 'PK608', subject: 'PK608' }] },
		{ [resolutions]: { resolved: 1, gone: 0 } },
	)
	const list = await teams()
	expect(list.getByText('Dera Ghazi Khan').closest('details')).toHaveAttribute('open')
	const [first] = list.getAllByRole('button', { name: beginning(text('quality.resolve')) })
	await user.click(first as HTMLElement)
	await user.click(list.getByRole('radio', { name: beginning(text('quality.states.explained')) }))
	await user.type(list.getByRole('textbox', { name: text('quality.reason') }), 'Small houses')
	server.reply({ [route]: qualityListed({ team: [] }) })
	await user.click(list.getByRole('button', { name: text('quality.resolveCount', { count: 1 }) }))
	await waitFor(() => expect(screen.getByText(text('quality.teamEmpty'))).toBeVisible())
	expect(server.bodiesOf(resolutions)).toMatchObject([
		{ flags: [{ kind: 'often-overheard', subject: 'PK607', district: 'PK607' }], state: 'explained' },
	])
})

test('a long list of team flags is closed at first', async () => {
	const team = Array.from({ length: 8 }, (_, i) =>
		flagListed({ kind: 'other-answers', item: `q${i}`, person: null, found: 0.5, many: 40 }),
	)
	await render({ team })
	expect((await teams()).getByText('Dera Ghazi Khan').closest('details')).not.toHaveAttribute('open')
})

test('offline the problem is shown', async () => {
	await render({}, { [route]: offline })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
