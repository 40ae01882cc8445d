import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { BackCheckListItem, BackCheckListResponse } from '#shared/quality/back-check-assignment'
import { backCheckForm } from '#shared/study/record-attributes'
import { allRounds } from '#shared/study/study'
import { watchDownloads } from '../../testing/downloads.ts'
import { definitionOf, formListed } from '../../testing/forms.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { amina, bilal } from '../../testing/sample.ts'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateIn } from '../../ui/formats.ts'
import { BackCheckScreen } from './back-check-screen.tsx'

const zoya = { id: 'zoya-zoya-zoya-zoya-zo', name: 'Zoya', code: 'zoya' }
const check = (household: number, over: Partial<BackCheckListItem> = {}): BackCheckListItem => ({
	record: `record-${household}`,
	person: amina,
	cluster: 'PK607-01',
	household,
	line: household,
	sex: 'male',
	day: '2026-01-10',
	state: 'to-give',
	checker: null,
	isOwn: false,
	saysNobodyCame: false,
	differences: [],
	...over,
})
const rate = { of: 10, differing: 1, isTooHigh: false }
const enumerator = (over: Partial<BackCheckListResponse['enumerators'][number]> = {}) => ({
	person: amina,
	interviews: 40,
	drawn: 4,
	checked: 2,
	typeOne: rate,
	typeTwo: rate,
	...over,
})
const list = (
	checks: BackCheckListItem[],
	over: Partial<BackCheckListResponse> = {},
): BackCheckListResponse => ({
	interviews: 120,
	checks,
	enumerators: [enumerator()],
	people: [amina, bilal, zoya],
	...over,
})
const form = definitionOf(
	backCheckForm,
	`
	type           name   label
	integer        b_age  How old are you?
	select_one yn  b_tv   Is there a television?
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`,
)
const render = (response: BackCheckListResponse, { replies, person, ...options }: DeskOptions = {}) =>
	renderDesk(<BackCheckScreen />, {
		path: '/desk/back-checks?district=PK607',
		...options,
		person: { role: 'coordinator', ...person },
		replies: {
			'GET /api/back-checks': response,
			'GET /api/forms': [formListed(form)],
			'POST /api/records/:id/back-check': noContent,
			...replies,
		},
	})
const row = (household: number) =>
	screen.findByRole('row', { name: (name) => name.startsWith(`PK607-01 / ${household} `) })
const checker = (household: number) =>
	screen.findByRole('combobox', {
		name: text('backChecks.backCheckerFor', { place: `PK607-01 / ${household}` }),
	})
const give = (household: number) =>
	screen.findByRole('button', { name: `${text('backChecks.assign')}: PK607-01 / ${household}` })

afterEach(() => {
	vi.unstubAllGlobals()
})

test('the state of back-checks is counted, and unassigned ones come first', async () => {
	await render(
		list([
			check(3, { state: 'checked', checker: bilal }),
			check(9),
			check(2, { state: 'given', checker: bilal }),
			check(7),
			check(1, { state: 'not-reached', checker: zoya }),
		]),
	)
	await row(9)
	expect(
		screen.getByText(
			text('backChecks.summary', {
				interviews: '120',
				drawn: '5',
				checked: '1',
				inVain: '1',
				given: '1',
				toGive: '2',
			}),
		),
	).toBeVisible()
	const order = screen.getAllByRole('link').map(({ textContent }) => textContent)
	expect(order).toEqual([7, 9, 2, 1, 3].map((household) => `PK607-01 / ${household}`))
	expect(await row(3)).toHaveTextContent(`Amina${dateIn('en', '2026-01-10')}`)
})

test('a back-check is assigned to anyone but its enumerator, after a second press', async () => {
	const { user, server } = await render(list([check(7)]))
	const menu = await checker(7)
	expect(within(menu).queryByRole('option', { name: 'Amina (amina)' })).toBeNull()
	await user.selectOptions(menu, bilal.id)
	expect(server.sent.some(({ method }) => method === 'POST')).toBe(false)
	server.reply({ 'GET /api/back-checks': list([check(7, { state: 'given', checker: bilal })]) })
	await user.click(await give(7))
	expect(await screen.findByRole('cell', { name: text('backChecks.states.given') })).toBeVisible()
	expect(server.bodiesOf('POST /api/records/record-7/back-check')).toEqual([{ person: bilal.id }])
	expect(await checker(7)).toHaveValue(bilal.id)
})

test('a back-check is unassigned; a checker who left is still named', async () => {
	const gone = { ...bilal, id: 'gone-gone-gone-gone-go', name: 'Gone' }
	const { user, server } = await render(list([check(7, { state: 'given', checker: gone })]))
	expect(within(await checker(7)).getByRole('option', { name: 'Gone' })).toBeInTheDocument()
	await user.selectOptions(await checker(7), '')
	await user.click(await give(7))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/records/record-7/back-check')).toEqual([{ person: null }]),
	)
})

test('a refusal is shown, and it can be tried again', async () => {
	const { user, server } = await render(list([check(7)]), {
		replies: { 'POST /api/records/:id/back-check': new Problem('back-check-own-interview') },
	})
	await user.selectOptions(await checker(7), bilal.id)
	await user.click(await give(7))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.back-check-own-interview'))
	expect(await checker(7)).toHaveValue(bilal.id)
	server.reply({ 'POST /api/records/:id/back-check': noContent })
	await user.click(await give(7))
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('while one assignment is being sent no other can be made', async () => {
	const { user, server } = await render(list([check(7), check(9)]), {
		replies: { 'POST /api/records/:id/back-check': () => new Promise(() => {}) },
	})
	await user.selectOptions(await checker(7), bilal.id)
	await user.click(await give(7))
	expect(await checker(7)).toBeDisabled()
	expect(await checker(9)).toBeDisabled()
	expect(screen.queryByRole('button', { name: `${text('backChecks.assign')}: PK607-01 / 7` })).toBeNull()
	expect(server.bodiesOf('POST /api/records/:id/back-check')).toHaveLength(1)
})

test('differences are shown in the words of the form', async () => {
	await render(
		list([
			check(3, {
				state: 'checked',
				checker: bilal,
				differences: [
					{ question: 'b_age', type: 1, before: '25', now: '52' },
					{ question: 'b_tv', type: 2, before: 'yes', now: 'no' },
				],
			}),
		]),
	)
	const difference = (question: string, before: string, now: string) =>
		text('backChecks.difference', { question, before, now })
	await waitFor(async () =>
		expect(await row(3)).toHaveTextContent(difference('How old are you?', '25', '52')),
	)
	expect(await row(3)).toHaveTextContent(difference('Is there a television?', 'Yes', 'No'))
	expect(within(await row(3)).queryByRole('combobox')).toBeNull()
	expect(await row(3)).toHaveTextContent('Bilal')
})

test('no differences, no interview reported, and an own check are distinguished', async () => {
	await render(
		list([
			check(1, { state: 'checked', checker: bilal }),
			check(2, { state: 'checked', checker: bilal, saysNobodyCame: true }),
			check(3, { state: 'checked', checker: amina, isOwn: true }),
		]),
	)
	expect(await row(1)).toHaveTextContent(text('backChecks.noDifferences'))
	expect(await row(2)).toHaveTextContent(text('backChecks.noInterviewReported'))
	expect(await row(2)).not.toHaveTextContent(text('backChecks.noDifferences'))
	expect(await row(3)).toHaveTextContent(text('backChecks.ownCheck'))
})

test('enumerators are sorted by error rate, and high rates are marked', async () => {
	await render(
		list([check(7)], {
			enumerators: [
				enumerator({ typeOne: { of: 0, differing: 0, isTooHigh: false } }),
				enumerator({ person: bilal, typeOne: { of: 10, differing: 6, isTooHigh: true } }),
			],
		}),
	)
	const table = within(await screen.findByRole('region', { name: text('backChecks.byEnumerator') }))
	const [first, second] = table.getAllByRole('row').slice(1) as [HTMLElement, HTMLElement]
	expect(first).toHaveTextContent(
		`Bilal4042${text('backChecks.rate', { of: 10, differing: 6 })} ${text('backChecks.aboveLimit')}`,
	)
	expect(second).toHaveTextContent(`Amina4042${text('backChecks.tooFew')}`)
})

test('both tables are exported, and the page is printed', async () => {
	const downloads = watchDownloads()
	const print = vi.fn()
	vi.stubGlobal('print', print)
	const { user } = await render(list([check(7)]))
	await row(7)
	await user.click(
		screen.getByRole('button', {
			name: `${text('coverage.exportCsv')}: ${text('backChecks.selectedInterviews')}`,
		}),
	)
	await user.click(
		screen.getByRole('button', { name: `${text('coverage.exportCsv')}: ${text('backChecks.byEnumerator')}` }),
	)
	expect(downloads.map(({ name }) => name)).toEqual(['back-checks-PK607.csv', 'back-check-rates-PK607.csv'])
	await user.click(screen.getByRole('button', { name: text('backChecks.printList') }))
	expect(print).toHaveBeenCalledOnce()
})

test('in a generated round, and in the demonstration, nothing can be assigned', async () => {
	const rounds = [...allRounds]
	const { unmount } = await render(list([check(7)]), {
		path: '/desk/back-checks?district=PK607&round=demo',
		study: { rounds },
	})
	expect(await checker(7)).toBeDisabled()
	expect(screen.getByText(text('app.demonstration'))).toBeVisible()
	unmount()
	await render(list([check(7)]), {
		path: '/desk/back-checks?district=PK607&round=endline',
		study: { rounds },
		person: { demonstration: true },
	})
	expect(await checker(7)).toBeDisabled()
})

test('users who may not assign back-checks see them only', async () => {
	await render(list([check(7)]), { person: { role: 'administrator' } })
	expect(await checker(7)).toBeDisabled()
})

test('without completed interviews there are no back-checks', async () => {
	const { server } = await render(list([], { interviews: 0, enumerators: [] }))
	expect(await screen.findByText(text('backChecks.empty'))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
	server.reply({ 'GET /api/back-checks': list([check(7)]) })
	await announceNews()
	expect(await row(7)).toBeVisible()
})

test('an offline page says so; without the form, questions are shown by name', async () => {
	const { unmount } = await render(list([]), { replies: { 'GET /api/back-checks': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	unmount()
	const differences = [{ question: 'b_age', type: 1, before: '25', now: '52' }]
	await render(list([check(3, { state: 'checked', checker: bilal, differences })]), {
		replies: { 'GET /api/forms': offline },
	})
	expect(await row(3)).toHaveTextContent('b_age')
})
