import { compile } from '#shared/expressions/evaluate'
import { allFunctions } from '#shared/expressions/functions'
import type { NameResolver } from '#shared/expressions/names'
import { parse } from '#shared/expressions/parse'
import { noAnswers, type Scope } from '#shared/expressions/scope'
import { localName, type TreeNode } from '#shared/expressions/tree'
import { toNumber, toText, toTruth, type Value } from '#shared/expressions/values'
import type { Suite } from './suite.ts'
import { readXml } from './xml-tree.ts'

export interface Vector {
	readonly id: string
	readonly expr: string
	readonly type: 'boolean' | 'number' | 'string' | 'date' | 'error'
	readonly expected: boolean | number | string
	readonly instance?: string
	readonly context?: string
	readonly round?: number
	readonly tz: string
	/** Results that another suite expects. */
	readonly divergent?: readonly unknown[]
	/** Results of two engines; true if the result is the expected one. */
	readonly engines: Readonly<Record<string, unknown>>
	readonly flat?: { readonly expr: string; readonly values: Readonly<Record<string, string>> }
}

const offsets: Readonly<Record<string, number>> = { GMT: 0, UTC: 0, 'America/Phoenix': -420 }

/**
 * Evaluates expressions over the document that they were written for. Excluded are those on which the
 * recorded engines or suites disagree, and those that begin at a node that is missing in the recorded
 * document.
 */
export function vectors(cases: readonly Vector[]): Suite {
	const leftOut: Record<string, number> = {}
	const counted = cases.filter((vector) => {
		const reason = reasonToLeaveOut(vector)
		if (reason) leftOut[reason] = (leftOut[reason] ?? 0) + 1
		return reason === null
	})
	const failures = counted.flatMap((vector) => {
		const got = outcomeOf(vector)
		return fits(vector, got) ? [] : [{ case: vector.id, what: vector.expr, expected: vector.expected, got }]
	})
	return {
		suite: 'vectors',
		passed: counted.length - failures.length,
		total: counted.length,
		failures,
		leftOut,
	}
}

function reasonToLeaveOut({ divergent, engines, instance, context }: Vector): string | null {
	if (divergent) return 'left out: the suites disagree'
	if (Object.values(engines).some((result) => result !== true)) return 'left out: the engines disagree'
	if (instance && context && !nodeAt(readDocument(instance), context))
		return 'left out: the document lacks its context'
	return null
}

/** Returns the result in the vector's type; `error` if the expression cannot be parsed or evaluated. */
function outcomeOf(vector: Vector): unknown {
	const offsetMinutes = offsets[vector.tz] ?? 0
	try {
		const value = evaluate(vector, offsetMinutes)
		if (vector.type === 'number') return toNumber(value, offsetMinutes)
		return vector.type === 'boolean' ? toTruth(value) : toText(value)
	} catch (thrown) {
		return `error: ${thrown instanceof Error ? thrown.message : String(thrown)}`
	}
}

function evaluate(vector: Vector, offsetMinutes: number): Value {
	const { flat } = vector
	// over a document if the case has one, else its plain form with values
	const source = vector.instance || !flat ? vector.expr : flat.expr
	const values = flat?.values ?? {}
	const root = vector.instance ? readDocument(vector.instance) : null
	const start = root && nodeAt(root, vector.context)
	const parsed = parse(source)
	if ('fault' in parsed) throw new Error(`${parsed.fault.expected} expected at ${parsed.fault.at}`)
	const node = start ?? root
	const scope: Scope = {
		answers: noAnswers,
		context: {
			now: () => Date.UTC(2026, 10, 24, 23, 36),
			offsetMinutes,
			random: () => 0.5,
			uuid: () => 'uuid',
			language: 'en',
		},
		self: node ? node.value() : (values['.'] ?? ''),
		row: '',
		position: node ? { node, position: 1, size: 1 } : null,
	}
	return compile(parsed.expression, namesOver(root, values), node !== null)(scope)
}

/** Resolves the names of an expression over a document; an unknown function fails only when it is called. */
function namesOver(root: TreeNode | null, values: Readonly<Record<string, string>>): NameResolver {
	return {
		reference: (name) => () => values[name] ?? '',
		functions: allFunctions,
		exists: () => () => true,
		plain: () => null,
		start: ({ origin }) => (typeof origin === 'string' ? () => ({ nodes: root ? [root] : [] }) : null),
		call(name, args, compileArg) {
			if (name === 'instance' || name === 'id') {
				const id = args.map(compileArg)[0]
				return (scope) => ({
					nodes: everything(root)
						.filter((each) => isMarked(each, toText(id?.(scope) ?? '')))
						.filter((each) => name === 'id' || each.name === 'instance'),
				})
			}
			const row = Object.hasOwn(allFunctions, name) ? allFunctions[name] : undefined
			if (row && (args.length >= row.minArguments || row.isPositional) && args.length <= row.maxArguments)
				return null
			return () => {
				throw new RangeError(`no function ${name}()`)
			}
		},
	}
}

const isMarked = (node: TreeNode, id: string): boolean =>
	node.attributes().some((attribute) => attribute.name === 'id' && attribute.value() === id)

const everything = (node: TreeNode | null): TreeNode[] =>
	node ? [node, ...node.children().flatMap(everything)] : []

const documents = new Map<string, TreeNode>()
function readDocument(text: string): TreeNode {
	const known = documents.get(text)
	if (known) return known
	// one document of the suites has lost its spaces
	const root = readXml(
		text
			.replace(/^\s*/, '')
			.replace(/<!DOCTYPE[^>]*>/, '')
			.replace(/(["l])xmlns/g, '$1 xmlns'),
	)
	documents.set(text, root)
	return root
}

/** Finds the node at which the suite begins: `/html/body/div[6]/node(4)`. */
function nodeAt(root: TreeNode, context: string | undefined): TreeNode | null {
	let node = root
	for (const step of (context ?? '').split('/').filter(Boolean)) {
		const [, name = '', place] = /^(.*?)(?:[[(](\d+)[\])])?$/.exec(step) ?? []
		const matching = node
			.children()
			.filter((each) => name === 'node' || each.name === name || localName(each) === name)
		const found = matching[Number(place ?? 1) - 1]
		if (!found) return null
		node = found
	}
	return node
}

function fits({ type, expected, round }: Vector, got: unknown): boolean {
	const failed = typeof got === 'string' && got.startsWith('error: ')
	if (type === 'error') return failed
	if (type === 'date') return String(got).slice(0, 10) === expected
	if (type !== 'number') return got === expected || (type === 'string' && got === String(expected))
	const wanted = typeof expected === 'string' ? Number(expected) : Number(expected)
	if (Number.isNaN(wanted)) return Number.isNaN(got)
	if (typeof got !== 'number') return false
	return round
		? Math.round(got * round) === Math.round(wanted * round)
		: got === wanted || Math.abs(got - wanted) < 1e-12
}
