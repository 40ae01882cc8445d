import type { CompiledForm } from './compile-form.ts'
import { choicesOf } from './compile-form.ts'
import { analyseDependencies } from './dependencies.ts'
import { describeRelevance, type RelevanceCondition } from './describe-relevance.ts'
import type { Choice, LocalizedText, Question } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'
import { localize } from './localized-text.ts'
import { isNodeShown } from './pages.ts'
import { type PaperField, questionTypes } from './question-types.ts'

/** A form as it is printed. */
export interface PaperForm {
	readonly blocks: readonly PaperBlock[]
	/** Number of a question; undefined if it has none. */
	numberOf(node: FormNode): number | undefined
	/**
	 * Returns a text in one language; an answer in it becomes the question's number in brackets, else dots to
	 * fill in.
	 */
	text(node: FormNode, texts: LocalizedText | undefined, language: string): string
}

export type PaperBlock = PaperPart | PaperQuestion

/** A group with the questions in it; a repeat is a table with a column for each row. */
export interface PaperPart {
	readonly kind: 'group' | 'repeat'
	readonly node: FormNode
	readonly when: PaperCondition | null
	readonly blocks: readonly PaperBlock[]
}

export interface PaperQuestion {
	readonly kind: 'question'
	readonly node: FormNode
	readonly question: Question
	readonly when: PaperCondition | null
	readonly field: PaperField
	/** Number of digits that have room. */
	readonly digits: number
	readonly choices: readonly Choice[]
	/** True if the app would calculate it. */
	readonly isCalculated: boolean
}

/** Condition under which a part is asked: in words if they can be found, else the form's expression. */
export interface PaperCondition {
	readonly sentence: RelevanceCondition | null
	readonly expression: string
}

/** Numbers the questions of a form, and determines the text and the room for the answer of each. */
export function paperForm(form: CompiledForm): PaperForm {
	const { definition } = form
	const reads = analyseDependencies(form)
	const numbers = new Map<FormNode, number>()
	for (const node of form.nodes)
		if (node.part.kind === 'question' && isNodeShown(node) && questionTypes[node.part.type].isInput)
			numbers.set(node, numbers.size + 1)
	const whenOf = (node: FormNode): PaperCondition | null =>
		node.part.relevant === undefined
			? null
			: {
					sentence: describeRelevance(node, reads, definition, (each) => numbers.has(each)),
					expression: node.part.relevant,
				}
	const blockOf = (node: FormNode): PaperBlock => {
		const { part } = node
		const when = whenOf(node)
		if (part.kind !== 'question') return { kind: part.kind, node, when, blocks: blocksOf(node.children) }
		return {
			kind: 'question',
			node,
			question: part,
			when,
			field: questionTypes[part.type].paper,
			digits: digitsFor(part),
			choices: choicesOf(definition, part),
			isCalculated: part.calculation !== undefined,
		}
	}
	const blocksOf = (nodes: readonly FormNode[]): PaperBlock[] =>
		nodes
			.filter(isNodeShown)
			.map(blockOf)
			.filter((block) => block.kind === 'question' || block.blocks.length > 0)
	return {
		blocks: blocksOf(form.nodes.filter((node) => node.parent === null)),
		numberOf: (node) => numbers.get(node),
		text: (node, texts, language) =>
			localize(texts, language).replace(/\$\{\s*([^{}]+?)\s*\}/g, (_, name: string) => {
				const named = reads.nodeOf({ kind: 'reference', name }, node)
				const number = named && numbers.get(named)
				return number === null || number === undefined ? '……' : `[${number}]`
			}),
	}
}

const usualDigits = 4
const maxDigits = 12

/** Number of digits of the largest number that the constraint allows (`. <= 999`). */
function digitsFor({ constraint = '' }: Question): number {
	const bounds = [...constraint.matchAll(/(?<![\w}])\.\s*<=?\s*(\d{1,12})(?![\d.])/g)].map(
		([, bound = '']) => bound.length,
	)
	return bounds.length > 0 ? Math.min(Math.max(...bounds), maxDigits) : usualDigits
}
