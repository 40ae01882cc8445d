import { toTruth } from '#shared/expressions/values'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { inRow, rowOf } from '../forms/answers.ts'
import type { Question } from '../forms/form-definition.ts'
import type { FormNode } from '../forms/form-nodes.ts'
import { questionTypes } from '../forms/question-types.ts'
import type { AnswersToTry } from './candidate-answers.ts'
import type { DesiredAnswer, DesiredAnswers } from './desired-answers.ts'
import type { ExerciseSession } from './exercise-session.ts'
import { getObservations, type NodeObservations, type ObservationsByNode } from './observations.ts'

export interface FillOptions {
	readonly session: ExerciseSession
	/** Collects the observations of the run. */
	readonly notes: ObservationsByNode
	readonly candidateAnswers: AnswersToTry
	readonly random: SeededRandom
	readonly desiredAnswers: DesiredAnswers
	readonly rowsToFill: (repeat: FormNode) => number
}

/** Fills in a form once from beginning to end, and returns the answers. */
export function runFill(options: FillOptions): DesiredAnswers {
	const fill = new FormFill(options)
	fill.run()
	return fill.given
}

/** One filling in of a form: each question is answered once, in the order of the form. */
class FormFill {
	readonly given = new Map<FormNode, DesiredAnswer>()
	readonly #options: FillOptions
	/** Paths of the questions that were answered or left blank. */
	readonly #answered = new Set<string>()

	constructor(options: FillOptions) {
		this.#options = options
	}

	run(): void {
		const roots = this.#options.session.form.nodes.filter((node) => node.parent === null)
		this.#enter(roots, '')
		// a question that a later answer opens is answered in a second pass
		for (let turn = 0; turn < 2; turn++) this.#visit(roots, '')
	}

	#observationsOf(node: FormNode): NodeObservations {
		return getObservations(this.#options.notes, node)
	}

	/** Notes which parts are asked before their neighbours have been answered. */
	#enter(nodes: readonly FormNode[], row: string): void {
		for (const node of nodes) this.#recordRelevance(node, inRow(row, node.suffix))
	}

	#visit(nodes: readonly FormNode[], row: string): void {
		for (const node of nodes) {
			const path = inRow(row, node.suffix)
			if (!this.#recordRelevance(node, path)) continue
			if (node.part.kind === 'question') this.#answerOne(node, path)
			else if (node.part.kind === 'group') this.#visitInside(node, row)
			else this.#visitRows(node, path)
		}
	}

	#visitInside(node: FormNode, row: string): void {
		this.#enter(node.children, row)
		this.#visit(node.children, row)
	}

	#visitRows(node: FormNode, path: string): void {
		const { session, random, rowsToFill } = this.#options
		const isCounted = node.part.kind === 'repeat' && node.part.count !== undefined
		if (!isCounted && session.rows(path).length === 0) {
			// mostly none to three rows; now and then as many as a long list has
			const wanted = random.chance(0.1) ? 6 + random.below(8) : random.below(4)
			for (let i = 0; i < wanted; i++) session.addRow(path, `r${i}`)
		}
		const seen = this.#observationsOf(node)
		seen.rows = Math.max(seen.rows, session.rows(path).length)
		// a count that reads its own rows grows while they are filled in
		for (let i = 0; i < Math.min(session.rows(path).length, rowsToFill(node)); i++)
			this.#visitInside(node, session.rows(path)[i] as string)
	}

	/** Notes whether a part is asked, and returns it. */
	#recordRelevance(node: FormNode, path: string): boolean {
		const seen = this.#observationsOf(node)
		const isRelevant = this.#options.session.isRelevant(path)
		if (isRelevant) seen.relevant++
		else {
			seen.irrelevant++
			if (node.part.kind === 'group') this.#recordHidden(node.children, rowOf(path))
		}
		return isRelevant
	}

	/** A hidden group hides all that it contains; counts those whose own condition is false as well. */
	#recordHidden(nodes: readonly FormNode[], row: string): void {
		const { session } = this.#options
		for (const node of nodes) {
			const { relevant } = node.runs
			if (relevant && !toTruth(session.evaluatedAt(inRow(row, node.suffix), relevant)))
				this.#observationsOf(node).irrelevant++
			if (node.part.kind === 'group') this.#recordHidden(node.children, row)
		}
	}

	#answerOne(node: FormNode, path: string): void {
		const { session, candidateAnswers, desiredAnswers, random } = this.#options
		if (this.#answered.has(path)) return
		this.#answered.add(path)
		const question = node.part as Question
		const seen = this.#observationsOf(node)
		if (question.list !== undefined) {
			seen.choicesRead++
			seen.offered = Math.max(seen.offered, session.choices(path).length)
		}
		if (!questionTypes[question.type].isInput || session.isReadOnly(path)) return
		const wish = desiredAnswers.get(node)
		const isRequired = session.isRequired(path)
		if (isRequired) seen.required++
		// some optional questions are left blank
		if (!wish && !isRequired && random.chance(0.15)) return
		const typed = this.#answersTo(node, path, wish).find((each) => this.#tryAnswer(path, each, seen))
		if (typed === undefined) {
			session.answer(path, null)
			return
		}
		if (isRequired) seen.passed++
		candidateAnswers.used(node, typed)
		this.given.set(node, { typed })
	}

	#answersTo(node: FormNode, path: string, wish: DesiredAnswer | undefined): string[] {
		const { session, candidateAnswers, random } = this.#options
		const seen = this.#observationsOf(node)
		const tried = candidateAnswers.typedFor(session, path)
		// as long as nothing was refused, it is unknown whether the constraint refuses anything
		if (node.runs.constraint && seen.unmet === 0)
			[...tried, ...candidateAnswers.lengthsFor(node)].find(
				(each) => !this.#tryAnswer(path, each, seen) && seen.unmet > 0,
			)
		// rows differ, but some of them repeat an answer of another row
		if (!wish || random.chance(node.repeats.length > 0 ? 0.4 : 0.1)) return tried
		return 'typed' in wish ? [wish.typed, ...tried] : tried.filter((each) => each !== wish.not)
	}

	#tryAnswer(path: string, typed: string, seen: NodeObservations): boolean {
		const { session } = this.#options
		if (typed === '') return false
		session.type(path, typed)
		const violation = session.violationAt(path)
		if (violation?.kind === 'constraint') seen.unmet++
		else if (violation === null) seen.met++
		return violation === null
	}
}
