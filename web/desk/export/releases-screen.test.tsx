import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { ExportCount } from '#shared/export/export-count'
import type { NewRelease, Release, ReleaseVerification, Supersede } from '#shared/export/release'
import { Problem } from '#shared/kernel/problem'
import { setClock } from '../../testing/clock.ts'
import { madeFile, releaseOf } from '../../testing/export-fixtures.ts'
import { formListed } from '../../testing/record-fixtures.ts'
import { type DeskOptions, dataManager, renderDesk, study } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { ReleasesScreen } from './releases-screen.tsx'

beforeEach(() => setClock())

const languages = [{ tag: 'ur', name: 'اردو' }]
const household = formListed('household', 'type  name  label\ninteger  rooms  Rooms', { languages })
const visit = formListed('visit', 'type  name  label\ntext  place  Place')
const counted: ExportCount = { records: 12, disputed: 0, traits: ['age'], places: 'none' }
const districts = study.districts.filter(({ code }) => ['PK607', 'PK608'].includes(code))
const make = 'POST /api/releases'

const render = (releases: readonly Release[], { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<ReleasesScreen />, {
		path: '/desk/releases',
		study: { districts },
		...options,
		replies: {
			'GET /api/forms': [visit, household],
			'GET /api/releases': releases,
			'GET /api/export-jobs': [],
			'GET /api/export/count': counted,
			'GET /api/me': dataManager,
			[make]: releaseOf('new'),
			...replies,
		},
	})
const name = () => screen.getByRole('textbox', { name: text('releases.name') })
const menu = (label: string) => screen.getByRole('combobox', { name: label }) as HTMLSelectElement
const makeButton = () => screen.getByRole('button', { name: text('releases.create') })
/** waits until the forms are loaded */
const begin = async (user: Awaited<ReturnType<typeof render>>['user']) => {
	await user.click(screen.getByText(text('releases.createTitle'), { selector: 'summary' }))
	await waitFor(() => expect(makeButton()).toBeEnabled())
}
const entry = async (id: string) => {
	const heading = await screen.findByRole('heading', { name: `Release ${id}` })
	return within(heading.parentElement as HTMLElement)
}

test('a release is created from all clean records of the open round, under the given name', async () => {
	const { user, server } = await render([])
	expect(await screen.findByText(text('releases.empty'))).toBeVisible()
	await begin(user)
	await user.type(name(), ' First ')
	await user.type(screen.getByRole('textbox', { name: text('releases.notes') }), 'For the report')
	server.reply({ 'GET /api/releases': [releaseOf('new')] })
	await user.click(makeButton())
	expect(await screen.findByRole('heading', { name: 'Release new' })).toBeVisible()
	expect(server.bodiesOf(make)).toEqual([
		{
			name: 'First',
			notes: 'For the report',
			form: 'household',
			round: 'endline',
			kind: 'clean',
			values: 'codes',
			mark: true,
			approvedOnly: false,
		} satisfies NewRelease,
	])
	expect(name()).toHaveValue('')
})

test('a release can be restricted to approved records, to districts and by a condition', async () => {
	const { user, server } = await render([])
	await begin(user)
	await user.type(name(), 'Part')
	await user.selectOptions(menu(text('releases.kind')), 'raw')
	await user.selectOptions(menu(text('export.valueFormat')), 'ur')
	await user.click(screen.getByRole('checkbox', { name: text('releases.approvedOnly') }))
	await user.click(screen.getByRole('checkbox', { name: 'Faisalabad' }))
	expect(screen.getByText(text('releases.districtsHint'))).toBeVisible()
	await user.type(screen.getByRole('textbox', { name: beginning(text('cleaning.filter')) }), ' . > 17 ')
	await user.click(screen.getByRole('checkbox', { name: text('export.utf8Bom') }))
	await user.click(makeButton())
	await waitFor(() =>
		expect(server.bodiesOf(make)).toMatchObject([
			{
				kind: 'raw',
				values: 'ur',
				mark: false,
				approvedOnly: true,
				districts: ['PK607'],
				where: '. > 17',
			},
		]),
	)
	// the next release has all districts again
	await waitFor(() => expect(screen.getByRole('checkbox', { name: 'Faisalabad' })).toBeChecked())
})

test('a release without a name or a district is not created', async () => {
	const { user, server } = await render([])
	await begin(user)
	await user.click(makeButton())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.required'))
	await user.type(name(), 'None')
	await user.click(screen.getByRole('checkbox', { name: 'Faisalabad' }))
	await user.click(screen.getByRole('checkbox', { name: 'Dera Ghazi Khan' }))
	await user.click(makeButton())
	await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(text('problem.districts-missing')))
	expect(server.bodiesOf(make)).toEqual([])
})

test('releases for others are not filtered, whatever was selected before', async () => {
	const { user, server } = await render([])
	await begin(user)
	await user.type(name(), 'Public')
	await user.click(screen.getByRole('checkbox', { name: text('releases.approvedOnly') }))
	await user.click(screen.getByRole('checkbox', { name: 'Faisalabad' }))
	await user.selectOptions(menu(text('releases.kind')), 'anybody')
	expect(screen.queryByRole('checkbox', { name: 'Faisalabad' })).toBeNull()
	await user.click(makeButton())
	await waitFor(() => expect(server.bodiesOf(make)).toHaveLength(1))
	expect(server.bodiesOf(make)[0]).toMatchObject({ kind: 'anybody', approvedOnly: false })
	expect(server.bodiesOf(make)[0]).not.toHaveProperty('districts')
})

test('a form without quasi-identifiers is released internally only, and the reason is shown', async () => {
	const { user } = await render([], { replies: { 'GET /api/export/count': { ...counted, traits: null } } })
	await begin(user)
	expect(await screen.findByText(text('problem.public-use-not-allowed'))).toBeVisible()
	expect([...menu(text('releases.kind')).options].map(({ value }) => value)).toEqual(['clean', 'raw'])
})

test('another form has other languages', async () => {
	const { user } = await render([])
	await begin(user)
	await user.selectOptions(menu(text('export.valueFormat')), 'ur')
	await user.selectOptions(menu(text('review.form')), 'visit')
	expect(menu(text('export.valueFormat'))).toHaveValue('codes')
})

test('after a refusal the fields keep their text, and the release can be created again', async () => {
	const { user, server } = await render([], { replies: { [make]: new Problem('release-name-taken') } })
	await begin(user)
	await user.type(name(), 'First')
	await user.click(makeButton())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.release-name-taken'))
	expect(name()).toHaveValue('First')
	server.reply({ [make]: releaseOf('new') })
	await user.click(makeButton())
	await waitFor(() => expect(name()).toHaveValue(''))
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a release shows its content, its last change and its weights', async () => {
	await render([
		releaseOf('a', {
			approvedOnly: true,
			districts: ['PK607', 'PK999'],
			where: '${age} > 17',
			notes: 'For the report',
			weights: 3,
		}),
		releaseOf('b', { form: 'lost', round: 'gone', weights: null }),
	])
	const a = await entry('a')
	expect(a.getByText(/Dera Ghazi Khan, PK999/).closest('p')).toHaveTextContent(
		[
			'household',
			'Post-campaign',
			text('releases.kinds.clean'),
			text('releases.approvedOnly'),
			'Dera Ghazi Khan, PK999',
			text('releases.recordCount', { count: 1200, records: '1,200' }),
		].join(' · '),
	)
	expect(a.getByText('${age} > 17')).toBeVisible()
	expect(a.getByText('For the report')).toBeVisible()
	expect(a.getByText('Sadia').closest('p')).toHaveTextContent(
		[
			'Sadia',
			'12 Jan, 10:00',
			text('releases.changesUntil', { seq: '7,700' }),
			text('releases.versions', { versions: '1 · 2' }),
			text('controls.megabytes', { size: '2.3' }),
		].join(' · '),
	)
	expect(a.getByText(text('releases.weights', { set: '3' }))).toBeVisible()
	expect(a.getByText('abc123')).toBeVisible()
	const b = await entry('b')
	expect(b.getByText('lost')).toBeVisible()
	expect(b.getByText('gone')).toBeVisible()
	expect(b.getByText(text('releases.noWeights'))).toBeVisible()
})

test('the file of a release is requested and then listed', async () => {
	const { user, server } = await render([releaseOf('a')], {
		replies: { 'POST /api/export-jobs': madeFile('a', { state: 'waiting' }) },
	})
	const a = await entry('a')
	server.reply({ 'GET /api/export-jobs': [madeFile('a')] })
	await user.click(a.getByRole('button', { name: beginning(text('releases.download')) }))
	expect(await screen.findByText(/a\.zip/)).toBeVisible()
	expect(server.bodiesOf('POST /api/export-jobs')).toEqual([{ of: 'release', release: 'a' }])
})

test.each<[string, ReleaseVerification, readonly string[]]>([
	['an identical file', { outcome: 'same', gone: 0, keptOut: 0 }, []],
	['identical tables in another ZIP', { outcome: 'packing', gone: 0, keptOut: 0 }, []],
	['a different file', { outcome: 'other', gone: 2, keptOut: 1 }, ['gone', 'keptOut']],
])('verification of a release reports %s', async (_, checked, reasons) => {
	const { user } = await render([releaseOf('a')], {
		replies: { 'POST /api/releases/a/verification': checked },
	})
	const a = await entry('a')
	await user.click(a.getByRole('button', { name: beginning(text('releases.verify')) }))
	expect(await a.findByText(text(`releases.verification.${checked.outcome}`))).toBeVisible()
	expect(a.queryAllByText(text('releases.erasedSince', { count: 2 }))).toHaveLength(
		reasons.includes('gone') ? 1 : 0,
	)
	expect(a.queryAllByText(text('releases.rejectedSince', { count: 1 }))).toHaveLength(
		reasons.includes('keptOut') ? 1 : 0,
	)
})

test('during verification its other actions are disabled, and a refusal is shown beside it', async () => {
	let answer: (reply: unknown) => void = () => {}
	const reply = new Promise((done) => {
		answer = done
	})
	const { user } = await render([releaseOf('a')], {
		replies: { 'POST /api/releases/a/verification': () => reply },
	})
	const a = await entry('a')
	await user.click(a.getByRole('button', { name: beginning(text('releases.verify')) }))
	expect(a.getByRole('button', { name: beginning(text('releases.download')) })).toBeDisabled()
	expect(a.getByRole('button', { name: beginning(text('releases.verifying')) })).toBeDisabled()
	answer(new Problem('server-busy'))
	expect(await a.findByRole('alert')).toHaveTextContent(text('desk.problem.server-busy'))
	expect(a.getByRole('button', { name: beginning(text('releases.download')) })).toBeEnabled()
})

test('only releases of the same form and round are compared, and none for others', async () => {
	await render([
		releaseOf('a'),
		releaseOf('b'),
		releaseOf('c', { kind: 'anybody' }),
		releaseOf('d', { round: 'baseline' }),
	])
	const a = await entry('a')
	expect(
		[...(a.getByRole('combobox', { name: text('releases.compareWith') }) as HTMLSelectElement).options].map(
			({ value }) => value,
		),
	).toEqual(['', 'b'])
	const c = await entry('c')
	expect(c.queryByText(text('releases.compareWith'))).toBeNull()
	const d = await entry('d')
	expect(d.queryByText(text('releases.compareWith'))).toBeNull()
})

test('a release is superseded by another one with a reason, and then says so', async () => {
	const superseded = { by: 'b', why: 'Wrong weights', at: '2026-01-14T05:00:00.000Z' }
	const { user, server } = await render([releaseOf('a'), releaseOf('b')], {
		replies: { 'POST /api/releases/a/supersede': releaseOf('a', { superseded }) },
	})
	const a = await entry('a')
	await user.click(a.getByText(text('releases.supersede'), { selector: 'summary' }))
	await user.selectOptions(a.getByRole('combobox', { name: text('releases.supersededBy') }), 'b')
	await user.type(a.getByRole('textbox', { name: text('review.reason') }), ' Wrong weights ')
	server.reply({ 'GET /api/releases': [releaseOf('a', { superseded }), releaseOf('b')] })
	await user.click(a.getByRole('button', { name: text('releases.supersedeNow') }))
	expect(await a.findByText('Wrong weights')).toBeVisible()
	expect(a.getByText(text('releases.useSuccessor', { name: 'Release b' }), { exact: false })).toBeVisible()
	expect(a.queryByText(text('releases.supersede'), { selector: 'summary' })).toBeNull()
	expect(server.bodiesOf('POST /api/releases/a/supersede')).toEqual([
		{ by: 'b', why: 'Wrong weights' } satisfies Supersede,
	])
})

test('after a refusal to supersede the fields keep their text', async () => {
	const { user } = await render([releaseOf('a')], {
		replies: { 'POST /api/releases/a/supersede': new Problem('reason-missing') },
	})
	const a = await entry('a')
	await user.click(a.getByText(text('releases.supersede'), { selector: 'summary' }))
	await user.type(a.getByRole('textbox', { name: text('review.reason') }), 'x')
	await user.click(a.getByRole('button', { name: text('releases.supersedeNow') }))
	expect(await a.findByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
	expect(a.getByRole('textbox', { name: text('review.reason') })).toHaveValue('x')
})

test('users with some districts only neither create nor see releases', async () => {
	await render([releaseOf('a')], { person: { districts: ['PK607'] } })
	expect(await screen.findByText(text('releases.allDistrictsNeeded'))).toBeVisible()
	expect(screen.queryByText(text('releases.createTitle'))).toBeNull()
	expect(screen.queryByRole('heading', { name: 'Release a' })).toBeNull()
})

test('on a server for the helpline alone a release has no districts', async () => {
	const { user, server } = await render([], { study: { serves: ['helpline'] } })
	await begin(user)
	expect(screen.queryByRole('checkbox', { name: 'Faisalabad' })).toBeNull()
	await user.type(name(), 'Calls{Enter}')
	await waitFor(() => expect(server.bodiesOf(make)).toHaveLength(1))
})

test('offline the problem is shown', async () => {
	await render([], { replies: { 'GET /api/releases': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByText(text('releases.empty'))).toBeNull()
})
