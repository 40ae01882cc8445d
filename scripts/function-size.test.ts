import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { readImportGraph, root } from './import-graph.ts'

/*
 * A function has at most 20 branches: each `if`, loop, `case`, `catch`, conditional and logical operator is one. Functions
 * inside it count on their own. It has at most 100 lines as they stand in the file, with those of functions
 * inside it. Not checked: tests, their helpers and migrations. The linter has no rule for branches, and its
 * rule for lines counts fewer than the file has.
 */
const maxBranches = 20
const maxLines = 100

interface SyntaxNode {
	readonly type: string
	readonly start: number
	readonly end: number
	readonly test?: unknown
	readonly operator?: string
}
const isNode = (value: unknown): value is SyntaxNode =>
	typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
const isFunction = ({ type }: SyntaxNode) =>
	/^(Function(Declaration|Expression)|ArrowFunctionExpression)$/.test(type)
const isBranch = ({ type, test: condition, operator = '' }: SyntaxNode) =>
	/^(If|For|ForOf|ForIn|While|DoWhile)Statement$|^(Conditional|Logical)Expression$|^CatchClause$/.test(
		type,
	) ||
	(type === 'SwitchCase' && Boolean(condition)) ||
	(type === 'AssignmentExpression' && ['??=', '||=', '&&='].includes(operator))

/** A function of a source text. */
interface MeasuredFunction {
	/** Line on which it begins. */
	readonly line: number
	readonly lines: number
	/** Number of its branches, without those of functions in it. */
	readonly branches: number
}

/** Returns the functions of a source text; those inside another one come before it. */
function measureFunctions(file: string, source: string): MeasuredFunction[] {
	const found: MeasuredFunction[] = []
	const lineAt = (place: number) => source.slice(0, place).split('\n').length
	/** Returns the branches of a part of the tree, without those of functions in it. */
	const countBranches = (value: unknown): number => {
		if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + countBranches(each), 0)
		if (!isNode(value)) return 0
		const within = Object.values(value).reduce<number>((sum, each) => sum + countBranches(each), 0)
		if (!isFunction(value)) return within + (isBranch(value) ? 1 : 0)
		const line = lineAt(value.start)
		found.push({ line, lines: lineAt(value.end) - line + 1, branches: within })
		return 0
	}
	const { program, errors } = parseSync(file, source)
	expect(errors, file).toEqual([])
	countBranches(program)
	return found
}

const measuredFunctions = [...readImportGraph(['web', 'shared', 'sync-server', 'scripts']).keys()]
	.filter((file) => !/\.test\.|\/testing\/|\/storage\/(migrations)\//.test(file))
	.flatMap((file) =>
		measureFunctions(file, readFileSync(join(root, file), 'utf8')).map((measured) => ({ file, ...measured })),
	)

test('no function has more than 20 branches', () => {
	expect(measuredFunctions.length).toBeGreaterThan(10_000)
	const found = measuredFunctions
		.filter(({ branches }) => branches > maxBranches)
		.map(({ file, line, branches }) => `${file}:${line}: ${branches} branches`)
	expect(found).toEqual([])
})

test('no function has more than 100 lines', () => {
	const found = measuredFunctions
		.filter(({ lines }) => lines > maxLines)
		.map(({ file, line, lines }) => `${file}:${line}: ${lines} lines`)
	expect(found).toEqual([])
})

test('branches are counted for each function on its own, lines with the functions in it', () => {
	const source = `
		function outer(a?: number) {
			if (a) for (const b of [a]) console.log(b ?? (a ? 1 : 2))
			const inner = () => { switch (a) { case 1: return 1; default: return 2 } }

			// a comment
			try { inner() } catch { a ||= 1 }
		}`
	expect(measureFunctions('x.ts', source)).toEqual([
		{ line: 4, lines: 1, branches: 1 },
		{ line: 2, lines: 7, branches: 6 },
	])
})
