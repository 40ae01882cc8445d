import * as z from 'zod/mini'
import { comparedValues } from '#shared/expressions/compared-values'
import { compile, compileTruth } from '#shared/expressions/evaluate'
import type { FunctionTable } from '#shared/expressions/functions/function-row'
import { FunctionError } from '#shared/expressions/functions/function-row'
import type { NameResolver } from '#shared/expressions/names'
import { parse } from '#shared/expressions/parse'
import { isVolatile } from '#shared/expressions/references'
import { buildReadingContext, type Evaluate, noAnswers, type Scope } from '#shared/expressions/scope'
import { type Expression, isSelf, walk } from '#shared/expressions/syntax'
import { toNumber, toTruth, type Value } from '#shared/expressions/values'
import { Problem } from '#shared/kernel/problem'

const expression = z.string().check(z.trim(), z.maxLength(1000))
const label = z.string().check(z.trim(), z.minLength(1), z.maxLength(200))

/** Definition of an indicator as data: the denominator, and the value of each interview in it. */
export const indicatorWordingSchema = z.object({
	/** By language. */
	label: z.record(z.string(), label),
	/** A share of people, or the mean of a number. */
	kind: z.enum(['share', 'mean']),
	/** Condition of the denominator, in the form's language. */
	base: expression.check(z.minLength(1)),
	/** Condition of the numerator; for a mean the number. */
	says: expression.check(z.minLength(1)),
	/**
	 * Treatment of respondents to whom no question in `says` was asked: counted as no, or outside of the base.
	 */
	notAsked: z.enum(['is-no', 'is-out']),
})
export type IndicatorWording = z.infer<typeof indicatorWordingSchema>

export interface Indicator extends IndicatorWording {
	readonly id: string
	/** Version from 1; an estimate names the version that it was computed with. */
	readonly version: number
}

/** An indicator compiled for evaluation. */
export interface CompiledIndicator {
	readonly indicator: Indicator
	/** Names of the questions that it reads. */
	readonly names: readonly string[]
	/**
	 * Returns the value of an interview: 1 yes and 0 no, or the number; NaN if it is outside of the base, or
	 * there is no number. `readAnswer` returns the answer to a question, '' for none.
	 */
	valueFor(readAnswer: (name: string) => Value): number
}

/**
 * Compiles an indicator with the engine of the forms, so that an expression means the same as in a form. It
 * reads questions by name, `${heard_tip}`, outside of repeats; sealed answers, locations and clocks are not
 * available.
 *
 * @throws Problem `expression-invalid`, which names the part that is not; `expression-unreadable`,
 * `expression-incomplete`
 */
export function compileIndicator(
	indicator: Indicator,
	questions: ReadonlySet<string>,
	functions: FunctionTable,
): CompiledIndicator {
	const base = compileCondition(indicator.base, questions, functions)
	const valueExpression =
		indicator.kind === 'share'
			? compileCondition(indicator.says, questions, functions)
			: compileValue(indicator.says, questions, functions)
	return {
		indicator,
		names: [...new Set([...base.names, ...valueExpression.names])],
		valueFor(readAnswer) {
			const scope = scopeOf(readAnswer)
			if (!toTruth(base.evaluate(scope))) return Number.NaN
			const wasAsked = valueExpression.names.some((name) => readAnswer(name) !== '')
			if (!wasAsked && indicator.notAsked === 'is-out') return Number.NaN
			const value = valueExpression.evaluate(scope)
			if (indicator.kind === 'share') return toTruth(value) ? 1 : 0
			const number = wasAsked ? toNumber(value, scope.context.offsetMinutes) : 0
			// division by zero: no mean
			return Number.isFinite(number) ? number : Number.NaN
		},
	}
}

export interface CompiledExpression {
	readonly names: readonly string[]
	readonly evaluate: Evaluate
}

/** @throws Problem as `compileIndicator` */
export const compileCondition = (source: string, questions: ReadonlySet<string>, functions: FunctionTable) =>
	compiled(source, questions, functions, compileTruth)
/** @throws Problem as `compileIndicator` */
export const compileValue = (source: string, questions: ReadonlySet<string>, functions: FunctionTable) =>
	compiled(source, questions, functions, compile)

/**
 * Rejects comparisons with an answer that a question does not have: they would silently match no record.
 * `choicesOf`: the codes of a question; empty if any text can be entered.
 *
 * @throws Problem `not-a-choice`
 */
export function rejectUnknownAnswers(
	{ base, says }: IndicatorWording,
	choicesOf: (question: string) => readonly string[],
): void {
	for (const source of [base, says])
		for (const { name, value } of comparedValues(readExpression(source))) {
			const choices = choicesOf(name)
			if (choices.length > 0 && value !== '' && !choices.includes(value))
				throw new Problem('not-a-choice', { name, value, possible: choices.join(', ').slice(0, 400) })
		}
}

/** @throws Problem `expression-unreadable` or `expression-incomplete`, with what was expected there */
function readExpression(source: string): Expression {
	const parsed = parse(source)
	if ('expression' in parsed) return parsed.expression
	const { at, found, expected } = parsed.fault
	throw new Problem(found === '' ? 'expression-incomplete' : 'expression-unreadable', {
		part: (source.slice(at) || source).slice(0, 40),
		source: source.slice(0, 200),
		found,
		expected,
		at: String(at + 1),
	})
}

/** Returns the scope of an interview for evaluation. */
export const scopeOf = (readAnswer: (name: string) => Value): Scope => ({
	answers: { ...noAnswers, read: readAnswer },
	context: buildReadingContext(0),
	self: '',
	row: '',
	position: null,
})

function compiled(
	source: string,
	questions: ReadonlySet<string>,
	functions: FunctionTable,
	how: typeof compile,
): CompiledExpression {
	const refused = (part: string) => new Problem('expression-invalid', { part: part.slice(0, 40) })
	const expression = readExpression(source)
	walk(expression, (part) => {
		if (isSelf(part)) throw refused('.')
	})
	if (isVolatile(expression)) throw refused(source)
	const names = new Set<string>()
	const known = (name: string): string => {
		if (!questions.has(name)) throw refused(`\${${name}}`)
		names.add(name)
		return name
	}
	const resolver: NameResolver = {
		functions,
		reference(name) {
			const own = known(name)
			return ({ answers }) => answers.read(own)
		},
		exists(name) {
			const own = known(name)
			return ({ answers }) => answers.read(own) !== ''
		},
		plain: (steps) => {
			throw refused(steps.join('/'))
		},
		start: () => {
			throw refused(source)
		},
		call: () => null,
	}
	try {
		return { evaluate: how(expression, resolver), names: [...names] }
	} catch (thrown) {
		if (thrown instanceof FunctionError) throw refused(`${thrown.details.found ?? ''}()`)
		throw thrown
	}
}
