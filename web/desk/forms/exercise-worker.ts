import { type ExerciseOptions, exerciseForm } from '#shared/exercise/exercise-form'
import type { ExerciseFinding } from '#shared/exercise/findings'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'

export interface ExerciseRequest extends ExerciseOptions {
	readonly definition: FormDefinition
}

export interface ExerciseState {
	readonly runs: number
	readonly reached: number
	readonly questions: number
	readonly findings: readonly ExerciseFinding[]
	readonly isOver: boolean
}

const maxRuns = 1000
const longestMs = 20_000
/** Minimum number of runs, and of runs without a new finding, before the test ends. */
const enoughRuns = 200
const progressIntervalMs = 250

addEventListener('message', ({ data }: MessageEvent<ExerciseRequest>) => {
	const compiled = compileForm(data.definition, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const exercise = exerciseForm(compiled.form, data)
	const postState = (isOver: boolean) => {
		const { runs, reached, questions } = exercise
		postMessage({ runs, reached, questions, findings: exercise.findings(), isOver } satisfies ExerciseState)
	}
	const end = performance.now() + longestMs
	let next = 0
	while (exercise.runs < maxRuns && performance.now() < end) {
		exercise.run()
		if (exercise.runs >= enoughRuns && exercise.runsSinceNews >= enoughRuns) break
		if (performance.now() < next) continue
		postState(false)
		next = performance.now() + progressIntervalMs
	}
	postState(true)
})
