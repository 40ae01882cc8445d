import { parse } from '#shared/expressions/parse'
import { isVolatile } from '#shared/expressions/references'
import { isSelf, walk } from '#shared/expressions/syntax'
import { type CompiledForm, compileForm, type FormError } from '#shared/forms/compile-form'
import { analyseDependencies } from '#shared/forms/dependencies'
import type { FormDefinition, FormPart, Question } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import { Problem } from '#shared/kernel/problem'
import { boundedFunctions, boundedPattern } from './safe-functions.ts'

/** Reserved prefix of the added calculations. */
const ownBegin = 'zila_'
const [whereName, intoName] = [`${ownBegin}where`, `${ownBegin}into`]

/**
 * Expressions in the form's language that are evaluated at every instance of a question, or once per record;
 * '' for none.
 */
export interface FormProbes {
	readonly where: string
	readonly into: string
}

/**
 * Compiles a form with a condition and a value as calculations next to a question, so that the form engine
 * evaluates them with the same meaning. `question` is a template; null: once, after all questions.
 *
 * @throws Problem `expression-invalid` or `pattern-not-allowed` with the failing part; `not-found` if
 * this version lacks the question
 */
export function compileFormWithProbes(
	definition: FormDefinition,
	question: string | null,
	probes: FormProbes,
): CompiledForm {
	const body = withCalculations(definition.body, question, [
		{ name: whereName, calculation: "'1'", ...(probes.where === '' ? {} : { relevant: probes.where }) },
		{ name: intoName, calculation: probes.into === '' ? "''" : probes.into },
	])
	const compiled = compileForm({ ...definition, body }, boundedFunctions)
	if ('form' in compiled) {
		// Unknown names are a warning in a form; here they would silently match nothing.
		const unknown = compiled.form.unknownPaths.find(({ template }) => isProbe(template))
		const part = unknown?.path ?? notReadableHere(compiled.form, probes)
		if (part !== undefined) throw new Problem('expression-invalid', { part })
		refusePatterns(probes)
		return compiled.form
	}
	const fault = compiled.faults.find(({ template }) => isProbe(template)) ?? compiled.faults[0]
	throw new Problem('expression-invalid', { part: fault ? partOf(fault) : '' })
}

/**
 * Returns the first part of the expressions that cannot be evaluated on a stored record: encrypted answers,
 * values of the phone, time and random functions, and `.`, which would be the condition itself.
 */
function notReadableHere(form: CompiledForm, probes: FormProbes): string | undefined {
	const reads = analyseDependencies(form)
	const probe = form.nodes.find(({ template }) => isProbe(template))
	for (const source of [probes.where, probes.into]) {
		const parsed = source === '' || !probe ? null : parse(source)
		if (!parsed || 'fault' in parsed) continue
		let found: string | undefined
		walk(parsed.expression, (part) => {
			if (isSelf(part)) found ??= '.'
			const node = isSelf(part) ? null : reads.nodeOf(part, probe as FormNode)
			if (node?.part.kind === 'question' && (node.part.sealedTo || node.part.onPhoneOnly))
				found ??= node.part.name
			if (node?.part.name.startsWith(ownBegin)) found ??= node.part.name
			if (part.kind === 'call' && isVolatile(part)) found ??= `${part.name}()`
		})
		if (found === undefined && isVolatile(parsed.expression)) found = source.slice(0, 40)
		if (found !== undefined) return found
	}
	return undefined
}

/** Rejects computed patterns: only a literal pattern is known to match in linear time. */
function refusePatterns({ where, into }: FormProbes): void {
	for (const source of [where, into]) {
		const parsed = source === '' ? null : parse(source)
		if (!parsed || 'fault' in parsed) continue
		walk(parsed.expression, (part) => {
			if (part.kind !== 'call' || part.name !== 'regex') return
			const [, pattern] = part.args
			if (pattern?.kind !== 'text') throw new Problem('pattern-not-allowed', { part: 'regex()' })
			if (!boundedPattern(pattern.value)) throw new Problem('pattern-not-allowed', { part: pattern.value })
		})
	}
}

const isProbe = (template: string): boolean =>
	[whereName, intoName].includes(template.split('/').at(-1) ?? '')

function partOf(fault: FormError): string {
	switch (fault.kind) {
		case 'syntax':
			return fault.source.slice(fault.fault.at, fault.fault.at + 40) || fault.source.slice(-40)
		case 'name':
			return fault.name
		case 'function':
			return fault.fault.details.found ?? ''
		case 'ring':
			return fault.template
	}
}

/**
 * Adds calculations next to a question, in the same row. `question` is a template; null: after all questions.
 *
 * @throws Problem `not-found`
 */
export function withCalculations(
	body: readonly FormPart[],
	question: string | null,
	calculations: readonly Pick<Question, 'name' | 'relevant' | 'calculation'>[],
): readonly FormPart[] {
	const added = calculations.map((each) => ({ ...each, kind: 'question', type: 'calculate' }) as const)
	if (question === null) return [...body, ...added]
	const found = withPartsAfter(body, question.split('/'), added)
	if (!found) throw new Problem('not-found')
	return found
}

/** `path`: the names that lead to a question, with `@` for a row. Null if the path does not exist. */
function withPartsAfter(
	parts: readonly FormPart[],
	path: readonly string[],
	added: readonly FormPart[],
): readonly FormPart[] | null {
	const [name, ...rest] = path
	const at = parts.findIndex((part) => part.name === name)
	const part = parts[at]
	if (!part) return null
	if (part.kind === 'question')
		return rest.length === 0 ? [...parts.slice(0, at + 1), ...added, ...parts.slice(at + 1)] : null
	const inner = withPartsAfter(part.parts, part.kind === 'repeat' ? rest.slice(1) : rest, added)
	return inner && [...parts.slice(0, at), { ...part, parts: inner }, ...parts.slice(at + 1)]
}

/** Returns the paths of the calculations for an instance; for '' those at the end of the form. */
export function getProbePaths(path: string): { readonly where: string; readonly into: string } {
	const folder = path.slice(0, path.lastIndexOf('/') + 1)
	return { where: folder + whereName, into: folder + intoName }
}
