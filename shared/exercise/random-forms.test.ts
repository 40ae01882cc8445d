import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import fc from '#shared/testing/fast-check'
import { randomForm } from '#shared/testing/random-form'
import { testSurroundings } from '#shared/testing/scenario'
import { type Answer, inRow } from '../forms/answers.ts'
import { type CompiledForm, compileForm } from '../forms/compile-form.ts'
import { evaluateRecord } from '../forms/evaluate-record.ts'
import type { FormNode } from '../forms/form-nodes.ts'
import { FormSession } from '../forms/form-session.ts'
import { questionTypes } from '../forms/question-types.ts'

function compiledAtRandom(random: SeededRandom): CompiledForm {
	const definition = randomForm(random)
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify([compiled.faults, definition.body]))
	return compiled.form
}

const begin = (form: CompiledForm) =>
	new FormSession(form, { answers: new Map(), isNew: true, context: testSurroundings })

/** Returns a text that a person may type there; now and then nothing, and now and then an unreadable one. */
function typedAtRandom(node: FormNode, random: SeededRandom): string {
	const type = node.part.kind === 'question' ? node.part.type : 'note'
	if (random.chance(0.1)) return ''
	switch (type) {
		case 'integer':
			return random.chance(0.05) ? '3O' : String(random.below(8))
		case 'select-many':
			return random.pick(['x', 'y', 'x y', 'y x', 'z y x'])
		case 'select-one':
			return random.pick(['x', 'y', 'z'])
		default:
			return random.pick(['x', 'x ', 'ab', 'abcdefg', '2'])
	}
}

/** Returns every path where a person may answer, asked or not, in the current rows. */
function placesIn(session: FormSession): string[] {
	const places: string[] = []
	const visit = (nodes: readonly FormNode[], row: string): void => {
		for (const node of nodes) {
			const { part, suffix, children } = node
			const path = inRow(row, suffix)
			if (part.kind === 'group') visit(children, row)
			else if (part.kind === 'repeat') for (const each of session.rows(path)) visit(children, each)
			else if (questionTypes[part.type].isInput && part.calculation === undefined) places.push(path)
		}
	}
	visit(
		session.form.nodes.filter(({ parent }) => parent === null),
		'',
	)
	return places
}

/** Returns the repeats to which a person may add rows now. */
const growing = (session: FormSession): string[] => {
	const repeats: string[] = []
	const visit = (nodes: readonly FormNode[], row: string): void => {
		for (const { part, suffix, children } of nodes) {
			const path = inRow(row, suffix)
			if (part.kind === 'group') visit(children, row)
			if (part.kind !== 'repeat' || !session.isRelevant(path)) continue
			if (part.count === undefined) repeats.push(path)
			for (const each of session.rows(path)) visit(children, each)
		}
	}
	visit(
		session.form.nodes.filter(({ parent }) => parent === null),
		'',
	)
	return repeats
}

/** Answers, changes, clears, adds and removes rows, as people do. */
function workAtRandom(session: FormSession, random: SeededRandom, steps: number): void {
	for (let i = 0; i < steps; i++) {
		const repeats = growing(session)
		const places = placesIn(session)
		const rows = [...session.draftAnswers().keys()].filter((path) => /@row\d+$/.test(path))
		if (repeats.length > 0 && random.chance(0.15))
			session.addRow(random.pick(repeats), `row${random.below(1e9)}`)
		else if (rows.length > 0 && random.chance(0.05)) session.removeRow(random.pick(rows))
		else if (places.length > 0) {
			const path = random.pick(places)
			session.type(path, typedAtRandom(session.nodeAt(path), random))
		}
	}
}

/** Returns everything that a session shows of its record. */
function stateOf(session: FormSession) {
	const paths = session.questionPaths()
	return {
		paths,
		final: [...session.finalAnswers()].sort(byPath),
		calculated: [...session.calculated()].sort(byPath),
		violations: session.violations(),
		looks: paths.map((path) => {
			const { label } = session.nodeAt(path).part
			const offered = session.choices(path).map(({ name }) => name)
			return [path, session.text(path, label, 'en'), session.isRequired(path), offered]
		}),
	}
}
const byPath = ([a]: [string, Answer], [b]: [string, Answer]) => (a < b ? -1 : 1)

const runs = { numRuns: 200 }

describe('for any form and any answers', () => {
	test('the state after each step equals the state read from the answers at once', () => {
		fc.assert(
			fc.property(fc.nat(), (seed) => {
				const random = seededRandom(seed)
				const session = begin(compiledAtRandom(random))
				workAtRandom(session, random, 30)
				const opened = new FormSession(session.form, {
					answers: session.draftAnswers(),
					unreadable: unreadableIn(session),
					isNew: false,
					context: testSurroundings,
				})
				expect(stateOf(opened)).toEqual(stateOf(session))
				expect(opened.takeChanged()).toEqual([])
				const read = evaluateRecord(session.form, session.finalAnswers(), 0)
				expect([...read.relevant].sort(byPath)).toEqual(stateOf(session).final)
			}),
			runs,
		)
	})
	test('the changes passed to the phone for storage add up to the draft', () => {
		fc.assert(
			fc.property(fc.nat(), (seed) => {
				const random = seededRandom(seed)
				const session = begin(compiledAtRandom(random))
				const saved = new Map<string, Answer>()
				for (let i = 0; i < 10; i++) {
					workAtRandom(session, random, 3)
					for (const { path, answer } of session.takeChanged())
						if (answer === null) saved.delete(path)
						else saved.set(path, answer)
				}
				expect([...saved].sort(byPath)).toEqual([...session.draftAnswers()].sort(byPath))
			}),
			runs,
		)
	})
	test('[FE1] the same answers in any order give the same state', () => {
		fc.assert(
			fc.property(fc.nat(), fc.nat(), fc.nat(), (seed, one, other) => {
				const form = compiledAtRandom(seededRandom(seed))
				expect(stateOf(filledInOrder(form, seed, one))).toEqual(stateOf(filledInOrder(form, seed, other)))
			}),
			runs,
		)
	})
})

/** Returns the typed text that could not be read, by path. */
const unreadableIn = (session: FormSession): Map<string, string> =>
	new Map(
		placesIn(session).flatMap((path) => {
			const typed = session.typedAt(path)
			return typed !== '' && session.answerAt(path) === undefined ? [[path, typed]] : []
		}),
	)

/** Answers every place once, with values from its path and `seed`, in an order from `order`. */
function filledInOrder(form: CompiledForm, seed: number, order: number): FormSession {
	const session = begin(form)
	const random = seededRandom(order)
	const done = new Set<string>()
	for (;;) {
		const ungrown = growing(session).filter((repeat) => !done.has(repeat))
		for (const repeat of ungrown) {
			for (const id of ['one', 'two']) session.addRow(repeat, id)
			done.add(repeat)
		}
		const left = placesIn(session).filter((path) => !done.has(path))
		if (left.length === 0 && ungrown.length === 0) return session
		if (left.length === 0) continue
		const path = random.pick(left)
		done.add(path)
		const own = seededRandom([...path].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), seed))
		session.type(path, typedAtRandom(session.nodeAt(path), own))
	}
}
