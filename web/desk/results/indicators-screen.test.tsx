import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { IndicatorListItem, TryIndicatorResponse } from '#shared/results/indicators-api'
import { estimate, tooFew } from '../../testing/estimates.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateIn } from '../../ui/formats.ts'
import { IndicatorsScreen } from './indicators-screen.tsx'

const listed = (over: Partial<IndicatorListItem> = {}): IndicatorListItem => ({
	id: 'H1',
	label: { en: 'Heard of it', ur: 'سنا ہے' },
	kind: 'share',
	base: "${consent} = 'yes'",
	says: "${heard} = 'yes'",
	notAsked: 'is-no',
	version: 3,
	isOn: true,
	by: 'Sadia',
	at: '2026-01-10T05:00:00.000Z',
	earlier: [],
	...over,
})
const found = (over: Partial<TryIndicatorResponse> = {}): TryIndicatorResponse => ({
	interviews: 1200,
	out: 100,
	yes: 700,
	figure: estimate({ n: 1100 }),
	...over,
})
const render = ({ replies, ...options }: DeskOptions = {}, indicators = [listed()]) =>
	renderDesk(<IndicatorsScreen />, {
		...options,
		replies: {
			'GET /api/indicators': indicators,
			'POST /api/indicators': { version: 4 },
			'POST /api/indicators/try': found(),
			...replies,
		},
	})
const panel = async (name: string | RegExp) =>
	within((await screen.findByText(name, { selector: 'summary' })).closest('details') as HTMLElement)
const opened = () => panel(/Heard of it/)
const fresh = () => panel(text('results.indicators.add'))
type Panel = Awaited<ReturnType<typeof panel>>
const field = (inside: Panel, label: string) =>
	inside.getByRole('textbox', { name: (name) => name.startsWith(label) })
const button = (inside: Panel, name: string) => inside.getByRole('button', { name })
const keep = (inside: Panel) => button(inside, text('results.indicators.save'))
const tryIt = (inside: Panel) => button(inside, text('results.indicators.test'))
const numeratorLabel = () => text('results.indicators.numerator')

test('an edited indicator replaces the shown version', async () => {
	const { user, server } = await render()
	const inside = await opened()
	await user.clear(field(inside, numeratorLabel()))
	await user.type(field(inside, numeratorLabel()), " ${{heard} = 'no' ")
	await user.click(inside.getByRole('checkbox', { name: text('results.indicators.shown') }))
	await user.click(keep(inside))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/indicators')).toEqual([
			{
				id: 'H1',
				label: { en: 'Heard of it', ur: 'سنا ہے' },
				kind: 'share',
				base: "${consent} = 'yes'",
				says: "${heard} = 'no'",
				notAsked: 'is-no',
				isOn: false,
				instead: 3,
			},
		]),
	)
	await waitFor(() => expect(server.sent.filter(({ path }) => path === '/api/indicators')).toHaveLength(3))
})

test('a new indicator needs an id, both names and both expressions', async () => {
	const { user, server } = await render()
	const inside = await fresh()
	await user.click(keep(inside))
	// id, both names and the numerator
	await waitFor(() => expect(inside.getAllByRole('alert')).toHaveLength(4))
	await user.type(field(inside, text('results.indicators.id')), 'K1')
	await user.type(field(inside, text('results.indicators.label.en')), ' Knows ')
	await user.type(field(inside, numeratorLabel()), '${{knows}')
	await user.click(keep(inside))
	await waitFor(() => expect(inside.getAllByRole('alert')).toHaveLength(1))
	expect(server.bodiesOf('POST /api/indicators')).toEqual([])
	await user.type(field(inside, text('results.indicators.label.ur')), 'جانتا ہے')
	await user.click(keep(inside))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/indicators')).toEqual([
			{
				id: 'K1',
				label: { en: 'Knows', ur: 'جانتا ہے' },
				kind: 'share',
				base: "${result} = 'complete' and ${consent} = 'yes'",
				says: '${knows}',
				notAsked: 'is-no',
				isOn: true,
				instead: 0,
			},
		]),
	)
	// the form is empty for the next indicator
	await waitFor(async () => expect(field(await fresh(), text('results.indicators.id'))).toHaveValue(''))
})

test('an id that exists or is invalid cannot be saved', async () => {
	const { user, server } = await render()
	const inside = await fresh()
	for (const [label, typed] of [
		[text('results.indicators.label.en'), 'Knows'],
		[text('results.indicators.label.ur'), 'جانتا ہے'],
		[numeratorLabel(), 'knows'],
	] as const)
		await user.type(field(inside, label), typed)
	const id = field(inside, text('results.indicators.id'))
	await user.type(id, 'H1')
	await user.click(keep(inside))
	expect(await inside.findByRole('alert')).toHaveTextContent(text('results.indicators.idTaken'))
	await user.clear(id)
	await user.type(id, '1H')
	await waitFor(() => expect(inside.getByRole('alert')).toHaveTextContent(text('results.indicators.idWrong')))
	await user.click(keep(inside))
	expect(server.bodiesOf('POST /api/indicators')).toEqual([])
	await user.type(id, '{Backspace}{Backspace}H2')
	await waitFor(() => expect(inside.queryByRole('alert')).toBeNull())
})

test('a definition can be tested on a round before it is saved', async () => {
	const { user, server } = await render()
	const inside = await opened()
	await user.selectOptions(
		inside.getByRole('combobox', { name: text('results.indicators.testRound') }),
		'baseline',
	)
	await user.click(tryIt(inside))
	expect(await inside.findByRole('status')).toHaveTextContent(
		`${text('results.indicators.denominatorCount', { n: '1,100', interviews: '1,200' })} 54.8%`,
	)
	expect(server.bodiesOf('POST /api/indicators/try')).toEqual([
		{
			round: 'baseline',
			label: { en: 'Heard of it', ur: 'سنا ہے' },
			kind: 'share',
			base: "${consent} = 'yes'",
			says: "${heard} = 'yes'",
			notAsked: 'is-no',
		},
	])
	// a result belongs to the wording that was tested
	await user.type(field(inside, numeratorLabel()), ' or true()')
	expect(inside.queryByRole('status')).toBeNull()
})

test('a test on too few records shows no estimate', async () => {
	const { user } = await render({ replies: { 'POST /api/indicators/try': found({ figure: tooFew }) } })
	const inside = await opened()
	await user.click(tryIt(inside))
	expect(await inside.findByRole('status')).toHaveTextContent(text('results.suppressedFew'))
})

test('a mean asks for a value, and is tested as one', async () => {
	const { user, server } = await render({
		replies: { 'POST /api/indicators/try': found({ figure: estimate({ value: 2.5 }) }) },
	})
	const inside = await opened()
	await user.selectOptions(inside.getByRole('combobox', { name: text('results.indicators.kind') }), 'mean')
	await user.selectOptions(
		inside.getByRole('combobox', { name: text('results.indicators.notAsked') }),
		'is-out',
	)
	expect(field(inside, text('results.indicators.value'))).toBeInTheDocument()
	await user.click(tryIt(inside))
	expect(await inside.findByRole('status')).toHaveTextContent('2.50')
	expect(server.bodiesOf('POST /api/indicators/try')).toMatchObject([{ kind: 'mean', notAsked: 'is-out' }])
})

test('an invalid expression is refused with its position, and the fields keep their text', async () => {
	const details = { source: 'heard yes', expected: 'end-or-operator', at: 7, found: 'yes' }
	const { user, server } = await render({
		replies: { 'POST /api/indicators/try': new Problem('expression-unreadable', details) },
	})
	const inside = await opened()
	await user.type(field(inside, numeratorLabel()), ' yes')
	await user.click(tryIt(inside))
	const alert = await inside.findByRole('alert')
	// the server names the expected token, the page translates it
	const expected = text('formProblem.expected.end-or-operator')
	expect(alert).toHaveTextContent(text('problem.expression-unreadable', { ...details, expected }))
	expect(field(inside, numeratorLabel())).toHaveValue("${heard} = 'yes' yes")
	server.reply({ 'POST /api/indicators/try': found() })
	await user.click(tryIt(inside))
	await inside.findByRole('status')
	expect(inside.queryByRole('alert')).toBeNull()
})

test('an indicator changed by another user in the meantime is not overwritten', async () => {
	const { user } = await render({ replies: { 'POST /api/indicators': new Problem('indicator-changed') } })
	const inside = await opened()
	await user.click(keep(inside))
	expect(await inside.findByRole('alert')).toHaveTextContent(text('problem.indicator-changed'))
	expect(keep(inside)).toBeEnabled()
})

test('earlier versions can be read, with their author', async () => {
	const { earlier: _, id: __, ...wording } = listed()
	await render({}, [
		listed({ earlier: [{ ...wording, version: 1, by: null, at: null, says: "${heard} = 'maybe'" }] }),
	])
	const [now, before] = (await opened()).getAllByRole('listitem')
	const time = dateIn('en', '2026-01-10T05:00:00.000Z')
	expect(now).toHaveTextContent(text('results.indicators.changedBy', { who: 'Sadia', time }))
	expect(now).toHaveTextContent("${consent} = 'yes' → ${heard} = 'yes'")
	expect(before).toHaveTextContent(text('results.indicators.builtIn'))
	expect(before).toHaveTextContent("${heard} = 'maybe'")
})

test('an indicator that is off is marked', async () => {
	await render({}, [listed({ isOn: false })])
	const inside = await opened()
	expect(inside.getByText(/Heard of it/, { selector: 'summary' })).toHaveTextContent(
		`(${text('results.indicators.off')})`,
	)
	expect(inside.getByRole('checkbox', { name: text('results.indicators.shown') })).not.toBeChecked()
})

test('offline there is neither list nor form', async () => {
	await render({ replies: { 'GET /api/indicators': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByRole('button', { name: text('results.indicators.save') })).toBeNull()
})
