import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { Theme } from '#shared/transcripts/themes'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { theme } from '../../testing/transcript-fixtures.ts'
import { dateIn } from '../../ui/formats.ts'
import { ThemesScreen } from './themes-screen.tsx'

const debt = theme('debt', {
	label: { en: 'Debt', ur: 'قرض' },
	belongs: 'Money owed',
	notBelongs: 'Rent',
	place: 4,
	version: 2,
	by: 'Sadia',
	at: '2026-01-10T05:00:00.000Z',
	earlier: [
		{
			label: { en: 'Loans', ur: 'قرض' },
			belongs: '',
			notBelongs: '',
			place: 4,
			version: 1,
			isOn: true,
			by: null,
			at: null,
		},
	],
})
const render = (themes: Theme[] = [debt], { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<ThemesScreen />, {
		...options,
		replies: { 'GET /api/themes': themes, 'POST /api/themes': { version: 3 }, ...replies },
	})
const panel = async (summary: string) =>
	within(
		(await screen.findByText(summary, { selector: 'summary', exact: false })).closest(
			'details',
		) as HTMLElement,
	)
const known = () => panel('Debt')
const fresh = () => panel(text('transcripts.codebook.add'))
type Panel = Awaited<ReturnType<typeof panel>>
const field = (inside: Panel, label: string) =>
	inside.getByRole('textbox', { name: (name) => name.startsWith(label) })
const keep = (inside: Panel) => inside.getByRole('button', { name: text('transcripts.codebook.save') })

test('an edited code replaces the shown version', async () => {
	const { user, server } = await render()
	const inside = await known()
	const belongs = field(inside, text('transcripts.codebook.whenToUse'))
	await user.clear(belongs)
	await user.type(belongs, 'Money owed to an agent')
	await user.click(inside.getByRole('checkbox', { name: text('transcripts.codebook.available') }))
	server.reply({ 'GET /api/themes': [{ ...debt, version: 3, isOn: false }] })
	await user.click(keep(inside))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/themes')).toEqual([
			{
				id: 'debt',
				label: { en: 'Debt', ur: 'قرض' },
				belongs: 'Money owed to an agent',
				notBelongs: 'Rent',
				place: 4,
				isOn: false,
				instead: 2,
			},
		]),
	)
	expect(
		await screen.findByText(`(${text('transcripts.codebook.off')})`, { exact: false }),
	).toBeInTheDocument()
})

test('a new code needs an id, both names and a position; the next position is filled in', async () => {
	const { user, server } = await render()
	const inside = await fresh()
	expect(field(inside, text('transcripts.codebook.position'))).toHaveValue('5')
	await user.type(field(inside, text('transcripts.codebook.id')), 'law_2018')
	await user.type(field(inside, text('transcripts.codebook.label.en')), 'Law')
	await user.click(keep(inside))
	expect(await inside.findByRole('alert')).toHaveTextContent(text('desk.required'))
	expect(server.bodiesOf('POST /api/themes')).toEqual([])
	await user.type(field(inside, text('transcripts.codebook.label.ur')), 'قانون')
	await user.click(keep(inside))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/themes')).toEqual([
			{
				id: 'law_2018',
				label: { en: 'Law', ur: 'قانون' },
				belongs: '',
				notBelongs: '',
				place: 5,
				isOn: true,
				instead: 0,
			},
		]),
	)
	await waitFor(async () => expect(field(await fresh(), text('transcripts.codebook.id'))).toHaveValue(''))
})

test.each(['1law', 'law 2018', 'قانون'])(
	'an id that files could not contain is not saved: %s',
	async (id) => {
		const { user, server } = await render()
		const inside = await fresh()
		await user.type(field(inside, text('transcripts.codebook.label.en')), 'Law')
		await user.type(field(inside, text('transcripts.codebook.label.ur')), 'قانون')
		await user.type(field(inside, text('transcripts.codebook.id')), id)
		await user.click(keep(inside))
		expect(await inside.findByRole('alert')).toHaveTextContent(text('transcripts.codebook.idWrong'))
		expect(server.bodiesOf('POST /api/themes')).toEqual([])
	},
)

test('a position that is not a number is not saved', async () => {
	const { user, server } = await render()
	const inside = await known()
	const place = field(inside, text('transcripts.codebook.position'))
	await user.clear(place)
	await user.click(keep(inside))
	expect(await inside.findByRole('alert')).toHaveTextContent(text('transcripts.codebook.positionWrong'))
	await user.type(place, '-1')
	await user.click(keep(inside))
	expect(server.bodiesOf('POST /api/themes')).toEqual([])
	await user.clear(place)
	await user.type(place, '۱۲')
	await waitFor(() => expect(inside.queryByRole('alert')).toBeNull())
	await user.click(keep(inside))
	await waitFor(() => expect(server.bodiesOf('POST /api/themes')).toMatchObject([{ place: 12 }]))
})

test('a code changed by another user is refused, and the fields keep their text', async () => {
	const { user, server } = await render([debt], {
		replies: { 'POST /api/themes': new Problem('theme-changed') },
	})
	const inside = await known()
	const belongs = field(inside, text('transcripts.codebook.whenToUse'))
	await user.type(belongs, ' to anybody')
	await user.click(keep(inside))
	expect(await inside.findByRole('alert')).toHaveTextContent(text('problem.theme-changed'))
	expect(belongs).toHaveValue('Money owed to anybody')
	server.reply({ 'POST /api/themes': { version: 3 } })
	await user.click(keep(inside))
	await waitFor(() => expect(inside.queryByRole('alert')).toBeNull())
})

test('earlier versions can be read', async () => {
	await render()
	const [now, before] = (await known()).getAllByRole('listitem')
	const time = dateIn('en', '2026-01-10T05:00:00.000Z')
	expect(now).toHaveTextContent(text('transcripts.codebook.changedBy', { who: 'Sadia', time }))
	expect(now).toHaveTextContent(`Debt Money owed ${text('transcripts.notFor', { what: 'Rent' })}`)
	expect(before).toHaveTextContent(`${text('transcripts.codebook.ofForms')}. Loans`)
	expect(before).not.toHaveTextContent(text('transcripts.notFor', { what: '' }))
})

test('the codebook is for all rounds: it requests none, and links to other pages keep theirs', async () => {
	const { server } = await render([], { path: '/desk/transcripts/themes?round=baseline' })
	await fresh()
	expect(screen.queryByRole('combobox', { name: text('desk.round') })).toBeNull()
	expect(screen.getByRole('link', { name: text('transcripts.page.quotes') })).toHaveAttribute(
		'href',
		'/desk/transcripts/quotes?round=baseline',
	)
	expect(screen.getByRole('link', { name: text('transcripts.page.themes') })).toHaveAttribute(
		'aria-current',
		'page',
	)
	expect(server.sent.map(({ path }) => path)).toEqual(['/api/themes'])
	expect(field(await fresh(), text('transcripts.codebook.position'))).toHaveValue('1')
})

test('offline there is no form', async () => {
	await render([], { replies: { 'GET /api/themes': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByText(text('transcripts.codebook.add'))).toBeNull()
})
