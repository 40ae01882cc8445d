import { parse } from '#shared/expressions/parse'
import type { Expression, Path } from '#shared/expressions/syntax'
import type { CompiledForm } from './compile-form.ts'
import { analyseDependencies } from './dependencies.ts'
import { isAudit } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'
import { collectReachableNodes } from './reachable-nodes.ts'

/** Functions that read only how many rows there are, or which, and not their contents. */
const counting: ReadonlySet<string> = new Set(['count', 'position', 'index', 'indexed-repeat'])

/** Finds everything that an expression may read, seen from a node: by any path, and inside of groups too. */
export type FindReferencedNodes = (source: string | undefined, from: FormNode) => ReadonlySet<FormNode>

export function createReferenceFinder(form: CompiledForm): FindReferencedNodes {
	const reads = analyseDependencies(form)
	const roots = form.nodes.filter(({ parent, part }) => parent === null && !isAudit(part))

	return (source, from) => {
		const found = new Set<FormNode>()
		const add = (node: FormNode, isCounted: boolean): void => {
			found.add(node)
			if (!isCounted) for (const child of node.children) add(child, false)
		}
		const follow = (path: Path, isCounted: boolean): void => {
			const node = reads.nodeOf(path, from)
			const begins = beginOf(path.origin)
			if (node) add(node, isCounted)
			else if (begins !== undefined)
				for (const each of collectReachableNodes(path, begins, roots, !isCounted)) found.add(each)
		}
		/** Node at which a path begins. Undefined if another expression finds it, which is followed itself. */
		const beginOf = (origin: Path['origin']): FormNode | null | undefined => {
			if (typeof origin === 'string') return origin === 'root' ? null : from
			if (origin.kind === 'reference') return reads.nodeOf(origin, from) ?? undefined
			return origin.kind === 'call' && origin.name === 'current' ? from : undefined
		}
		const collect = (piece: Expression, isCounted: boolean): void => {
			switch (piece.kind) {
				case 'reference': {
					const node = reads.nodeOf(piece, from)
					if (node) add(node, isCounted)
					return
				}
				case 'path':
					// a relative path in brackets begins elsewhere as well, and was followed with the path around the
					// brackets
					follow(piece, isCounted)
					if (typeof piece.origin === 'object') collect(piece.origin, true)
					for (const { predicates } of piece.steps) for (const each of predicates) collect(each, false)
					return
				case 'call':
					for (const arg of piece.args) collect(arg, counting.has(piece.name))
					return
				case 'binary':
					collect(piece.left, false)
					collect(piece.right, false)
					return
				case 'negate':
					collect(piece.operand, false)
			}
		}
		const parsed = source === undefined ? null : parse(source)
		if (parsed && 'expression' in parsed) collect(parsed.expression, false)
		return found
	}
}
