import type { FormReading } from '../kit/form-labels.ts'

/** `selected(${help}, 'other')` and `${help} = 'other'`: conditions of "other, specify" questions. */
const selectionPattern =
	/selected\(\s*\$\{\s*([\w.-]+)\s*\}\s*,\s*['"]([^'"]+)['"]\s*\)|\$\{\s*([\w.-]+)\s*\}\s*=\s*['"]([^'"]+)['"]/g

/** A text after a yes adds detail and replaces no choice. */
const yesChoice = 'yes'

/**
 * Finds the choice that a written answer explains, from its own condition. Null if the condition names
 * none, or more than one.
 */
export function explainedBy(
	reading: FormReading,
	text: string,
): { readonly question: string; readonly choice: string } | null {
	const relevant = reading.nodeAt(text)?.part.relevant ?? ''
	const found = [...relevant.matchAll(selectionPattern)].flatMap((match) => {
		const [name, choice] = [match[1] ?? match[3], match[2] ?? match[4] ?? '']
		const node = reading.nodes.find(({ part }) => part.name === name)
		const isSelect = node?.part.kind === 'question' && ['select-one', 'select-many'].includes(node.part.type)
		const isOffered = isSelect && reading.choicesAt(node.template).some((each) => each.name === choice)
		return node && isOffered && choice !== yesChoice ? [{ question: node.template, choice }] : []
	})
	return found.length === 1 ? (found[0] ?? null) : null
}
