import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { definitionOf } from '../../testing/forms.ts'
import { renderImportScreen } from '../../testing/import-fixtures.tsx'
import { text } from '../../testing/text.ts'
import { workerInThisThread } from '../../testing/workers.ts'
import { clearMappings } from './last-mapping.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const csv = 'KEY,start,enumerator,tea,age,house\nk1,2026-01-02,s1,Yes,34,4\nk2,2026-01-03,s2,No,-99,7\n'
const field = (label: string) => screen.findByLabelText(label)
const tryNow = () => screen.queryByRole('button', { name: text('import.startDryRun') })

test('columns are matched by the names that tools give them, and can be tested at once', async () => {
	const { choose, mapping } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	expect(await field(text('import.idColumn'))).toHaveValue('KEY')
	expect(await field(text('import.additionalIdColumn'))).toHaveValue('')
	expect(await field(text('import.dateColumn'))).toHaveValue('start')
	expect(await field(text('import.enumeratorColumn'))).toHaveValue('enumerator')
	expect(await field('Tea?')).toHaveValue('tea')
	expect(await field('Age')).toHaveValue('age')
	expect(await field('Both?')).toHaveValue('')
	expect(tryNow()).toBeEnabled()
	expect(await mapping()).toMatchObject({
		form: 'visit',
		version: 2,
		id: ['KEY'],
		time: 'start',
		interviewer: 'enumerator',
		district: null,
		questions: { age: { columns: ['age'] }, tea: { columns: ['tea'] } },
		days: 'day-first',
	})
})

test('a column is proposed by its content, and can be changed', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose([
		'register.csv',
		'Ref No,Date of interview,D.O.B,Age (years)\n1,2026-01-02,1990-02-03,34\n2,2026-01-03,1985-04-05,20\n',
	])
	expect(await field('Age')).toHaveValue('Age (years)')
	expect(await mapping()).toMatchObject({ id: ['Ref No'], time: 'Date of interview' })
	await user.clear(await field('Age'))
	expect((await mapping()).questions).not.toHaveProperty(['age'])
	await choose(['other.csv', 'Ref No,Date of interview,Age (years)\n1,2026-01-02,young\n2,2026-01-03,old\n'])
	expect(await field('Age')).toHaveValue('')
})

test('another column is typed; an unknown name is marked and has no effect', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	const age = await field('Age')
	await user.clear(age)
	expect((await mapping()).questions).not.toHaveProperty(['age'])
	await user.type(age, 'hous')
	expect(age).toBeInvalid()
	expect(screen.getByText(text('import.noSuchColumn'))).toBeVisible()
	expect((await mapping()).questions).not.toHaveProperty(['age'])
	await user.type(age, 'e')
	expect(age).toBeValid()
	expect(screen.queryByText(text('import.noSuchColumn'))).toBeNull()
	expect((await mapping()).questions.age).toEqual({ columns: ['house'] })
})

test('fields offer the columns of the table', async () => {
	const { choose } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	const age = (await field('Age')) as HTMLInputElement
	const list = document.getElementById(age.getAttribute('list') ?? '')
	expect([...(list?.querySelectorAll('option') ?? [])].map(({ value }) => value)).toEqual(
		csv.split('\n')[0]?.split(','),
	)
})

test('up to three columns together identify an interview, each used once', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	const more = () => screen.getAllByLabelText(text('import.additionalIdColumn'))
	await user.type(await field(text('import.additionalIdColumn')), 'house')
	expect((await mapping()).id).toEqual(['KEY', 'house'])
	expect(more()).toHaveLength(2)
	await user.type(more()[1] as HTMLElement, 'age')
	expect(more()).toHaveLength(2)
	expect((await mapping()).id).toEqual(['KEY', 'house', 'age'])
	await user.clear(more()[0] as HTMLElement)
	expect((await mapping()).id).toEqual(['KEY', 'age'])
	await user.type(more()[1] as HTMLElement, 'KEY')
	expect((await mapping()).id).toEqual(['KEY', 'age'])
})

test.each([
	['import.idColumn', 'KEY'],
	['import.dateColumn', 'start'],
] as const)('without a column for %s no dry run is possible', async (label, column) => {
	const { user, choose } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	await user.clear(await field(text(label)))
	expect(screen.getByText(text('import.mappingIncomplete'))).toBeVisible()
	expect(tryNow()).toBeNull()
	await user.type(await field(text(label)), column)
	expect(screen.queryByText(text('import.mappingIncomplete'))).toBeNull()
	expect(tryNow()).toBeEnabled()
})

test('without a column for the enumerator a dry run is possible', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	await user.clear(await field(text('import.enumeratorColumn')))
	expect(await mapping()).toMatchObject({ interviewer: null })
	expect(tryNow()).toBeEnabled()
})

test('a form that needs a district asks for its column; others have no field for it', async () => {
	const withDistrict = definitionOf(
		'visit',
		`
		type     name  label     bind::zila:preset
		text     dist  District  district
		integer  age   Age       -
	`,
	)
	const { user, choose, mapping } = await renderImportScreen({
		replies: { 'GET /api/forms/visit/2': withDistrict },
	})
	await choose(['kobo.csv', csv])
	expect(await field(text('review.district'))).toHaveValue('')
	expect(screen.getByText(text('import.mappingIncomplete'))).toBeVisible()
	await user.type(await field(text('review.district')), 'house')
	expect(await mapping()).toMatchObject({ district: 'house' })
	expect(tryNow()).toBeEnabled()
	await user.clear(await field(text('review.district')))
	expect(tryNow()).toBeNull()
	await user.selectOptions(await field(text('import.version')), '1')
	expect(await field('Tea?')).toBeVisible()
	expect(screen.queryByLabelText(text('review.district'))).toBeNull()
})

test('values for missing answers are separated by commas', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	await user.type(await field(text('import.missingValues')), ' -99, n/a,,')
	expect((await mapping()).blanks).toEqual(['-99', 'n/a'])
})

test.each(['start', 'born'])('ambiguous dates in %s need a date order', async (column) => {
	const { user, choose, mapping } = await renderImportScreen()
	const days = { start: '2026-01-02', born: '2001-02-03', [column]: '03/04/2023' }
	await choose(['kobo.csv', `KEY,start,born\nk1,${days.start},${days.born}\n`])
	const order = await field(text('import.dateOrderLabel'))
	expect(order).toHaveValue('day-first')
	await user.selectOptions(order, 'month-first')
	expect((await mapping()).days).toBe('month-first')
	await user.selectOptions(order, 'day-first')
	expect((await mapping()).days).toBe('day-first')
})

test('unambiguous dates need none, and other columns are not checked', async () => {
	const { choose } = await renderImportScreen()
	await choose(['kobo.csv', 'KEY,start,born,age\nk1,2026-01-02,31/01/2001,03/04/2023\n'])
	expect(await screen.findByText('31/01/2001')).toBeVisible()
	expect(screen.queryByLabelText(text('import.dateOrderLabel'))).toBeNull()
})

test('for calls a month is enough, and the page says so for that form only', async () => {
	const calls = definitionOf('helpline', 'type  name  label\ninteger  age  Age')
	const { choose } = await renderImportScreen({
		path: '/desk/import?form=helpline&version=1',
		replies: {
			'GET /api/forms/helpline/1': calls,
			'GET /api/forms': [
				{ id: 'helpline', version: 1, definition: { ...calls, title: { en: 'Form visit' } } },
			],
		},
	})
	await choose(['kobo.csv', csv])
	expect(await screen.findByText(text('import.monthIsEnough'))).toBeVisible()
})

test('other forms do not mention months', async () => {
	const { choose } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	expect(await field('Age')).toBeVisible()
	expect(screen.queryByText(text('import.monthIsEnough'))).toBeNull()
})

test('the mapping is restored when a table with the same columns is opened again', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	await user.clear(await field('Age'))
	const chosen = await mapping()
	await choose(['kobo, second half.csv', csv])
	expect(await screen.findByText('kobo, second half.csv')).toBeVisible()
	expect(await mapping()).toEqual(chosen)
	// a file with other columns gets a new guess
	await choose(['other.csv', csv.replace('house', 'dwelling')])
	expect(await screen.findByText('other.csv')).toBeVisible()
	expect(await field('Age')).toHaveValue('age')
})

test('the next user to sign in starts without a mapping', async () => {
	const { user, choose } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	await user.clear(await field('Age'))
	clearMappings()
	await choose(['again.csv', csv])
	expect(await screen.findByText('again.csv')).toBeVisible()
	expect(await field('Age')).toHaveValue('age')
})

test('the browser warns before a changed mapping is lost, and not before', async () => {
	const { user, choose } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	const isLeaveBlocked = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
	await field('Age')
	expect(isLeaveBlocked()).toBe(false)
	await user.clear(await field('Age'))
	await waitFor(() => expect(isLeaveBlocked()).toBe(true))
})
