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
export function runFill({
	session,
	notes,
	candidateAnswers,
	random,
	desiredAnswers,
	rowsToFill,
}: FillOptions): DesiredAnswers {
	const given = new Map<FormNode, DesiredAnswer>()
	const answered = new Set<string>()
	const roots = session.form.nodes.filter((node) => node.parent === null)
	enter(roots, '')
	// a question that a later answer opens is answered in a second pass
	for (let turn = 0; turn < 2; turn++) visit(roots, '')
	return given

	/** Notes which parts are asked before their neighbours have been answered. */
	function enter(nodes: readonly FormNode[], row: string): void {
		for (const node of nodes) recordRelevance(node, inRow(row, node.suffix))
	}
	function visit(nodes: readonly FormNode[], row: string): void {
		for (const node of nodes) {
			const path = inRow(row, node.suffix)
			if (!recordRelevance(node, path)) continue
			if (node.part.kind === 'question') answerOne(node, path)
			else if (node.part.kind === 'group') visitInside(node, row)
			else visitRows(node, path)
		}
	}
	function visitInside(node: FormNode, row: string): void {
		enter(node.children, row)
		visit(node.children, row)
	}
	function visitRows(node: FormNode, path: string): void {
		const isCounted = node.part.kind === 'repeat' && node.part.count !== undefined
		if (!isCounted && session.rows(path).length === 0) {
			// mostly none to three rows; now and then as many as a long list has
			const wanted = random.chance(0.1) ? 6 + random.below(8) : random.below(4)
			for (let i = 0; i < wanted; i++) session.addRow(path, `r${i}`)
		}
		const seen = getObservations(notes, node)
		seen.rows = Math.max(seen.rows, session.rows(path).length)
		// a count that reads its own rows grows while they are filled in
		for (let i = 0; i < Math.min(session.rows(path).length, rowsToFill(node)); i++)
			visitInside(node, session.rows(path)[i] as string)
	}
	/** Notes whether a part is asked, and returns it. */
	function recordRelevance(node: FormNode, path: string): boolean {
		const seen = getObservations(notes, node)
		const isRelevant = session.isRelevant(path)
		if (isRelevant) seen.relevant++
		else {
			seen.irrelevant++
			if (node.part.kind === 'group') recordHidden(node.children, rowOf(path))
		}
		return isRelevant
	}
	/** A hidden group hides all that it contains; counts those whose own condition is false as well. */
	function recordHidden(nodes: readonly FormNode[], row: string): void {
		for (const node of nodes) {
			const { relevant } = node.runs
			if (relevant && !toTruth(session.evaluatedAt(inRow(row, node.suffix), relevant)))
				getObservations(notes, node).irrelevant++
			if (node.part.kind === 'group') recordHidden(node.children, row)
		}
	}
	function answerOne(node: FormNode, path: string): void {
		if (answered.has(path)) return
		answered.add(path)
		const question = node.part as Question
		const seen = getObservations(notes, node)
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
		const typed = answersTo(node, path, wish).find((each) => tryAnswer(path, each, seen))
		if (typed === undefined) {
			session.answer(path, null)
			return
		}
		if (isRequired) seen.passed++
		candidateAnswers.used(node, typed)
		given.set(node, { typed })
	}
	function answersTo(node: FormNode, path: string, wish: DesiredAnswer | undefined): string[] {
		const seen = getObservations(notes, node)
		const tried = candidateAnswers.typedFor(session, path)
		// as long as nothing was refused, it is unknown whether the constraint refuses anything
		if (node.runs.constraint && seen.unmet === 0)
			[...tried, ...candidateAnswers.lengthsFor(node)].find(
				(each) => !tryAnswer(path, each, seen) && seen.unmet > 0,
			)
		// rows differ, but some of them repeat an answer of another row
		if (!wish || random.chance(node.repeats.length > 0 ? 0.4 : 0.1)) return tried
		return 'typed' in wish ? [wish.typed, ...tried] : tried.filter((each) => each !== wish.not)
	}
	function tryAnswer(path: string, typed: string, seen: NodeObservations): boolean {
		if (typed === '') return false
		session.type(path, typed)
		const violation = session.violationAt(path)
		if (violation?.kind === 'constraint') seen.unmet++
		else if (violation === null) seen.met++
		return violation === null
	}
}
