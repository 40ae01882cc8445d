import { answerAtRandom } from '#shared/exercise/random-answers'
import { allFunctions } from '#shared/expressions/functions'
import type { Scope } from '#shared/expressions/scope'
import type { Answer } from '#shared/forms/answers'
import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
import { seededRandom } from '#shared/kernel/seeded-random'
import { testSurroundings } from '#shared/testing/scenario'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import type { Sheet } from '#shared/xlsform/sheets'
import { type Figure, figure, median, quantile } from './benchmark-result.ts'
import { madeSheets } from './generated-forms.ts'
import { largeForm } from './large-form.ts'

const runs = 9
const evaluations = 500_000

/** Measures the engine alone, in Node: compiling and filling in a large form, and one expression. */
export function measureEngine(): Figure[] {
	const definition = definitionOf(largeForm())
	const compiling = Array.from({ length: runs }, () => cpuMsOf(() => compiled(definition)))
	const form = compiled(definition)
	const answering = Array.from({ length: runs }, (_, run) => answeringMs(form, run))
	const rows = `${form.nodes.length} questions and groups`
	const engine = 'ODK xforms-engine, real forms'
	return [
		figure(`a form of 1,800 rows (${rows}) compiles, the first time`, compiling[0] ?? Number.NaN, 'ms', {
			budget: 300,
		}),
		figure('the same again', median(compiling), 'ms', { budget: 300 }),
		figure(
			'one answer and its calculations, p50',
			median(answering.map((each) => quantile(each, 0.5))),
			'ms',
		),
		figure('the same, p95', median(answering.map((each) => quantile(each, 0.95))), 'ms', {
			budget: 1,
			peer: `${engine}, p90`,
			peerValue: 2.9,
		}),
		figure('the same, p99', median(answering.map((each) => quantile(each, 0.99))), 'ms', {
			peer: `${engine}, p99`,
			peerValue: 75,
		}),
		figure(
			"${age} >= 18 and selected(${media}, 'radio')",
			median(Array.from({ length: runs }, evaluationUs)),
			'µs',
			{ budget: 0.2, peer: 'openrosa-xpath-evaluator', peerValue: 8 },
		),
	]
}

function definitionOf(sheets: readonly Sheet[]): FormDefinition {
	const { definition, problems } = importForm(sheets)
	if (!definition) throw new Error(problems.map(describeProblem).join('\n'))
	return definition
}

function compiled(definition: FormDefinition): CompiledForm {
	const result = compileForm(definition, allFunctions)
	if ('faults' in result) throw new Error(JSON.stringify(result.faults.slice(0, 5)))
	return result.form
}

function msOf(act: () => void): number {
	const started = performance.now()
	act()
	return performance.now() - started
}

/**
 * Returns the CPU milliseconds of a function, which do not depend on the load of the machine; too coarse
 * for short ones.
 */
function cpuMsOf(act: () => void): number {
	const before = process.cpuUsage()
	act()
	const { user, system } = process.cpuUsage(before)
	return (user + system) / 1000
}

/**
 * Fills in a record at random, then clears and answers every question again in random order. Returns ms of
 * each answer.
 */
function answeringMs(form: CompiledForm, seed: number): number[] {
	const random = seededRandom(seed)
	const session = new FormSession(form, {
		answers: new Map(),
		isNew: true,
		context: testSurroundings,
	})
	answerAtRandom(session, { random, given: { has0: 'yes' }, rows: { people: 8 } })
	const given = session.questionPaths().flatMap((path): [string, Answer][] => {
		const answer = session.answerAt(path)
		return answer === undefined || session.isReadOnly(path) ? [] : [[path, answer]]
	})
	if (given.length < form.nodes.length / 2) throw new Error(`only ${given.length} questions were answered`)
	return given
		.map((each) => ({ each, place: random.next() }))
		.sort((a, b) => a.place - b.place)
		.flatMap(({ each: [path, answer] }) => [
			msOf(() => session.answer(path, null)),
			msOf(() => session.answer(path, answer)),
		])
}

/** Measures one evaluation, in µs, over answers that change now and then. */
function evaluationUs(): number {
	const form = compiled(
		definitionOf(
			madeSheets('expression', [
				{ type: 'integer', name: 'age', label: 'Age' },
				{ type: 'select_multiple media', name: 'media', label: 'Media' },
				{
					type: 'text',
					name: 'heard',
					label: 'Heard',
					relevant: "${age} >= 18 and selected(${media}, 'radio')",
				},
			]),
		),
	)
	const session = new FormSession(form, { answers: new Map(), isNew: true, context: testSurroundings })
	session.type('media', 'mosque radio')
	const relevant = form.byTemplate.get('heard')?.runs.relevant
	if (!relevant) throw new Error('nothing to evaluate')
	const scope: Scope = { answers: session, context: testSurroundings, self: '', row: '', position: null }
	let found = 0
	let us = 0
	for (let round = 0; round < 10; round++) {
		session.answer('age', 10 + round * 2)
		us +=
			1000 *
			cpuMsOf(() => {
				for (let i = 0; i < evaluations / 10; i++) if (relevant(scope) === true) found++
			})
	}
	if (found !== (evaluations / 10) * 6) throw new Error(`true ${found} times`)
	return us / evaluations
}
