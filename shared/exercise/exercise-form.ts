import { seededRandom } from '#shared/kernel/seeded-random'
import type { CompiledForm } from '../forms/compile-form.ts'
import { analyseDependencies } from '../forms/dependencies.ts'
import type { Presets } from '../forms/form-definition.ts'
import { questionTypes } from '../forms/question-types.ts'
import { answersToTry } from './candidate-answers.ts'
import { type DesiredAnswers, deriveDesiredAnswers, type Goal } from './desired-answers.ts'
import { ExerciseSession } from './exercise-session.ts'
import { type ExerciseFinding, missingTranslations, problemsFirst } from './findings.ts'
import {
	countVisibleQuestions,
	createObservations,
	findingsFrom,
	getObservations,
	recordRunEnd,
} from './observations.ts'
import { createRowCountChecker } from './row-count-checker.ts'
import { runFill } from './run-fill.ts'

export interface ExerciseOptions {
	readonly seed: number
	/** Current time of the runs, for `today()` and `now()`. */
	readonly now: number
	readonly offsetMinutes: number
	/** Sets of values that the app fills in; the runs alternate between them. */
	readonly presets?: readonly Presets[]
}

export interface ExerciseProgress {
	/** Fills the form once more with made-up answers. */
	run(): void
	readonly runs: number
	/** Questions that a person answers, and those of them that were asked in some run. */
	readonly questions: number
	readonly reached: number
	/** Runs since the last one that reached a new question. */
	readonly runsSinceNews: number
	findings(): ExerciseFinding[]
}

/**
 * Tests a form automatically: many runs with made-up answers, including those that the form's own expressions
 * name. Each run aims at something that no run has reached. The same seed gives the same runs. It can show
 * that something happens, never that something cannot: anything else is only "not reached in N runs".
 */
export function exerciseForm(form: CompiledForm, options: ExerciseOptions): ExerciseProgress {
	const { now, offsetMinutes, presets = [{}] } = options
	const random = seededRandom(options.seed)
	const reads = analyseDependencies(form)
	const notes = createObservations(form)
	const counts = createRowCountChecker(form.nodes, reads)
	const candidateAnswers = answersToTry({ reads, random, now, offsetMinutes })
	const inputNodes = form.nodes.filter(
		({ part }) => part.kind === 'question' && questionTypes[part.type].isInput,
	)
	/** Answers of runs that reached something new: later runs begin with them. */
	const successfulRuns: DesiredAnswers[] = []
	let runs = 0
	let reached = 0
	let lastNews = 0

	/** Answers for the goals of a run: parts that were never reached, never valid, or never hidden. */
	function chooseDesiredAnswers(): DesiredAnswers {
		const goals = form.nodes.flatMap((node): Goal[] => {
			const seen = getObservations(notes, node)
			if (countVisibleQuestions(node) > 0 && (seen.relevant === 0 || (seen.met === 0 && seen.unmet > 0)))
				return [{ node, isRelevant: true }]
			return node.runs.relevant && seen.irrelevant === 0 ? [{ node, isRelevant: false }] : []
		})
		const base = successfulRuns.length > 0 && random.chance(0.5) ? random.pick(successfulRuns) : []
		const goal =
			goals.length > 0 && random.chance(0.8) ? deriveDesiredAnswers(random.pick(goals), reads, random) : []
		return new Map([...base, ...goal])
	}

	return {
		run() {
			const session = new ExerciseSession(form, {
				answers: new Map(),
				isNew: true,
				presets: presets[runs % presets.length] ?? {},
				context: {
					now: () => now,
					offsetMinutes,
					random: random.next,
					uuid: () => `uuid-${random.below(1_000_000)}`,
					language: form.definition.languages[0]?.tag ?? 'en',
				},
			})
			const given = runFill({
				session,
				notes,
				candidateAnswers,
				random,
				desiredAnswers: chooseDesiredAnswers(),
				rowsToFill: counts.rowsToFill,
			})
			recordRunEnd(session, notes, reads)
			counts.look(session)
			runs++
			const reachedNow = inputNodes.filter((node) => getObservations(notes, node).relevant > 0).length
			if (reachedNow > reached) {
				lastNews = runs
				successfulRuns.push(given)
				if (successfulRuns.length > maxGoodRuns) successfulRuns.shift()
			}
			reached = reachedNow
		},
		get runs() {
			return runs
		},
		questions: inputNodes.length,
		get reached() {
			return reached
		},
		get runsSinceNews() {
			return runs - lastNews
		},
		findings: () =>
			problemsFirst([...findingsFrom(notes), ...counts.findings(), ...missingTranslations(form.definition)]),
	}
}

const maxGoodRuns = 20
