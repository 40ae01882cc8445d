import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { setClock } from '../../testing/clock.ts'
import { definitionOf, formListed, formVersion } from '../../testing/forms.ts'
import { personListed } from '../../testing/people-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { FormsScreen } from './forms-screen.tsx'

const visit = definitionOf('visit', 'type  name  label\ntext  who   Your name')
/** A form file in Markdown. */
const file = (rows: string, settings = '| visit | Visit |') =>
	new File(
		[`## survey\n| type | name | label |\n${rows}\n## settings\n| form_id | form_title |\n${settings}\n`],
		'visit.md',
	)
const same = '| text | who | Your name |'
const render = ({ replies, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<FormsScreen />, {
		...options,
		replies: {
			'GET /api/form-versions': [
				formVersion('visit', 2),
				formVersion('visit', 1, { by: null }),
				formVersion('old', 1, { state: 'retired' }),
			],
			'GET /api/forms': [formListed({ ...visit, title: { en: 'Visit' } }, 2)],
			'GET /api/forms/visit/2': { ...visit, title: { en: 'Visit' } },
			'GET /api/forms/visit/1': { ...visit, title: { en: 'First visit' } },
			'POST /api/forms': { id: 'visit', version: 3 },
			'POST /api/forms/:id/state': ({ body }: SentRequest) => body,
			...replies,
		},
	})
}
type User = Awaited<ReturnType<typeof render>>['user']
const choose = (user: User, ...files: File[]) =>
	user.upload(screen.getByLabelText(text('forms.upload')), files)
const publish = (version: number) => screen.findByRole('button', { name: text('forms.publish', { version }) })
const open = (form: string, version: number) =>
	screen.findByRole('button', { name: text('forms.openVersion', { form, version }) })

test('each version shows who published it and when; a form that is not open is marked', async () => {
	await render()
	await screen.findByRole('table')
	await waitFor(() => expect(screen.getAllByRole('rowheader')[0]).toHaveTextContent('Visit'))
	const [newest, shipped, old] = screen.getAllByRole('row').slice(1) as [
		HTMLElement,
		HTMLElement,
		HTMLElement,
	]
	expect(newest).toHaveTextContent('Sadia')
	expect(newest).toHaveTextContent(dateTimeIn('en', '2026-01-10T05:00:00.000Z'))
	expect(shipped).toHaveTextContent(text('forms.builtIn'))
	// no current version has a title for it
	expect(within(old).getByRole('rowheader')).toHaveTextContent(`old ${text('forms.stateLabel.retired')}`)
	expect(newest).not.toHaveTextContent(text('forms.stateLabel.retired'))
})

test('a changed form is checked, its changes are listed, and it is published as the next version', async () => {
	const { user, server } = await render()
	await screen.findByRole('table')
	await choose(user, file(`${same}\n| integer | age | Your age |`))
	expect(await screen.findByRole('heading', { name: 'Visit' })).toBeVisible()
	expect(screen.getByText(partOf('forms.questionsAdded', { count: 1 }))).toHaveTextContent('age')
	expect(server.bodiesOf('POST /api/forms')).toEqual([])
	const published = definitionOf('visit', 'type  name  label\ntext  who  Your name\ninteger  age  Your age')
	server.reply({
		'GET /api/form-versions': [formVersion('visit', 3), formVersion('visit', 2)],
		'GET /api/forms': [formListed({ ...published, title: { en: 'Visit' } }, 3)],
	})
	await user.click(await publish(3))
	expect(await screen.findByText(text('forms.published', { form: 'Visit', version: 3 }))).toBeVisible()
	const [sent] = server.bodiesOf('POST /api/forms') as [{ name: string; sheets: { name: string }[] }]
	expect(sent.name).toBe('visit')
	expect(sent.sheets.map(({ name }) => name)).toEqual(['survey', 'settings'])
	expect(screen.queryByRole('button', { name: text('forms.publish', { version: 3 }) })).toBeNull()
	expect(await open('Visit', 3)).toBeVisible()
	// files are now compared with the version that was just published
	await choose(user, file(`${same}\n| integer | age | Your age |`))
	expect(await screen.findByText(text('forms.unchanged', { version: 3 }))).toBeVisible()
})

test('a form without any change is not published again', async () => {
	const { user } = await render()
	await screen.findByRole('table')
	await choose(user, file(same))
	expect(await screen.findByText(text('forms.unchanged', { version: 2 }))).toBeVisible()
	expect(screen.queryByRole('button', { name: text('forms.publish', { version: 3 }) })).toBeNull()
})

test('a new form begins with version 1', async () => {
	const { user } = await render()
	await screen.findByRole('table')
	await choose(user, file(same, '| listing | Listing |'))
	expect(await screen.findByText(text('forms.newForm'))).toBeVisible()
	expect(await publish(1)).toBeEnabled()
})

test('a form with errors cannot be published: each is shown with sheet and cell', async () => {
	const { user } = await render()
	await screen.findByRole('table')
	await choose(user, file('| text | who | Your name |\n| integre | age | Your age |'))
	expect(await screen.findByText(text('forms.notPublished'))).toBeVisible()
	const row = screen.getByRole('row', { name: partOf('forms.error') })
	expect(row).toHaveTextContent('survey')
	expect(row).toHaveTextContent('A3')
	expect(row).toHaveTextContent(text('formProblem.guess', { close: 'integer' }))
	expect(screen.queryByRole('button', { name: /^Publish/ })).toBeNull()
	// the same file, corrected
	await choose(user, file(`${same}\n| integer | age | Your age |`))
	expect(await publish(3)).toBeEnabled()
	expect(screen.queryByText(text('forms.notPublished'))).toBeNull()
})

test('a file that is not a form is named', async () => {
	const { user } = await render()
	await screen.findByRole('table')
	await choose(user, new File(['a,b\n1,2\n'], 'answers.csv'))
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('problem.form-file-unknown', { file: 'answers.csv' }),
	)
	await choose(user, file(same))
	expect(await screen.findByRole('heading', { name: 'Visit' })).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a refusal by the server is shown, and it can be tried again', async () => {
	const details = { file: 'visit.md' }
	const { user, server } = await render({
		replies: { 'POST /api/forms': new Problem('form-file-unreadable', details) },
	})
	await screen.findByRole('table')
	await choose(user, file(`${same}\n| integer | age | Your age |`))
	await user.click(await publish(3))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.form-file-unreadable', details))
	server.reply({ 'POST /api/forms': { id: 'visit', version: 3 } })
	await user.click(await publish(3))
	expect(await screen.findByRole('status')).toHaveTextContent('3')
})

test('a checked form is closed without sending it, and the same file can be chosen again', async () => {
	const { user, server } = await render()
	await screen.findByRole('table')
	const changed = file(`${same}\n| integer | age | Your age |`)
	await choose(user, changed)
	await publish(3)
	await user.click(screen.getByRole('button', { name: text('forms.close') }))
	expect(screen.queryByRole('heading', { name: 'Visit' })).toBeNull()
	expect(server.sent.every(({ method }) => method === 'GET')).toBe(true)
	await choose(user, changed)
	expect(await publish(3)).toBeEnabled()
})

test('an opened version receives the focus, with its number of questions', async () => {
	const { user } = await render()
	await user.click(await open('Visit', 1))
	const heading = await screen.findByRole('heading', {
		name: text('forms.versionOf', { form: 'First visit', version: 1 }),
	})
	expect(heading).toHaveFocus()
	expect(screen.getByText(partOf('forms.questionCount', { count: 1 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('forms.close') }))
	expect(screen.queryByRole('heading', { level: 2 })).toBeNull()
})

test('another version or file replaces the opened one', async () => {
	const { user } = await render()
	await user.click(await open('Visit', 1))
	await screen.findByRole('heading', { name: text('forms.versionOf', { form: 'First visit', version: 1 }) })
	await user.click(await open('Visit', 2))
	await screen.findByRole('heading', { name: text('forms.versionOf', { form: 'Visit', version: 2 }) })
	await choose(user, file(same))
	expect(await screen.findByText(text('forms.unchanged', { version: 2 }))).toBeVisible()
	expect(screen.getAllByRole('heading', { level: 2 })).toHaveLength(1)
})

test('a form is paused, and the list says so', async () => {
	const { user, server } = await render()
	await user.click(await open('Visit', 2))
	expect(await screen.findByText(partOf('forms.stateHelp.open'))).toBeVisible()
	server.reply({ 'GET /api/form-versions': [formVersion('visit', 2, { state: 'paused' })] })
	await user.click(screen.getByRole('button', { name: text('forms.setState.paused') }))
	expect(await screen.findByText(partOf('forms.stateHelp.paused'))).toBeVisible()
	expect(server.bodiesOf('POST /api/forms/visit/state')).toEqual([{ state: 'paused' }])
	expect(screen.queryByRole('button', { name: text('forms.setState.paused') })).toBeNull()
	expect(screen.getByRole('rowheader')).toHaveTextContent(text('forms.stateLabel.paused'))
})

test('a state that cannot be set is unchanged and shows the reason', async () => {
	const { user, server } = await render({
		replies: { 'POST /api/forms/:id/state': new Problem('not-allowed') },
	})
	await user.click(await open('Visit', 2))
	await user.click(await screen.findByRole('button', { name: text('forms.setState.retired') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-allowed'))
	server.reply({ 'POST /api/forms/:id/state': { state: 'retired' } })
	await user.click(screen.getByRole('button', { name: text('forms.setState.retired') }))
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('a version that cannot be loaded shows the reason', async () => {
	const { user } = await render({ replies: { 'GET /api/forms/visit/1': offline } })
	await user.click(await open('Visit', 1))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})

test('offline no list is shown', async () => {
	await render({ replies: { 'GET /api/form-versions': offline, 'GET /api/forms': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByRole('table')).toBeNull()
})

const teamA = personListed({ team: 'Team A' })

test('a new form is assigned before it is published, so that no other phone gets it', async () => {
	const { user, server } = await render({
		replies: {
			'GET /api/people': [teamA],
			'POST /api/forms': { id: 'pilot', version: 1 },
		},
	})
	await screen.findByRole('table')
	await choose(user, file('| text | who | Your name |', '| pilot | Pilot |'))
	await user.click(await screen.findByRole('radio', { name: text('forms.assignedToSome') }))
	await user.click(await screen.findByRole('checkbox', { name: 'Faisalabad' }))
	await user.click(screen.getByRole('checkbox', { name: 'Team A' }))
	await user.click(await publish(1))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/forms')).toMatchObject([
			{ assigned: { districts: ['PK608'], teams: ['Team A'] } },
		]),
	)
})

test('a published form is assigned to others, and a note says when phones get the change', async () => {
	const { user, server } = await render({
		replies: {
			'GET /api/people': [teamA],
			'POST /api/forms/:id/assignment': ({ body }: SentRequest) => body,
		},
	})
	await user.click(await open('Visit', 2))
	const save = await screen.findByRole('button', { name: text('forms.saveAssignment') })
	expect(save).toBeDisabled()
	await user.click(screen.getByRole('radio', { name: text('forms.assignedToSome') }))
	await user.click(screen.getByRole('checkbox', { name: 'Team A' }))
	server.reply({
		'GET /api/form-versions': [formVersion('visit', 2, { assigned: { districts: [], teams: ['Team A'] } })],
	})
	await user.click(save)
	expect(await screen.findByText(text('forms.assignmentSaved'))).toBeVisible()
	expect(server.bodiesOf('POST /api/forms/:id/assignment')).toEqual([
		{ assigned: { districts: [], teams: ['Team A'] } },
	])
	expect(screen.getAllByRole('rowheader')[0]).toHaveTextContent(text('forms.assigned'))
})

test('an assignment to no user is refused with what to do', async () => {
	const { user } = await render({
		replies: {
			'GET /api/people': [teamA],
			'POST /api/forms/:id/assignment': new Problem('assignment-empty'),
		},
	})
	await user.click(await open('Visit', 2))
	await user.click(await screen.findByRole('radio', { name: text('forms.assignedToSome') }))
	await user.click(screen.getByRole('button', { name: text('forms.saveAssignment') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.assignment-empty'))
})

test('a team without members can be selected while a form is assigned to it; what failed to load is reported', async () => {
	const { user } = await render({
		replies: {
			'GET /api/people': offline,
			'GET /api/form-versions': [
				formVersion('visit', 2, { assigned: { districts: [], teams: ['Team Old'] } }),
			],
		},
	})
	await user.click(await open('Visit', 2))
	expect(await screen.findByRole('checkbox', { name: 'Team Old' })).toBeChecked()
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	await user.click(screen.getByRole('checkbox', { name: 'Team Old' }))
	expect(screen.getByRole('checkbox', { name: 'Team Old' })).not.toBeChecked()
})
