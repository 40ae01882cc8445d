import { type Answer, isRowPath, repeatOf, rowsAbove, templateOf } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { textIn } from '#shared/forms/texts'

/** Turns paths and codes into what a person reads. */
export interface FormReading {
	/** In document order. */
	readonly nodes: readonly FormNode[]
	nodeAt(path: string): FormNode | undefined
	/** The question's label, with the row it stands in. */
	label(path: string): string
	answer(path: string, answer: Answer | null): string
}

export function formReading(
	definition: FormDefinition,
	language: string,
	words: { readonly blank: string; readonly row: (number: number) => string },
	rowNumbers: ReadonlyMap<string, number>,
): FormReading {
	const nodes = nodesOf(definition)
	const byTemplate = new Map(nodes.map((node) => [node.template, node]))
	const nodeAt = (path: string) =>
		byTemplate.get(isRowPath(path) ? templateOf(repeatOf(path)) : templateOf(path))
	const rowWords = (path: string) =>
		rowsAbove(path)
			.map((row) => words.row(rowNumbers.get(row) ?? 0))
			.join(' › ')
	return {
		nodes,
		nodeAt,
		label(path) {
			const node = nodeAt(path)
			// a name that a label would fill in is not known here
			const label =
				textIn(node?.part.label, language).replace(/\$\{[^}]*\}/g, '…') || (node?.part.name ?? path)
			const row = rowWords(path)
			return row ? `${row} › ${label}` : label
		},
		answer(path, answer) {
			if (answer === null) return words.blank
			const part = nodeAt(path)?.part
			const choices = part?.kind === 'question' ? (definition.choices[part.list ?? ''] ?? []) : []
			const label = (code: string) => {
				const choice = choices.find(({ name }) => name === code)
				return choice ? textIn(choice.label, language) : code
			}
			return typeof answer === 'object' ? answer.map(label).join(' · ') : label(String(answer))
		},
	}
}

/** The place of each row in its repeat, from 1. */
export function rowNumbersOf(answers: Readonly<Record<string, Answer>>): Map<string, number> {
	const numbers = new Map<string, number>()
	const rows = Object.entries(answers)
		.filter(([path]) => isRowPath(path))
		.sort(([a, placeA], [b, placeB]) => Number(placeA) - Number(placeB) || (a < b ? -1 : 1))
	const counts = new Map<string, number>()
	for (const [row] of rows) {
		const repeat = repeatOf(row)
		const number = (counts.get(repeat) ?? 0) + 1
		counts.set(repeat, number)
		numbers.set(row, number)
	}
	return numbers
}
