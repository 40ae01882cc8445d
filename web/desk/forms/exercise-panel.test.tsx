import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ExerciseFinding } from '#shared/exercise/findings'
import { setClock } from '../../testing/clock.ts'
import { definitionOf } from '../../testing/forms.ts'
import { renderDesk, study } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { replaceWorkers, type WorkerForTests } from '../../testing/workers.ts'
import { ExercisePanel } from './exercise-panel.tsx'
import type { ExerciseRequest, ExerciseState } from './exercise-worker.ts'

const visit = definitionOf('visit', 'type  name  label\ninteger  age  Your age\ntext  who  Your name', {
	languages: [{ tag: 'ur', name: 'اردو' }],
})
const state = (over: Partial<ExerciseState> = {}): ExerciseState => ({
	runs: 40,
	reached: 1,
	questions: 2,
	findings: [],
	isOver: false,
	...over,
})
const render = async () => {
	setClock('2026-01-15T07:00:00Z')
	const workers = replaceWorkers()
	const rendered = await renderDesk(<ExercisePanel definition={visit} version={null} onClose={() => {}} />)
	return { ...rendered, worker: workers[0] as WorkerForTests }
}
const progress = (over: Partial<ExerciseState>) => {
	const { runs, reached, questions } = state(over)
	return text('forms.testRun.progress', { runs, reached, questions })
}

test('the form runs in a worker, once with all districts and once with one', async () => {
	const { worker, unmount } = await render()
	const [question] = worker.sent as [ExerciseRequest]
	expect(question).toMatchObject({ definition: visit, seed: 1, offsetMinutes: 300 })
	expect(question.now).toBe(Date.parse('2026-01-15T07:00:00Z'))
	const [all, one] = question.presets ?? []
	expect(all).toMatchObject({ round: 'endline', person: 'sadia', phone: 'trial' })
	expect(all?.districts?.split(' ')).toEqual(study.districts.map(({ code }) => code))
	expect(one).toMatchObject({ district: 'PK607', districts: 'PK607' })
	unmount()
	expect(worker.isOver()).toBe(true)
})

test('progress is shown during the run, and findings at its end', async () => {
	const { worker } = await render()
	expect(screen.getByText(progress({ runs: 0, reached: 0, questions: 0 }))).toBeVisible()
	await worker.answer(state({ findings: [{ kind: 'not-reached', template: 'who' }] }))
	expect(screen.getByText(progress({}))).toBeVisible()
	expect(screen.getByRole('progressbar')).toHaveAttribute('value', '1')
	expect(screen.getByRole('progressbar')).toHaveAttribute('max', '2')
	expect(screen.queryByRole('table')).toBeNull()
	await worker.answer(state({ isOver: true, findings: [{ kind: 'not-reached', template: 'who', count: 1 }] }))
	expect(screen.queryByRole('progressbar')).toBeNull()
	expect(screen.getByRole('status')).toHaveTextContent(progress({}))
	expect(screen.getByRole('row', { name: /^who Your name/ })).toHaveTextContent(
		text('forms.finding.not-reached', { count: 1, runs: 40 }),
	)
})

test('the run is stopped on request, with the findings so far', async () => {
	const { user, worker } = await render()
	await worker.answer(state({ findings: [{ kind: 'relevance-always', template: 'age' }] }))
	await user.click(screen.getByRole('button', { name: text('forms.testRun.stop') }))
	expect(worker.isOver()).toBe(true)
	expect(screen.getByRole('row', { name: /^age/ })).toBeVisible()
	expect(screen.queryByRole('button', { name: text('forms.testRun.stop') })).toBeNull()
})

test('a run without findings shows its number of runs', async () => {
	const { worker } = await render()
	await worker.answer(state({ isOver: true }))
	expect(screen.getByText(text('forms.testRun.noProblems', { runs: 40 }))).toBeVisible()
})

test('a failing worker is a problem, not an endless run', async () => {
	const { worker } = await render()
	await worker.fail('out of memory')
	expect(screen.getByRole('alert')).toHaveTextContent(text('problem.unexpected'))
	expect(screen.queryByRole('progressbar')).toBeNull()
})

const found = async (finding: ExerciseFinding) => {
	const { worker } = await render()
	await worker.answer(state({ isOver: true, findings: [finding] }))
	return screen.getAllByRole('row')[1] as HTMLElement
}

test('problems are distinguished from hints', async () => {
	expect(await found({ kind: 'count-of-itself', template: 'age' })).toHaveTextContent(
		text('forms.testRun.problem'),
	)
})

test('a finding shows its expression, and whether the form cannot be finished', async () => {
	const row = await found({
		kind: 'constraint-unmet',
		template: 'age',
		count: 9,
		expression: '. > 200',
		isStuck: true,
	})
	expect(row).toHaveTextContent(text('forms.finding.constraint-unmet', { count: 9 }))
	expect(row).toHaveTextContent(text('forms.finding.stuck'))
	expect(within(row).getByText('. > 200')).toHaveAttribute('dir', 'ltr')
})

test('missing translations are listed for the whole form, with language, column and the first twenty names', async () => {
	const names = Array.from({ length: 25 }, (_, i) => `q${i}`)
	const row = await found({ kind: 'not-translated', template: '', language: 'ur', column: 'hint', names })
	expect(row).toHaveTextContent(text('forms.testRun.wholeForm'))
	expect(row).toHaveTextContent(text('forms.testRun.check'))
	expect(row).toHaveTextContent(
		text('forms.finding.not-translated', {
			language: 'اردو',
			column: text('forms.textColumn.hint'),
			names: `${names.slice(0, 20).join(', ')}, …`,
		}),
	)
})
