import type { Question } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'

/** Returns the calculation with the safeguarding lead if the label of a note names it; null if not. */
export function leadInLabel(nodes: readonly FormNode[], { type, label = {} }: Question): FormNode | null {
	if (type !== 'note') return null
	const lead = nodes.find(({ part }) => part.kind === 'question' && part.preset === 'lead')
	return lead && Object.values(label).some((text) => text.includes(`\${${lead.part.name}}`)) ? lead : null
}
