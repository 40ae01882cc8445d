import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ApiKey } from '#shared/integrations/api-keys'
import type { DataForm } from '#shared/integrations/odata-tables'
import { Problem } from '#shared/kernel/problem'
import { setClock } from '../../testing/clock.ts'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { IntegrationsScreen } from './integrations-screen.tsx'

const dataForm = (form: string, over: Partial<DataForm> = {}): DataForm => ({
	form,
	title: { en: `Form ${form}` },
	rounds: ['endline'],
	tables: [],
	...over,
})
const connection = (over: Partial<ApiKey> = {}): ApiKey => ({
	id: 'key-1',
	name: 'Ministry dashboard',
	form: 'household',
	round: 'endline',
	created: '2026-01-10T05:00:00.000Z',
	expires: '2026-04-10T05:00:00.000Z',
	lastUsed: null,
	...over,
})
const forms = [dataForm('visit', { rounds: ['baseline', 'endline'] }), dataForm('household')]
const render = (own: ApiKey[] = [connection()], { replies, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<IntegrationsScreen />, {
		...options,
		replies: {
			'GET /api/api-keys': own,
			'GET /api/live': forms,
			'POST /api/api-keys': { connection: connection({ name: 'Excel' }), key: 'secret-key' },
			'DELETE /api/api-keys/:id': noContent,
			...replies,
		},
	})
}
type User = Awaited<ReturnType<typeof render>>['user']
const button = (name: string) => screen.findByRole('button', { name })
const card = async () => within(await screen.findByRole('listitem'))
const newKey = async () =>
	within(
		(await screen.findByText(text('integrations.createTitle'), { selector: 'summary' })).closest(
			'details',
		) as HTMLElement,
	)
const fill = async (user: User, name: string) => {
	const inside = await newKey()
	await user.type(inside.getByRole('textbox', { name: text('integrations.name') }), name)
	return inside
}
const make = async () => (await newKey()).getByRole('button', { name: text('integrations.create') })

test('a key shows its scope, expiry and last use', async () => {
	await render()
	const inside = await card()
	expect(inside.getByText('Ministry dashboard')).toBeVisible()
	expect(
		await inside.findByText(text('integrations.scope', { form: 'Form household', round: 'Post-campaign' })),
	).toBeVisible()
	const until = text('integrations.expiresAt', { time: dateTimeIn('en', '2026-04-10T05:00:00.000Z') })
	expect(inside.getByText(until, { exact: false })).toHaveTextContent(text('integrations.neverUsed'))
})

test('a key for all forms and rounds says so; unknown ones are shown by their code', async () => {
	await render([
		connection({ form: null, round: null, lastUsed: '2026-01-14T05:00:00.000Z' }),
		connection({ id: 'key-2', form: 'gone', round: 'old' }),
	])
	const any = text('integrations.scope', {
		form: text('integrations.anyForm'),
		round: text('integrations.anyRound'),
	})
	expect(await screen.findByText(any)).toBeVisible()
	expect(screen.getByText(text('integrations.scope', { form: 'gone', round: 'old' }))).toBeVisible()
	const used = text('integrations.lastUsedAt', { time: dateTimeIn('en', '2026-01-14T05:00:00.000Z') })
	expect(screen.getByText(used, { exact: false })).toBeVisible()
})

test('a new key is shown once, with a button to copy it', async () => {
	const written: string[] = []
	const { user, server } = await render([])
	Object.defineProperty(navigator, 'clipboard', {
		value: { writeText: async (content: string) => void written.push(content) },
		configurable: true,
	})
	expect(await screen.findByText(text('integrations.empty'))).toBeVisible()
	const inside = await fill(user, ' Excel ')
	await user.selectOptions(inside.getByRole('combobox', { name: text('integrations.form') }), 'household')
	await user.selectOptions(inside.getByRole('combobox', { name: text('integrations.expiresAfter') }), '365')
	server.reply({ 'GET /api/api-keys': [connection({ name: 'Excel' })] })
	await user.click(await make())
	const key = await screen.findByRole('textbox', { name: text('integrations.key') })
	expect(key).toHaveValue('secret-key')
	expect(screen.getByText(text('integrations.keyShownOnce', { name: 'Excel' }))).toBeVisible()
	expect(server.bodiesOf('POST /api/api-keys')).toEqual([
		{ name: 'Excel', form: 'household', round: null, days: 365 },
	])
	const copy = within(key.closest('.field') as HTMLElement).getByRole('button')
	expect(copy).toHaveTextContent(text('desk.copy'))
	await user.click(copy)
	await waitFor(() => expect(copy).toHaveTextContent(text('desk.copied')))
	expect(written).toEqual(['secret-key'])
	await user.click(await button(text('integrations.copyConfirmed')))
	expect(screen.queryByDisplayValue('secret-key')).toBeNull()
	expect(await make()).toBeDisabled()
	expect((await card()).getByText('Excel')).toBeVisible()
})

test('without a clipboard the key can be copied by hand', async () => {
	const { user } = await render([])
	await fill(user, 'Excel')
	await user.click(await make())
	const key = await screen.findByRole('textbox', { name: text('integrations.key') })
	Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })
	const copy = within(key.closest('.field') as HTMLElement).getByRole('button')
	await user.click(copy)
	expect(copy).toHaveTextContent(text('desk.copy'))
	expect(key).toHaveAttribute('readonly')
})

test('only rounds with records are offered, and none if there is only one', async () => {
	const { unmount } = await render()
	const round = (await newKey()).getByRole('combobox', { name: text('integrations.round') })
	await within(round).findByRole('option', { name: 'Post-campaign' })
	expect([...(round as HTMLSelectElement).options].map(({ value }) => value)).toEqual([
		'',
		'baseline',
		'endline',
	])
	unmount()
	await render(undefined, { study: { rounds: study.rounds.slice(1, 2) } })
	expect((await newKey()).queryByRole('combobox', { name: text('integrations.round') })).toBeNull()
})

test('after a refusal the fields keep their text, and a key can be requested again', async () => {
	const { user, server } = await render([], {
		replies: { 'POST /api/api-keys': new Problem('server-busy') },
	})
	expect(await make()).toBeDisabled()
	const inside = await fill(user, 'Excel')
	await user.click(await make())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(inside.getByRole('textbox', { name: text('integrations.name') })).toHaveValue('Excel')
	server.reply({ 'POST /api/api-keys': { connection: connection(), key: 'secret-key' } })
	await user.click(await make())
	expect(await screen.findByDisplayValue('secret-key')).toBeVisible()
})

test('a key is revoked after a confirmation', async () => {
	const { user, server } = await render()
	await user.click((await card()).getByRole('button', { name: text('integrations.revoke') }))
	expect(screen.getByText(text('integrations.confirmRevoke', { name: 'Ministry dashboard' }))).toBeVisible()
	await user.click(await button(text('app.cancel')))
	expect(server.sent.every(({ method }) => method === 'GET')).toBe(true)
	await user.click((await card()).getByRole('button', { name: text('integrations.revoke') }))
	server.reply({ 'DELETE /api/api-keys/:id': new Problem('server-busy') })
	await user.click(await button(text('integrations.revoke')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	server.reply({ 'DELETE /api/api-keys/:id': noContent, 'GET /api/api-keys': [] })
	await user.click(await button(text('integrations.revoke')))
	expect(await screen.findByText(text('integrations.empty'))).toBeVisible()
	expect(server.bodiesOf('DELETE /api/api-keys/key-1')).toHaveLength(2)
})

test('an offline page says so', async () => {
	await render([], { replies: { 'GET /api/live': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByText(text('integrations.endpoints'))).toBeNull()
})
