import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import type { FormDefinition } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'

/** What a version of a form has that the one before it had not, and the other way round; parts by their template. */
export interface FormChanges {
	readonly added: readonly string[]
	readonly removed: readonly string[]
	/** Parts that stand in both and differ: label, logic, type or the choices they offer. */
	readonly changed: readonly string[]
	/** Nothing that a person would see or a file would tell. */
	readonly isSame: boolean
}

export function compareForms(before: FormDefinition, after: FormDefinition): FormChanges {
	const [old, now] = [partsOf(before), partsOf(after)]
	const added = [...now.keys()].filter((template) => !old.has(template))
	const removed = [...old.keys()].filter((template) => !now.has(template))
	const changed = [...now.keys()].filter(
		(template) => old.has(template) && old.get(template) !== now.get(template),
	)
	return { added, removed, changed, isSame: textOf(before) === textOf(after) }
}

const textOf = (value: unknown): string => canonicalJson(value as Json)

/** Each part by its template, with all it says itself; of a select also the choices. */
function partsOf(definition: FormDefinition): Map<string, string> {
	return new Map(
		nodesOf(definition).map(({ template, part }) => {
			if (part.kind !== 'question') return [template, textOf({ ...part, parts: null })]
			const choices = part.list === undefined ? null : (definition.choices[part.list] ?? null)
			return [template, textOf({ ...part, choices })]
		}),
	)
}
