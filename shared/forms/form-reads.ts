import { compile } from '#shared/expressions/evaluate'
import { allFunctions } from '#shared/expressions/functions'
import { parse } from '#shared/expressions/parse'
import type { Evaluate } from '#shared/expressions/scope'
import { type Expression, isSelf, plainSteps, walk } from '#shared/expressions/syntax'
import type { CompiledForm } from './compile-form.ts'
import { namesFor, noTracker } from './form-names.ts'
import { displayRoles, expressionText, type FormNode, stateRoles } from './form-nodes.ts'
import { NameError, type NameTable, nameTable } from './name-table.ts'

/** A piece of an expression that is decided as one: `${age} > 5`, `regex(., '…')`. */
export interface Atom {
	readonly expression: Expression
	/** Questions that it looks at; the question that it belongs to, for `.`. */
	readonly reads: readonly FormNode[]
}

/** What the expressions of a form look at. Built once a form; for people and programs that look at forms, not at records. */
export interface FormDependencies {
	readonly consent: CompiledForm['consent']
	/** The parsed expression that a node gives for a role; null for none. */
	expression(
		node: FormNode,
		role: (typeof stateRoles)[number] | 'constraint' | 'choiceFilter',
	): Expression | null
	/** The node that a reference, a plain path or `.` means, seen from a node; null for anything else. */
	nodeOf(expression: Expression, from: FormNode): FormNode | null
	/** Every piece of any expression that looks at the node. */
	atomsOn(node: FormNode): readonly Atom[]
	/** What the node's constraint compares its answer with, ready to be asked. */
	boundsOf(node: FormNode): readonly Evaluate[]
	/** The nodes that a calculation or a count is made of, directly. */
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
			const names = namesFor(node, table, form.definition, allFunctions, noTracker)
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
			// a calculation may look at its own last result, which is no source
			const found = (expression ? nodesIn(expression, node) : []).filter((each) => isRepeat || each !== node)
			sources.set(node, found)
			return found
		},
	}
}

/** Everything that the nodes are made of, calculations followed to the questions behind them. */
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

/** The sides of a comparison that do not look at the answer itself, where the other one does. */
function otherSides(piece: Expression): Expression[] {
	if (piece.kind !== 'binary') return []
	const looksAtItself = (side: Expression) => {
		let found = false
		walk(side, (part) => {
			if (isSelf(part)) found = true
		})
		return found
	}
	const [left, right] = [looksAtItself(piece.left), looksAtItself(piece.right)]
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
