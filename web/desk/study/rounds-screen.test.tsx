import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { allRounds, defaultRounds, type Round } from '#shared/study/study'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateIn } from '../../ui/formats.ts'
import { RoundsScreen } from './rounds-screen.tsx'

const [baseline, endline, pilot] = defaultRounds as [Round, Round, Round]
const districts = study.districts.slice(0, 2)
const render = ({ replies, person, study: over, ...options }: DeskOptions = {}) =>
	renderDesk(<RoundsScreen />, {
		...options,
		person: { role: 'administrator', ...person },
		study: { districts, ...over },
		replies: {
			'POST /api/rounds': noContent,
			'POST /api/targets': noContent,
			'GET /api/rounds/fieldwork-dates': [],
			...replies,
		},
	})
const card = (name: string) =>
	within(screen.getByRole('heading', { name, level: 3 }).closest('li') as HTMLElement)
const names = (name: string) =>
	card(name)
		.queryAllByRole('button')
		.map(({ textContent }) => textContent)
const field = (kind: 'interviews' | 'focusGroups', district: string) =>
	screen.getByRole('textbox', { name: text(`rounds.inDistrict.${kind}`, { district }) })
const save = (count: number) => screen.findByRole('button', { name: text('rounds.save', { count }) })

test('each round shows its state and possible transitions', async () => {
	await render({
		study: { rounds: [{ ...baseline, closed: '2026-01-10' }, endline, pilot, ...allRounds.slice(3)] },
	})
	const day = dateIn('en', '2026-01-10')
	expect(
		card('Baseline (before the campaign)').getByText(
			`${text('rounds.state.closed')} · ${text('rounds.closedOn', { day })}`,
		),
	).toBeVisible()
	expect(names('Baseline (before the campaign)')).toEqual([text('rounds.action.open')])
	expect(names('Post-campaign')).toEqual([text('rounds.action.closed'), text('rounds.action.planned')])
	expect(names('Demonstration (made-up records)')).toEqual([])
	expect(card('Demonstration (made-up records)').getByText(text('rounds.demonstration'))).toBeVisible()
	const closed = 'Demonstration: baseline (made-up records)'
	expect(names(closed)).toEqual([])
	expect(card(closed).getByText(text('rounds.demonstrationClosed'))).toBeVisible()
	// demonstration records have no targets
	const menu = screen.getByRole('combobox', { name: text('desk.round') }) as HTMLSelectElement
	expect([...menu.options].map(({ value }) => value)).not.toContain('demo')
})

test('a round is closed after a confirmation, and the study is reloaded', async () => {
	const { user, server, studyChanges } = await render()
	const close = `${text('rounds.action.closed')}: Post-campaign`
	await user.click(screen.getByRole('button', { name: close }))
	const question = screen.getByRole('alert')
	expect(question).toHaveTextContent(text('rounds.confirm.closed', { round: 'Post-campaign' }))
	expect(server.bodiesOf('POST /api/rounds')).toEqual([])
	await user.click(within(question).getByRole('button', { name: text('rounds.action.closed') }))
	await waitFor(() => expect(studyChanges()).toBe(1))
	expect(server.bodiesOf('POST /api/rounds')).toEqual([{ round: 'endline', state: 'closed' }])
})

test('answering no changes nothing', async () => {
	const { user, server } = await render()
	await user.click(screen.getByRole('button', { name: `${text('rounds.action.open')}: Pilot / training` }))
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	expect(screen.queryByRole('alert')).toBeNull()
	expect(server.bodiesOf('POST /api/rounds')).toEqual([])
})

test('while another round is open, it is named, and none is opened', async () => {
	const { user } = await render()
	await user.click(screen.getByRole('button', { name: `${text('rounds.action.open')}: Pilot / training` }))
	const note = screen.getByRole('alert')
	expect(note).toHaveTextContent(
		text('rounds.closeFirst', { round: 'Pilot / training', open: 'Post-campaign' }),
	)
	expect(within(note).getByRole('button', { name: text('rounds.action.open') })).toBeDisabled()
})

test('a round that cannot be opened shows the reason, and it can be tried again', async () => {
	const { user, server, studyChanges } = await render({
		study: { rounds: [baseline, { ...endline, state: 'closed' }, pilot] },
		replies: { 'POST /api/rounds': new Problem('another-round-open') },
	})
	const open = () => screen.getByRole('button', { name: `${text('rounds.action.open')}: Pilot / training` })
	await user.click(open())
	await user.click(screen.getByRole('button', { name: text('rounds.action.open') }))
	expect(await screen.findByText(text('problem.another-round-open'))).toBeVisible()
	expect(studyChanges()).toBe(0)
	server.reply({ 'POST /api/rounds': noContent })
	await user.click(open())
	await user.click(screen.getByRole('button', { name: text('rounds.action.open') }))
	await waitFor(() => expect(studyChanges()).toBe(1))
	expect(server.bodiesOf('POST /api/rounds').at(-1)).toEqual({ round: 'pilot', state: 'open' })
})

test('while a round changes no other change can be made', async () => {
	const { user, server } = await render({ replies: { 'POST /api/rounds': () => new Promise(() => {}) } })
	await user.click(screen.getByRole('button', { name: `${text('rounds.action.closed')}: Post-campaign` }))
	const close = within(screen.getByRole('alert')).getByRole('button', { name: text('rounds.action.closed') })
	await user.click(close)
	expect(close).toBeDisabled()
	expect(server.bodiesOf('POST /api/rounds')).toHaveLength(1)
})

test('a data manager sets targets but cannot change rounds, nor can the demonstration', async () => {
	const { unmount } = await render({ person: { role: 'data-manager' } })
	expect(names('Post-campaign')).toEqual([])
	expect(field('interviews', 'Faisalabad')).toBeEnabled()
	unmount()
	await render({ person: { demonstration: true } })
	expect(names('Post-campaign')).toEqual([])
	expect(screen.queryByRole('table')).toBeNull()
})

test('targets of the open round are edited, and only changed districts are sent', async () => {
	const { user, server, studyChanges } = await render()
	expect(screen.getByRole('combobox', { name: text('desk.round') })).toHaveValue('endline')
	expect(field('interviews', 'Faisalabad')).toHaveValue('300')
	expect(screen.queryByRole('button', { name: text('rounds.save', { count: 1 }) })).toBeNull()
	const interviews = field('interviews', 'Faisalabad')
	await user.clear(interviews)
	await user.type(interviews, ' ۱۲۵0 ')
	expect(
		screen.getByRole('row', { name: (name) => name.startsWith(text('rounds.allDistricts')) }),
	).toHaveTextContent('1,550')
	await user.click(await save(1))
	expect(await screen.findByText(text('rounds.saved'))).toBeVisible()
	expect(server.bodiesOf('POST /api/targets')).toEqual([
		{ round: 'endline', targets: [{ district: 'PK608', interviews: 1250, focusGroups: 2 }] },
	])
	expect(studyChanges()).toBe(1)
})

test('a target that is not a whole number is named with its district, and nothing is sent', async () => {
	const { user, server } = await render()
	const groups = field('focusGroups', 'Faisalabad')
	await user.clear(groups)
	await user.type(groups, '2.5')
	await user.click(await save(1))
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('rounds.notWholeNumber', { districts: 'Faisalabad' }),
	)
	expect(groups).toHaveAttribute('aria-invalid', 'true')
	expect(server.bodiesOf('POST /api/targets')).toEqual([])
	await user.clear(groups)
	await user.type(groups, '2')
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
	expect(screen.queryByRole('button', { name: text('rounds.save', { count: 1 }) })).toBeNull()
})

test('targets of a round override those of the district list', async () => {
	const rounds: Round[] = [
		{ ...baseline, targets: { PK607: { interviews: 40, focusGroups: 0 } } },
		endline,
		pilot,
	]
	const { user } = await render({ study: { rounds } })
	await user.type(field('interviews', 'Faisalabad'), '0')
	await user.selectOptions(screen.getByRole('combobox', { name: text('desk.round') }), 'baseline')
	expect(field('interviews', 'Dera Ghazi Khan')).toHaveValue('40')
	// the typed value belonged to the other round
	expect(field('interviews', 'Faisalabad')).toHaveValue('300')
})

test('districts of other users cannot be changed', async () => {
	await render({ person: { role: 'data-manager', districts: ['PK607'] } })
	expect(field('interviews', 'Dera Ghazi Khan')).toBeEnabled()
	expect(field('interviews', 'Faisalabad')).toBeDisabled()
})

test('a refusal keeps the fields, and it can be tried again', async () => {
	const { user, server, studyChanges } = await render({ replies: { 'POST /api/targets': offline } })
	await user.type(field('interviews', 'Faisalabad'), '0')
	await user.click(await save(1))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(field('interviews', 'Faisalabad')).toHaveValue('3000')
	expect(studyChanges()).toBe(0)
	server.reply({ 'POST /api/targets': noContent })
	await user.click(await save(1))
	expect(await screen.findByText(text('rounds.saved'))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

const choose = (user: Awaited<ReturnType<typeof render>>['user'], content: string) =>
	user.upload(screen.getByLabelText(text('rounds.importTargets')), new File([content], 'targets.csv'))

const saveFile = (count: number) =>
	within(screen.getByRole('region', { name: text('rounds.importTargets') })).getByRole('button', {
		name: text('rounds.save', { count }),
	})

test('a file of targets is previewed, the old target beside the new one, and then saved', async () => {
	const { user, server } = await render()
	await user.type(field('interviews', 'Faisalabad'), '0')
	await choose(user, 'pcode,target_interviews,target_fgd\nPK607,40,1\nPK608,300,2\n')
	const preview = within(await screen.findByRole('region', { name: text('rounds.importTargets') }))
	expect(preview.getByRole('status')).toHaveTextContent(
		`${text('rounds.targetsChange', { count: 1 })} ${text('rounds.targetsStay', { count: 1 })}`,
	)
	const row = preview.getByRole('row', { name: /^Dera Ghazi Khan/ })
	expect(row).toHaveTextContent(text('rounds.oldToNew', { old: '300', new: '40' }))
	expect(preview.queryByRole('row', { name: /^Faisalabad/ })).toBeNull()
	expect(server.bodiesOf('POST /api/targets')).toEqual([])
	await user.click(saveFile(1))
	expect(await screen.findByText(text('rounds.saved'))).toBeVisible()
	expect(server.bodiesOf('POST /api/targets')).toEqual([
		{ round: 'endline', targets: [{ district: 'PK607', interviews: 40, focusGroups: 1 }] },
	])
	// the typed value of another district is not in the file and stays unsaved
	expect(field('interviews', 'Faisalabad')).toHaveValue('3000')
	expect(screen.queryByRole('region', { name: text('rounds.importTargets') })).toBeNull()
})

test('a file that changes nothing says so, and a preview can be left', async () => {
	const { user, server } = await render()
	await choose(user, 'pcode,target_interviews,target_fgd\nPK608,300,2\n')
	expect(await screen.findByText(text('rounds.targetsSame'))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	expect(screen.queryByText(text('rounds.targetsSame'))).toBeNull()
	expect(server.bodiesOf('POST /api/targets')).toEqual([])
})

test('a file with an invalid cell changes nothing; each is named, until a corrected one is chosen', async () => {
	const { user, server } = await render()
	await choose(user, 'pcode,target_interviews,target_fgd\nPK607,many,1\nPK999,,2\nPK607,1,1\n')
	const alert = await screen.findByRole('alert')
	expect(alert).toHaveTextContent(text('desk.file.invalidCells', { count: 4 }))
	const faults = within(alert)
		.getAllByRole('listitem')
		.map(({ textContent }) => textContent)
	expect(faults).toEqual([
		text('desk.file.invalidCell', {
			line: 2,
			column: 'target_interviews',
			found: 'many',
			possible: '0–999999',
		}),
		text('desk.file.invalidCellExample', { line: 3, column: 'pcode', found: 'PK999', possible: 'PK607' }),
		text('desk.file.invalidCell', {
			line: 3,
			column: 'target_interviews',
			found: '—',
			possible: '0–999999',
		}),
		text('desk.file.repeatedCell', { line: 4, column: 'pcode', found: 'PK607' }),
	])
	expect(server.bodiesOf('POST /api/targets')).toEqual([])
	await choose(user, 'pcode,target_interviews,target_fgd\nPK607,40,1\n')
	await user.click(saveFile(1))
	expect(await screen.findByText(text('rounds.saved'))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('of very many invalid cells the first fifty are named', async () => {
	const { user } = await render()
	const lines = Array.from({ length: 51 }, () => 'PK607,many,1\n').join('')
	await choose(user, `pcode,target_interviews,target_fgd\n${lines}`)
	const alert = await screen.findByRole('alert')
	expect(within(alert).getAllByRole('listitem')).toHaveLength(50)
})

test('the same file can be chosen again after a refusal', async () => {
	const { user, server } = await render({ replies: { 'POST /api/targets': offline } })
	const file = new File(['pcode,target_interviews,target_fgd\nPK607,40,1\n'], 'targets.csv')
	const input = screen.getByLabelText(text('rounds.importTargets'))
	await user.upload(input, file)
	await user.click(saveFile(1))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'POST /api/targets': noContent })
	await user.upload(input, file)
	await user.click(saveFile(1))
	expect(await screen.findByText(text('rounds.saved'))).toBeVisible()
})
