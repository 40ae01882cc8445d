import { type Answer, isRowPath, repeatOf, rowsAbove, templateOf } from '#shared/forms/answers'
import { parseFormAudit } from '#shared/forms/form-audit'
import { type Choice, type FormDefinition, isAudit } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { labelText } from '#shared/forms/label-text'
import { answerText } from '../../ui/format-answer.ts'
import type { Translate } from '../../ui/i18n.ts'

/** Turns paths and codes into texts for display. */
export interface FormReading {
	/** In document order. */
	readonly nodes: readonly FormNode[]
	nodeAt(path: string): FormNode | undefined
	/** Label of the question, with the label of its repeat row. */
	label(path: string): string
	answer(path: string, answer: Answer | null): string
	/**
	 * True for the form's audit trail, which is not shown as an answer. Without a definition it is recognized
	 * by its text.
	 */
	isAudit(path: string, answer: Answer | null): boolean
	/** Choices of the question; empty if it has none. */
	choicesAt(path: string): readonly Choice[]
	/** Returns the reading for the repeat rows of another record. */
	withRows(numbers: ReadonlyMap<string, number>): FormReading
}

/** Creates the reading of a form. With `definition` null, paths and codes are shown unchanged. */
export function formReading(
	definition: FormDefinition | null,
	texts: { readonly t: Translate; readonly language: string },
	rowNumbers: ReadonlyMap<string, number>,
	/** Decrypts a sealed answer if its key is open in this page; returns any other answer unchanged. */
	opened: (answer: Answer) => Answer | null = (answer) => answer,
): FormReading {
	const { t, language } = texts
	const nodes = definition ? nodesOf(definition) : []
	const byTemplate = new Map(nodes.map((node) => [node.template, node]))
	const nodeAt = (path: string) =>
		byTemplate.get(isRowPath(path) ? templateOf(repeatOf(path)) : templateOf(path))
	const choicesAt = (path: string) => {
		const part = nodeAt(path)?.part
		return part?.kind === 'question' ? (definition?.choices[part.list ?? ''] ?? []) : []
	}
	const rowWords = (path: string) =>
		rowsAbove(path)
			.flatMap((row) => {
				const number = rowNumbers.get(row)
				return number === undefined ? [] : [t('review.row', { number })]
			})
			.join(' › ')
	return {
		nodes,
		nodeAt,
		choicesAt,
		withRows: (numbers) => formReading(definition, texts, numbers, opened),
		isAudit(path, answer) {
			const part = nodeAt(path)?.part
			return part ? isAudit(part) : parseFormAudit(answer) !== null
		},
		label(path) {
			const node = nodeAt(path)
			const label = labelText(node?.part.label, language) || (node?.part.name ?? path)
			const row = rowWords(path)
			return row ? `${row} › ${label}` : label
		},
		answer(path, answer) {
			if (answer === null) return t('review.blank')
			const openedAnswer = opened(answer)
			return openedAnswer === null
				? t('review.blank')
				: answerText(nodeAt(path)?.part, choicesAt(path), openedAnswer, texts)
		},
	}
}
