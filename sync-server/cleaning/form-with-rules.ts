import type { RuleViolation, RuleWording } from '#shared/cleaning/rules'
import { parse } from '#shared/expressions/parse'
import { type Expression, walk } from '#shared/expressions/syntax'
import { type Answer, type Answers, rowsAbove, templateOf } from '#shared/forms/answers'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import { analyseDependencies, type FormDependencies } from '#shared/forms/dependencies'
import { isOpenAnswer } from '#shared/forms/editable'
import type { EvaluatedRecord } from '#shared/forms/evaluate-record'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import { Problem } from '#shared/kernel/problem'
import { compileFormWithProbes, withCalculations } from '../forms/form-with-probes.ts'
import { readWithin } from '../forms/read-within.ts'
import { boundedFunctions } from '../forms/safe-functions.ts'
import { changeAt, listInstancePaths } from './new-answer.ts'

/** A rule in the form in which records are checked. */
export interface Rule extends Pick<RuleWording, 'question' | 'holds' | 'into'> {
	readonly id: string
}

/** A compiled rule with the templates of its inputs. */
interface Sight {
	readonly rule: Rule
	readonly names: { readonly holds: string; readonly into: string }
	/** Inputs of the rule; the question's own template first. */
	readonly reads: readonly string[]
	/**
	 * Inputs that are compared by size or used in arithmetic: the rule does not apply if one of them is blank.
	 */
	readonly needs: readonly string[]
}

/** A version of a form with calculations that evaluate rules at every instance of their questions. */
export interface FormWithRules {
	readonly form: CompiledForm
	readonly sights: readonly Sight[]
}

/** A violation of a rule. */
export interface FoundViolation extends Pick<RuleViolation, 'path' | 'reads' | 'suggested'> {
	readonly rule: string
}

/**
 * Compiles the rules that are valid in a version into the form, so that a record is evaluated once for all of
 * them.
 *
 * `onFault`: called with the error of an invalid rule.
 */
export function compileFormWithRules(
	definition: FormDefinition,
	rules: readonly Rule[],
	onFault: (problem: Problem) => void = () => undefined,
): FormWithRules {
	const sights = rules.flatMap((rule, i): Sight[] => {
		try {
			const names = { holds: `zila_holds_${i}`, into: `zila_into_${i}` }
			return [{ rule, names, ...sightOf(definition, rule) }]
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			onFault(thrown)
			return []
		}
	})
	const body = sights.reduce(
		(parts, { rule, names }) =>
			withCalculations(parts, rule.question, [
				{ name: names.holds, calculation: rule.holds },
				{ name: names.into, calculation: suggestionOf(rule) || "''" },
			]),
		definition.body,
	)
	const compiled = compileForm({ ...definition, body }, boundedFunctions)
	// Each rule compiled alone, and none refers to another.
	if (!('form' in compiled)) throw new Error(`rules that do not stand side by side in ${definition.id}`)
	return { form: compiled.form, sights }
}

const suggestionOf = ({ into }: Rule): string => (into?.kind === 'expression' ? into.value : '')

/**
 * @throws Problem `expression-invalid`, `not-found`; `input-invalid` for a question that cannot have
 * rules
 */
function sightOf(definition: FormDefinition, rule: Rule): Pick<Sight, 'reads' | 'needs'> {
	const form = compileFormWithProbes(definition, rule.question, {
		where: rule.holds,
		into: suggestionOf(rule),
	})
	const own = form.byTemplate.get(rule.question)
	const parsed = parse(rule.holds)
	if (!own || !isOpenAnswer(own.part)) throw new Problem('input-invalid', { field: 'question' })
	if (!('expression' in parsed)) throw new Problem('expression-invalid', { part: rule.holds })
	const reads = analyseDependencies(form)
	const all = new Set([rule.question])
	walk(parsed.expression, (part) => {
		const node = reads.nodeOf(part, own)
		if (node?.part.kind === 'question') all.add(node.template)
	})
	return { reads: [...all], needs: [rule.question, ...sized(parsed.expression, reads, own)] }
}

const bySize = new Set(['<', '<=', '>', '>=', '+', '-', '*', 'div', 'mod'])

/**
 * Functions of a single number or time that are blank for a blank argument. Functions of several arguments
 * count or sum up what is present, so blanks do not matter there.
 */
const ofOne = new Set([
	...['number', 'int', 'round', 'floor', 'ceiling', 'abs', 'pow', 'sqrt', 'exp', 'exp10', 'log', 'log10'],
	...['date', 'date-time', 'decimal-date-time', 'decimal-time'],
])

/**
 * Templates that are an operand of a comparison by size or of a sum: a blank there is not a number, and not a
 * violation.
 */
function sized(expression: Expression, reads: FormDependencies, own: FormNode): string[] {
	const found: string[] = []
	const add = (side: Expression) => {
		if (side.kind === 'call' && ofOne.has(side.name)) side.args.forEach(add)
		const node = reads.nodeOf(side, own)
		if (node?.part.kind === 'question') found.push(node.template)
	}
	walk(expression, (part) => {
		if (part.kind === 'negate') add(part.operand)
		if (part.kind !== 'binary' || !bySize.has(part.operator)) return
		add(part.left)
		add(part.right)
	})
	return found
}

/** A record as stored. */
interface StoredRecordInput {
	readonly reading: EvaluatedRecord
	readonly currentAnswers: Answers
	/** Time at which the record was started, ms since 1970. */
	readonly startedAt: number
}

export const readFor = (
	{ form }: FormWithRules,
	currentAnswers: Answers,
	startedAt: number,
): StoredRecordInput => ({
	currentAnswers,
	startedAt,
	reading: readWithin(form, currentAnswers, startedAt),
})

/** Finds the violations in a record, in the order of the rules. */
export function findViolations(ruled: FormWithRules, read: StoredRecordInput): FoundViolation[] {
	return ruled.sights.flatMap((sight) =>
		listInstancePaths(read.reading, sight.rule.question)
			.filter((path) => isViolated(sight, read.reading, path))
			.map((path) => ({
				rule: sight.rule.id,
				path,
				reads: readRuleInputs(sight, read.reading, path),
				suggested: suggestedAt(ruled, sight, read, path),
			})),
	)
}

function isViolated({ names, needs }: Sight, reading: EvaluatedRecord, path: string): boolean {
	const value = reading.calculated.get(toSiblingPath(path, names.holds))
	const isFalse = value === 'false' || value === 0
	return (
		isFalse &&
		needs.every((template) => pathsOf(reading, template, path).some((at) => answerAt(reading, at) !== null))
	)
}

/** Returns the answers that a rule reads for an instance. */
export const readRuleInputs = (
	{ reads }: Sight,
	reading: EvaluatedRecord,
	path: string,
): FoundViolation['reads'] =>
	reads.flatMap((template) =>
		pathsOf(reading, template, path).map((at) => ({ path: at, answer: answerAt(reading, at) })),
	)

const answerAt = ({ relevant, calculated }: EvaluatedRecord, path: string): Answer | null =>
	relevant.get(path) ?? calculated.get(path) ?? null

/** Paths of a template as seen from an instance: in their common row, or in all rows. */
function pathsOf(reading: EvaluatedRecord, template: string, from: string): string[] {
	if (!template.includes('/@/')) return [template]
	const row = rowsAbove(from).findLast((each) => template.startsWith(`${templateOf(each)}/`))
	const within = row === undefined ? '' : `${row}/`
	const own = row === undefined ? '' : template.slice(templateOf(row).length + 1)
	if (row !== undefined && !own.includes('/@/')) return [within + own]
	const all = [...reading.relevant.keys(), ...reading.calculated.keys()]
	return all.filter((path) => path.startsWith(within) && templateOf(path) === template)
}

const toSiblingPath = (path: string, name: string): string => path.slice(0, path.lastIndexOf('/') + 1) + name

function suggestedAt(
	{ form }: FormWithRules,
	{ rule, names }: Sight,
	{ reading, currentAnswers, startedAt }: StoredRecordInput,
	path: string,
): FoundViolation['suggested'] {
	if (!rule.into) return null
	const calculated = reading.calculated.get(toSiblingPath(path, names.into))
	const change = changeAt({ form, path, reading, currentAnswers, startedAt }, rule.into, calculated)
	return typeof change === 'string' ? null : { after: change.after, hides: [...change.hides] }
}

/** Returns the rows that contain some paths, each with its position in its repeat. */
export function rowsOf(answers: Answers, paths: readonly string[]): Record<string, number> {
	const wanted = new Set(paths.flatMap(rowsAbove))
	return Object.fromEntries([...rowNumbersOf(answers)].filter(([row]) => wanted.has(row)))
}
