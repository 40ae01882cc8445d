import { parse } from '#shared/expressions/parse'
import { type Expression, walk } from '#shared/expressions/syntax'
import { type Answer, type Answers, rowsAbove, templateOf } from '#shared/forms/answers'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import { isOpenAnswer } from '#shared/forms/correctable'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { FormNode } from '#shared/forms/form-nodes'
import { analyseDependencies, type FormDependencies } from '#shared/forms/form-reads'
import type { EvaluatedRecord } from '#shared/forms/read-record'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import { Problem } from '#shared/kernel/problem'
import type { RuleViolation, RuleWording } from '#shared/revisions/rules'
import { boundedFunctions } from '../forms/bounded-functions.ts'
import { compileFormWithProbes, withCalculations } from '../forms/probed-form.ts'
import { readWithin } from '../forms/read-within.ts'
import { changeAt, listInstancePaths } from './new-answer.ts'

/** A rule as records are held against it. */
export interface Rule extends Pick<RuleWording, 'question' | 'holds' | 'into'> {
	readonly id: string
}

/** What is looked at where a rule stands: templates. */
interface Sight {
	readonly rule: Rule
	readonly names: { readonly holds: string; readonly into: string }
	/** The question's own first. */
	readonly reads: readonly string[]
	/** Of these, what is compared by size or reckoned with: where one has no answer the rule has nothing to say. */
	readonly needs: readonly string[]
}

/** A version of a form that also works out, at every place, whether each of some rules holds there. */
export interface FormWithRules {
	readonly form: CompiledForm
	readonly sights: readonly Sight[]
}

/** A place that breaks a rule. */
export interface Break extends Pick<RuleViolation, 'path' | 'reads' | 'suggested'> {
	readonly rule: string
}

/**
 * The rules that make sense in a version of a form, compiled into it, so that a record is read once for all of them.
 *
 * `onFault`: hears why one makes none.
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
	// each of them could be worked out alone, and none looks at another
	if (!('form' in compiled)) throw new Error(`rules that do not stand side by side in ${definition.id}`)
	return { form: compiled.form, sights }
}

const suggestionOf = ({ into }: Rule): string => (into?.kind === 'expression' ? into.value : '')

/** @throws Problem `expression-not-possible`, `not-found`; `input-invalid` for a question of which no rule can be */
function sightOf(definition: FormDefinition, rule: Rule): Pick<Sight, 'reads' | 'needs'> {
	const form = compileFormWithProbes(definition, rule.question, {
		where: rule.holds,
		into: suggestionOf(rule),
	})
	const own = form.byTemplate.get(rule.question)
	const parsed = parse(rule.holds)
	if (!own || !isOpenAnswer(own.part)) throw new Problem('input-invalid', { field: 'question' })
	if (!('expression' in parsed)) throw new Problem('expression-not-possible', { part: rule.holds })
	const reads = analyseDependencies(form)
	const all = new Set([rule.question])
	walk(parsed.expression, (part) => {
		const node = reads.nodeOf(part, own)
		if (node?.part.kind === 'question') all.add(node.template)
	})
	return { reads: [...all], needs: [rule.question, ...sized(parsed.expression, reads, own)] }
}

const bySize = new Set(['<', '<=', '>', '>=', '+', '-', '*', 'div', 'mod'])

/** What makes one number or moment of another: of blank it makes none. Of several answers it counts or adds up what is there, that is another thing. */
const ofOne = new Set([
	...['number', 'int', 'round', 'floor', 'ceiling', 'abs', 'pow', 'sqrt', 'exp', 'exp10', 'log', 'log10'],
	...['date', 'date-time', 'decimal-date-time', 'decimal-time'],
])

/** Templates of what stands by itself on a side of a comparison by size, or of a sum: blank there is no number, and no false one. */
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

/** A record as it lies in the store. */
interface StoredRecordInput {
	readonly reading: EvaluatedRecord
	readonly standing: Answers
	/** When it was begun, ms since 1970. */
	readonly begun: number
}

export const readFor = ({ form }: FormWithRules, standing: Answers, begun: number): StoredRecordInput => ({
	standing,
	begun,
	reading: readWithin(form, standing, begun),
})

/** The places at which a record breaks rules, in the order of the rules. */
export function findViolations(ruled: FormWithRules, read: StoredRecordInput): Break[] {
	return ruled.sights.flatMap((sight) =>
		listInstancePaths(read.reading, sight.rule.question)
			.filter((path) => isBroken(sight, read.reading, path))
			.map((path) => ({
				rule: sight.rule.id,
				path,
				reads: readRuleInputs(sight, read.reading, path),
				suggested: suggestedAt(ruled, sight, read, path),
			})),
	)
}

function isBroken({ names, needs }: Sight, reading: EvaluatedRecord, path: string): boolean {
	const value = reading.calculated.get(toSiblingPath(path, names.holds))
	const isFalse = value === 'false' || value === 0
	return (
		isFalse &&
		needs.every((template) => pathsOf(reading, template, path).some((at) => answerAt(reading, at) !== null))
	)
}

/** The answers that a rule looks at from a place. */
export const readRuleInputs = ({ reads }: Sight, reading: EvaluatedRecord, path: string): Break['reads'] =>
	reads.flatMap((template) =>
		pathsOf(reading, template, path).map((at) => ({ path: at, answer: answerAt(reading, at) })),
	)

const answerAt = ({ asked, calculated }: EvaluatedRecord, path: string): Answer | null =>
	asked.get(path) ?? calculated.get(path) ?? null

/** Where a template stands as it is seen from a place: in the rows that both stand in, or in all of them. */
function pathsOf(reading: EvaluatedRecord, template: string, from: string): string[] {
	if (!template.includes('/@/')) return [template]
	const row = rowsAbove(from).findLast((each) => template.startsWith(`${templateOf(each)}/`))
	const within = row === undefined ? '' : `${row}/`
	const own = row === undefined ? '' : template.slice(templateOf(row).length + 1)
	if (row !== undefined && !own.includes('/@/')) return [within + own]
	const all = [...reading.asked.keys(), ...reading.calculated.keys()]
	return all.filter((path) => path.startsWith(within) && templateOf(path) === template)
}

const toSiblingPath = (path: string, name: string): string => path.slice(0, path.lastIndexOf('/') + 1) + name

function suggestedAt(
	{ form }: FormWithRules,
	{ rule, names }: Sight,
	{ reading, standing, begun }: StoredRecordInput,
	path: string,
): Break['suggested'] {
	if (!rule.into) return null
	const worked = reading.calculated.get(toSiblingPath(path, names.into))
	const change = changeAt({ form, path, reading, standing, begun }, rule.into, worked)
	return typeof change === 'string' ? null : { after: change.after, hides: [...change.hides] }
}

/** Each row above some places, with its place in its repeat. */
export function rowsOf(standing: Answers, paths: readonly string[]): Record<string, number> {
	const wanted = new Set(paths.flatMap(rowsAbove))
	return Object.fromEntries([...rowNumbersOf(standing)].filter(([row]) => wanted.has(row)))
}
