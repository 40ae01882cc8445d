import { compile, compileTruth } from '#shared/expressions/evaluate'
import { allFunctions } from '#shared/expressions/functions'
import type { NameResolver } from '#shared/expressions/names'
import { parse } from '#shared/expressions/parse'
import { noAnswers, type Scope } from '#shared/expressions/scope'
import { toText, toTruth } from '#shared/expressions/values'
import type { Suite } from './suite.ts'

export interface RealVector {
	readonly id: string
	readonly expr: string
	readonly type: 'boolean' | 'string'
	readonly values: Readonly<Record<string, string>>
	readonly expected: boolean | string
	/** True if NaN and an empty result are equivalent, since the engines differ. */
	readonly nan_or_empty?: boolean
}

/**
 * Evaluates expressions of real forms with made-up answers; the expected results are those on which two
 * other engines agree.
 */
export function vectorsReal(cases: readonly RealVector[]): Suite {
	const failures = cases.flatMap((vector) => {
		const actual = outcomeOf(vector)
		const isExpected =
			actual === vector.expected ||
			(vector.nan_or_empty === true && (actual === 'NaN' || actual === '') && vector.expected === '')
		return isExpected ? [] : [{ case: vector.id, what: vector.expr, expected: vector.expected, got: actual }]
	})
	return { suite: 'vectors-real', passed: cases.length - failures.length, total: cases.length, failures }
}

function outcomeOf({ expr, values, type }: RealVector): unknown {
	const parsed = parse(expr)
	if ('fault' in parsed) return `error: ${parsed.fault.expected} expected at ${parsed.fault.at}`
	const scope: Scope = {
		answers: noAnswers,
		context: { now: () => 0, offsetMinutes: 0, random: () => 0.5, uuid: () => '', language: 'en' },
		self: values['.'] ?? '',
		row: '',
		position: null,
	}
	const names: NameResolver = {
		reference: (name) => () => values[name] ?? '',
		functions: allFunctions,
		exists: () => () => true,
		plain: () => () => '',
		start: () => () => ({ nodes: [] }),
		call: () => null,
	}
	try {
		const value = (type === 'boolean' ? compileTruth : compile)(parsed.expression, names)(scope)
		return type === 'boolean' ? toTruth(value) : toText(value)
	} catch (thrown) {
		return `error: ${thrown instanceof Error ? thrown.message : String(thrown)}`
	}
}
