import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ExportCount } from '#shared/export/export-count'
import { Problem } from '#shared/kernel/problem'
import { allRounds } from '#shared/study/study'
import { formOf } from '#shared/testing/scenario'
import { chooseScope } from '../../testing/choose-scope.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { ExportScreen } from './export-screen.tsx'

const listed = (id: string, lines: string) => ({
	id,
	version: 1,
	state: 'open',
	published: '2026-01-15T05:00:00.000Z',
	by: null,
	definition: { ...formOf(lines), id, title: { en: id } },
})
const visit = listed('visit', 'type  name   label\ntext  place  Place')
const household = listed(
	'household',
	`
	type           name     label
	select_multiple src  heard  Heard
	begin_repeat   members  Members
	integer        age      Age
	end_repeat     -        -
	choices
	list_name  name  label
	src        tv    Television
`,
)
const counted: ExportCount = { records: 12, disputed: 0, traits: null, places: 'none' }

const render = ({ replies, ...options }: DeskOptions = {}, count: Partial<ExportCount> = {}) =>
	renderDesk(<ExportScreen />, {
		...options,
		replies: {
			'GET /api/forms': [visit, household],
			'GET /api/export-jobs': [],
			'GET /api/export/count': { ...counted, ...count },
			'GET /api/export/identifying': { texts: 0 },
			'POST /api/export-jobs': { ...madeFile, state: 'waiting' },
			...replies,
		},
	})
const madeFile = {
	id: 'file-1',
	name: 'household-endline.zip',
	state: 'done',
	progress: null,
	problem: null,
	bytes: 2048,
	requestedAt: '2026-01-15T05:00:00.000Z',
	expiresAt: '2026-01-16T05:00:00.000Z',
}
const create = () => screen.findByRole('button', { name: text('export.create') })
const choose = (label: string) => screen.getByRole('combobox', { name: label })

test('the household survey of the open round is selected at first, and the number of records is shown', async () => {
	const { server } = await render()
	expect(await screen.findByText(text('export.recordCount', { count: 12, records: '12' }))).toBeVisible()
	expect(choose(text('review.form'))).toHaveValue('household')
	expect(screen.queryByRole('combobox', { name: text('desk.round') })).toBeNull()
	const request = server.sent.find(({ path }) => path === '/api/export/count')
	expect(Object.fromEntries(request?.query ?? [])).toEqual({ form: 'household', round: 'endline' })
})

test('another form and round are counted again, and exported as selected', async () => {
	const { user, server } = await render()
	await user.selectOptions(await screen.findByRole('combobox', { name: text('review.form') }), 'visit')
	chooseScope({ round: 'baseline' })
	await user.click(await create())
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/export-jobs')).toEqual([
			{
				of: 'export',
				form: 'visit',
				round: 'baseline',
				values: 'codes',
				mark: '1',
				format: 'csv',
			},
		]),
	)
	expect(await create()).toBeEnabled()
})

test('options depend on the format: the byte order mark is for CSV, attachments only for formats that hold them', async () => {
	const { user, server } = await render()
	await create()
	await user.click(await screen.findByRole('checkbox', { name: text('export.includeAttachments') }))
	await user.click(screen.getByRole('checkbox', { name: text('export.utf8Bom') }))
	await user.click(await create())
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([
			{ media: '1', mark: '0', format: 'csv' },
		]),
	)
	await user.selectOptions(choose(text('export.format')), 'sav')
	expect(screen.queryByRole('checkbox', { name: text('export.utf8Bom') })).toBeNull()
	expect(screen.queryByRole('checkbox', { name: text('export.includeAttachments') })).toBeNull()
	await user.click(await create())
	// an option that the format does not have is not sent
	await waitFor(() => expect(server.bodiesOf('POST /api/export-jobs')[1]).toMatchObject({ format: 'sav' }))
	expect(server.bodiesOf('POST /api/export-jobs')[1]).not.toHaveProperty('media')
})

test('codes and labels side by side are offered for a workbook only', async () => {
	const { user, server } = await render()
	await create()
	expect(screen.queryByRole('checkbox', { name: text('export.codesAndLabels') })).toBeNull()
	await user.selectOptions(choose(text('export.format')), 'xlsx')
	await user.click(screen.getByRole('checkbox', { name: text('export.codesAndLabels') }))
	await user.click(await create())
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([
			{ format: 'xlsx', labels: 'next-to-codes' },
		]),
	)
	await user.selectOptions(choose(text('export.format')), 'csv')
	await user.click(await create())
	await waitFor(() => expect(server.bodiesOf('POST /api/export-jobs')).toHaveLength(2))
	expect(server.bodiesOf('POST /api/export-jobs')[1]).not.toHaveProperty('labels')
})

test('repeats as columns are offered only for a form with a repeat', async () => {
	const { user, server } = await render()
	await user.click(await screen.findByRole('checkbox', { name: text('export.repeatsAsColumns') }))
	await user.click(await create())
	await waitFor(() => expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([{ wide: '1' }]))
	await user.selectOptions(choose(text('review.form')), 'visit')
	await waitFor(() =>
		expect(screen.queryByRole('checkbox', { name: text('export.repeatsAsColumns') })).toBeNull(),
	)
})

test('columns of multiple-choice questions are offered for a form that has any', async () => {
	const { user, server } = await render()
	await user.selectOptions(
		await screen.findByRole('combobox', { name: text('export.multiple.title') }),
		text('export.multiple.per-choice'),
	)
	await user.click(await create())
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([{ multiple: 'per-choice' }]),
	)
	await user.selectOptions(choose(text('review.form')), 'visit')
	await waitFor(() =>
		expect(screen.queryByRole('combobox', { name: text('export.multiple.title') })).toBeNull(),
	)
	await user.click(await create())
	await waitFor(() => expect(server.bodiesOf('POST /api/export-jobs')).toHaveLength(2))
	expect(server.bodiesOf('POST /api/export-jobs')[1]).not.toHaveProperty('multiple')
})

test('a public file omits what only an internal file may contain', async () => {
	const { user, server } = await render({}, { traits: ['age', 'gender'] })
	await user.selectOptions(await screen.findByRole('combobox', { name: text('export.format') }), 'sav')
	await user.selectOptions(choose(text('export.audience')), 'anybody')
	// SPSS files are for internal use only
	expect(choose(text('export.format'))).toHaveValue('csv')
	expect(screen.queryByRole('checkbox', { name: text('export.includeAttachments') })).toBeNull()
	expect(screen.getByText(text('export.audienceLeftOut'))).toBeVisible()
	expect(screen.getByText(/zila_district, age, gender/)).toBeVisible()
	await user.click(await create())
	await waitFor(() => expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([{ for: 'anybody' }]))
	expect(server.bodiesOf('POST /api/export-jobs')[0]).not.toHaveProperty('media')
})

test('a form without quasi-identifiers cannot be made public, and the page says why', async () => {
	await render()
	const reason = `${text('export.preset.public')}: ${text('problem.public-use-not-allowed')}`
	expect(await screen.findByText(reason)).toBeVisible()
	expect(screen.getByRole('button', { name: text('export.preset.public') })).toHaveAccessibleDescription(
		reason,
	)
	expect(screen.getByRole('option', { name: text('export.audiencePublic') })).toBeDisabled()
})

test('exact locations are offered to authorised users, and only if a form has locations', async () => {
	const { user, server } = await render({ person: { role: 'data-manager' } }, { places: 'included' })
	await user.click(await screen.findByRole('checkbox', { name: text('export.exactLocations') }))
	await user.click(await create())
	await waitFor(() => expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([{ places: 'exact' }]))
})

test('without locations there is no GeoJSON file: the button is disabled, and the page says why', async () => {
	const { user } = await render()
	await create()
	await user.selectOptions(choose(text('export.format')), 'geojson')
	expect(await screen.findByText(text('export.noLocations'))).toBeVisible()
	expect(await create()).toBeDisabled()
})

test('until identifying texts are counted nothing is exported; the findings are shown', async () => {
	let counted: (reply: unknown) => void = () => {}
	const reply = new Promise((done) => {
		counted = done
	})
	await render({ replies: { 'GET /api/export/identifying': () => reply } })
	expect(await screen.findByText(text('export.searchingTexts'))).toBeVisible()
	expect(await create()).toBeDisabled()
	counted({ texts: 3 })
	expect(await screen.findByText(text('export.identifyingTexts', { count: 3, texts: '3' }))).toBeVisible()
	expect(await create()).toBeEnabled()
})

test('open conflicts and generated records are reported before an export', async () => {
	await render({ person: { demonstration: true }, study: { rounds: [...allRounds] } }, { disputed: 2 })
	expect(await screen.findByText(new RegExp(text('export.conflictsHint', { count: 2 })))).toBeVisible()
	expect(screen.getByText(text('export.demonstration'))).toBeVisible()
})

test('a refusal by the server is shown, and it can be tried again', async () => {
	const { user, server } = await render({
		replies: { 'POST /api/export-jobs': new Problem('server-disk-full') },
	})
	await user.click(await create())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-disk-full'))
	server.reply({ 'POST /api/export-jobs': { ...madeFile, state: 'waiting' } })
	await user.click(await create())
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('a finished export is listed with its size, and deleted on request', async () => {
	const { user, server } = await render({
		replies: {
			'GET /api/export-jobs': [madeFile],
			'DELETE /api/export-jobs/:id': noContent,
		},
	})
	expect(await screen.findByText(/household-endline\.zip/)).toBeVisible()
	server.reply({ 'GET /api/export-jobs': [] })
	await user.click(screen.getByRole('button', { name: new RegExp(`^${text('export.delete')}`) }))
	await waitFor(() => expect(screen.queryByText(/household-endline\.zip/)).toBeNull())
	expect(server.bodiesOf('DELETE /api/export-jobs/file-1')).toHaveLength(1)
})

test('the texts of the page are in its language', async () => {
	await render({ language: 'ur' })
	expect(await screen.findByRole('heading', { name: text('desk.page.export') })).toBeVisible()
	expect(document.documentElement).toHaveAttribute('dir', 'rtl')
})

test('records are selected by district, status and day, and counted before the export', async () => {
	const { user, server } = await render()
	await create()
	await user.click(screen.getByRole('button', { name: text('quality.district') }))
	await user.click(screen.getByRole('checkbox', { name: 'Dera Ghazi Khan' }))
	await user.click(screen.getByRole('checkbox', { name: 'Faisalabad' }))
	await user.click(screen.getByRole('button', { name: text('review.status') }))
	await user.click(screen.getByRole('radio', { name: text('recordStatus.approved') }))
	fireEvent.change(screen.getByLabelText(text('export.finishedFrom')), { target: { value: '2026-01-10' } })
	const selection = { status: 'approved', from: '2026-01-10' }
	await waitFor(() => {
		const counted = server.sent.filter(({ path }) => path === '/api/export/count').at(-1)
		expect(Object.fromEntries(counted?.query ?? [])).toMatchObject(selection)
	})
	await user.click(await create())
	await waitFor(() => expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([selection]))
	const [{ district }] = server.bodiesOf('POST /api/export-jobs') as [{ district: string }]
	expect(district.split(',')).toHaveLength(2)
})

test('questions are chosen by section and one by one', async () => {
	const form = listed(
		'household',
		`
	type         name    label
	text         note    Note
	begin_group  a       Visit
	text         place   Place
	integer      people  People
	end_group    -       -
`,
	)
	const { user, server } = await render({ replies: { 'GET /api/forms': [form] } })
	await user.click(await screen.findByText(text('export.allQuestions')))
	await user.click(screen.getByRole('checkbox', { name: /^Visit/ }))
	expect(screen.getByText(text('export.someQuestions', { count: 1, chosen: '1', of: '3' }))).toBeVisible()
	await user.click(screen.getByRole('checkbox', { name: /^place/ }))
	await user.click(await create())
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([{ questions: 'note,a/place' }]),
	)
	await user.click(screen.getByRole('checkbox', { name: /^people/ }))
	expect(screen.getByText(text('export.allQuestions'))).toBeVisible()
	await user.click(screen.getByRole('checkbox', { name: /^Visit/ }))
	await user.click(screen.getByRole('checkbox', { name: /^note/ }))
	expect(screen.getByText(text('export.noQuestions'))).toBeVisible()
	expect(await create()).toBeDisabled()
})

test('a preset sets all options for a use; a public-use file takes no selection', async () => {
	const { user, server } = await render({}, { traits: ['age'] })
	await create()
	const stata = screen.getByRole('button', { name: text('export.preset.stata') })
	await user.click(stata)
	expect(choose(text('export.format'))).toHaveValue('dta')
	expect(screen.getAllByRole('button', { pressed: true })).toEqual([stata])
	// changed by hand, it is no preset any more
	await user.selectOptions(choose(text('export.format')), 'parquet')
	expect(screen.queryByRole('button', { pressed: true })).toBeNull()
	await user.click(screen.getByRole('button', { name: text('export.preset.public') }))
	expect(choose(text('export.audience'))).toHaveValue('anybody')
	expect(screen.queryByText(text('export.allQuestions'))).toBeNull()
	await user.click(await create())
	await waitFor(() => expect(server.bodiesOf('POST /api/export-jobs')).toMatchObject([{ for: 'anybody' }]))
})

test('settings are saved under a name, used again, and deleted with undo', async () => {
	localStorage.clear()
	const { user, unmount } = await render()
	await create()
	await user.click(screen.getByRole('button', { name: text('export.preset.spss') }))
	await user.click(screen.getByText(text('export.savedSettings', { count: 0 })))
	await user.type(screen.getByRole('textbox', { name: text('export.settingsName') }), 'For the ministry')
	await user.click(screen.getByRole('button', { name: text('export.saveSettings') }))
	unmount()
	sessionStorage.clear()
	const again = await render()
	await create()
	await again.user.click(screen.getByText(text('export.savedSettings', { count: 1 })))
	await again.user.click(screen.getByRole('button', { name: 'For the ministry' }))
	expect(choose(text('export.format'))).toHaveValue('sav')
	await again.user.click(screen.getByRole('button', { name: `${text('export.delete')}: For the ministry` }))
	expect(screen.queryByRole('button', { name: 'For the ministry' })).toBeNull()
	await again.user.click(screen.getByRole('button', { name: text('review.undo') }))
	expect(await screen.findByRole('button', { name: 'For the ministry' })).toBeVisible()
})

test('the choices are there again after another page was opened', async () => {
	const { user, unmount } = await render()
	await create()
	await user.selectOptions(choose(text('review.form')), 'visit')
	await user.selectOptions(choose(text('export.format')), 'xlsx')
	unmount()
	await render()
	await create()
	expect(choose(text('review.form'))).toHaveValue('visit')
	expect(choose(text('export.format'))).toHaveValue('xlsx')
})

test('settings of an earlier version, which lack later options, are used', async () => {
	const settings = {
		form: 'visit',
		values: 'codes',
		audience: null,
		format: 'xlsx',
		round: 'endline',
		questions: null,
		records: { districts: [], status: '', from: '', to: '' },
	}
	localStorage.setItem('zila-export-settings', JSON.stringify([{ name: 'Old', settings }]))
	const { user } = await render()
	await create()
	await user.click(screen.getByText(text('export.savedSettings', { count: 1 })))
	await user.click(screen.getByRole('button', { name: 'Old' }))
	expect(choose(text('review.form'))).toHaveValue('visit')
	expect(choose(text('export.format'))).toHaveValue('xlsx')
})

test('a file for others is not offered to users with some districts', async () => {
	await render({ person: { districts: ['PK607'] } }, { traits: ['sex'] })
	await screen.findByText(new RegExp(`${text('export.audienceNeedsAllDistricts')}$`))
	expect(screen.getByRole('option', { name: text('export.audiencePublic') })).toBeDisabled()
	expect(screen.getByRole('button', { name: text('export.preset.public') })).toBeDisabled()
})
