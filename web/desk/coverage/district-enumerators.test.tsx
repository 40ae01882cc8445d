import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { setClock } from '../../testing/clock.ts'
import { personListed } from '../../testing/people-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { amina, bilal, cluster, line, sampleListed } from '../../testing/sample.ts'
import { text } from '../../testing/text.ts'
import { DistrictEnumerators } from './district-enumerators.tsx'

beforeEach(() => setClock())

const sample = sampleListed([
	cluster('PK607-01', [
		line(1, { state: 'done', person: amina.id }),
		line(2, { person: amina.id }),
		line(3, { person: bilal.id }),
		line(4, { person: bilal.id }),
		line(5, { state: 'done', person: bilal.id }),
		line(6),
		line(7, { state: 'ended', person: bilal.id }),
	]),
])
const people = [
	personListed({ ...amina, lastSeen: '2026-01-14T05:00:00.000Z' }),
	personListed({ ...bilal, lastSeen: null }),
]
const render = ({ replies, ...options }: DeskOptions = {}) =>
	renderDesk(<DistrictEnumerators district="PK607" round="endline" />, {
		...options,
		replies: { 'GET /api/sample': sample, 'GET /api/people': people, ...replies },
	})
const cells = async () => {
	await screen.findByText('bilal')
	return screen
		.getAllByRole('row')
		.slice(1)
		.map((row) => [...row.children].map(({ textContent }) => textContent))
}

test('enumerators of the district are listed with their households and last sync, most households left first', async () => {
	const { server } = await render()
	await screen.findByText('14 Jan, 10:00')
	expect(await cells()).toEqual([
		['Bilal bilal', '4', '1', '1', '2', text('devices.never')],
		['Amina amina', '2', '1', '0', '1', '14 Jan, 10:00'],
	])
	const table = within(screen.getByRole('region', { name: text('charts.enumerators') }))
	expect(table.getByRole('link', { name: 'Amina' })).toHaveAttribute(
		'href',
		expect.stringMatching(new RegExp(`^/desk/people/${amina.id}\\?`)),
	)
	const asked = server.sent.find(({ path }) => path === '/api/sample')?.query
	expect(Object.fromEntries(asked ?? [])).toEqual({ round: 'endline', district: 'PK607' })
})

test('without the list of users the households are still shown', async () => {
	await render({ replies: { 'GET /api/people': new Problem('not-allowed') } })
	expect(await screen.findAllByText(text('people.notLoaded'))).toHaveLength(2)
	expect((await cells())[0]?.slice(0, 5)).toEqual(['Bilal bilal', '4', '1', '1', '2'])
})

test('a district without enumerators says so', async () => {
	await render({ replies: { 'GET /api/sample': sampleListed([], { people: [] }) } })
	expect(await screen.findByText(text('sample.nobodyHere'))).toBeVisible()
})
