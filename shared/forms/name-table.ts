import { isAudit } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'

/** A name in an expression that the form does not have, or has twice at the same distance. */
export class NameError extends Error {
	readonly name_: string
	readonly reason: 'unknown' | 'ambiguous' | 'not-here'
	constructor(name: string, reason: NameError['reason']) {
		super(`${reason}: ${name}`)
		this.name_ = name
		this.reason = reason
	}
}

/** Finds the nodes that names in expressions mean, seen from a node. */
export interface NameTable {
	/** Parts outside of every group. */
	readonly roots: readonly FormNode[]
	has(name: string): boolean
	reference(name: string, from: FormNode | null): FormNode
	/** Null for the whole record. */
	path(steps: readonly string[], origin: 'here' | 'root', from: FormNode | null): FormNode | null
}

/** @throws NameError from its functions */
export function nameTable(all: readonly FormNode[]): NameTable {
	// expressions cannot read the audit, which may have the name of a question
	const nodes = all.filter(({ part }) => !isAudit(part))
	const roots = nodes.filter((node) => node.parent === null)
	const byName = new Map<string, FormNode[]>()
	for (const node of nodes) byName.set(node.part.name, [...(byName.get(node.part.name) ?? []), node])
	return {
		roots,
		has: (name) => byName.has(name),
		reference(name, from) {
			const candidates = byName.get(name) ?? []
			if (candidates.length === 0) throw new NameError(name, 'unknown')
			if (candidates.length === 1) return candidates[0] as FormNode
			// A name in several groups is usual (54 % of real forms): the nearest one is meant.
			const chain = ancestorsOf(from)
			const near = candidates.map((node) => sharedDepth(ancestorsOf(node), chain))
			const nearest = Math.max(...near)
			const found = candidates.filter((_, i) => near[i] === nearest)
			if (found.length > 1) throw new NameError(name, 'ambiguous')
			return found[0] as FormNode
		},
		path(steps, origin, from) {
			const text = `${origin === 'root' ? '/' : ''}${steps.join('/')}`
			// the first step from the root is the form itself, whatever its name
			let here: FormNode | null = origin === 'root' ? null : from
			for (const step of origin === 'root' ? steps.slice(1) : steps) {
				if (step === '.') continue
				if (step === '..') {
					if (!here) throw new NameError(text, 'unknown')
					here = here.parent
					continue
				}
				const next: FormNode | undefined = (here ? here.children : roots).find(
					(node) => node.part.name === step,
				)
				if (!next) throw new NameError(text, 'unknown')
				here = next
			}
			return here
		},
	}
}

const ancestorsOf = (node: FormNode | null): FormNode[] =>
	node?.parent ? [...ancestorsOf(node.parent), node.parent] : []

function sharedDepth(a: readonly FormNode[], b: readonly FormNode[]): number {
	let depth = 0
	while (depth < a.length && a[depth] === b[depth]) depth++
	return depth
}

/** True if the node is in that group or repeat, at any depth. */
export const isInside = (node: FormNode, container: FormNode): boolean =>
	node.parent !== null && (node.parent === container || isInside(node.parent, container))

/** Number of repeats whose row is fixed by a row of `from`: the others are read over all their rows. */
export const sharedRepeats = (from: FormNode | null, target: FormNode): number =>
	sharedDepth(from?.repeats ?? [], target.repeats)

/** True if a node is one value for a reader that shares this number of its rows, and not one for each row. */
export const isOneValue = ({ part, repeats }: FormNode, shared: number): boolean =>
	part.kind !== 'repeat' && shared === repeats.length
