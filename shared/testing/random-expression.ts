import type { BinaryOperator, Expression, PathStep } from '#shared/expressions/syntax'
import fc from '#shared/testing/fast-check'

/** Names that an expression may use, by type. */
export interface NamesForExpressions {
	readonly numbers: readonly Expression[]
	readonly texts: readonly Expression[]
	/** Node sets: a question of a repeat seen from outside, or the repeat itself. */
	readonly nodes: readonly Expression[]
	/** Questions of the rows in `nodes`, for predicates. */
	readonly inRow: readonly string[]
}

export const reference = (name: string): Expression => ({ kind: 'reference', name })
const step = (axis: PathStep['axis'], test: string, predicates: readonly Expression[] = []): PathStep => ({
	axis,
	test,
	predicates,
})
/** Returns `../x` or `/data/x`: `..` and names. */
export const pathOf = (origin: 'here' | 'root', ...names: string[]): Expression => ({
	kind: 'path',
	origin,
	steps: names.map((name) => (name === '..' ? step('parent', 'node()') : step('child', name))),
})
const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args })

const numberLiterals = [0, 1, 2, 3, 10, 0.5, 2.25, 1e12]
const textLiterals = ['', 'x', 'y', 'x y', ' x  z ', '0', '5', '-1.5', 'abc', 'NaN', 'صحت']
const comparisons: readonly BinaryOperator[] = ['=', '!=', '<', '<=', '>', '>=']
const operators: readonly BinaryOperator[] = ['+', '-', '*', 'div', 'mod']

interface Kinds {
	number: Expression
	text: Expression
	truth: Expression
	nodes: Expression
	any: Expression
}

/**
 * Generates expressions of every kind over these names, as large as people write them and a little larger.
 */
export function expressionOver(names: NamesForExpressions): fc.Arbitrary<Expression> {
	const literal = (value: number): Expression => ({ kind: 'number', value })
	const quoted = (value: string): Expression => ({ kind: 'text', value })
	const kinds = fc.letrec<Kinds>((tie: fc.LetrecTypedTie<Kinds>) => {
		const calling = (names: readonly string[], ...args: (keyof Kinds)[]) =>
			fc
				.tuple(fc.constantFrom(...names), ...args.map((kind) => tie(kind)))
				.map(([name, ...given]) => call(name, ...given))
		const joined = (operators: readonly BinaryOperator[], of: keyof Kinds) =>
			fc
				.tuple(fc.constantFrom(...operators), tie(of), tie(of))
				.map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right }))
		const depthSize = 'small'
		return {
			number: fc.oneof(
				{ depthSize, withCrossShrink: true },
				fc.constantFrom(...numberLiterals).map(literal),
				fc.constantFrom(...names.numbers),
				joined(operators, 'any'),
				tie('any').map((operand): Expression => ({ kind: 'negate', operand })),
				calling(['number', 'int', 'round', 'floor', 'ceiling', 'abs'], 'any'),
				calling(['string-length', 'count-selected'], 'any'),
				calling(['count', 'count-non-empty', 'sum', 'min', 'max'], 'nodes'),
				calling(['sum', 'min', 'max'], 'any', 'nodes', 'number'),
				calling(['if'], 'truth', 'number', 'number'),
			),
			text: fc.oneof(
				{ depthSize, withCrossShrink: true },
				fc.constantFrom(...textLiterals).map(quoted),
				fc.constantFrom(...names.texts),
				calling(['string', 'normalize-space'], 'any'),
				calling(['concat', 'substring-before', 'substring-after'], 'any', 'any'),
				calling(['coalesce'], 'text', 'number'),
				calling(['join'], 'text', 'nodes', 'any'),
				calling(['substring', 'substr'], 'text', 'number', 'number'),
				calling(['selected-at'], 'text', 'number'),
				calling(['translate'], 'text', 'text', 'text'),
				calling(['if'], 'any', 'text', 'text'),
			),
			truth: fc.oneof(
				{ depthSize, withCrossShrink: true },
				fc.constantFrom(call('true'), call('false')),
				joined(comparisons, 'any'),
				joined(['and', 'or'], 'any'),
				calling(['not', 'boolean'], 'any'),
				calling(['selected', 'starts-with', 'ends-with', 'contains'], 'text', 'any'),
			),
			nodes: fc.oneof(
				{ depthSize, withCrossShrink: true },
				fc.constantFrom(...names.nodes),
				joined(['|'], 'nodes'),
				fc.tuple(tie('nodes'), predicateOver(names.inRow, tie('number'))).map(
					([origin, predicate]): Expression => ({
						kind: 'path',
						origin,
						steps: [step('self', 'node()', [predicate])],
					}),
				),
			),
			any: fc.oneof(
				{ depthSize, withCrossShrink: true },
				tie('number'),
				tie('text'),
				tie('truth'),
				tie('nodes'),
			),
		}
	})
	return kinds.any
}

/** Generates a predicate: a position in the list, or a comparison with a question of the row under test. */
const predicateOver = (inRow: readonly string[], other: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
	fc.oneof(
		fc.constantFrom<Expression>(call('last'), { kind: 'number', value: 1 }),
		fc.tuple(fc.constantFrom(...comparisons), fc.constantFrom(...inRow), other).map(
			([operator, name, right]): Expression => ({
				kind: 'binary',
				operator,
				left: pathOf('here', name),
				right,
			}),
		),
		fc.tuple(fc.constantFrom(...comparisons), fc.nat(3)).map(
			([operator, value]): Expression => ({
				kind: 'binary',
				operator,
				left: call('position'),
				right: { kind: 'number', value },
			}),
		),
	)
