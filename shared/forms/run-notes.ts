import { toNumber } from '#shared/expressions/values'
import { inRow } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'
import type { FormNode } from './form-nodes.ts'
import type { FormDependencies } from './form-reads.ts'
import { isNodeShown } from './pages.ts'
import { questionTypes } from './question-types.ts'
import { rowsFrom } from './readers.ts'
import type { ExerciseSession } from './rehearsal.ts'
import type { ExerciseFinding } from './run-findings.ts'

/** What was seen of one part of the form over all runs. */
export interface NodeObservations {
	asked: number
	/** How often its relevance said no, or would have, where what it stands in was not asked. */
	irrelevant: number
	/** Answers that its constraint let stand, and that it did not. */
	met: number
	unmet: number
	/** It was required, and how often that could be satisfied. */
	required: number
	passed: number
	/** How often its choices were looked at, and the most that were offered. */
	looked: number
	offered: number
	rows: number
	/** Calculated from what was answered, and still no number. */
	notNumber: number
	/** Questions whose being blank made it no number. */
	readonly blanks: Set<FormNode>
}
export type ObservationsByNode = ReadonlyMap<FormNode, NodeObservations>

export const createObservations = (form: CompiledForm): ObservationsByNode =>
	new Map(
		form.nodes.map((node) => [
			node,
			{
				asked: 0,
				irrelevant: 0,
				met: 0,
				unmet: 0,
				required: 0,
				passed: 0,
				looked: 0,
				offered: 0,
				rows: 0,
				notNumber: 0,
				blanks: new Set<FormNode>(),
			},
		]),
	)

export const getObservations = (notes: ObservationsByNode, node: FormNode): NodeObservations =>
	notes.get(node) as NodeObservations

/** A question of which a person sees something. */
const isSeen = (node: FormNode): boolean => node.part.kind === 'question' && isNodeShown(node)

/** Notes what a run that has come to its end says about calculations, and about constraints on what nobody types. */
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
			if (!session.isAsked(path)) continue
			const seen = getObservations(notes, node)
			const value = session.calculatedAt(path)
			if (value === 'NaN' || (typeof value === 'number' && Number.isNaN(toNumber(value, 0)))) {
				const blanks = reads.sourcesOf(node).filter((source) => isBlank(session, source, row))
				if (blanks.length === 0) seen.notNumber++
				for (const source of blanks) seen.blanks.add(source)
			}
			if (runs.constraint && questionTypes[part.type].asked && session.answerAt(path) !== undefined) {
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

/** Fewer answers than this say nothing about a constraint that let all of them stand. */
const enoughTries = 20

/** What the notes come to, in the order of the form. */
export const findingsFrom = (notes: ObservationsByNode): ExerciseFinding[] =>
	[...notes].flatMap(([node, seen]) => [...findingsAt(node, seen, notes)])

function* findingsAt(
	node: FormNode,
	seen: NodeObservations,
	notes: ObservationsByNode,
): Generator<ExerciseFinding> {
	const { part, template } = node
	const count = countVisibleQuestions(node)
	const wasEntered = (each: FormNode) =>
		each.part.kind === 'repeat'
			? getObservations(notes, each).rows > 0
			: getObservations(notes, each).asked > 0
	if (!wasEntered(node)) {
		const isOutermost = !node.parent || wasEntered(node.parent)
		if (isOutermost && count > 0) {
			const expression = seen.asked === 0 ? part.relevant : part.kind === 'repeat' ? part.count : undefined
			yield { kind: 'not-reached', template, count, ...(expression ? { expression } : {}) }
		}
		return
	}
	if (part.relevant !== undefined && seen.irrelevant === 0 && !isReportedForParent(node))
		yield { kind: 'relevance-always', template, expression: part.relevant }
	if (part.kind !== 'question') return
	const stuck = seen.required > 0 && seen.passed === 0 ? { isStuck: true as const } : {}
	if (part.choiceFilter !== undefined && seen.looked > 0 && seen.offered === 0)
		yield { kind: 'nothing-offered', template, expression: part.choiceFilter, ...stuck }
	if (part.constraint !== undefined && seen.met === 0 && seen.unmet > 0)
		yield { kind: 'constraint-unmet', template, expression: part.constraint, count: seen.unmet, ...stuck }
	if (part.constraint !== undefined && seen.unmet === 0 && seen.met >= enoughTries)
		yield { kind: 'constraint-always', template, expression: part.constraint, count: seen.met }
	if (part.calculation === undefined) return
	const about = { template, expression: part.calculation }
	if (seen.notNumber > 0) yield { kind: 'not-a-number', ...about, count: seen.notNumber }
	else if (seen.blanks.size > 0) yield { kind: 'blank-number', ...about, names: namesOf(seen.blanks) }
}

/** What it stands in has the same condition: whatever is to be said of it is said there. */
const isReportedForParent = ({ part, parent }: FormNode): boolean => {
	for (let above = parent; above; above = above.parent) if (above.part.relevant === part.relevant) return true
	return false
}

const namesOf = (nodes: Iterable<FormNode>): string[] =>
	[...nodes].sort((a, b) => a.index - b.index).map(({ part }) => part.name)

/** The questions that a person sees in a part, itself included. */
export const countVisibleQuestions = (node: FormNode): number =>
	node.children.reduce((sum, child) => sum + countVisibleQuestions(child), isSeen(node) ? 1 : 0)
