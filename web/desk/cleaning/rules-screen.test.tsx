import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { maxBehind, type RuleListResponse } from '#shared/cleaning/rules'
import { chooseScope } from '../../testing/choose-scope.ts'
import { ruleListed, rulesListed, ruleViolation } from '../../testing/cleaning-fixtures.ts'
import { formListed } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { RulesScreen } from './rules-screen.tsx'

beforeEach(() => {
	vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-01-15T05:00:00.000Z') })
})
afterEach(() => {
	vi.useRealTimers()
})

const list = 'GET /api/rules'
const places = 'GET /api/rules/violations'
const two = [ruleListed('b', { open: 2, right: 5 }), ruleListed('a', { open: 1000 })]

const render = (found: RuleListResponse, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<RulesScreen />, {
		path: '/desk/cleaning/rules',
		...options,
		replies: {
			'GET /api/forms': [formListed('household', 'type  name  label\ninteger  rooms  Rooms')],
			[list]: found,
			[places]: { violations: [ruleViolation(1, { rule: 'a' })], next: null },
			...replies,
		},
	})
const toWork = (count: number, shown = String(count)) =>
	screen.findByText(text('rules.openCount', { count, places: shown }))
const menu = (name: string) => screen.getByRole('combobox', { name }) as HTMLSelectElement
const requests = (server: Awaited<ReturnType<typeof render>>['server'], path: string) =>
	server.sent.filter((request) => request.path === path)

test('rules that are on are listed with their number of violations', async () => {
	const { server } = await render(rulesListed([...two, ruleListed('c', { open: 9, isOn: false })]), {
		path: '/desk/cleaning/rules?district=PK607',
	})
	expect(await toWork(1002, '1,002')).toBeVisible()
	expect([...menu(text('rules.rule')).options].map((option) => option.text)).toEqual([
		text('review.all'),
		'Rule a (1,000)',
		'Rule b (2)',
	])
	expect(screen.getByText(text('rules.ruleCount', { count: 3 }))).toBeVisible()
	expect(await screen.findByRole('link', { name: 'House 1' })).toBeVisible()
	const place = { form: 'household', round: 'endline', district: 'PK607' }
	// one request: none before the form is known, which the server would refuse
	expect(requests(server, '/api/rules').map(({ query }) => Object.fromEntries(query))).toEqual([place])
	expect(Object.fromEntries(requests(server, '/api/rules/violations').at(-1)?.query ?? [])).toEqual({
		...place,
		after: '0',
	})
})

test('without rules one can be created', async () => {
	await render(rulesListed([]))
	expect(await screen.findByText(text('rules.empty'))).toBeVisible()
	expect(screen.getByText(text('rules.create'))).toBeVisible()
	expect(screen.queryByRole('heading', { name: text('rules.violations') })).toBeNull()
})

test('one rule, or accepted violations, can be shown alone, and this is in the address', async () => {
	const { user, server } = await render(rulesListed(two))
	await toWork(1002, '1,002')
	await user.selectOptions(menu(text('rules.rule')), 'a')
	await user.selectOptions(menu(text('rules.filter')), '1')
	expect(location.search).toBe('?rule=a&right=1')
	await waitFor(() =>
		expect(Object.fromEntries(requests(server, '/api/rules/violations').at(-1)?.query ?? [])).toMatchObject({
			rule: 'a',
			right: '1',
		}),
	)
	// the counts are those of the shown records
	expect([...menu(text('rules.rule')).options].map((option) => option.text)).toContain('Rule b (5)')
})

test('while records are being checked the counts are refreshed and the list stays', async () => {
	const { server } = await render(rulesListed(two, { uncheckedRecords: 7 }))
	expect(await screen.findByText(text('rules.checkingCount', { count: 7, records: '7' }))).toBeVisible()
	await screen.findByRole('link', { name: 'House 1' })
	server.reply({ [list]: rulesListed([ruleListed('a', { open: 3 })], { uncheckedRecords: 2 }) })
	act(() => vi.advanceTimersByTime(3000))
	expect(await screen.findByText(text('rules.checkingCount', { count: 2, records: '2' }))).toBeVisible()
	expect(await toWork(3)).toBeVisible()
	expect(requests(server, '/api/rules/violations')).toHaveLength(1)
	// all records are checked: the list is complete
	server.reply({ [list]: rulesListed([ruleListed('a', { open: 4 })]) })
	act(() => vi.advanceTimersByTime(3000))
	expect(await toWork(4)).toBeVisible()
	await waitFor(() => expect(requests(server, '/api/rules/violations')).toHaveLength(2))
	const before = requests(server, '/api/rules').length
	act(() => vi.advanceTimersByTime(10_000))
	expect(requests(server, '/api/rules')).toHaveLength(before)
})

test('after a failure the counts are refreshed automatically', async () => {
	const { server } = await render(rulesListed(two, { uncheckedRecords: 7 }))
	await screen.findByText(text('rules.checkingCount', { count: 7, records: '7' }))
	server.reply({ [list]: offline })
	act(() => vi.advanceTimersByTime(3000))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(await toWork(1002, '1,002')).toBeVisible()
	server.reply({ [list]: rulesListed(two) })
	act(() => vi.advanceTimersByTime(3000))
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('a very large backlog is shown without a number', async () => {
	await render(rulesListed(two, { uncheckedRecords: maxBehind }))
	expect(
		await screen.findByText(text('rules.checkingCountAbove', { count: maxBehind, records: '10,000' })),
	).toBeVisible()
})

test('records that could not be checked are listed with a link', async () => {
	await render(
		rulesListed(two, {
			failed: [
				{ id: 'a/1', name: 'House 9' },
				{ id: 'b', name: '' },
			],
		}),
	)
	expect(await screen.findByText(text('rules.checkFailed'))).toBeVisible()
	expect(screen.getByRole('link', { name: 'House 9' })).toHaveAttribute('href', '/desk/records/a%2F1')
	expect(screen.getByRole('link', { name: 'b' })).toBeVisible()
})

test('a saved rule is listed at once, and text being written elsewhere stays', async () => {
	const { user, server } = await render(rulesListed([]), {
		replies: { 'POST /api/rules': { n: 1 } },
	})
	await screen.findByText(text('rules.empty'))
	await user.click(screen.getByText(text('rules.create')))
	await user.type(screen.getByRole('textbox', { name: text('rules.name') }), 'Rule a')
	await user.selectOptions(menu(text('cleaning.question')), 'rooms')
	await user.type(screen.getByPlaceholderText('${age} <= 90'), '. < 9')
	await user.type(screen.getByRole('textbox', { name: text('rules.message') }), 'So many?')
	server.reply({ [list]: rulesListed([ruleListed('a', { open: 1 })]) })
	await user.click(screen.getByRole('button', { name: text('rules.save') }))
	expect(await toWork(1)).toBeVisible()
	expect(screen.getByText(text('rules.saved'))).toBeVisible()
})

test('counts and list are refreshed on request', async () => {
	const { user, server } = await render(rulesListed(two))
	await screen.findByRole('link', { name: 'House 1' })
	server.reply({
		[list]: rulesListed([ruleListed('a', { open: 5 })]),
		[places]: { violations: [ruleViolation(2, { rule: 'a' })], next: null },
	})
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	expect(await screen.findByRole('link', { name: 'House 2' })).toBeVisible()
	expect(await toWork(5)).toBeVisible()
})

test('another round shows nothing of the previous one', async () => {
	const { server } = await render(rulesListed(two))
	await toWork(1002, '1,002')
	server.reply({ [list]: offline })
	chooseScope({ round: 'baseline' })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByText(text('rules.openCount', { count: 1002, places: '1,002' }))).toBeNull()
})
