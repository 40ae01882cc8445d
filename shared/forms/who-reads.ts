import { may, type Role, roles } from '../access/roles.ts'
import type { FormDefinition } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'

/** Who reads a record of a form at the desk, by the rules of its version alone: what its texts say does not count. */
export interface WhoReads {
	/** The roles that open its records. */
	readonly records: readonly Role[]
	/** Some of what is asked is sealed to these, or to the key for identifiers. */
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
