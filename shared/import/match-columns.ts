import type { Choice, Question } from '#shared/forms/form-definition'
import { type Fit, fitOf, isDistinctive, type TableContent } from './column-content.ts'
import { type ConceptName, conceptsIn, fitsConcept, isOfRow, pointsAtPerson } from './concepts.ts'
import { listColumnAliases } from './excluded-columns.ts'
import { headerWords } from './header-words.ts'

/** A question without a column. */
export interface QuestionToMatch {
	readonly template: string
	readonly question: Question
	readonly choices: readonly Choice[]
}

type Words = ReadonlySet<string>

interface Candidate extends QuestionToMatch {
	/** Words of its name, and of its label in each language. */
	readonly words: readonly Words[]
	readonly concepts: ReadonlySet<ConceptName>
}

interface HeaderWords {
	readonly column: string
	readonly words: Words
	readonly concepts: ReadonlyMap<ConceptName, number>
}

/** Points; a match has at least `enough`, and is unclear if another one has nearly as many. */
const points = { sameWords: 90, concept: 80, perRank: 5, similar: 50, content: 62, fits: 10, foreign: -8 }
const [enough, nearly] = [60, 3]
/** Minimum share of common words in two sets, from 0 to 1. */
const similarEnough = 0.6

/**
 * Finds a column for each question if one fits clearly better than all others: by its words, by the words of
 * offices, by its contents.
 */
export function matchColumns(
	questions: readonly QuestionToMatch[],
	columns: readonly string[],
	content: TableContent,
): Map<string, string> {
	const headers = columns.flatMap((column): HeaderWords[] => {
		const words = headerWords(shortest(column))
		const concepts = conceptsIn(words)
		const isOnlyOfRow = concepts.size > 0 && [...concepts.keys()].every(isOfRow)
		return words.size === 0 || isOnlyOfRow ? [] : [{ column, words, concepts }]
	})
	const pairs = questions.map(candidateFor).flatMap((candidate) =>
		headers.flatMap((header) => {
			const score = scoreOf(candidate, header, content)
			return score < enough ? [] : [{ template: candidate.template, column: header.column, score }]
		}),
	)
	return clearMatches(pairs)
}

/** Shortens `group/question` to its last part. */
const shortest = (column: string): string =>
	column.includes('/') ? (listColumnAliases(column)[1] ?? column) : column

function candidateFor(one: QuestionToMatch): Candidate {
	const { name, label = {} } = one.question
	const words = [name, ...Object.values(label)].map(headerWords).filter(({ size }) => size > 0)
	const concepts = words.flatMap((each) => [...conceptsIn(each).keys()])
	return { ...one, words, concepts: new Set(concepts.filter((each) => fitsConcept(each, one.question))) }
}

function scoreOf(candidate: Candidate, header: HeaderWords, content: TableContent): number {
	const { question, choices, words } = candidate
	const columnContent = content[header.column]
	const fit = fitOf(question, choices, columnContent)
	if (fit === 'impossible' || (pointsAtPerson(header.words) && fit !== 'fits')) return 0
	const overlap = Math.max(0, ...words.map((each) => inCommon(each, header.words)))
	const ranks = [...header.concepts].flatMap(([name, rank]) => (candidate.concepts.has(name) ? [rank] : []))
	const scores = [
		overlap === 1 ? points.sameWords : 0,
		ranks.length > 0 ? points.concept - points.perRank * Math.min(...ranks) + 10 * overlap : 0,
		Math.max(0, ...words.map((each) => similarity(each, header.words))) >= similarEnough
			? points.similar + 25 * overlap
			: 0,
		isDistinctive(question, choices, columnContent) ? points.content : 0,
	]
	const best = Math.max(...scores)
	return best === 0 ? 0 : best + pointsFor(fit)
}

const pointsFor = (fit: Fit): number =>
	fit === 'fits' ? points.fits : fit === 'foreign' ? points.foreign : 0

const shared = (one: Words, other: Words): number => [...one].filter((word) => other.has(word)).length
/** Share of the common words in all words of both. */
function inCommon(one: Words, other: Words): number {
	const both = shared(one, other)
	return both / (one.size + other.size - both)
}
/** Similarity with at least two common words; higher if the longer contains all of the shorter. */
function similarity(one: Words, other: Words): number {
	const both = shared(one, other)
	if (both < 2) return 0
	return both === Math.min(one.size, other.size) ? 0.6 + 0.4 * inCommon(one, other) : inCommon(one, other)
}

interface Pair {
	readonly template: string
	readonly column: string
	readonly score: number
}

/**
 * Chooses the best pairs, each column and each question once. A column that fits two nearly equally is left
 * to a person.
 */
function clearMatches(pairs: readonly Pair[]): Map<string, string> {
	const found = new Map<string, string>()
	let left = [...pairs].sort((a, b) => b.score - a.score)
	for (let [best] = left; best; [best] = left) {
		const { template, column, score } = best
		const isNear = (each: Pair) => each.score > score - nearly
		const otherQuestions = left.some(
			(each) => each.column === column && each.template !== template && isNear(each),
		)
		const otherColumns = left.some(
			(each) => each.template === template && each.column !== column && isNear(each),
		)
		if (!otherQuestions && !otherColumns) found.set(template, column)
		const isDone = (each: Pair) =>
			(each.column === column && (!otherColumns || otherQuestions)) ||
			(each.template === template && (!otherQuestions || otherColumns)) ||
			(isNear(each) && (each.column === column || each.template === template))
		left = left.filter((each) => !isDone(each))
	}
	return found
}
