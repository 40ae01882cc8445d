import type { FunctionTable } from '#shared/expressions/functions/function-row'
import type { NameResolver } from '#shared/expressions/names'
import type { AnswerSource, Evaluate, Scope } from '#shared/expressions/scope'
import { type Expression, plainSteps } from '#shared/expressions/syntax'
import { toNumber, toText, type Value } from '#shared/expressions/values'
import { inRow } from './answers.ts'
import type { Choice, FormDefinition } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'
import { localize } from './localized-text.ts'
import { isInside, NameError, type NameTable, sharedRepeats } from './name-table.ts'
import { existsFrom, readerOf, rowAt } from './node-readers.ts'
import { collectReachableNodes } from './reachable-nodes.ts'
import { RecordTree } from './record-tree.ts'
import { findCellByKey } from './table-tree.ts'

type CompileArg = (arg: Expression) => Evaluate

export interface ReferenceTracker {
	/** Called with every node that is read, and the number of its repeats whose row `from` shares. */
	readonly onReference: (target: FormNode, shared: number) => void
	/** Called with every name that reads as blank. */
	readonly onBlank: (path: string, reason: BlankReason) => void
	/**
	 * True if the expression decides whether `from` is asked: the contents of `from` do not exist yet, and read
	 * as blank.
	 */
	readonly isBeingDecided: boolean
}
/**
 * Why a path reads as blank: it leads to no part of the form, or into the group about which the expression
 * decides.
 */
export type BlankReason = 'nowhere' | 'inside'
/** Matches a name in a text. */
const named = /\$\{\s*([^{}]+?)\s*\}/g

export const noTracker: ReferenceTracker = { onReference: () => {}, onBlank: () => {}, isBeingDecided: false }

/**
 * Resolves the names in an expression of `from`.
 *
 * @throws NameError from its functions
 */
export function namesFor(
	from: FormNode | null,
	table: NameTable,
	definition: FormDefinition,
	functions: FunctionTable,
	{ onReference, onBlank, isBeingDecided }: ReferenceTracker,
): NameResolver {
	const trees = new WeakMap<AnswerSource, RecordTree>()
	const treeOf = (answers: AnswerSource): RecordTree => {
		const known = trees.get(answers)
		if (known) return known
		const tree = new RecordTree(table.roots, answers)
		trees.set(answers, tree)
		return tree
	}
	const itself: Evaluate = ({ answers, row }) => ({
		nodes: [
			from === null
				? treeOf(answers).root
				: treeOf(answers).at(from, from.part.kind === 'repeat' ? row : inRow(row, from.suffix)),
		],
	})
	const depth = from?.repeats.length ?? 0
	/** Number of the current row in the repeat at depth `level`, from 1. */
	const positionAt = (level: number): Evaluate => {
		const repeat = from?.repeats[level - 1]
		// earlier rows can be added and removed
		if (repeat) onReference(repeat, repeat.repeats.length)
		return ({ answers, row }) => {
			const own = rowAt(row, level, depth)
			return answers.rows(own.slice(0, own.lastIndexOf('/'))).indexOf(own) + 1
		}
	}
	const calls: Readonly<
		Record<string, (args: readonly Expression[], compileArg: CompileArg) => Evaluate | null>
	> = {
		position: ([of]) => (of ? positionOf(of) : depth > 0 ? positionAt(depth) : null),
		index: () => positionAt(depth),
		current: () => itself,
		'indexed-repeat': indexedRepeat,
		'jr:choice-name': choiceName,
		'jr:itext': ([id], compileArg) => (id ? choiceText(id, compileArg) : null),
		/** SurveyCTO's order of the same two arguments. */
		'choice-label': ([question, code], compileArg) =>
			code && question ? choiceName([code, question], compileArg) : null,
		instance([id], compileArg) {
			const name = id && compileArg(id)
			return (scope) => {
				const found = name ? scope.answers.instance(toText(name(scope))) : null
				return { nodes: found ? [found] : [] }
			}
		},
		/** `pulldata('file', 'column', 'key column', key)` */
		pulldata(args, compileArg) {
			const [file, column, keyColumn, key] = args.map(compileArg)
			if (!file || !column || !keyColumn || !key) return null
			return (scope) => {
				const found = scope.answers.instance(toText(file(scope)).replace(/\.csv$/i, ''))
				return found
					? findCellByKey(found, toText(column(scope)), toText(keyColumn(scope)), toText(key(scope)))
					: ''
			}
		},
	}
	return {
		functions,
		reference(name, lastSaved) {
			// the id of the record, unless the form has a question of that name
			if (name === 'instanceID' && !table.has(name)) return ({ context }) => context.record ?? ''
			const target = table.reference(name, from)
			if (lastSaved) return ({ answers }) => answers.lastSaved(target.template)
			if (isNotThereYet(target)) return () => ''
			onReference(target, sharedRepeats(from, target))
			return readerOf(target, from, treeOf)
		},
		exists(name) {
			const target = table.reference(name, from)
			if (isNotThereYet(target)) return () => false
			onReference(target, sharedRepeats(from, target))
			return existsFrom(target, from)
		},
		plain(steps, origin, mode) {
			const target = found(steps, origin)
			if (target === undefined) return () => ({ nodes: [] })
			if (!target || target.part.kind === 'group') return null
			if (isNotThereYet(target)) return () => ''
			const shared = Math.min(sharedRepeats(from, target), countSharedLevels(steps, origin))
			onReference(target, shared)
			return mode === 'value' ? readerOf(target, from, treeOf, shared) : existsFrom(target, from, shared)
		},
		start(path) {
			const { origin } = path
			const begins = typeof origin === 'string' ? from : originOf(origin)
			const reached = begins === undefined ? [] : [...collectReachableNodes(path, begins, table.roots)]
			if (reached.some(isNotThereYet)) return () => ({ nodes: [] })
			for (const target of reached) onReference(target, 0)
			if (origin === 'root') return ({ answers }) => ({ nodes: [treeOf(answers).root] })
			return origin === 'here' ? itself : null
		},
		call: (name, args, compileArg) =>
			Object.hasOwn(calls, name) ? (calls[name]?.(args, compileArg) ?? null) : null,
	}

	function isNotThereYet(target: FormNode): boolean {
		const isInGroup = isBeingDecided && from !== null && isInside(target, from)
		if (isInGroup) onBlank(target.part.name, 'inside')
		return isInGroup
	}
	/**
	 * Number of levels at which a path keeps the current row before it descends: `../../people/age` is the age
	 * of all.
	 */
	function countSharedLevels(steps: readonly string[], origin: 'here' | 'root'): number {
		const down = steps.findIndex((step) => step !== '..' && step !== '.')
		// a path from the root means the current row, as in JavaRosa and Enketo
		if (origin === 'root' || down < 0) return depth
		const ancestor = table.path(steps.slice(0, down), 'here', from)
		return ancestor
			? ancestor.repeats.length + (ancestor.part.kind === 'repeat' && ancestor !== from ? 1 : 0)
			: 0
	}

	/**
	 * Finds the node of a path. Undefined for a path that leads nowhere, which reads as blank, as in the peers:
	 * `FALSE` for `false()`, or a value that another app would fill in.
	 */
	function found(steps: readonly string[], origin: 'here' | 'root'): FormNode | null | undefined {
		try {
			return table.path(steps, origin, from)
		} catch (thrown) {
			if (!(thrown instanceof NameError)) throw thrown
			onBlank(thrown.name_, 'nowhere')
			return undefined
		}
	}
	/**
	 * Finds the node at which `${repeat}[…]` and `current()/…` begin. Undefined for lists and files, which
	 * never change.
	 */
	function originOf(origin: Expression): FormNode | null | undefined {
		if (origin.kind === 'reference') return table.reference(origin.name, from)
		return origin.kind === 'call' && origin.name === 'current' ? from : undefined
	}
	/**
	 * `position(..)` and `position(../..)`: number of the row in that repeat; 1 for a group that is not a
	 * repeat.
	 */
	function positionOf(of: Expression): Evaluate | null {
		const steps = of.kind === 'path' && of.origin === 'here' ? plainSteps(of) : null
		const target = steps ? table.path(steps, 'here', from) : null
		const level = target && from ? from.repeats.indexOf(target) : -1
		if (level >= 0) return positionAt(level + 1)
		return target?.part.kind === 'group' ? () => 1 : null
	}
	/** `indexed-repeat(${question}, ${repeat}, index, …)`: the question in the row with that number. */
	function indexedRepeat(args: readonly Expression[], compileArg: CompileArg): Evaluate | null {
		const [question, ...pairs] = args
		if (question?.kind !== 'reference') return null
		const target = table.reference(question.name, from)
		for (const each of [target, ...target.repeats]) onReference(each, 0)
		const indexes = pairs.filter((_, i) => i % 2 === 1).map(compileArg)
		return (scope) => {
			let row = ''
			for (const [level, repeat] of target.repeats.entries()) {
				const index = indexes[level] ? toNumber(indexes[level](scope), scope.context.offsetMinutes) : 1
				const found = scope.answers.rows(inRow(row, repeat.suffix))[index - 1]
				if (found === undefined) return ''
				row = found
			}
			return scope.answers.read(inRow(row, target.suffix))
		}
	}
	/** Compiles the answers that the labels of a list name: `${who}'s field`. */
	function readersIn(list: readonly Choice[]): Map<string, Evaluate> {
		const texts = list.flatMap(({ label }) => Object.values(label))
		const names = new Set(
			texts.flatMap((text) => [...text.matchAll(named)].map(([, name = '']) => name.trim())),
		)
		return new Map(
			[...names].flatMap((name) => {
				if (!table.has(name)) return []
				const target = table.reference(name, from)
				onReference(target, sharedRepeats(from, target))
				return [[name, readerOf(target, from, treeOf)] as const]
			}),
		)
	}
	/** Returns a function for the label of a choice, with the answers filled in that it names. */
	function labelWith(readers: ReadonlyMap<string, Evaluate>): (choice: Choice, scope: Scope) => string {
		return ({ label }, scope) =>
			localize(label, scope.context.language).replace(named, (whole, name: string) => {
				const read = readers.get(name.trim())
				return read ? toText(read(scope)) : whole
			})
	}
	/** `jr:itext(instance('list')/root/item[name = ${q}]/itextId)`: the label of that choice. */
	function choiceText(id: Expression, compileArg: CompileArg): Evaluate {
		const textId = compileArg(id)
		const labelOf = labelWith(readersIn(definition.choices[instanceIn(id)] ?? []))
		return (scope): Value => {
			const [, list = '', place = ''] = /^(.+)-(\d+)$/s.exec(toText(textId(scope))) ?? []
			const choice = definition.choices[list]?.[Number(place)]
			return choice ? labelOf(choice, scope) : ''
		}
	}
	/** `jr:choice-name(code, '${question}')`: the label of a code. */
	function choiceName(args: readonly Expression[], compileArg: CompileArg): Evaluate {
		const [code, question] = args
		const name =
			question?.kind === 'text'
				? question.value.replace(/^\s*\$\{\s*(.*?)\s*\}\s*$/, '$1')
				: question?.kind === 'reference'
					? question.name
					: ''
		const target = table.reference(name, from)
		if (!code || target.part.kind !== 'question') throw new NameError(name, 'not-here')
		const list = definition.choices[target.part.list ?? ''] ?? []
		const value = compileArg(code)
		const labelOf = labelWith(readersIn(list))
		return (scope): Value => {
			const wanted = toText(value(scope))
			const choice = list.find((each) => each.name === wanted)
			return choice ? labelOf(choice, scope) : wanted
		}
	}
}

/** Returns the list that a path begins in: `instance('list')/root/item`; '' for any other expression. */
function instanceIn(path: Expression): string {
	const origin = path.kind === 'path' && typeof path.origin !== 'string' ? path.origin : null
	const [id] = origin?.kind === 'call' && origin.name === 'instance' ? origin.args : []
	return id?.kind === 'text' ? id.value : ''
}
