import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { AnswersResponse } from '#shared/results/estimates-response'
import { setClock } from '../../testing/clock.ts'
import {
	answersTo,
	estimate,
	indicator,
	label,
	notRelevant,
	tooFew,
	withheld,
} from '../../testing/estimates.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { text } from '../../testing/text.ts'
import { QuestionsScreen } from './questions-screen.tsx'

const route = 'GET /api/results/answers'
const bySex = answersTo({
	groups: [
		{ code: 'male', label: label('Man') },
		{ code: 'female', label: label('Woman') },
		{ code: 'other', label: label('Other') },
	],
	indicators: [
		indicator('yes', {
			label: label('Yes'),
			groups: [estimate({ value: 0.25 }), tooFew, estimate({ n: 0, value: null })],
		}),
		indicator('no', {
			label: label('No'),
			groups: [estimate({ value: 0.75 }), withheld, estimate({ n: 0, value: null })],
		}),
	],
})
const render = ({ replies, ...options }: DeskOptions = {}, response: AnswersResponse = bySex) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<QuestionsScreen />, {
		path: '/desk/results/questions',
		...options,
		replies: { [route]: response, ...replies },
	})
}
const table = async (name: string) =>
	within((await screen.findByRole('heading', { level: 2, name })).closest('section') as HTMLElement)
const cellsOf = (row: HTMLElement) => [...row.children].slice(1).map(({ textContent }) => textContent?.trim())

test('a question is shown overall, and its answers by group with the base of each', async () => {
	const { server } = await render()
	const all = await table('Have you heard of it?')
	expect(all.getByRole('row', { name: /^Yes / })).toHaveTextContent('54.8%')
	const groups = await table(text('results.breakdown.sex'))
	expect(cellsOf(groups.getByRole('row', { name: /^Man/ }))).toEqual([
		'400',
		'25.0% 50.0% to 60.0%',
		'75.0% 50.0% to 60.0%',
	])
	expect(cellsOf(groups.getByRole('row', { name: /^Woman/ }))).toEqual([
		'12',
		text('results.suppressedFew'),
		text('results.suppressedSecondary'),
	])
	// a group without interviews has no row
	expect(groups.queryByRole('row', { name: /^Other/ })).toBeNull()
	expect(groups.getByRole('row', { name: new RegExp(`^${text('results.total')}`) })).toHaveTextContent(
		'54.8%',
	)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({
		round: 'endline',
		by: 'sex',
		weights: 'average-of-the-districts',
	})
})

test('question, groups and weights are chosen, and stand in the address', async () => {
	const { user, server } = await render()
	await table('Have you heard of it?')
	// a question without a label has its name
	await user.selectOptions(screen.getByRole('combobox', { name: text('results.change.question') }), 'age')
	await user.selectOptions(await screen.findByRole('combobox', { name: text('results.groupBy') }), 'district')
	await user.selectOptions(await screen.findByRole('combobox', { name: text('results.thenBy') }), 'area')
	await user.selectOptions(await screen.findByRole('combobox', { name: text('results.weightLabel') }), 'none')
	await table('Have you heard of it?')
	expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toEqual({
		round: 'endline',
		by: 'district',
		within: 'area',
		weights: 'none',
		question: 'age',
	})
	expect(location.search).toContain('question=age')
})

test('the file has a row for each answer and group, with interval and base', async () => {
	const files = watchSavedFiles()
	const { user } = await render()
	await user.click(await screen.findByRole('button', { name: text('results.exportCsv') }))
	expect(files[0]?.name).toBe('answers-endline-heard-sex.csv')
	const rows = await rowsOfFile(files[0])
	expect(rows[2]?.slice(0, 10)).toEqual([
		...['yes', '1', 'Yes', 'male', 'Man', '400', '20', '0.25', '0.5', '0.6'],
	])
	// a suppressed share is not in the file
	expect(rows[3]?.slice(0, 8)).toEqual(['yes', '1', 'Yes', 'female', 'Woman', '12', '20', ''])
})

test('a number is a mean, a question that was not asked has no value, and a form may have none', async () => {
	const { unmount } = await render(
		{},
		answersTo({
			groups: [{ code: 'male', label: label('Man') }],
			indicators: [
				indicator('age', { kind: 'mean', whole: estimate({ value: 34.2 }), groups: [notRelevant] }),
			],
		}),
	)
	const groups = await table(text('results.breakdown.sex'))
	expect(groups.getByRole('row', { name: /^Man/ })).toHaveTextContent(text('results.notAsked'))
	expect(groups.getByRole('row', { name: new RegExp(`^${text('results.total')}`) })).toHaveTextContent(
		'34.20',
	)
	unmount()
	await render({}, answersTo({ question: null, questions: [], indicators: [] }))
	expect(await screen.findByText(text('results.questions.none'))).toBeVisible()
})

test('a problem is shown', async () => {
	await render({ replies: { [route]: new Problem('not-found') } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-found'))
})
