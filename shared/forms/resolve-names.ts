import type { Names } from '#shared/expressions/evaluate'
import type { Evaluate } from '#shared/expressions/scope'
import type { Expression } from '#shared/expressions/syntax'
import { toNumber, toText, type Value } from '#shared/expressions/values'
import { inRow, rowsAbove } from './answers.ts'
import type { FormDefinition } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'
import { textIn } from './texts.ts'

/** A name in an expression that the form does not have, or has twice at the same distance. */
export class NameFault extends Error {
	readonly name_: string
	readonly reason: 'unknown' | 'ambiguous' | 'not-here'
	constructor(name: string, reason: NameFault['reason']) {
		super(`${reason}: ${name}`)
		this.name_ = name
		this.reason = reason
	}
}

/** Finds the nodes that names in expressions mean, seen from a node. */
export interface NameTable {
	reference(name: string, from: FormNode | null): FormNode
	path(steps: readonly string[], absolute: boolean, from: FormNode | null): FormNode
}

/** @throws NameFault from its functions */
export function nameTable(nodes: readonly FormNode[]): NameTable {
	const byName = new Map<string, FormNode[]>()
	for (const node of nodes) byName.set(node.part.name, [...(byName.get(node.part.name) ?? []), node])
	return {
		reference(name, from) {
			const candidates = byName.get(name) ?? []
			if (candidates.length === 0) throw new NameFault(name, 'unknown')
			if (candidates.length === 1) return candidates[0] as FormNode
			// The same name in several groups is usual (54 % of real forms): the nearest one is meant.
			const chain = ancestorsOf(from)
			const near = candidates.map((node) => sharedDepth(ancestorsOf(node), chain))
			const nearest = Math.max(...near)
			const found = candidates.filter((_, i) => near[i] === nearest)
			if (found.length > 1) throw new NameFault(name, 'ambiguous')
			return found[0] as FormNode
		},
		path(steps, absolute, from) {
			const text = `${absolute ? '/' : ''}${steps.join('/')}`
			let here: FormNode | null = absolute ? null : from
			for (const step of absolute ? steps.slice(1) : steps) {
				if (step === '.') continue
				if (step === '..') {
					if (!here) throw new NameFault(text, 'unknown')
					here = here.parent
					continue
				}
				const among = here ? here.children : nodes.filter((node) => node.parent === null)
				const next = among.find((node) => node.part.name === step)
				if (!next) throw new NameFault(text, 'unknown')
				here = next
			}
			if (!here) throw new NameFault(text, 'not-here')
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

/** The repeats that a row of `from` already decides: the others are read over all their rows. */
export const sharedRepeats = (from: FormNode | null, target: FormNode): number =>
	sharedDepth(from?.repeats ?? [], target.repeats)

/** Reads a node from where `from` stands: one value where the rows are shared, else one per row. */
export function readerOf(target: FormNode, from: FormNode | null): Evaluate {
	const shared = sharedRepeats(from, target)
	const depth = from?.repeats.length ?? 0
	if (target.part.kind === 'repeat')
		return ({ answers, row }) => ({ nodes: answers.rows(inRow(rowAt(row, shared, depth), target.suffix)) })
	if (shared === target.repeats.length) {
		if (shared === 0) {
			const { template } = target
			return ({ answers }) => answers.read(template)
		}
		return ({ answers, row }) => answers.read(inRow(rowAt(row, shared, depth), target.suffix))
	}
	return ({ answers, row }) => ({
		nodes: rowsFrom(target, shared, rowAt(row, shared, depth), (repeat) => answers.rows(repeat))
			.map((each) => answers.read(inRow(each, target.suffix)))
			.map((value) => (typeof value === 'number' ? value : toText(value))),
	})
}

/** The row cut to its first `levels` rows; usually it is used whole. */
const rowAt = (row: string, levels: number, depth: number): string =>
	levels === depth ? row : levels === 0 ? '' : (rowsAbove(row)[levels - 1] ?? '')

/** All rows in which the target stands, below a row that is already known. */
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

/** How a form answers for the names in an expression of `from`. `note` hears of every node that is read. */
export function namesFor(
	from: FormNode | null,
	table: NameTable,
	definition: FormDefinition,
	inChoiceFilter: boolean,
	note: (target: FormNode) => void,
): Names {
	const read = (target: FormNode): Evaluate => {
		note(target)
		return readerOf(target, from)
	}
	return {
		reference: (name) => read(table.reference(name, from)),
		path(steps, absolute) {
			const [column] = steps
			if (inChoiceFilter && !absolute && steps.length === 1 && column !== undefined && column !== '..')
				return ({ choice }) => choice?.[column] ?? ''
			return read(table.path(steps, absolute, from))
		},
		call(name, args, compileArg) {
			switch (name) {
				case 'position':
					return ({ answers, row }) => {
						const repeat = row.slice(0, row.lastIndexOf('/'))
						return answers.rows(repeat).indexOf(row) + 1
					}
				case 'indexed-repeat':
					return indexedRepeat(args, compileArg)
				case 'jr:choice-name':
					return choiceName(args, compileArg)
				default:
					return null
			}
		},
	}

	/** `indexed-repeat(${question}, ${repeat}, index, …)`: the question in the row with that number. */
	function indexedRepeat(args: readonly Expression[], compileArg: (arg: Expression) => Evaluate): Evaluate {
		const [question, ...pairs] = args
		if (question?.kind !== 'reference') throw new NameFault('indexed-repeat', 'not-here')
		const target = table.reference(question.name, from)
		note(target)
		for (const repeat of target.repeats) note(repeat)
		const indexes = pairs.filter((_, i) => i % 2 === 1).map(compileArg)
		return (scope) => {
			let row = ''
			for (const [level, repeat] of target.repeats.entries()) {
				const index = indexes[level] ? toNumber(indexes[level](scope)) : 1
				const found = scope.answers.rows(inRow(row, repeat.suffix))[index - 1]
				if (found === undefined) return ''
				row = found
			}
			return scope.answers.read(inRow(row, target.suffix))
		}
	}

	/** `jr:choice-name(code, '${question}')`: the label of a code. */
	function choiceName(args: readonly Expression[], compileArg: (arg: Expression) => Evaluate): Evaluate {
		const [code, question] = args
		const name =
			question?.kind === 'text'
				? question.value.replace(/^\s*\$\{\s*(.*?)\s*\}\s*$/, '$1')
				: question?.kind === 'reference'
					? question.name
					: ''
		const target = table.reference(name, from)
		if (!code || target.part.kind !== 'question') throw new NameFault(name, 'not-here')
		const list = definition.choices[target.part.list ?? ''] ?? []
		const value = compileArg(code)
		return (scope): Value => {
			const wanted = toText(value(scope))
			const choice = list.find((each) => each.name === wanted)
			return choice ? textIn(choice.label, scope.surroundings.language) : wanted
		}
	}
}
