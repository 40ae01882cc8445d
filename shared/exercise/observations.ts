import { toNumber } from '#shared/expressions/values'
import { inRow } from '../forms/answers.ts'
import type { CompiledForm } from '../forms/compile-form.ts'
import type { FormDependencies } from '../forms/dependencies.ts'
import type { Question } from '../forms/form-definition.ts'
import type { FormNode } from '../forms/form-nodes.ts'
import { rowsFrom } from '../forms/node-readers.ts'
import { isNodeShown } from '../forms/pages.ts'
import { questionTypes } from '../forms/question-types.ts'
import type { ExerciseSession } from './exercise-session.ts'
import type { ExerciseFinding } from './findings.ts'

/** Observations of one part of the form over all runs. */
export interface NodeObservations {
	relevant: number
	/**
	 * Number of times that its relevance was false, or would have been if the part around it had been asked.
	 */
	irrelevant: number
	/** Answers that its constraint accepted, and that it rejected. */
	met: number
	unmet: number
	/** Number of times that it was required, and that this could be satisfied. */
	required: number
	passed: number
	/** Number of times that its choices were read, and the most that were offered. */
	choicesRead: number
	offered: number
	rows: number
	/** Number of times that its calculation had answers and gave no number. */
	notNumber: number
	/** Questions whose blank answer made it no number. */
	readonly blanks: Set<FormNode>
}
export type ObservationsByNode = ReadonlyMap<FormNode, NodeObservations>

export const createObservations = (form: CompiledForm): ObservationsByNode =>
	new Map(
		form.nodes.map((node) => [
			node,
			{
				relevant: 0,
				irrelevant: 0,
				met: 0,
				unmet: 0,
				required: 0,
				passed: 0,
				choicesRead: 0,
				offered: 0,
				rows: 0,
				notNumber: 0,
				blanks: new Set<FormNode>(),
			},
		]),
	)

export const getObservations = (notes: ObservationsByNode, node: FormNode): NodeObservations =>
	notes.get(node) as NodeObservations

/** True for a question that shows something to a person. */
const isSeen = (node: FormNode): boolean => node.part.kind === 'question' && isNodeShown(node)

/** Records the results of calculations in a finished run, and of constraints on values that are not typed. */
export function recordRunEnd(
	session: ExerciseSession,
	notes: ObservationsByNode,
	reads: FormDependencies,
): void {
	for (const node of session.form.nodes) {
		const { part, runs } = node
		if (part.kind !== 'question' || !runs.calculation || node.volatile) continue
		for (const row of rowsFrom(node, 0, '', (repeat) => session.rows(repeat))) {
			const path = inRow(row, node.suffix)
			if (!session.isRelevant(path)) continue
			const seen = getObservations(notes, node)
			const value = session.calculatedAt(path)
			if (value === 'NaN' || (typeof value === 'number' && Number.isNaN(toNumber(value, 0)))) {
				const blanks = reads.sourcesOf(node).filter((source) => isBlank(session, source, row))
				if (blanks.length === 0) seen.notNumber++
				for (const source of blanks) seen.blanks.add(source)
			}
			if (runs.constraint && questionTypes[part.type].isInput && session.answerAt(path) !== undefined) {
				if (session.violationAt(path)?.kind === 'constraint') seen.unmet++
				else seen.met++
			}
		}
	}
}

const isBlank = (session: ExerciseSession, source: FormNode, row: string): boolean =>
	source.part.kind === 'question' &&
	rowsFrom(source, 0, '', (repeat) => session.rows(repeat))
		.filter((each) => each === '' || row === '' || each === row || row.startsWith(`${each}/`))
		.some((each) => session.read(inRow(each, source.suffix)) === '')

/** Minimum answers before a constraint that accepted all of them is reported. */
const enoughTries = 20

/** Converts the observations to findings, in the order of the form. */
export const findingsFrom = (notes: ObservationsByNode): ExerciseFinding[] =>
	[...notes].flatMap(([node, seen]) => [...findingsAt(node, seen, notes)])

function* findingsAt(
	node: FormNode,
	seen: NodeObservations,
	notes: ObservationsByNode,
): Generator<ExerciseFinding> {
	const { part, template } = node
	const wasEntered = (each: FormNode) =>
		each.part.kind === 'repeat'
			? getObservations(notes, each).rows > 0
			: getObservations(notes, each).relevant > 0
	if (!wasEntered(node)) {
		const count = countVisibleQuestions(node)
		const isOutermost = !node.parent || wasEntered(node.parent)
		if (isOutermost && count > 0) {
			const expression = seen.relevant === 0 ? part.relevant : part.kind === 'repeat' ? part.count : undefined
			yield { kind: 'not-reached', template, count, ...(expression ? { expression } : {}) }
		}
		return
	}
	if (part.relevant !== undefined && seen.irrelevant === 0 && !isReportedForParent(node))
		yield { kind: 'relevance-always', template, expression: part.relevant }
	if (part.kind !== 'question') return
	yield* findingsOfAnswers(part, template, seen)
	if (part.calculation === undefined) return
	const about = { template, expression: part.calculation }
	if (seen.notNumber > 0) yield { kind: 'not-a-number', ...about, count: seen.notNumber }
	else if (seen.blanks.size > 0) yield { kind: 'blank-number', ...about, names: namesOf(seen.blanks) }
}

/** Findings about the choices and the constraint of a question. */
function* findingsOfAnswers(
	{ choiceFilter, constraint }: Question,
	template: string,
	seen: NodeObservations,
): Generator<ExerciseFinding> {
	const stuck = seen.required > 0 && seen.passed === 0 ? { isStuck: true as const } : {}
	if (choiceFilter !== undefined && seen.choicesRead > 0 && seen.offered === 0)
		yield { kind: 'nothing-offered', template, expression: choiceFilter, ...stuck }
	if (constraint === undefined) return
	if (seen.met === 0 && seen.unmet > 0)
		yield { kind: 'constraint-unmet', template, expression: constraint, count: seen.unmet, ...stuck }
	if (seen.unmet === 0 && seen.met >= enoughTries)
		yield { kind: 'constraint-always', template, expression: constraint, count: seen.met }
}

/** True if a part around it has the same condition, for which the finding is reported. */
const isReportedForParent = ({ part, parent }: FormNode): boolean => {
	for (let above = parent; above; above = above.parent) if (above.part.relevant === part.relevant) return true
	return false
}

const namesOf = (nodes: Iterable<FormNode>): string[] =>
	[...nodes].sort((a, b) => a.index - b.index).map(({ part }) => part.name)

/** Number of questions that a person sees in a part, itself included. */
export const countVisibleQuestions = (node: FormNode): number =>
	node.children.reduce((sum, child) => sum + countVisibleQuestions(child), isSeen(node) ? 1 : 0)
