import { may, type Role, roles } from '../people/roles.ts'
import type { FormDefinition } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'

/** Readers of a form's records at the desk, by the rules of its version only: its texts do not count. */
export interface WhoReads {
	/** Roles that can open its records. */
	readonly records: readonly Role[]
	/** Recipients to which some questions are sealed: roles, or the key for identifiers. */
	readonly sealed: readonly string[]
}

export function whoReads(definition: FormDefinition): WhoReads {
	const sealed = new Set<string>()
	for (const { part } of nodesOf(definition))
		if (part.kind === 'question' && part.sealedTo !== undefined) sealed.add(part.sealedTo)
	return {
		records: roles.filter((role) =>
			definition.readers ? definition.readers.includes(role) : may(role, 'survey.read'),
		),
		sealed: [...sealed].sort(),
	}
}
