import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { definitionOf } from '../../testing/forms.ts'
import { renderImportScreen } from '../../testing/import-fixtures.tsx'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { workerInThisThread } from '../../testing/workers.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const head = 'KEY,start'
const lines = (header: string, ...cells: readonly string[]) =>
	`${head},${header}\n${cells.map((cell, i) => `k${i},2026-01-02,${cell}\n`).join('')}`
/** Table row of a question. */
const row = async (label: string) =>
	within(await screen.findByRole('row', { name: (name) => name.startsWith(label) }))
/** Finds the heading with the number of distinct values of a column. */
const values = async (label: string, count: number) =>
	(await row(label)).findByText(partOf('import.answerCount', { count }))
const choiceOf = (label: string) => screen.getByLabelText(label, { selector: 'select' }) as HTMLSelectElement
const chosen = (label: string) => choiceOf(label).selectedOptions[0]?.textContent

test('the values of a column are counted for a question with choices, and matched by code or label', async () => {
	const { choose } = await renderImportScreen()
	await choose(['a.csv', lines('tea', 'Yes', 'yes', 'NO', 'Yes', '')])
	const cells = await values('Tea?', 3)
	expect(cells).not.toHaveTextContent(text('import.unmatchedCount', { count: 0 }))
	expect(chosen('Tea?: Yes')).toBe('Yes')
	expect(chosen('Tea?: yes')).toBe('Yes')
	expect(chosen('Tea?: NO')).toBe('No')
	expect(choiceOf('Tea?: Yes').closest('label')).toHaveTextContent(/^Yes \(2\)/)
	expect(choiceOf('Tea?: NO').closest('label')).toHaveTextContent(/^NO \(1\)/)
})

test('an unmatched value is assigned to a choice, or left blank', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['a.csv', lines('tea', 'Yes', 'often', 'dk')])
	const cells = await values('Tea?', 3)
	expect(cells).toHaveTextContent(text('import.unmatchedCount', { count: 2 }))
	expect(chosen('Tea?: often')).toBe(text('import.noMatch'))
	await user.selectOptions(choiceOf('Tea?: often'), 'yes')
	expect(cells).toHaveTextContent(text('import.unmatchedCount', { count: 1 }))
	await user.selectOptions(choiceOf('Tea?: dk'), text('import.leaveBlank'))
	expect((await mapping()).questions.tea).toEqual({ columns: ['tea'], values: { often: 'yes', dk: null } })
	expect(within(cells).queryByText(partOf('import.unmatchedCount', { count: 1 }))).toBeNull()
	expect(within(choiceOf('Tea?: often')).queryByRole('option', { name: text('import.noMatch') })).toBeNull()
	// the user can override a matched choice
	await user.selectOptions(choiceOf('Tea?: Yes'), 'no')
	expect((await mapping()).questions.tea?.values).toEqual({ often: 'yes', dk: null, Yes: 'no' })
})

test('several choices in one cell are matched one by one', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['a.csv', lines('both', 'yes no', 'yes; maybe', 'no')])
	await values('Both?', 3)
	expect(choiceOf('Both?: yes').closest('label')).toHaveTextContent(/^yes \(2\)/)
	expect(choiceOf('Both?: no').closest('label')).toHaveTextContent(/^no \(2\)/)
	await user.selectOptions(choiceOf('Both?: maybe'), 'no')
	expect((await mapping()).questions.both).toEqual({ columns: ['both'], values: { maybe: 'no' } })
})

test('a value for missing answers is not matched to a choice', async () => {
	const { user, choose } = await renderImportScreen()
	await choose(['a.csv', lines('tea', 'Yes', '-99')])
	await values('Tea?', 2)
	await user.type(screen.getByLabelText(text('import.missingValues')), '-99')
	await values('Tea?', 1)
	expect(screen.queryByLabelText('Tea?: -99')).toBeNull()
})

test('other questions show their three most frequent values, long ones shortened', async () => {
	const { choose } = await renderImportScreen()
	const long = 'x'.repeat(50)
	await choose(['a.csv', lines('age', '1', '2', '2', long, long, long, '3', '3')])
	const age = await row('Age')
	expect(await age.findByText('x'.repeat(40))).toBeVisible()
	expect(age.getAllByRole('cell').at(-1)).toHaveTextContent(`${'x'.repeat(40)} 2 3`)
	expect(age.queryByText('1')).toBeNull()
})

test('without a column the same value can be set for every row', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['a.csv', lines('age', '1')])
	const label = `${text('import.constantValue')} Tea?`
	await user.selectOptions(await screen.findByLabelText(label), 'no')
	expect((await mapping()).questions.tea).toEqual({ columns: [], always: 'no' })
	expect(screen.getByLabelText('Tea?')).toHaveValue('')
	await user.selectOptions(screen.getByLabelText(label), '')
	expect((await mapping()).questions).not.toHaveProperty(['tea'])
	// no fixed answer if a column is chosen, for multiple choices, or without choices
	await user.type(screen.getByLabelText('Tea?'), 'age')
	expect(screen.queryByLabelText(label)).toBeNull()
	expect(screen.queryByLabelText(`${text('import.constantValue')} Both?`)).toBeNull()
	expect(screen.queryByLabelText(`${text('import.constantValue')} Age`)).toBeNull()
})

test('columns with one choice each are combined, and can be released', async () => {
	const { user, choose, mapping } = await renderImportScreen()
	await choose(['a.csv', lines('both/yes,both/no', '1,0')])
	const both = await row('Both?')
	expect(both.getByText(text('import.tickColumns', { count: 2 }))).toBeVisible()
	expect(both.getByText('both/yes, both/no')).toBeInTheDocument()
	expect(screen.queryByLabelText('Both?')).toBeNull()
	expect((await mapping()).questions.both).toEqual({
		columns: [],
		ticks: { yes: 'both/yes', no: 'both/no' },
	})
	await user.click(both.getByRole('button', { name: text('import.chooseOtherColumn') }))
	expect(screen.getByLabelText('Both?')).toHaveValue('')
	expect((await mapping()).questions).not.toHaveProperty(['both'])
})

test('a location uses several columns', async () => {
	const place = definitionOf('visit', 'type  name  label\ngeopoint  house  House')
	const { choose, mapping } = await renderImportScreen({ replies: { 'GET /api/forms/visit/2': place } })
	await choose(['a.csv', lines('house_latitude,house_longitude,house_altitude', '24.8,67.1,8')])
	const house = await row('House')
	expect(house.getByLabelText('House')).toHaveValue('house_latitude')
	expect(house.getByText('house_longitude')).toBeVisible()
	expect(house.getByText('house_altitude')).toBeVisible()
	expect((await mapping()).questions.house?.columns).toHaveLength(3)
})

test('required questions are marked, also if not always relevant; other rows are not', async () => {
	const definition = definitionOf(
		'visit',
		`
		type       name    label   required  relevant     calculation  bind::zila:personal
		text       called  Name   yes       -            -            yes
		integer    age    Age     yes       -            -            -
		text       job    Work    yes       \${age} > 15  -            -
		text       rest   Remark  -         -            -            -
		calculate  twice  -       -         -            \${age} * 2   -
	`,
	)
	const { choose } = await renderImportScreen({ replies: { 'GET /api/forms/visit/2': definition } })
	await choose(['a.csv', lines('age', '1')])
	const markOf = async (label: string) =>
		(await row(label)).getByText(partOf('import.required')).textContent?.split(' · ')[1]
	expect(await markOf('Age')).toBe(text('import.required'))
	expect(await markOf('Work')).toBe(text('import.requiredIfRelevant'))
	expect((await row('Remark')).queryByText(partOf('import.required'))).toBeNull()
	const table = within(screen.getByRole('table', { name: text('import.mappingTitle') }))
	expect(table.getAllByRole('row')).toHaveLength(1 + 3)
})
