import { compile, compileTruth } from '#shared/expressions/evaluate'
import { FunctionError, type FunctionTable } from '#shared/expressions/functions/function-row'
import { type Parsed, parse } from '#shared/expressions/parse'
import { isVolatile } from '#shared/expressions/references'
import type { Evaluate } from '#shared/expressions/scope'
import type { Expression } from '#shared/expressions/syntax'
import type { ExpressionSyntaxError } from '#shared/expressions/tokens'
import { type Consent, findConsent } from './consent.ts'
import type { Choice, FormDefinition, FormPart, LocalizedText } from './form-definition.ts'
import {
	displayRoles,
	type ExpressionRole,
	expressionText,
	type FormNode,
	nodesOf,
	stateRoles,
	truthRoles,
} from './form-nodes.ts'
import { localize } from './localized-text.ts'
import {
	type BlankReason,
	type NamedForm,
	namesFor,
	noTracker,
	type ReferenceTracker,
} from './name-resolver.ts'
import { NameError, type NameTable, nameTable, sharedRepeats } from './name-table.ts'
import { oncePerList } from './once-per-list.ts'
import { following, inDependencyOrder } from './order-nodes.ts'

/** A form ready to run. */
export interface CompiledForm {
	readonly definition: FormDefinition
	/** Names in expressions that always read as blank. */
	readonly unknownPaths: readonly UnknownPath[]
	/** In document order. */
	readonly nodes: readonly FormNode[]
	readonly byTemplate: ReadonlyMap<string, FormNode>
	/** In an order in which every node comes after those that it depends on. */
	readonly inOrder: readonly FormNode[]
	readonly instanceName: Evaluate | null
	/** Null for a form without consent. */
	readonly consent: Consent | null
	/** True if the form reads the last saved record of this form on this phone. */
	readonly readsLastSaved: boolean
	/** The text of a label, hint or message in one language, with `${name}` filled in. */
	readonly textParts: (
		node: FormNode,
		texts: LocalizedText | undefined,
		language: string,
	) => readonly TextPart[]
}
export type TextPart = string | Evaluate

export interface UnknownPath {
	readonly template: string
	/** Column of the expression. */
	readonly role: FormErrorRole
	readonly path: string
	readonly reason: BlankReason
}

/** An error in a form and its location: `role` names the column. */
export type FormError =
	| {
			readonly kind: 'syntax'
			readonly template: string
			readonly role: FormErrorRole
			readonly source: string
			readonly fault: ExpressionSyntaxError
	  }
	| {
			readonly kind: 'name'
			readonly template: string
			readonly role: FormErrorRole
			readonly name: string
			readonly reason: NameError['reason']
	  }
	| {
			readonly kind: 'function'
			readonly template: string
			readonly role: FormErrorRole
			readonly fault: FunctionError
	  }
	| { readonly kind: 'ring'; readonly template: string; readonly templates: readonly string[] }
export type FormErrorRole = ExpressionRole | 'label' | 'instanceName' | 'trigger' | 'entity' | 'flag'

/** Compiles every expression of a form, or returns all errors in it. */
export function compileForm(
	definition: FormDefinition,
	functions: FunctionTable,
): { form: CompiledForm } | { faults: FormError[] } {
	const nodes = nodesOf(definition)
	const form: NamedForm = { table: nameTable(nodes), definition, functions }
	const compiler = new ExpressionCompiler(form)
	const { faults, unknownPaths } = compiler
	const counts: CountDependency[] = []
	for (const node of nodes) {
		compileStateRoles(node, compiler, counts)
		compileDisplayRoles(node, compiler)
		registerTriggers(node, form.table, faults)
		compileDefault(node, compiler)
		registerLabels(node, definition, form.table, faults)
	}

	const consent = findConsent(nodes, definition.consentVersion ?? '', (target, node) =>
		addDependent(target, node, 0),
	)
	for (const count of counts) countBy(count)
	const ordered = inDependencyOrder(nodes)
	if ('ring' in ordered)
		faults.push({ kind: 'ring', template: ordered.ring[0] ?? '', templates: ordered.ring })
	const { instanceName } = definition
	const instance =
		instanceName === undefined ? null : compiler.compile(instanceName, null, 'instanceName', () => {})
	if (faults.length > 0 || 'ring' in ordered) return { faults }

	for (const [rank, node] of ordered.order.entries()) node.rank = rank
	return {
		form: {
			definition,
			unknownPaths,
			nodes,
			byTemplate: new Map(nodes.map((node) => [node.template, node])),
			inOrder: ordered.order,
			instanceName: instance?.evaluate ?? null,
			consent,
			readsLastSaved: compiler.readsLastSaved,
			textParts: createTextParts(form),
		},
	}
}

/** Compiles single expressions of a form, and collects the errors in them. */
class ExpressionCompiler {
	readonly faults: FormError[] = []
	readonly unknownPaths: UnknownPath[] = []
	readsLastSaved = false
	readonly #form: NamedForm
	/** Parsed expressions by source: many questions have the same constraint. */
	readonly #parsed = new Map<string, Parsed>()

	constructor(form: NamedForm) {
		this.#form = form
	}

	/** Null if the expression has an error, which is added to `faults`. */
	compile(
		source: string,
		node: FormNode | null,
		role: FormErrorRole,
		onReference: ReferenceTracker['onReference'],
	): { evaluate: Evaluate; expression: Expression } | null {
		const template = node?.template ?? ''
		this.readsLastSaved ||= source.includes('last-saved#')
		const parsed = this.#parse(source)
		if ('fault' in parsed) {
			this.faults.push({ kind: 'syntax', template, role, source, fault: parsed.fault })
			return null
		}
		try {
			const names = namesFor(node, this.#form, {
				onReference,
				onBlank: (path, reason) => this.unknownPaths.push({ template, role, path, reason }),
				isBeingDecided: role === 'relevant',
			})
			const make = (truthRoles as readonly string[]).includes(role) ? compileTruth : compile
			const evaluate = make(parsed.expression, names, role === 'choiceFilter')
			return { evaluate, expression: parsed.expression }
		} catch (thrown) {
			if (thrown instanceof NameError)
				this.faults.push({ kind: 'name', template, role, name: thrown.name_, reason: thrown.reason })
			else if (thrown instanceof FunctionError)
				this.faults.push({ kind: 'function', template, role, fault: thrown })
			else throw thrown
			return null
		}
	}

	#parse(source: string): Parsed {
		const parsed = this.#parsed.get(source) ?? parse(source)
		this.#parsed.set(source, parsed)
		return parsed
	}
}

/** A node that the number of rows of a repeat is read from. */
interface CountDependency {
	readonly target: FormNode
	readonly node: FormNode
	readonly shared: number
}

/** Compiles the expressions that decide the state of a node, and registers what it depends on. */
function compileStateRoles(node: FormNode, compiler: ExpressionCompiler, counts: CountDependency[]): void {
	for (const role of stateRoles) {
		const source = expressionText(node.part, role)
		if (source === undefined) continue
		const isTriggered = role === 'calculation' && node.isTriggered
		const compiled = compiler.compile(source, node, role, (target, shared) => {
			if (role === 'count') counts.push({ target, node, shared })
			else if (!isTriggered) dependOn(target, node, shared)
		})
		if (!compiled) continue
		Object.assign(node.runs, { [role]: compiled.evaluate })
		if (role === 'calculation' && isVolatile(compiled.expression)) node.volatile = true
	}
}

/** Compiles the expressions that only decide what the screen shows of a node. */
function compileDisplayRoles(node: FormNode, compiler: ExpressionCompiler): void {
	for (const role of displayRoles) {
		const source = expressionText(node.part, role)
		if (source === undefined) continue
		const compiled = compiler.compile(source, node, role, (target) => target.watchers.add(node))
		if (compiled) Object.assign(node.runs, { [role]: compiled.evaluate })
	}
}

function createTextParts(form: NamedForm): CompiledForm['textParts'] {
	const cache = new Map<string, readonly TextPart[]>()
	return (node, texts, language) => {
		const text = localize(texts, language)
		if (!text.includes('${')) return [text]
		const key = `${node.index} ${text}`
		const cached = cache.get(key)
		if (cached) return cached
		const parts = splitText(text).map((part): TextPart => {
			if (typeof part === 'string') return part
			return compile({ kind: 'reference', name: part.name }, namesFor(node, form, noTracker))
		})
		cache.set(key, parts)
		return parts
	}
}

/** True if the source has a call or a reference; otherwise it is plain text. */
export const isExpression = (source: string): boolean => /\$\{|\w\s*\(/.test(source)

/**
 * A triggered calculation depends on its triggers only. Without a calculation the answer is cleared
 * (pyxform's `setvalue`). Two questions can trigger each other, so triggers do not take part in the order of
 * evaluation.
 */
function registerTriggers(node: FormNode, table: NameTable, faults: FormError[]): void {
	if (!node.isTriggered) return
	node.volatile = true
	node.runs.calculation ??= () => ''
	const triggers = node.part.kind === 'question' ? (node.part.trigger ?? []) : []
	for (const name of triggers)
		try {
			const trigger = table.reference(name, node)
			trigger.triggers.set(node, sharedRepeats(node, trigger))
		} catch (thrown) {
			if (!(thrown instanceof NameError)) throw thrown
			faults.push({ kind: 'name', template: node.template, role: 'trigger', name, reason: thrown.reason })
		}
}

/** A reference also depends on the rows of the repeats that it reads over. */
function dependOn(target: FormNode, node: FormNode, shared: number): void {
	addDependent(target, node, shared)
	for (const repeat of target.repeats.slice(shared)) addDependent(repeat, node, shared)
}

/**
 * Registers a node that a repeat counts its rows by. If the count follows from the repeat's own rows ("one
 * more row as long as the answer is yes"), there is no order in which both come first: the existing rows are
 * used, and the count runs once more when they have changed (JavaRosa adds a row when the user goes on from
 * the last one).
 */
function countBy({ target, node, shared }: CountDependency): void {
	for (const each of [target, ...target.repeats.slice(shared)])
		if (each === node || isReachable(node, each)) {
			each.countedBy.add(node)
			// removing a row would change the calculation that removed it, and add the row again
			node.keepsRows ||= each.part.kind === 'question' && each.part.calculation !== undefined
		} else addDependent(each, node, shared)
}

/** True if `wanted` depends on `from`, directly or through others. */
function isReachable(from: FormNode, wanted: FormNode): boolean {
	const seen = new Set([from])
	for (const node of seen)
		for (const next of following(node)) {
			if (next === wanted) return true
			seen.add(next)
		}
	return false
}

function addDependent(target: FormNode, node: FormNode, shared: number): void {
	if (target !== node)
		target.dependents.set(node, Math.min(shared, target.dependents.get(node) ?? target.repeats.length))
}

/**
 * `default` is a plain value unless it has a call or a reference: then it runs once, when the record or row
 * begins.
 */
function compileDefault(node: FormNode, compiler: ExpressionCompiler): void {
	const source = node.part.kind === 'question' ? node.part.default : undefined
	if (source === undefined) return
	const parsed = isExpression(source) ? parse(source) : null
	const evaluate =
		parsed && 'expression' in parsed ? compiler.compile(source, node, 'default', () => {})?.evaluate : null
	Object.assign(node.runs, { default: evaluate ?? (() => source) })
}

const splitText = (text: string): (string | { name: string })[] =>
	text
		.split(/(\$\{[^{}]+\})/)
		.filter(Boolean)
		.map((piece) => (piece.startsWith('${') ? { name: piece.slice(2, -1).trim() } : piece))

/** Returns the texts, in all languages, that refer to questions. */
const withReferences = (texts: readonly (LocalizedText | undefined)[]): string[] =>
	texts.flatMap((each) => Object.values(each ?? {})).filter((text) => text.includes('${'))

const referencesOfChoices = oncePerList((choices) =>
	withReferences(choices.flatMap(({ label, media }) => [label, media?.image, media?.audio, media?.video])),
)

/** Registers labels, hints and messages, which redraw when the answers that they name change. */
function registerLabels(
	node: FormNode,
	definition: FormDefinition,
	table: NameTable,
	faults: FormError[],
): void {
	const { part } = node
	const texts = [
		part.label,
		...(part.kind === 'question'
			? [part.hint, part.guidance, part.requiredMessage, part.constraintMessage, part.warningMessage]
			: []),
		part.media?.image,
		part.media?.audio,
		part.media?.video,
	]
	for (const text of [...withReferences(texts), ...referencesOfChoices(choicesOf(definition, part))]) {
		for (const piece of splitText(text)) {
			if (typeof piece === 'string' || (piece.name === 'instanceID' && !table.has(piece.name))) continue
			try {
				table.reference(piece.name, node).watchers.add(node)
			} catch (thrown) {
				if (!(thrown instanceof NameError)) throw thrown
				faults.push({
					kind: 'name',
					template: node.template,
					role: 'label',
					name: thrown.name_,
					reason: thrown.reason,
				})
			}
		}
	}
}

/** Returns the choices of a select in the order of the definition. */
export const choicesOf = (definition: FormDefinition, part: FormPart): readonly Choice[] =>
	part.kind === 'question' ? (definition.choices[part.list ?? ''] ?? []) : []
