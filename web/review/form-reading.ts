import { type Answer, isRowPath, repeatOf, rowsAbove, templateOf } from '#shared/forms/answers'
import { parseFormAudit } from '#shared/forms/audit'
import { type Choice, type FormDefinition, isAudit } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { labelText } from '#shared/forms/label-text'
import { answerText } from '../ui/answer-text.ts'
import type { Translate } from '../ui/i18n.ts'

/** Turns paths and codes into what a person reads. */
export interface FormReading {
	/** In document order. */
	readonly nodes: readonly FormNode[]
	nodeAt(path: string): FormNode | undefined
	/** The question's label, with the row it stands in. */
	label(path: string): string
	answer(path: string, answer: Answer | null): string
	/** How the form was filled: nobody's answer, to be shown as none. A form that knows it no more is told by its text. */
	isAudit(path: string, answer: Answer | null): boolean
	/** What can be chosen there; empty where nothing is. */
	choicesAt(path: string): readonly Choice[]
	/** The same for the rows of another record. */
	withRows(numbers: ReadonlyMap<string, number>): FormReading
}

/** `definition`: null for a form that is not known here; paths and codes are read as they are then. */
export function formReading(
	definition: FormDefinition | null,
	texts: { readonly t: Translate; readonly language: string },
	rowNumbers: ReadonlyMap<string, number>,
	/** What a sealed answer says, where its key is open here; else the answer as it is. */
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
			const said = opened(answer)
			return said === null ? t('review.blank') : answerText(nodeAt(path)?.part, choicesAt(path), said, texts)
		},
	}
}
