import type { BinaryOperator, Expression } from '#shared/expressions/syntax'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import type { FormDependencies } from '../forms/dependencies.ts'
import type { FormNode } from '../forms/form-nodes.ts'

/** Answer to a question so that another one is asked: this one, or any other one. */
export type DesiredAnswer = { readonly typed: string } | { readonly not: string }
export type DesiredAnswers = ReadonlyMap<FormNode, DesiredAnswer>

/** A node to be shown or hidden, while the part around it is asked. */
export interface Goal {
	readonly node: FormNode
	readonly isRelevant: boolean
}

/**
 * Derives answers that should show or hide a node: from the constants in its relevance, and in that of
 * everything it depends on. One of several ways (`or`) is drawn. Not a proof: anything else is left to
 * chance.
 */
export function deriveDesiredAnswers(
	{ node: target, isRelevant }: Goal,
	reads: FormDependencies,
	random: SeededRandom,
): DesiredAnswers {
	const wishes = new Map<FormNode, DesiredAnswer>()
	const opened = new Set<FormNode>()
	/** Calculations that are being followed. */
	const reaching = new Set<FormNode>()
	if (isRelevant) open(target)
	else {
		const relevant = reads.expression(target, 'relevant')
		if (target.parent) open(target.parent)
		if (relevant) make(relevant, false, target)
	}
	return wishes

	/** Opens a node and every group around it. */
	function open(node: FormNode): void {
		if (opened.has(node)) return
		opened.add(node)
		if (node.parent) open(node.parent)
		const relevant = reads.expression(node, 'relevant')
		if (relevant) make(relevant, true, node)
		if (node.closedBy !== 'ask') return
		const { ask, privacy } = reads.consent ?? {}
		for (const source of [ask, privacy]) {
			if (!source) continue
			open(source)
			wishes.set(source, { typed: random.pick(source.part.consent?.answers ?? ['']) })
		}
	}
	function make(expression: Expression, wanted: boolean, from: FormNode): void {
		if (expression.kind === 'call') {
			const [first, second] = expression.args
			if (expression.name === 'not' && first) make(first, !wanted, from)
			else if (expression.name === 'selected' && first && second) compare('=', first, second, wanted, from)
			else if (expression.name === 'boolean' && first) make(first, wanted, from)
			return
		}
		if (expression.kind !== 'binary') {
			const node = reads.nodeOf(expression, from)
			if (node && wanted) open(node)
			return
		}
		const { operator, left, right } = expression
		const isBoth = operator === 'and'
		if (operator !== 'and' && operator !== 'or') compare(operator, left, right, wanted, from)
		else if (isBoth === wanted) {
			make(left, wanted, from)
			make(right, wanted, from)
		} else make(random.chance(0.5) ? left : right, wanted, from)
	}
	function compare(
		operator: BinaryOperator,
		left: Expression,
		right: Expression,
		wanted: boolean,
		from: FormNode,
	): void {
		const goalOperator = wanted ? operator : opposite[operator]
		if (!goalOperator) return
		const constant = constantOf(right)
		if (constant !== null) reach(left, goalOperator, constant, from)
		else {
			const leftConstant = constantOf(left)
			const mirrored = mirror[goalOperator]
			if (leftConstant !== null && mirrored) reach(right, mirrored, leftConstant, from)
		}
	}
	/** Derives answers for which an expression has this relation to a constant. */
	function reach(expression: Expression, operator: BinaryOperator, constant: string, from: FormNode): void {
		const node = reads.nodeOf(expression, from)
		if (!node) {
			reachCall(expression, operator, constant, from)
			return
		}
		open(node)
		const calculation = reads.expression(node, 'calculation')
		// a calculation such as `coalesce(., …)` reads itself
		if (calculation && reaching.has(node)) return
		if (calculation) {
			reaching.add(node)
			reach(calculation, operator, constant, node)
			reaching.delete(node)
		} else {
			const wish = wishOf(operator, constant)
			if (wish) wishes.set(node, wish)
		}
	}
	function reachCall(
		expression: Expression,
		operator: BinaryOperator,
		constant: string,
		from: FormNode,
	): void {
		if (expression.kind !== 'call') return
		const [first, second, third] = expression.args
		if (expression.name !== 'if') {
			const isPassedOn = ['once', 'coalesce', 'string', 'number', 'int'].includes(expression.name)
			if (isPassedOn && first) reach(first, operator, constant, from)
			return
		}
		if (!first || !second || !third) return
		const fits = (branch: Expression) => {
			const value = constantOf(branch)
			return value === null ? null : isSatisfied(value, operator, constant)
		}
		const isFirst = fits(second) ?? (fits(third) === true ? false : random.chance(0.5))
		make(first, isFirst, from)
		reach(isFirst ? second : third, operator, constant, from)
	}
}

const constantOf = (expression: Expression): string | null =>
	expression.kind === 'text' || expression.kind === 'number'
		? String(expression.value)
		: expression.kind === 'negate' && expression.operand.kind === 'number'
			? String(-expression.operand.value)
			: expression.kind === 'call' && expression.name === 'date' && expression.args[0]
				? constantOf(expression.args[0])
				: null

const opposite: { readonly [Operator in BinaryOperator]?: BinaryOperator } = {
	'=': '!=',
	'!=': '=',
	'<': '>=',
	'>=': '<',
	'>': '<=',
	'<=': '>',
}
const mirror: { readonly [Operator in BinaryOperator]?: BinaryOperator } = {
	'=': '=',
	'!=': '!=',
	'<': '>',
	'>': '<',
	'<=': '>=',
	'>=': '<=',
}

function isSatisfied(value: string, operator: BinaryOperator, constant: string): boolean {
	switch (operator) {
		case '=':
			return value === constant
		case '!=':
			return value !== constant
		case '<':
			return Number(value) < Number(constant)
		case '<=':
			return Number(value) <= Number(constant)
		case '>':
			return Number(value) > Number(constant)
		default:
			return operator === '>=' && Number(value) >= Number(constant)
	}
}

function wishOf(operator: BinaryOperator, constant: string): DesiredAnswer | null {
	if (operator === '!=') return { not: constant }
	// a date or another text can only be equal
	const number = constant.trim() === '' ? Number.NaN : Number(constant)
	if (operator === '<' && !Number.isNaN(number)) return { typed: String(number - 1) }
	if (operator === '>' && !Number.isNaN(number)) return { typed: String(number + 1) }
	return { typed: constant }
}
