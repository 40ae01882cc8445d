import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Quotes } from '#shared/transcripts/coded-transcripts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { coders, quote, theme } from '../../testing/transcript-fixtures.ts'
import { ScopeMenus } from '../kit/scope.tsx'
import { QuotesScreen } from './quotes-screen.tsx'

const quotes = (over: Partial<Quotes> = {}): Quotes => ({
	quotes: [
		quote('We had no choice.', {
			themes: ['debt', 'gone'],
			group: { code: 'women', label: { en: 'Women' } },
		}),
	],
	groups: [{ code: 'women', label: { en: 'Women' } }],
	sexes: [{ code: 'f', label: { en: 'Woman' } }],
	coders,
	demonstration: false,
	...over,
})
const render = (response: Quotes = quotes(), { replies, ...options }: DeskOptions = {}) =>
	renderDesk(
		<>
			<ScopeMenus kind="district" />
			<QuotesScreen />
		</>,
		{
			...options,
			replies: { 'GET /api/transcripts/quotes': response, 'GET /api/themes': [theme('debt')], ...replies },
		},
	)
/** The menu in the top bar. */
const districtMenu = () => screen.findByRole('combobox', { name: text('quality.district') })
const requests = (server: Awaited<ReturnType<typeof render>>['server']) =>
	server.sent
		.filter(({ path }) => path === '/api/transcripts/quotes')
		.map(({ query }) => Object.fromEntries(query))
const filter = (name: 'theme' | 'group' | 'sex' | 'by') =>
	screen.findByRole('combobox', { name: text(`transcripts.filter.${name}`) })

test('a quote is shown with its speaker, location and codes', async () => {
	await render(
		quotes({
			quotes: [
				quote('We had no choice.', {
					themes: ['debt', 'gone'],
					group: { code: 'women', label: { en: 'Women' } },
					sex: { code: 'f', label: { en: 'Woman' } },
				}),
			],
		}),
	)
	const quoteText = await screen.findByText('“We had no choice.”')
	const who = await screen.findByRole('link', { name: 'Dera Ghazi Khan · Women · Woman · P3' })
	expect(who).toHaveAttribute('href', '/desk/transcripts/transcript-1')
	// a theme that left the codebook is named by its code
	await waitFor(() => expect(quoteText.closest('li')).toHaveTextContent('Theme debt · gone'))
	expect(screen.getByText(text('transcripts.quoteCount', { count: 1, n: '1' }))).toBeVisible()
})

test('all filters are requested, and are in the address', async () => {
	const { user, server } = await render()
	await screen.findByText('“We had no choice.”')
	await user.selectOptions(await filter('theme'), 'debt')
	await user.selectOptions(await districtMenu(), 'PK608')
	await user.selectOptions(await filter('group'), 'women')
	await user.selectOptions(await filter('sex'), 'f')
	await user.selectOptions(await filter('by'), 'person-imran')
	await waitFor(() =>
		expect(requests(server).at(-1)).toEqual({
			round: 'endline',
			theme: 'debt',
			district: 'PK608',
			group: 'women',
			sex: 'f',
			by: 'person-imran',
		}),
	)
	expect(new URLSearchParams(location.search).get('by')).toBe('person-imran')
})

test('the coder filter has note-takers, oneself and other coders, each once', async () => {
	await render(quotes({ coders: [...coders, { id: 'person-sadia', name: 'Sadia', code: 'sadia' }] }))
	await screen.findByText('“We had no choice.”')
	const options = [...((await filter('by')) as HTMLSelectElement).options].map((option) => option.text)
	expect(options).toEqual([text('review.all'), text('transcripts.field'), text('transcripts.you'), 'Imran'])
})

test('quotes that must not be printed, or were changed since, are marked', async () => {
	await render(
		quotes({
			quotes: [quote('Call me at 0300.', { identifying: 'telephone' }), quote('Once.', { isChanged: true })],
		}),
	)
	const telephone = (await screen.findByText('“Call me at 0300.”')).closest('li')
	expect(telephone).toHaveTextContent(text('transcripts.identifying.telephone'))
	expect(telephone).not.toHaveTextContent(text('transcripts.changedQuote'))
	expect(screen.getByText('“Once.”').closest('li')).toHaveTextContent(text('transcripts.changedQuote'))
})

test('of very many quotes the first are shown, and a note says so', async () => {
	await render(quotes({ quotes: Array.from({ length: 201 }, (_, i) => quote(`Quote ${i}`)) }))
	expect(await screen.findByText('“Quote 199”')).toBeVisible()
	expect(screen.queryByText('“Quote 200”')).toBeNull()
	expect(screen.getByRole('status')).toHaveTextContent(
		`${text('transcripts.quoteCount', { count: 201, n: '201' })} ${text('transcripts.showingFirst', { n: '200' })}`,
	)
})

test('without quotes none are counted, and offline none are shown', async () => {
	const { unmount } = await render(quotes({ quotes: [] }))
	expect(await screen.findByText(text('transcripts.quoteCount', { count: 0, n: '0' }))).toBeVisible()
	unmount()
	await render(quotes(), { replies: { 'GET /api/transcripts/quotes': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByRole('status')).toBeNull()
})
