import type { AnswerSource, Evaluate } from '#shared/expressions/scope'
import { inRow, rowsAbove } from './answers.ts'
import type { FormNode } from './form-nodes.ts'
import { isOneValue, sharedRepeats } from './name-table.ts'
import type { RecordTree } from './record-tree.ts'

/**
 * Reads a node, seen from `from`: one value if the rows are shared, else a node per row. `shared` is the
 * number of rows that are fixed: all that both have in common, unless a path has left one and enters it
 * again.
 */
export function readerOf(
	target: FormNode,
	from: FormNode | null,
	treeOf: (answers: AnswerSource) => RecordTree,
	shared = sharedRepeats(from, target),
): Evaluate {
	const depth = from?.repeats.length ?? 0
	if (isOneValue(target, shared)) {
		if (shared === 0) {
			const { template } = target
			return ({ answers }) => answers.read(template)
		}
		return ({ answers, row }) => answers.read(inRow(rowAt(row, shared, depth), target.suffix))
	}
	return ({ answers, row }) => {
		const tree = treeOf(answers)
		const paths = pathsFrom(target, shared, rowAt(row, shared, depth), answers)
		return { nodes: paths.map((path) => tree.at(target, path)) }
	}
}

/** Tests whether the node exists and is asked, in any row that `from` may read. */
export function existsFrom(
	target: FormNode,
	from: FormNode | null,
	shared = sharedRepeats(from, target),
): Evaluate {
	const depth = from?.repeats.length ?? 0
	const { template } = target
	if (target.part.kind !== 'repeat' && target.repeats.length === 0)
		return ({ answers }) => answers.isRelevant(template)
	return ({ answers, row }) => pathsFrom(target, shared, rowAt(row, shared, depth), answers).length > 0
}

/** Returns the instance paths of a node that are asked; for a repeat its rows. */
function pathsFrom(target: FormNode, known: number, row: string, answers: AnswerSource): readonly string[] {
	const paths = rowsFrom(target, known, row, (repeat) => answers.rows(repeat)).map((each) =>
		inRow(each, target.suffix),
	)
	return target.part.kind === 'repeat'
		? paths.flatMap((path) => answers.rows(path))
		: paths.filter((path) => answers.isRelevant(path))
}

/** Cuts a row to its first `levels` rows; usually it is used whole. */
export const rowAt = (row: string, levels: number, depth: number): string =>
	levels === depth ? row : levels === 0 ? '' : (rowsAbove(row)[levels - 1] ?? '')

/** Returns all rows that contain the target, below a row that is already known. */
export function rowsFrom(
	target: FormNode,
	known: number,
	row: string,
	rowsOfRepeat: (repeatPath: string) => readonly string[],
): readonly string[] {
	let rows: readonly string[] = [row]
	for (const repeat of target.repeats.slice(known))
		rows = rows.flatMap((each) => rowsOfRepeat(inRow(each, repeat.suffix)))
	return rows
}
