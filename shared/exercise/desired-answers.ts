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
	const derivation = new AnswerDerivation(reads, random)
	if (isRelevant) derivation.open(target)
	else {
		const relevant = reads.expression(target, 'relevant')
		if (target.parent) derivation.open(target.parent)
		if (relevant) derivation.make(relevant, false, target)
	}
	return derivation.wishes
}

type Comparison = Pick<Extract<Expression, { readonly kind: 'binary' }>, 'operator' | 'left' | 'right'>

/** Collects answers while it follows what a node depends on. */
class AnswerDerivation {
	readonly wishes = new Map<FormNode, DesiredAnswer>()
	readonly #reads: FormDependencies
	readonly #random: SeededRandom
	readonly #opened = new Set<FormNode>()
	/** Calculations that are being followed. */
	readonly #reaching = new Set<FormNode>()

	constructor(reads: FormDependencies, random: SeededRandom) {
		this.#reads = reads
		this.#random = random
	}

	/** Opens a node and every group around it. */
	open(node: FormNode): void {
		if (this.#opened.has(node)) return
		this.#opened.add(node)
		if (node.parent) this.open(node.parent)
		const relevant = this.#reads.expression(node, 'relevant')
		if (relevant) this.make(relevant, true, node)
		if (node.closedBy !== 'ask') return
		const { ask, privacy } = this.#reads.consent ?? {}
		for (const source of [ask, privacy]) {
			if (!source) continue
			this.open(source)
			this.wishes.set(source, { typed: this.#random.pick(source.part.consent?.answers ?? ['']) })
		}
	}

	/** Derives answers for which an expression is true, or false. */
	make(expression: Expression, wanted: boolean, from: FormNode): void {
		if (expression.kind === 'call') {
			const [first, second] = expression.args
			if (expression.name === 'not' && first) this.make(first, !wanted, from)
			else if (expression.name === 'selected' && first && second)
				this.#compare({ operator: '=', left: first, right: second }, wanted, from)
			else if (expression.name === 'boolean' && first) this.make(first, wanted, from)
			return
		}
		if (expression.kind !== 'binary') {
			const node = this.#reads.nodeOf(expression, from)
			if (node && wanted) this.open(node)
			return
		}
		const { operator, left, right } = expression
		const isBoth = operator === 'and'
		if (operator !== 'and' && operator !== 'or') this.#compare(expression, wanted, from)
		else if (isBoth === wanted) {
			this.make(left, wanted, from)
			this.make(right, wanted, from)
		} else this.make(this.#random.chance(0.5) ? left : right, wanted, from)
	}

	#compare({ operator, left, right }: Comparison, wanted: boolean, from: FormNode): void {
		const goalOperator = wanted ? operator : opposite[operator]
		if (!goalOperator) return
		const constant = constantOf(right)
		if (constant !== null) this.#reach(left, goalOperator, constant, from)
		else {
			const leftConstant = constantOf(left)
			const mirrored = mirror[goalOperator]
			if (leftConstant !== null && mirrored) this.#reach(right, mirrored, leftConstant, from)
		}
	}

	/** Derives answers for which an expression has this relation to a constant. */
	#reach(expression: Expression, operator: BinaryOperator, constant: string, from: FormNode): void {
		const node = this.#reads.nodeOf(expression, from)
		if (!node) {
			this.#reachCall(expression, operator, constant, from)
			return
		}
		this.open(node)
		const calculation = this.#reads.expression(node, 'calculation')
		// a calculation such as `coalesce(., …)` reads itself
		if (calculation && this.#reaching.has(node)) return
		if (calculation) {
			this.#reaching.add(node)
			this.#reach(calculation, operator, constant, node)
			this.#reaching.delete(node)
		} else {
			const wish = wishOf(operator, constant)
			if (wish) this.wishes.set(node, wish)
		}
	}

	#reachCall(expression: Expression, operator: BinaryOperator, constant: string, from: FormNode): void {
		if (expression.kind !== 'call') return
		const [first, second, third] = expression.args
		if (expression.name !== 'if') {
			const isPassedOn = ['once', 'coalesce', 'string', 'number', 'int'].includes(expression.name)
			if (isPassedOn && first) this.#reach(first, operator, constant, from)
			return
		}
		if (!first || !second || !third) return
		const fits = (branch: Expression) => {
			const value = constantOf(branch)
			return value === null ? null : isSatisfied(value, operator, constant)
		}
		const isFirst = fits(second) ?? (fits(third) === true ? false : this.#random.chance(0.5))
		this.make(first, isFirst, from)
		this.#reach(isFirst ? second : third, operator, constant, from)
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
