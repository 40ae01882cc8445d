import type { Evaluate, Scope } from '../scope.ts'
import type { Expression } from '../syntax.ts'
import { isNodes, toNumber, toText, type Value } from '../values.ts'

/**
 * A function of the expression language. `make` gets the arguments as closures, so that `if` and `coalesce`
 * evaluate only what they need.
 */
export interface FunctionRow {
	readonly minArguments: number
	readonly maxArguments: number
	readonly make: (args: readonly Evaluate[]) => Evaluate
	/** Checks literal arguments when the form is read. Null if they are valid. */
	readonly check?: (args: readonly Expression[]) => WrongArgument | null
	/** True if a later call can give another result: the result is stored as an answer, not recomputed. */
	readonly volatile?: true
	/** True if, inside of brackets, it may have no argument and then means the node under test. */
	readonly isPositional?: true
	/** Indexes of arguments that are read as true or false. */
	readonly booleanArguments?: readonly number[]
}
interface WrongArgument {
	/** The argument as written. */
	readonly given: string
	/** A possible argument. */
	readonly possible: string
}
export type FunctionTable = Readonly<Record<string, FunctionRow>>

/** Error for a function that does not exist, or that cannot have its arguments. */
export class FunctionError extends Error {
	readonly code: 'function-unknown' | 'function-arguments' | 'argument-not-possible'
	readonly details: Readonly<Record<string, string>>
	constructor(code: FunctionError['code'], details: FunctionError['details']) {
		super(`${code}: ${details.found}`)
		this.code = code
		this.details = details
	}
}

export const always =
	(value: Value): Evaluate =>
	() =>
		value

export const none = (find: (scope: Scope) => Value, volatile?: true): FunctionRow => ({
	minArguments: 0,
	maxArguments: 0,
	make: () => find,
	...(volatile ? { volatile } : {}),
})
export const one = (find: (a: Value, scope: Scope) => Value): FunctionRow => ({
	minArguments: 1,
	maxArguments: 1,
	make:
		([a = always('')]) =>
		(scope) =>
			find(a(scope), scope),
})
export const two = (find: (a: Value, b: Value, scope: Scope) => Value): FunctionRow => ({
	minArguments: 2,
	maxArguments: 2,
	make:
		([a = always(''), b = always('')]) =>
		(scope) =>
			find(a(scope), b(scope), scope),
})
export const several = (
	least: number,
	most: number,
	find: (values: Value[], scope: Scope) => Value,
): FunctionRow => ({
	minArguments: least,
	maxArguments: most,
	make: (args) => (scope) =>
		find(
			args.map((arg) => arg(scope)),
			scope,
		),
})
export const ofText = (find: (a: string) => Value): FunctionRow => one((a) => find(toText(a)))
export const ofTexts = (find: (a: string, b: string) => Value): FunctionRow =>
	two((a, b) => find(toText(a), toText(b)))

export const numberOf = (value: Value, scope: Scope): number => toNumber(value, scope.context.offsetMinutes)
export const ofNumber = (find: (a: number) => number): FunctionRow =>
	one((a, scope) => find(numberOf(a, scope)))
export const ofNumbers = (find: (a: number, b: number) => number): FunctionRow =>
	two((a, b, scope) => find(numberOf(a, scope), numberOf(b, scope)))

/** Lists the values of all nodes and the plain values, in order. */
export const spread = (values: readonly Value[]): (string | number | boolean)[] =>
	values.flatMap((value) => (isNodes(value) ? value.nodes.map((node) => node.value()) : [value]))

/** Lists the numbers of the nodes and values; a blank is NaN, as everywhere (docs/decisions/015). */
export const numbersIn = (values: readonly Value[], scope: Scope): number[] =>
	spread(values).map((value) => numberOf(value, scope))
