import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { setClock } from '../../testing/clock.ts'
import { person, personListed, phoneListed } from '../../testing/people.ts'
import { enumeratorOf, scorecard, scorecardsListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { cluster, line, sampleListed } from '../../testing/sample.ts'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { PersonScreen } from './person-screen.tsx'

const amina = personListed('Amina', {
	id: 'amina-amina-amina-amin',
	districts: ['PK607'],
	sex: 'female',
	team: 'A',
	supervisor: { name: 'Sadia', code: 'sadia' },
})
const { id } = amina
const mine = { person: { id, name: 'Amina', code: 'amina' } }
const render = ({ replies, ...options }: DeskOptions = {}, listed = [amina]) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<PersonScreen id={id} />, {
		path: `/desk/people/${id}`,
		person: { role: 'coordinator', districts: ['PK607'] },
		...options,
		replies: {
			'GET /api/people': listed,
			'GET /api/devices': [
				phoneListed('Amina', { person: person('Amina', { id }), app: '1.4.0', label: 'Chrome on Android' }),
				phoneListed('Bilal', { person: person('Bilal'), label: 'Firefox on Android' }),
			],
			'GET /api/quality/enumerators': scorecardsListed({
				enumerators: [scorecard('Amina', mine), scorecard('Bilal', { interviews: 900 })],
			}),
			'GET /api/quality/enumerators/:id': enumeratorOf({ person: mine.person }),
			'GET /api/sample': sampleListed(
				[cluster('PK607-01', [line(1, { person: id, state: 'done' }), line(2, { person: id }), line(3)])],
				{ people: [mine.person] },
			),
			...replies,
		},
	})
}
const heading = () => screen.findByRole('heading', { level: 1, name: 'Amina' })
const figure = async (name: string) =>
	(await screen.findByText(name, { selector: '.key-name' })).closest('li') as HTMLElement

test('a user is shown with role, districts and team', async () => {
	await render()
	await heading()
	const value = (label: string) => screen.getByText(label).closest('div')
	expect(value(text('people.role'))).toHaveTextContent(
		`${text('role.enumerator')} · ${text('people.sexes.female')}`,
	)
	expect(value(text('people.team'))).toHaveTextContent(
		`A · ${text('people.supervisedBy', { name: 'Sadia' })}`,
	)
	expect(screen.getAllByText('Dera Ghazi Khan')[0]).toBeVisible()
})

test('progress is that of the round: interviews, open flags and index, each with what it counts', async () => {
	const { server } = await render()
	const interviews = await figure(text('quality.interviews'))
	expect(interviews).toHaveTextContent('40')
	expect(within(interviews).getByRole('link')).toHaveAttribute(
		'href',
		`/desk/records?owner=${id}&round=endline`,
	)
	const flags = await figure(text('overview.openFlags'))
	expect(flags).toHaveTextContent('3')
	expect(flags).toHaveTextContent(text('people.severeFlags', { count: 2 }))
	const index = await figure(text('quality.index'))
	expect(index).toHaveTextContent('7.5')
	const request = server.sent.find(({ path }) => path === '/api/quality/enumerators')
	expect(Object.fromEntries(request?.query ?? [])).toEqual({ round: 'endline' })
})

test('assignments are counted by district, and only their own devices are listed', async () => {
	await render()
	const row = (await screen.findByRole('rowheader', { name: 'Dera Ghazi Khan' })).closest('tr') as HTMLElement
	await waitFor(() =>
		expect(
			within(row)
				.getAllByRole('cell')
				.map((each) => each.textContent),
		).toEqual(['1', '2', '1', '0', '1']),
	)
	expect(within(row).getByRole('link')).toHaveAttribute(
		'href',
		`/desk/sample?round=endline&district=PK607&who=${id}`,
	)
	expect(await screen.findByText('Chrome on Android')).toBeVisible()
	expect(screen.getByText('1.4.0')).toBeVisible()
	expect(screen.queryByText('Firefox on Android')).toBeNull()
})

test('the quality of the work, its parts and the latest interviews are on the same page', async () => {
	await render()
	await heading()
	for (const name of ['quality.index', 'quality.districtComparison', 'quality.latest'] as const)
		expect(await screen.findByRole('heading', { level: 2, name: text(name) })).toBeVisible()
})

test('a user of other districts without work here has no page', async () => {
	await render({ replies: { 'GET /api/quality/enumerators': scorecardsListed() } }, [])
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-found'))
})

test('an enumerator who moved to other districts still has a page with their work here', async () => {
	await render({}, [])
	await heading()
	expect(screen.getByText(text('people.otherDistricts'))).toBeVisible()
	expect(await figure(text('quality.interviews'))).toHaveTextContent('40')
	expect(await screen.findByRole('heading', { name: text('quality.districtComparison') })).toBeVisible()
	expect(screen.queryByText(text('people.role'))).toBeNull()
})

test('an administrator has no page of somebody who is not listed', async () => {
	const { server } = await render({ person: { role: 'administrator', districts: 'all' } }, [])
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-found'))
	expect(server.sent.map(({ path }) => path)).toEqual(['/api/people'])
})

test('an administrator sees neither scorecards nor records', async () => {
	const { server } = await render({ person: { role: 'administrator', districts: 'all' } })
	await heading()
	expect(await screen.findByText('Chrome on Android')).toBeVisible()
	// the page has the user's name already
	expect(screen.getByRole('columnheader', { name: text('devices.device') })).toBeVisible()
	expect(screen.queryByRole('link', { name: amina.name })).toBeNull()
	expect(screen.queryByRole('link', { name: text('people.records') })).toBeNull()
	expect(server.sent.some(({ path }) => path.startsWith('/api/quality'))).toBe(false)
})

test('an office user has neither devices nor progress', async () => {
	const { server } = await render({}, [{ ...amina, role: 'data-manager' }])
	await heading()
	expect(screen.queryByRole('heading', { level: 2 })).toBeNull()
	expect(server.sent.map(({ path }) => path)).toEqual(['/api/people'])
})

test('with several districts the highest index counts, and each district is linked', async () => {
	const cards = [
		scorecard('Amina', { ...mine, points: 1, isVisited: false }),
		scorecard('Amina', { ...mine, district: 'PK608', points: 6 }),
	]
	await render({
		person: { role: 'data-manager', districts: 'all' },
		replies: { 'GET /api/quality/enumerators': scorecardsListed({ enumerators: cards }) },
	})
	expect(await figure(text('quality.interviews'))).toHaveTextContent('80')
	expect(await figure(text('quality.index'))).toHaveTextContent('6')
	expect(screen.getByRole('link', { name: /Faisalabad/ })).toHaveAttribute(
		'href',
		`/desk/people/${id}?round=endline&district=PK608`,
	)
})

test('a user without interviews, without a device or with many districts is told so', async () => {
	await render(
		{
			person: { role: 'data-manager', districts: 'all' },
			replies: { 'GET /api/devices': [], 'GET /api/quality/enumerators': scorecardsListed() },
		},
		[{ ...amina, districts: 'all' }],
	)
	expect(await screen.findByText(text('people.noInterviews'))).toBeVisible()
	expect(await screen.findByText(text('people.noDevice'))).toBeVisible()
	expect(screen.getByRole('link', { name: text('people.assignmentsByDistrict') })).toHaveAttribute(
		'href',
		'/desk/sample?round=endline',
	)
})

test('what cannot be loaded says so in its place', async () => {
	await render({ replies: { 'GET /api/sample': offline, 'GET /api/quality/enumerators': offline } })
	await heading()
	expect((await screen.findAllByText(text('people.notLoaded')))[0]).toBeVisible()
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
