import { type BinaryOperator, type Expression, strength } from './syntax.ts'
import { type SyntaxFault, type Token, tokenize } from './tokens.ts'

export type Parsed = { readonly expression: Expression } | { readonly fault: SyntaxFault }

/** Deeper than any real form nests (the deepest of 750 has 60), and shallow enough for a phone's stack. */
const deepest = 400

/** Reads an expression; a text that is none gives the place and what was expected there. */
export function parse(source: string): Parsed {
	const read = tokenize(source)
	if ('fault' in read) return read
	const { tokens } = read
	let next = 0
	let depth = 0
	const peek = (): Token => tokens[next] as Token
	const isMark = (mark: string) => {
		const token = peek()
		return token.kind === 'mark' && token.mark === mark
	}
	const stop = (expected: string): never => {
		const token = peek()
		throw new Stop({ at: token.at, found: tokenText(token), expected })
	}
	const take = (mark: string) => {
		if (!isMark(mark)) stop(`"${mark}"`)
		next++
	}
	const operatorHere = (): BinaryOperator | null => {
		const token = peek()
		const word = token.kind === 'mark' ? token.mark : token.kind === 'name' ? token.name : ''
		return Object.hasOwn(strength, word) ? (word as BinaryOperator) : null
	}

	function binary(weakest: number): Expression {
		if (++depth > deepest) stop('a shorter expression')
		let left = unary()
		for (let operator = operatorHere(); operator; operator = operatorHere()) {
			if (strength[operator] < weakest) break
			next++
			left = { kind: 'binary', operator, left, right: binary(strength[operator] + 1) }
		}
		depth--
		return left
	}
	function unary(): Expression {
		let minus = 0
		while (isMark('-')) {
			minus++
			next++
		}
		let operand = primary()
		for (; minus > 0; minus--) operand = { kind: 'negate', operand }
		return operand
	}
	function primary(): Expression {
		const token = peek()
		switch (token.kind) {
			case 'number':
				next++
				return { kind: 'number', value: token.value }
			case 'text':
				next++
				return { kind: 'text', value: token.value }
			case 'reference':
				next++
				return { kind: 'reference', name: token.name }
			case 'name': {
				const after = tokens[next + 1]
				return after?.kind === 'mark' && after.mark === '(' ? call(token.name) : path()
			}
			case 'mark':
				if (token.mark === '(') {
					next++
					const inner = binary(1)
					take(')')
					return inner
				}
				return token.mark === '.' || token.mark === '..' || token.mark === '/' ? path() : stop('a value')
			case 'end':
				return stop('a value')
		}
	}
	function call(name: string): Expression {
		next += 2
		const args: Expression[] = []
		if (!isMark(')')) {
			args.push(binary(1))
			while (isMark(',')) {
				next++
				args.push(binary(1))
			}
		}
		take(')')
		return { kind: 'call', name, args }
	}
	function path(): Expression {
		const absolute = isMark('/')
		if (absolute) next++
		const steps: string[] = []
		for (;;) {
			const token = peek()
			if (token.kind === 'name') steps.push(token.name)
			else if (token.kind === 'mark' && (token.mark === '.' || token.mark === '..')) steps.push(token.mark)
			else stop('a name')
			next++
			if (!isMark('/')) return { kind: 'path', absolute, steps }
			next++
		}
	}

	try {
		const expression = binary(1)
		if (peek().kind !== 'end') stop('the end or an operator')
		return { expression }
	} catch (thrown) {
		if (thrown instanceof Stop) return { fault: thrown.fault }
		throw thrown
	}
}

class Stop extends Error {
	readonly fault: SyntaxFault
	constructor(fault: SyntaxFault) {
		super(fault.expected)
		this.fault = fault
	}
}

function tokenText(token: Token): string {
	switch (token.kind) {
		case 'number':
		case 'text':
			return String(token.value)
		case 'reference':
			return `\${${token.name}}`
		case 'name':
			return token.name
		case 'mark':
			return token.mark
		case 'end':
			return 'the end'
	}
}
