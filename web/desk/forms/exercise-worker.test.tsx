import { beforeEach, expect, test, vi } from 'vitest'
import { definitionOf } from '../../testing/forms.ts'
import { workerInThisThread } from '../../testing/workers.ts'
import type { ExerciseRequest, ExerciseState } from './exercise-worker.ts'

const startWorker = await workerInThisThread(() => import('./exercise-worker.ts'))
beforeEach(startWorker)

/**
 * States that the worker posts for a form, the first one first. `stepMs`: how far the clock advances at
 * each reading.
 */
function runWorker(lines: string, stepMs = 0): readonly ExerciseState[] {
	let nowMs = 0
	vi.spyOn(performance, 'now').mockImplementation(() => {
		nowMs += stepMs
		return nowMs
	})
	const states: ExerciseState[] = []
	const worker = new Worker('')
	worker.onmessage = ({ data }: MessageEvent<ExerciseState>) => states.push(data)
	const question: ExerciseRequest = {
		definition: definitionOf('visit', lines),
		seed: 1,
		now: Date.UTC(2026, 0, 15),
		offsetMinutes: 300,
	}
	worker.postMessage(question)
	return states
}

test('a form is tested until runs find nothing new, and the end is reported', () => {
	const states = runWorker('type  name  label\ninteger  age  Age\ntext  job  Work')
	expect(states.map(({ isOver }) => isOver)).toEqual([false, true])
	expect(states[0]).toMatchObject({ runs: 1, questions: 2 })
	expect(states[1]).toMatchObject({ reached: 2, questions: 2 })
	expect(states[1]?.runs).toBeGreaterThanOrEqual(200)
	expect(states[1]?.runs).toBeLessThan(300)
})

test('a question that is never asked is found', () => {
	const states = runWorker('type  name  label  relevant\ninteger  age  Age  -\ntext  job  Work  1 = 2')
	expect(states.at(-1)).toMatchObject({ reached: 1, questions: 2 })
	expect(states.at(-1)?.findings).toContainEqual(
		expect.objectContaining({ kind: 'not-reached', template: 'job' }),
	)
})

test('progress is reported at intervals, not after each run', () => {
	const states = runWorker('type  name  label\ninteger  age  Age', 10)
	const { runs } = states.at(-1) as ExerciseState
	expect(states.filter(({ isOver }) => isOver)).toHaveLength(1)
	// a run takes 20 ms by this clock
	expect(states.length).toBeGreaterThan(runs / 15)
	expect(states.length).toBeLessThan(runs / 10)
})

test('after twenty seconds the test ends with its findings so far', () => {
	const states = runWorker('type  name  label\ninteger  age  Age', 3000)
	expect(states.at(-1)).toMatchObject({ isOver: true, reached: 1 })
	expect(states.at(-1)?.runs).toBeLessThan(5)
})
