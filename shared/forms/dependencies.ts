import { compile } from '#shared/expressions/evaluate'
import { allFunctions } from '#shared/expressions/functions'
import { parse } from '#shared/expressions/parse'
import type { Evaluate } from '#shared/expressions/scope'
import { type Expression, isSelf, plainSteps, walk } from '#shared/expressions/syntax'
import type { CompiledForm } from './compile-form.ts'
import { displayRoles, expressionText, type FormNode, stateRoles } from './form-nodes.ts'
import { namesFor, noTracker } from './name-resolver.ts'
import { NameError, type NameTable, nameTable } from './name-table.ts'

/** A piece of an expression that is decided as one: `${age} > 5`, `regex(., '…')`. */
export interface Atom {
	readonly expression: Expression
	/** Questions that it reads; for `.`, the question that it belongs to. */
	readonly reads: readonly FormNode[]
}

/** Dependencies in a form's expressions. Built once per form, for tools that analyse forms, not records. */
export interface FormDependencies {
	readonly consent: CompiledForm['consent']
	/** Returns the parsed expression of a node for a role. Null if it has none. */
	expression(
		node: FormNode,
		role: (typeof stateRoles)[number] | 'constraint' | 'choiceFilter',
	): Expression | null
	/**
	 * Returns the node that a reference, a plain path or `.` means, seen from a node; null for anything else.
	 */
	nodeOf(expression: Expression, from: FormNode): FormNode | null
	/** Returns every atom of any expression that reads the node. */
	atomsOn(node: FormNode): readonly Atom[]
	/** Returns the values that the node's constraint compares its answer with, compiled. */
	boundsOf(node: FormNode): readonly Evaluate[]
	/** Returns the nodes that a calculation or a count reads directly. */
	sourcesOf(node: FormNode): readonly FormNode[]
}

export function analyseDependencies(
	form: Pick<CompiledForm, 'definition' | 'nodes' | 'consent'>,
): FormDependencies {
	const table = nameTable(form.nodes)
	const parsed = new Map<string, Expression | null>()
	const expressionOf = (source: string | undefined): Expression | null => {
		if (source === undefined) return null
		const known = parsed.get(source)
		if (known !== undefined) return known
		const read = parse(source)
		const expression = 'expression' in read ? read.expression : null
		parsed.set(source, expression)
		return expression
	}
	const nodeOf = (expression: Expression, from: FormNode) => resolveNode(expression, from, table)
	const nodesIn = (expression: Expression, from: FormNode): FormNode[] => {
		const found = new Set<FormNode>()
		walk(expression, (part) => {
			const node = nodeOf(part, from)
			if (node) found.add(node)
		})
		return [...found]
	}
	const atoms = new Map<FormNode, Atom[]>()
	for (const node of form.nodes)
		for (const role of [...stateRoles, ...displayRoles]) {
			const whole = expressionOf(expressionText(node.part, role))
			for (const expression of whole ? piecesOf(whole) : []) {
				const atom = { expression, reads: nodesIn(expression, node) }
				for (const read of atom.reads) atoms.set(read, [...(atoms.get(read) ?? []), atom])
			}
		}
	const sources = new Map<FormNode, readonly FormNode[]>()
	const bounds = new Map<FormNode, readonly Evaluate[]>()
	return {
		consent: form.consent,
		expression: (node, role) => expressionOf(expressionText(node.part, role)),
		nodeOf,
		atomsOn: (node) => atoms.get(node) ?? [],
		boundsOf(node) {
			const known = bounds.get(node)
			if (known) return known
			const constraint = expressionOf(expressionText(node.part, 'constraint'))
			const names = namesFor(node, { table, definition: form.definition, functions: allFunctions }, noTracker)
			const found = (constraint ? piecesOf(constraint) : []).flatMap((piece) =>
				otherSides(piece).map((side) => compile(side, names)),
			)
			bounds.set(node, found)
			return found
		},
		sourcesOf(node) {
			const known = sources.get(node)
			if (known) return known
			const isRepeat = node.part.kind === 'repeat'
			const expression = expressionOf(expressionText(node.part, isRepeat ? 'count' : 'calculation'))
			// a calculation may read its own last result, which is not a source
			const found = (expression ? nodesIn(expression, node) : []).filter((each) => isRepeat || each !== node)
			sources.set(node, found)
			return found
		},
	}
}

/** Returns all nodes that a node depends on, through calculations to the questions behind them. */
export function allSources(
	node: FormNode,
	reads: FormDependencies,
	seen = new Set<FormNode>(),
): ReadonlySet<FormNode> {
	for (const source of reads.sourcesOf(node)) {
		if (seen.has(source)) continue
		seen.add(source)
		allSources(source, reads, seen)
	}
	return seen
}

function resolveNode(expression: Expression, from: FormNode, table: NameTable): FormNode | null {
	try {
		if (expression.kind === 'reference')
			return expression.lastSaved ? null : table.reference(expression.name, from)
		if (expression.kind !== 'path') return null
		if (isSelf(expression)) return from
		const steps = plainSteps(expression)
		return steps && typeof expression.origin === 'string' ? table.path(steps, expression.origin, from) : null
	} catch (thrown) {
		// a column of a choice list, or another name that is no question
		if (thrown instanceof NameError) return null
		throw thrown
	}
}

/** Returns the sides of a comparison that do not read the answer itself, if the other side does. */
function otherSides(piece: Expression): Expression[] {
	if (piece.kind !== 'binary') return []
	const readsItself = (side: Expression) => {
		let found = false
		walk(side, (part) => {
			if (isSelf(part)) found = true
		})
		return found
	}
	const [left, right] = [readsItself(piece.left), readsItself(piece.right)]
	return left === right ? [] : [left ? piece.right : piece.left]
}

/** Functions whose arguments are decided one by one. */
const transparent = new Set(['not', 'boolean', 'if', 'coalesce', 'once'])

function piecesOf(expression: Expression): Expression[] {
	if (expression.kind === 'binary' && (expression.operator === 'and' || expression.operator === 'or'))
		return [...piecesOf(expression.left), ...piecesOf(expression.right)]
	if (expression.kind === 'call' && transparent.has(expression.name)) return expression.args.flatMap(piecesOf)
	return [expression]
}
