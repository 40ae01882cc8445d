import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { readImportGraph, root } from './import-graph.ts'

/*
 * A function has at most 20 branches: each `if`, loop, `case`, `catch`, conditional and logical operator is one. Functions
 * inside it count on their own. Not checked: tests, their helpers, migrations and the definitions of
 * tables. The linter checks the number of lines; it has no rule for branches.
 */
const maxBranches = 20

interface SyntaxNode {
	readonly type: string
	readonly start: number
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

/** Returns the functions of a source text with more than `max` branches, as `line: branches`. */
function branchyFunctions(file: string, source: string, max: number): string[] {
	const found: string[] = []
	/** Returns the branches of a part of the tree, without those of functions in it. */
	const countBranches = (value: unknown): number => {
		if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + countBranches(each), 0)
		if (!isNode(value)) return 0
		const within = Object.values(value).reduce<number>((sum, each) => sum + countBranches(each), 0)
		if (!isFunction(value)) return within + (isBranch(value) ? 1 : 0)
		if (within > max) found.push(`${source.slice(0, value.start).split('\n').length}: ${within}`)
		return 0
	}
	const { program, errors } = parseSync(file, source)
	expect(errors, file).toEqual([])
	countBranches(program)
	return found
}

test('no function has more than 20 branches', () => {
	const files = [...readImportGraph(['web', 'shared', 'sync-server']).keys()].filter(
		(file) => !/\.test\.|\/testing\/|\/storage\/(migrations|tables)\//.test(file),
	)
	expect(files.length).toBeGreaterThan(1000)
	const found = files.flatMap((file) =>
		branchyFunctions(file, readFileSync(join(root, file), 'utf8'), maxBranches).map(
			(where) => `${file}:${where}`,
		),
	)
	expect(found).toEqual([])
})

test('branches are counted for each function on its own', () => {
	const source = `
		function outer(a?: number) {
			if (a) for (const b of [a]) console.log(b ?? (a ? 1 : 2))
			const inner = () => { switch (a) { case 1: return 1; default: return 2 } }
			try { inner() } catch { a ||= 1 }
		}`
	expect(branchyFunctions('x.ts', source, 0)).toEqual(['4: 1', '2: 6'])
	expect(branchyFunctions('x.ts', source, 6)).toEqual([])
})
