import type { FunctionTable } from '#shared/expressions/functions/function-row'
import type { NameResolver, ReferenceMode } from '#shared/expressions/names'
import type { AnswerSource, Evaluate, Scope } from '#shared/expressions/scope'
import { type Expression, type Path, plainSteps } from '#shared/expressions/syntax'
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

/** The form that an expression belongs to. */
export interface NamedForm {
	readonly table: NameTable
	readonly definition: FormDefinition
	readonly functions: FunctionTable
}

/**
 * Resolves the names in an expression of `from`.
 *
 * @throws NameError from its functions
 */
export const namesFor = (from: FormNode | null, form: NamedForm, tracker: ReferenceTracker): NameResolver =>
	new FormNames(from, form, tracker)

/**
 * Its methods are called once for an expression. The functions that they return run for every evaluation, and
 * therefore read local constants rather than fields.
 */
class FormNames implements NameResolver {
	readonly functions: FunctionTable
	readonly #from: FormNode | null
	readonly #table: NameTable
	readonly #definition: FormDefinition
	readonly #tracker: ReferenceTracker
	/** Number of repeats around the expression. */
	readonly #depth: number
	readonly #treeOf: (answers: AnswerSource) => RecordTree

	constructor(from: FormNode | null, { table, definition, functions }: NamedForm, tracker: ReferenceTracker) {
		this.functions = functions
		this.#from = from
		this.#table = table
		this.#definition = definition
		this.#tracker = tracker
		this.#depth = from?.repeats.length ?? 0
		const trees = new WeakMap<AnswerSource, RecordTree>()
		this.#treeOf = (answers) => {
			const known = trees.get(answers)
			if (known) return known
			const tree = new RecordTree(table.roots, answers)
			trees.set(answers, tree)
			return tree
		}
	}

	reference(name: string, lastSaved: boolean): Evaluate {
		// the id of the record, unless the form has a question of that name
		if (name === 'instanceID' && !this.#table.has(name)) return ({ context }) => context.record ?? ''
		const target = this.#target(name)
		if (lastSaved) return ({ answers }) => answers.lastSaved(target.template)
		if (this.#isNotThereYet(target)) return () => ''
		return this.#readerOf(target)
	}

	exists(name: string): Evaluate {
		const target = this.#target(name)
		if (this.#isNotThereYet(target)) return () => false
		this.#register(target)
		return existsFrom(target, this.#from)
	}

	plain(steps: readonly string[], origin: 'here' | 'root', mode: ReferenceMode): Evaluate | null {
		const from = this.#from
		const target = this.#find(steps, origin)
		if (target === undefined) return () => ({ nodes: [] })
		if (!target || target.part.kind === 'group') return null
		if (this.#isNotThereYet(target)) return () => ''
		const shared = Math.min(sharedRepeats(from, target), this.#countSharedLevels(steps, origin))
		this.#register(target, shared)
		return mode === 'value' ? readerOf(target, from, this.#treeOf, shared) : existsFrom(target, from, shared)
	}

	start(path: Path): Evaluate | null {
		const { origin } = path
		const begins = typeof origin === 'string' ? this.#from : this.#originOf(origin)
		const reached = begins === undefined ? [] : [...collectReachableNodes(path, begins, this.#table.roots)]
		if (reached.some((target) => this.#isNotThereYet(target))) return () => ({ nodes: [] })
		for (const target of reached) this.#register(target, 0)
		const treeOf = this.#treeOf
		if (origin === 'root') return ({ answers }) => ({ nodes: [treeOf(answers).root] })
		return origin === 'here' ? this.#itself() : null
	}

	call(name: string, args: readonly Expression[], compileArg: CompileArg): Evaluate | null {
		const [first, second] = args
		switch (name) {
			case 'position':
				return this.#position(first)
			case 'index':
				return this.#positionAt(this.#depth)
			case 'current':
				return this.#itself()
			case 'indexed-repeat':
				return this.#indexedRepeat(args, compileArg)
			case 'jr:choice-name':
				return this.#choiceName(first, second, compileArg)
			// SurveyCTO's order of the same two arguments
			case 'choice-label':
				return second && first ? this.#choiceName(second, first, compileArg) : null
			case 'jr:itext':
				return first ? this.#choiceText(first, compileArg) : null
			case 'instance':
				return instance(first && compileArg(first))
			case 'pulldata':
				return pullData(args.map(compileArg))
			default:
				return null
		}
	}

	#itself(): Evaluate {
		const from = this.#from
		const treeOf = this.#treeOf
		return ({ answers, row }) => ({
			nodes: [
				from === null
					? treeOf(answers).root
					: treeOf(answers).at(from, from.part.kind === 'repeat' ? row : inRow(row, from.suffix)),
			],
		})
	}

	#register(target: FormNode, shared = sharedRepeats(this.#from, target)): void {
		this.#tracker.onReference(target, shared)
	}

	#target(name: string): FormNode {
		return this.#table.reference(name, this.#from)
	}

	/** Compiles a reference, and registers it. */
	#readerOf(target: FormNode): Evaluate {
		this.#register(target)
		return readerOf(target, this.#from, this.#treeOf)
	}

	#isNotThereYet(target: FormNode): boolean {
		const { isBeingDecided, onBlank } = this.#tracker
		const isInGroup = isBeingDecided && this.#from !== null && isInside(target, this.#from)
		if (isInGroup) onBlank(target.part.name, 'inside')
		return isInGroup
	}
	/**
	 * Number of levels at which a path keeps the current row before it descends: `../../people/age` is the age
	 * of all.
	 */
	#countSharedLevels(steps: readonly string[], origin: 'here' | 'root'): number {
		const down = steps.findIndex((step) => step !== '..' && step !== '.')
		// a path from the root means the current row, as in JavaRosa and Enketo
		if (origin === 'root' || down < 0) return this.#depth
		const ancestor = this.#table.path(steps.slice(0, down), 'here', this.#from)
		return ancestor
			? ancestor.repeats.length + (ancestor.part.kind === 'repeat' && ancestor !== this.#from ? 1 : 0)
			: 0
	}
	/**
	 * Finds the node of a path. Undefined for a path that leads nowhere, which reads as blank, as in the peers:
	 * `FALSE` for `false()`, or a value that another app would fill in.
	 */
	#find(steps: readonly string[], origin: 'here' | 'root'): FormNode | null | undefined {
		try {
			return this.#table.path(steps, origin, this.#from)
		} catch (thrown) {
			if (!(thrown instanceof NameError)) throw thrown
			this.#tracker.onBlank(thrown.name_, 'nowhere')
			return undefined
		}
	}
	/**
	 * Finds the node at which `${repeat}[…]` and `current()/…` begin. Undefined for lists and files, which
	 * never change.
	 */
	#originOf(origin: Expression): FormNode | null | undefined {
		if (origin.kind === 'reference') return this.#target(origin.name)
		return origin.kind === 'call' && origin.name === 'current' ? this.#from : undefined
	}
	/** `position()` and `position(..)` */
	#position(of: Expression | undefined): Evaluate | null {
		if (of) return this.#positionOf(of)
		return this.#depth > 0 ? this.#positionAt(this.#depth) : null
	}
	/** Number of the current row in the repeat at depth `level`, from 1. */
	#positionAt(level: number): Evaluate {
		const depth = this.#depth
		const repeat = this.#from?.repeats[level - 1]
		// earlier rows can be added and removed
		if (repeat) this.#register(repeat, repeat.repeats.length)
		return ({ answers, row }) => {
			const own = rowAt(row, level, depth)
			return answers.rows(own.slice(0, own.lastIndexOf('/'))).indexOf(own) + 1
		}
	}
	/**
	 * `position(..)` and `position(../..)`: number of the row in that repeat; 1 for a group that is not a
	 * repeat.
	 */
	#positionOf(of: Expression): Evaluate | null {
		const steps = of.kind === 'path' && of.origin === 'here' ? plainSteps(of) : null
		const target = steps ? this.#table.path(steps, 'here', this.#from) : null
		const level = target && this.#from ? this.#from.repeats.indexOf(target) : -1
		if (level >= 0) return this.#positionAt(level + 1)
		return target?.part.kind === 'group' ? () => 1 : null
	}
	/** `indexed-repeat(${question}, ${repeat}, index, …)`: the question in the row with that number. */
	#indexedRepeat(args: readonly Expression[], compileArg: CompileArg): Evaluate | null {
		const [question, ...pairs] = args
		if (question?.kind !== 'reference') return null
		const target = this.#target(question.name)
		for (const each of [target, ...target.repeats]) this.#register(each, 0)
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
	#readersIn(list: readonly Choice[]): Map<string, Evaluate> {
		const texts = list.flatMap(({ label }) => Object.values(label))
		const names = new Set(
			texts.flatMap((text) => [...text.matchAll(named)].map(([, name = '']) => name.trim())),
		)
		return new Map(
			[...names].flatMap((name) => {
				if (!this.#table.has(name)) return []
				return [[name, this.#readerOf(this.#target(name))] as const]
			}),
		)
	}
	/** `jr:itext(instance('list')/root/item[name = ${q}]/itextId)`: the label of that choice. */
	#choiceText(id: Expression, compileArg: CompileArg): Evaluate {
		const { choices } = this.#definition
		const textId = compileArg(id)
		const labelOf = labelWith(this.#readersIn(choices[instanceIn(id)] ?? []))
		return (scope): Value => {
			const [, list = '', place = ''] = /^(.+)-(\d+)$/s.exec(toText(textId(scope))) ?? []
			const choice = choices[list]?.[Number(place)]
			return choice ? labelOf(choice, scope) : ''
		}
	}
	/** `jr:choice-name(code, '${question}')`: the label of a code. */
	#choiceName(
		code: Expression | undefined,
		question: Expression | undefined,
		compileArg: CompileArg,
	): Evaluate {
		const name =
			question?.kind === 'text'
				? question.value.replace(/^\s*\$\{\s*(.*?)\s*\}\s*$/, '$1')
				: question?.kind === 'reference'
					? question.name
					: ''
		const target = this.#target(name)
		if (!code || target.part.kind !== 'question') throw new NameError(name, 'not-here')
		const list = this.#definition.choices[target.part.list ?? ''] ?? []
		const value = compileArg(code)
		const labelOf = labelWith(this.#readersIn(list))
		return (scope): Value => {
			const wanted = toText(value(scope))
			const choice = list.find((each) => each.name === wanted)
			return choice ? labelOf(choice, scope) : wanted
		}
	}
}

/** `instance('name')` */
const instance =
	(name: Evaluate | undefined): Evaluate =>
	(scope) => {
		const found = name ? scope.answers.instance(toText(name(scope))) : null
		return { nodes: found ? [found] : [] }
	}

/** `pulldata('file', 'column', 'key column', key)` */
function pullData([file, column, keyColumn, key]: readonly Evaluate[]): Evaluate | null {
	if (!file || !column || !keyColumn || !key) return null
	return (scope) => {
		const found = scope.answers.instance(toText(file(scope)).replace(/\.csv$/i, ''))
		return found
			? findCellByKey(found, toText(column(scope)), toText(keyColumn(scope)), toText(key(scope)))
			: ''
	}
}

/** Returns a function for the label of a choice, with the answers filled in that it names. */
function labelWith(readers: ReadonlyMap<string, Evaluate>): (choice: Choice, scope: Scope) => string {
	return ({ label }, scope) =>
		localize(label, scope.context.language).replace(named, (whole, name: string) => {
			const read = readers.get(name.trim())
			return read ? toText(read(scope)) : whole
		})
}

/** Returns the list that a path begins in: `instance('list')/root/item`; '' for any other expression. */
function instanceIn(path: Expression): string {
	const origin = path.kind === 'path' && typeof path.origin !== 'string' ? path.origin : null
	const [id] = origin?.kind === 'call' && origin.name === 'instance' ? origin.args : []
	return id?.kind === 'text' ? id.value : ''
}
