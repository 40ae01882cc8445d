import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import type { Expression } from '#shared/expressions/syntax'
import { isNodes, type Value } from '#shared/expressions/values'
import fc from '#shared/testing/fast-check'
import { type PlainNode, scalar, spreadOut } from '#shared/testing/plain-values'
import { evaluatePlainly } from '#shared/testing/plain-xpath'
import { expressionOver, pathOf, reference } from '#shared/testing/random-expression'
import { formOf, testSurroundings } from '#shared/testing/scenario'
import { writeExpression } from '#shared/testing/write-expression'
import { type Answer, inRow, rowOf } from './answers.ts'
import { type CompiledForm, compileForm } from './compile-form.ts'
import type { FormPart } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'
import { FormSession } from './form-session.ts'

const definition = formOf(`
	type                 name     label  relevant   calculation
	integer              a        A
	decimal              b        B      \${a} > 2
	text                 t        T
	select_multiple xyz  m        M      \${a} < 9
	begin repeat         r        R
	integer              x        X
	text                 y        Y      \${x} > 1
	calculate            within   -      -          1
	end repeat
	calculate            outside  -      -          1
	choices
	list_name  name  label
	xyz        x     X
	xyz        y     Y
	xyz        z     Z
`)
interface ExpressionSite {
	/** The calculation that holds the expression. */
	readonly at: string
	readonly expressions: fc.Arbitrary<Expression>
	/** Names of a single question there, asked or not. */
	readonly ones: readonly string[]
}
const here = (...names: string[]) => pathOf('here', ...names)
const root = (...names: string[]) => pathOf('root', 'data', ...names)
const outside: ExpressionSite = {
	at: 'outside',
	expressions: expressionOver({
		numbers: [reference('a'), here('..', 'b'), root('a')],
		texts: [reference('t'), reference('m'), here('..', 't')],
		nodes: [reference('x'), reference('y'), reference('r'), root('r', 'x'), here('..', 'r', 'y')],
		inRow: ['x', 'y'],
	}),
	ones: ['a', 'b', 't', 'm'],
}
const within: ExpressionSite = {
	at: 'r/@/within',
	expressions: expressionOver({
		numbers: [reference('x'), here('..', 'x'), reference('b'), here('..', '..', 'a'), root('b')],
		// a path from the root is the question of its own row, as in JavaRosa and Enketo
		texts: [reference('y'), here('..', 'y'), root('r', 'y'), reference('m'), here('..', '..', 't')],
		nodes: [reference('r'), here('..', '..', 'r', 'x'), here('..', '..', 'r')],
		inRow: ['x', 'y'],
	}),
	ones: ['a', 'b', 't', 'm', 'x', 'y'],
}

/** The form with the expression in its place. */
function formWith(at: string, expression: Expression): CompiledForm {
	const calculation = writeExpression(expression)
	const put = (parts: readonly FormPart[]): FormPart[] =>
		parts.map((part) =>
			part.kind === 'repeat'
				? { ...part, parts: put(part.parts) }
				: at.endsWith(part.name) && part.kind === 'question'
					? { ...part, calculation }
					: part,
		)
	const compiled = compileForm({ ...definition, body: put(definition.body) }, allFunctions)
	if ('faults' in compiled)
		throw new Error(`cannot compile ${calculation}: ${JSON.stringify(compiled.faults)}`)
	return compiled.form
}

/** Returns the nodes of the record by path: a tree of the parts that are asked. */
function plainRecord(session: FormSession): Map<string, PlainNode> {
	const byPath = new Map<string, PlainNode>()
	const add = (name: string, path: string, parent: PlainNode | null, isRow: boolean): PlainNode => {
		const answer = session.answerAt(path) ?? ''
		const isQuestion = parent !== null && !isRow
		const node = {
			name,
			answer: isQuestion ? (typeof answer === 'object' ? answer.join(' ') : answer) : null,
			parent,
			children: [],
			isRow,
		}
		parent?.children.push(node)
		byPath.set(path, node)
		return node
	}
	const visit = (nodes: readonly FormNode[], row: string, parent: PlainNode): void => {
		for (const { part, suffix, children } of nodes) {
			const path = inRow(row, suffix)
			if (!session.isRelevant(path)) continue
			if (part.kind !== 'repeat') add(part.name, path, parent, false)
			else for (const each of session.rows(path)) visit(children, each, add(part.name, each, parent, true))
		}
	}
	const whole = add('data', '', null, false)
	visit(
		session.form.nodes.filter((node) => node.parent === null),
		'',
		whole,
	)
	return byPath
}

const answered = fc.record(
	{
		a: fc.integer({ min: -1, max: 12 }),
		b: fc.constantFrom(0, 2.5, -7, 3),
		t: fc.constantFrom('x', 'y z', '5', ' 0', 'abcx', 'صحت'),
		m: fc.subarray(['x', 'y', 'z'], { minLength: 1 }),
		rows: fc.array(
			fc.record(
				{ x: fc.integer({ min: 0, max: 4 }), y: fc.constantFrom('x', '3', 'y x') },
				{ requiredKeys: [] },
			),
			{ maxLength: 3 },
		),
	},
	{ requiredKeys: ['rows'] },
)

function answersOf({ rows, ...single }: typeof answered extends fc.Arbitrary<infer Made> ? Made : never) {
	return new Map<string, Answer>([
		...Object.entries(single),
		...rows.flatMap((row, i) => [
			[`r/@${i}`, i + 1] as [string, Answer],
			...Object.entries(row).map(([name, answer]): [string, Answer] => [`r/@${i}/${name}`, answer]),
		]),
	])
}

describe.each([outside, within])('an expression at $at', ({ at, expressions, ones }) => {
	test('evaluates as XPath does, for any expression', () => {
		fc.assert(
			fc.property(expressions, answered, (expression, given) => {
				const form = formWith(at, expression)
				const session = new FormSession(form, {
					answers: answersOf(given),
					isNew: false,
					context: testSurroundings,
				})
				const record = plainRecord(session)
				const run = form.byTemplate.get(at)?.runs.calculation
				for (const [path, from] of record) {
					if (from.name !== at.split('/').at(-1) || !run) continue
					const row = rowOf(path)
					const found = run({ answers: session, context: testSurroundings, self: '', row, position: null })
					const plain = evaluatePlainly(expression, {
						from,
						here: from,
						position: 1,
						size: 1,
						isOne: (name) => ones.includes(name),
					})
					expect(comparableValues(found), `${writeExpression(expression)} at ${path}`).toEqual(
						(isNodes(found) ? spreadOut(plain) : [scalar(plain)]).map(oneNought),
					)
				}
			}),
			{ numRuns: 600 },
		)
	})
})

const comparableValues = (value: Value) =>
	(isNodes(value) ? value.nodes.map((node) => node.value()) : [value]).map(oneNought)

/** Returns -0 as 0. */
const oneNought = <One>(value: One) => (Object.is(value, -0) ? 0 : value)
