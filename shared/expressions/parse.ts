import {
	type Axis,
	axes,
	type BinaryOperator,
	type Expression,
	type PathStep,
	strength,
	strengthOfMinus,
} from './syntax.ts'
import { type ExpressionSyntaxError, type Token, tokenize } from './tokens.ts'

export type Parsed = { readonly expression: Expression } | { readonly fault: ExpressionSyntaxError }

/**
 * Maximum depth: deeper than any real form nests (the deepest of 750 has 60), and shallow enough for a
 * phone's stack.
 */
const deepest = 400

const nodeTypes = ['node', 'text', 'comment', 'processing-instruction']
const self: PathStep = { axis: 'self', test: 'node()', predicates: [] }
const parent: PathStep = { axis: 'parent', test: 'node()', predicates: [] }
const below: PathStep = { axis: 'descendant-or-self', test: 'node()', predicates: [] }

/** Parses an expression, or returns the position of its error and what was expected there. */
export function parse(source: string): Parsed {
	const read = tokenize(source)
	if ('fault' in read) return read
	const reader = new Reader(read.tokens)
	try {
		return { expression: reader.whole() }
	} catch (thrown) {
		if (thrown instanceof Stop) return { fault: thrown.fault }
		throw thrown
	}
}

class Reader {
	readonly #tokens: readonly Token[]
	#next = 0
	#depth = 0
	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens
	}

	whole(): Expression {
		const expression = this.#binary(1)
		if (this.#peek().kind !== 'end') this.#stop('end-or-operator')
		return expression
	}

	#peek(ahead = 0): Token {
		return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token
	}
	#isMark(mark: string, ahead = 0): boolean {
		const token = this.#peek(ahead)
		return token.kind === 'mark' && token.mark === mark
	}
	#stop(expected: ExpressionSyntaxError['expected']): never {
		const token = this.#peek()
		throw new Stop({ at: token.at, found: tokenText(token), expected })
	}
	#take(mark: string): void {
		if (!this.#isMark(mark)) this.#stop(`"${mark}"`)
		this.#next++
	}
	#operatorHere(): BinaryOperator | null {
		const token = this.#peek()
		const word = token.kind === 'mark' ? token.mark : token.kind === 'name' ? token.name : ''
		return Object.hasOwn(strength, word) ? (word as BinaryOperator) : null
	}

	#binary(weakest: number): Expression {
		if (++this.#depth > deepest) this.#stop('shorter')
		let left = this.#unary()
		for (let operator = this.#operatorHere(); operator; operator = this.#operatorHere()) {
			if (strength[operator] < weakest) break
			this.#next++
			left = { kind: 'binary', operator, left, right: this.#binary(strength[operator] + 1) }
		}
		this.#depth--
		return left
	}
	#unary(): Expression {
		if (!this.#isMark('-')) return this.#located()
		this.#next++
		return { kind: 'negate', operand: this.#binary(strengthOfMinus) }
	}
	/** Parses a value and the path that continues from it: `instance('x')/root/item[1]`. */
	#located(): Expression {
		const value = this.#value()
		const predicates = this.#predicates()
		const goesOn = this.#isMark('/') || this.#isMark('//')
		if (predicates.length === 0 && !goesOn) return value
		const first: PathStep[] = predicates.length > 0 ? [{ ...self, predicates, isFilter: true }] : []
		return { kind: 'path', origin: value, steps: [...first, ...(goesOn ? this.#furtherSteps() : [])] }
	}
	#value(): Expression {
		const token = this.#peek()
		switch (token.kind) {
			case 'number':
				this.#next++
				return { kind: 'number', value: token.value }
			case 'text':
				this.#next++
				return { kind: 'text', value: token.value }
			case 'reference':
				this.#next++
				return token.name.startsWith('last-saved#')
					? { kind: 'reference', name: token.name.slice('last-saved#'.length).trim(), lastSaved: true }
					: { kind: 'reference', name: token.name }
			case 'name':
				return this.#isMark('(', 1) && !nodeTypes.includes(token.name) ? this.#call(token.name) : this.#path()
			case 'mark':
				if (token.mark === '(') {
					this.#next++
					const inner = this.#binary(1)
					this.#take(')')
					return inner
				}
				return ['.', '..', '/', '//', '@', '*'].includes(token.mark) ? this.#path() : this.#stop('value')
			case 'end':
				return this.#stop('value')
		}
	}
	#call(name: string): Expression {
		this.#next += 2
		const args: Expression[] = []
		if (!this.#isMark(')')) {
			args.push(this.#binary(1))
			while (this.#isMark(',')) {
				this.#next++
				args.push(this.#binary(1))
			}
		}
		this.#take(')')
		return { kind: 'call', name, args }
	}
	#path(): Expression {
		if (this.#isMark('//')) return { kind: 'path', origin: 'root', steps: this.#furtherSteps() }
		if (!this.#isMark('/')) {
			const first = this.#step()
			const reference = this.#stepsIntoReference()
			return { kind: 'path', origin: 'here', steps: [first, ...reference, ...this.#furtherSteps()] }
		}
		this.#next++
		if (!this.#isStepHere()) return { kind: 'path', origin: 'root', steps: [] }
		const first = this.#step()
		return { kind: 'path', origin: 'root', steps: [first, ...this.#furtherSteps()] }
	}
	#furtherSteps(): PathStep[] {
		const steps: PathStep[] = []
		for (;;) {
			if (this.#isMark('//')) steps.push(below)
			else if (!this.#isMark('/')) return steps
			this.#next++
			steps.push(this.#step())
		}
	}
	/**
	 * Parses a name and a `${name}` after it, as in `${a} and and ${b}`, where an operand is missing: pyxform
	 * writes a path for the reference, so that engines read `and/data/b`, which leads nowhere.
	 */
	#stepsIntoReference(): PathStep[] {
		const token = this.#peek()
		if (token.kind !== 'reference') return []
		this.#next++
		return [{ axis: 'child', test: token.name.replace(/^.*[#/]/, ''), predicates: this.#predicates() }]
	}
	#isStepHere(): boolean {
		const token = this.#peek()
		return token.kind === 'name' || (token.kind === 'mark' && ['.', '..', '*', '@'].includes(token.mark))
	}
	#step(): PathStep {
		if (this.#isMark('.') || this.#isMark('..')) {
			const step = this.#isMark('.') ? self : parent
			this.#next++
			return { ...step, predicates: this.#predicates() }
		}
		let axis: Axis = 'child'
		if (this.#isMark('@')) {
			axis = 'attribute'
			this.#next++
		} else if (this.#isMark('::', 1)) {
			const token = this.#peek()
			const named = token.kind === 'name' ? axes.find((each) => each === token.name) : undefined
			if (!named) this.#stop('axis')
			axis = named as Axis
			this.#next += 2
		}
		return { axis, test: this.#nodeTest(), predicates: this.#predicates() }
	}
	#nodeTest(): string {
		if (this.#isMark('*')) {
			this.#next++
			return '*'
		}
		const token = this.#peek()
		if (token.kind !== 'name') return this.#stop('name')
		this.#next++
		if (!nodeTypes.includes(token.name) || !this.#isMark('(')) return token.name
		this.#next++
		this.#take(')')
		return `${token.name}()`
	}
	#predicates(): Expression[] {
		const predicates: Expression[] = []
		while (this.#isMark('[')) {
			this.#next++
			predicates.push(this.#binary(1))
			this.#take(']')
		}
		return predicates
	}
}

class Stop extends Error {
	readonly fault: ExpressionSyntaxError
	constructor(fault: ExpressionSyntaxError) {
		super(fault.expected)
		this.fault = fault
	}
}

function tokenText(token: Token): string {
	switch (token.kind) {
		case 'number':
			return String(token.value)
		case 'text':
			return `'${token.value}'`
		case 'reference':
			return `\${${token.name}}`
		case 'name':
			return token.name
		case 'mark':
			return token.mark
		case 'end':
			return ''
	}
}
