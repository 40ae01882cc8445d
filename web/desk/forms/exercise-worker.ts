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

const mostRuns = 1000
const longestMs = 20_000
/** Minimum number of runs, and of runs without a new finding, before the test ends. */
const enoughRuns = 200
const progressIntervalMs = 250

addEventListener('message', ({ data }: MessageEvent<ExerciseRequest>) => {
	const compiled = compileForm(data.definition, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const made = exerciseForm(compiled.form, data)
	const tell = (isOver: boolean) => {
		const { runs, reached, questions } = made
		postMessage({ runs, reached, questions, findings: made.findings(), isOver } satisfies ExerciseState)
	}
	const end = performance.now() + longestMs
	let next = 0
	while (made.runs < mostRuns && performance.now() < end) {
		made.run()
		if (made.runs >= enoughRuns && made.runsSinceNews >= enoughRuns) break
		if (performance.now() < next) continue
		tell(false)
		next = performance.now() + progressIntervalMs
	}
	tell(true)
})
