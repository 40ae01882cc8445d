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

/** What a figure is, as data: who counts, and what each of them says. */
export const indicatorWordingSchema = z.object({
	/** By language. */
	label: z.record(z.string(), label),
	/** A share of people, or the mean of a number. */
	kind: z.enum(['share', 'mean']),
	/** Who counts, in the form's language. */
	base: expression.check(z.minLength(1)),
	/** Who of them is counted as yes; of a mean the number. */
	says: expression.check(z.minLength(1)),
	/** Of whom none of the questions in `says` was asked: no as an answer, or out of the base. */
	notAsked: z.enum(['is-no', 'is-out']),
})
export type IndicatorWording = z.infer<typeof indicatorWordingSchema>

export interface Indicator extends IndicatorWording {
	readonly id: string
	/** From 1; a figure says with which it was made. */
	readonly version: number
}

/** An indicator ready to be asked of interviews. */
export interface CompiledIndicator {
	readonly indicator: Indicator
	/** The questions it looks at. */
	readonly names: readonly string[]
	/** What an interview says: 1 yes and 0 no, or the number; NaN where it is out of the base, or there is no number. `lastInventory`: the answer to a question, '' for none. */
	valueFor(told: (name: string) => Value): number
}

/**
 * By the engine of the forms, so that an expression means here what it means there. It looks at questions by their names, `${heard_tip}`, outside of
 * repeats, and at nothing that is sealed, at no place and no clock.
 *
 * @throws Problem `expression-not-possible`, which names the part that is not; `expression-unreadable`, `expression-cut-off`
 */
export function compileIndicator(
	indicator: Indicator,
	questions: ReadonlySet<string>,
	functions: FunctionTable,
): CompiledIndicator {
	const base = compileCondition(indicator.base, questions, functions)
	const says =
		indicator.kind === 'share'
			? compileCondition(indicator.says, questions, functions)
			: compileValue(indicator.says, questions, functions)
	return {
		indicator,
		names: [...new Set([...base.names, ...says.names])],
		valueFor(told) {
			const scope = scopeOf(told)
			if (!toTruth(base.evaluate(scope))) return Number.NaN
			const isAsked = says.names.some((name) => told(name) !== '')
			if (!isAsked && indicator.notAsked === 'is-out') return Number.NaN
			const value = says.evaluate(scope)
			if (indicator.kind === 'share') return toTruth(value) ? 1 : 0
			const number = isAsked ? toNumber(value, scope.context.offsetMinutes) : 0
			// a number by 0 has no mean
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
 * An answer that a question does not have would be found in nobody, unsaid. `choicesOf`: the codes that can be chosen; none where anything can be written.
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

/** @throws Problem `expression-unreadable` or `expression-cut-off`, with what was expected there */
function readExpression(source: string): Expression {
	const parsed = parse(source)
	if ('expression' in parsed) return parsed.expression
	const { at, found, expected } = parsed.fault
	throw new Problem(found === '' ? 'expression-cut-off' : 'expression-unreadable', {
		part: (source.slice(at) || source).slice(0, 40),
		source: source.slice(0, 200),
		found,
		expected,
		at: String(at + 1),
	})
}

/** As an expression sees an interview. */
export const scopeOf = (told: (name: string) => Value): Scope => ({
	answers: { ...noAnswers, read: told },
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
	const refused = (part: string) => new Problem('expression-not-possible', { part: part.slice(0, 40) })
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
	const asked: NameResolver = {
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
		return { evaluate: how(expression, asked), names: [...names] }
	} catch (thrown) {
		if (thrown instanceof FunctionError) throw refused(`${thrown.details.found ?? ''}()`)
		throw thrown
	}
}
