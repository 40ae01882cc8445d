import { civilDate } from '#shared/expressions/dates'
import { type Expression, walk } from '#shared/expressions/syntax'
import { toText, type Value } from '#shared/expressions/values'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { inRow, longestAnswer, rowOf } from '../forms/answers.ts'
import type { FormDependencies } from '../forms/dependencies.ts'
import type { Question } from '../forms/form-definition.ts'
import type { FormNode } from '../forms/form-nodes.ts'
import type { FormSession } from '../forms/form-session.ts'
import type { ExerciseSession } from './exercise-session.ts'
import { generateAnswer } from './random-answers.ts'
import { samplePattern } from './sample-pattern.ts'

/**
 * Candidate answers to a question, read from the author's expressions: values at and around those they
 * compare it with.
 */
interface Pool {
	readonly typed: readonly string[]
	/** Patterns that a constraint matches the answer against. */
	readonly patterns: readonly string[]
	/** Lengths of a text, or numbers of selected choices. */
	readonly sizes: readonly number[]
	/** Questions that the answer is compared with. */
	readonly comparedNodes: readonly FormNode[]
}

export interface AnswersToTry {
	/**
	 * Returns typed answers to a question in the order in which they are tried; some of them are invalid on
	 * purpose.
	 */
	typedFor(session: ExerciseSession, path: string): string[]
	/** Returns texts of every length that the expressions on a question distinguish. */
	lengthsFor(node: FormNode): string[]
	/** Counts an accepted answer, so that other choices come first next time. */
	used(node: FormNode, typed: string): void
}

export interface CandidateAnswerOptions {
	readonly reads: FormDependencies
	readonly random: SeededRandom
	/** Current time in the runs: `today()` returns its day, and generated days are relative to it. */
	readonly now: number
	readonly offsetMinutes: number
}

const maxTries = 14
const msPerDay = 86_400_000
const longLifeDays = 110 * 365

/**
 * Creates candidate answers from a form's own expressions: every choice, and constants with their neighbours.
 */
export function answersToTry(options: CandidateAnswerOptions): AnswersToTry {
	const { random, reads, now, offsetMinutes } = options
	const pools = new Map<FormNode, Pool>()
	const uses = new Map<string, number>()
	const poolOf = (node: FormNode): Pool => {
		const known = pools.get(node)
		if (known) return known
		const pool = readPool(node, options)
		pools.set(node, pool)
		return pool
	}
	const draw = <Item>(items: readonly Item[], most: number): Item[] =>
		items.length <= most ? [...items] : Array.from({ length: most }, () => random.pick(items))
	const keyOf = (node: FormNode, typed: string) => `${node.index} ${typed}`

	/** Returns the offered choices, least used first. */
	function choicesToTry(session: FormSession, path: string, node: FormNode, pool: Pool): string[] {
		const names = session.choices(path).map(({ name }) => name)
		const least = [...draw(names, 8)].sort(
			(a, b) => (uses.get(keyOf(node, a)) ?? 0) - (uses.get(keyOf(node, b)) ?? 0),
		)
		if ((node.part as Question).type !== 'select-many') return least
		// a choice that the constraint names, together with one that it may exclude
		const named = names.filter((name) => pool.typed.includes(name))
		const sets = [
			[...draw(named, 1), ...draw(names, 1)],
			...[...draw(pool.sizes, 2), 2].map((size) => shuffled(names).slice(0, Math.max(size, 1))),
		].map((ticks) => [...new Set(ticks)].join(' '))
		return random.chance(0.5) ? [...sets, ...least] : [...least, ...sets]
	}
	const shuffled = <Item>(items: readonly Item[]): Item[] =>
		items
			.map((item) => ({ item, at: random.next() }))
			.sort((a, b) => a.at - b.at)
			.map(({ item }) => item)

	/**
	 * Replaces a date by a random day: at most a long life before now, or up to 60 days after. Empty if it is
	 * no date.
	 */
	const someDay = (guess: string): string[] => {
		if (!/^\d{4}-\d\d-\d\d/.test(guess)) return []
		const days = Math.floor(random.next() ** 2 * longLifeDays) - 60
		return [civilDate(now - days * msPerDay, offsetMinutes) + guess.slice(10)]
	}

	return {
		typedFor(session, path) {
			const node = session.nodeAt(path)
			const question = node.part as Question
			const pool = poolOf(node)
			const guesses = [0, 1].map(() => generateAnswer(session, path, question, random))
			if (question.type.startsWith('select'))
				return [...choicesToTry(session, path, node, pool), ...guesses].slice(0, maxTries)
			const comparedValues = pool.comparedNodes.flatMap((other) => readOtherValue(session, path, node, other))
			const bounds = reads.boundsOf(node).map((bound) => session.evaluatedAt(path, bound))
			const samples = pool.patterns.map((pattern) => samplePattern(pattern, random))
			return shuffled([
				...guesses,
				...draw(pool.typed, 6),
				...draw(comparedValues.flatMap(around), 4),
				...draw(bounds.flatMap(aroundValue), 4),
				...guesses.flatMap(someDay),
				...samples,
				// answers that have to begin with another answer
				...samples.flatMap((sample) => comparedValues.map((text) => text + sample.slice(text.length))),
				...draw(pool.sizes, 2).map(textOf),
			])
				.filter((typed) => typed !== '')
				.slice(0, maxTries)
		},
		lengthsFor: (node) =>
			(node.part as Question).type.startsWith('select') ? [] : poolOf(node).sizes.map(textOf),
		used(node, typed) {
			const key = keyOf(node, typed)
			uses.set(key, (uses.get(key) ?? 0) + 1)
		},
	}
}

const textOf = (size: number): string => 'a'.repeat(Math.min(Math.max(size, 0), longestAnswer))

function readPool(node: FormNode, { reads, now, offsetMinutes }: CandidateAnswerOptions): Pool {
	const typed = new Set<string>()
	const patterns = new Set<string>()
	const sizes = new Set<number>()
	const comparedNodes = new Set<FormNode>()
	for (const { expression, reads: nodes } of reads.atomsOn(node)) {
		for (const other of nodes) if (other !== node) comparedNodes.add(other)
		const isSize = callsAny(expression, ['string-length', 'count-selected'])
		walk(expression, (part) => {
			if (part.kind === 'number' && isSize) for (const step of [-1, 0, 1]) sizes.add(part.value + step)
			else if (part.kind === 'number' || part.kind === 'text')
				for (const each of around(String(part.value))) typed.add(each)
			else if (part.kind === 'call' && part.name === 'regex' && part.args[1]?.kind === 'text')
				patterns.add(part.args[1].value)
			else if (part.kind === 'call' && /^(today|now)$/.test(part.name))
				for (const days of [-1, 0, 1]) {
					const day = civilDate(now + days * msPerDay, offsetMinutes)
					typed.add(day)
					typed.add(`${day}T12:00`)
				}
		})
	}
	for (const pattern of patterns) typed.delete(pattern)
	return { typed: [...typed], patterns: [...patterns], sizes: [...sizes], comparedNodes: [...comparedNodes] }
}

/** The constant itself and its neighbours: a bound is right or wrong at its edge. */
function around(text: string): string[] {
	if (/^-?\d{1,12}(\.\d+)?$/.test(text)) {
		const number = Number(text)
		return [text, String(number - 1), String(number + 1), String(number + 0.5)]
	}
	const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
	if (Number.isNaN(day)) return [text]
	return [-1, 0, 1].map((days) => civilDate(day + days * msPerDay, 0))
}

/** Returns the value of a bound and its neighbours. A number may be a day, counted from 1970. */
function aroundValue(value: Value): string[] {
	const text = toText(value)
	if (/^\d{4}-\d\d-\d\dT/.test(text)) return around(text.slice(0, 10))
	const isDay = typeof value === 'number' && Math.abs(value) < 100_000
	return [...around(text), ...(isDay ? around(civilDate(Math.floor(value) * msPerDay, 0)) : [])]
}

/** Returns the answer to another question, if that is in the same rows or outside of repeats. */
function readOtherValue(session: FormSession, path: string, node: FormNode, other: FormNode): string[] {
	if (other.part.kind !== 'question') return []
	const isShared = other.repeats.every((repeat, i) => node.repeats[i] === repeat)
	if (!isShared || (other.repeats.length > 0 && other.repeats.length !== node.repeats.length)) return []
	const text = toText(session.read(inRow(other.repeats.length > 0 ? rowOf(path) : '', other.suffix)))
	return text === '' || text.length > 200 ? [] : [text]
}

function callsAny(expression: Expression, names: readonly string[]): boolean {
	let found = false
	walk(expression, (part) => {
		if (part.kind === 'call' && names.includes(part.name)) found = true
	})
	return found
}
