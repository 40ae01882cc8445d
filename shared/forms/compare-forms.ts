import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import type { FormDefinition, Part } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'

/** What is different in a part: what people read, when it is asked and what may be answered, what it offers, what it is. */
export const changeKinds = ['type', 'choices', 'logic', 'wording', 'look'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** What a version of a form has that the one before it had not, and the other way round; parts by their template. */
export interface FormChanges {
	readonly added: readonly string[]
	readonly removed: readonly string[]
	/** Gone under one name and come under another, in the same place and with the same words. */
	readonly renamed: readonly { readonly from: string; readonly to: string }[]
	readonly changed: readonly { readonly template: string; readonly kinds: readonly ChangeKind[] }[]
	/** Nothing that a person would see or a file would tell. */
	readonly isSame: boolean
}

export function compareForms(before: FormDefinition, after: FormDefinition): FormChanges {
	const [old, now] = [partsOf(before), partsOf(after)]
	const gone = [...old.keys()].filter((template) => !now.has(template))
	const come = [...now.keys()].filter((template) => !old.has(template))
	const renamed = gone.flatMap((from) => {
		const to = come.filter((template) => isSameQuestion(from, old.get(from), template, now.get(template)))
		return to.length === 1 ? [{ from, to: to[0] as string }] : []
	})
	const others = (templates: readonly string[], key: 'from' | 'to') =>
		templates.filter((template) => !renamed.some((each) => each[key] === template))
	const changed = [...now].flatMap(([template, part]) => {
		const kinds = kindsOf(old.get(template), part)
		return kinds.length > 0 ? [{ template, kinds }] : []
	})
	return {
		added: others(come, 'to'),
		removed: others(gone, 'from'),
		renamed,
		changed,
		isSame: textOf(before) === textOf(after),
	}
}

/** What a part says itself, by the kind of change that another text there would be. */
type Told = Readonly<Record<ChangeKind, string>>

const logic: ReadonlySet<string> = new Set([
	...['relevant', 'required', 'constraint', 'warning', 'calculation', 'trigger', 'default', 'readOnly'],
	...['choiceFilter', 'count', 'order', 'preset', 'listFrom', 'saveTo', 'atEnd', 'gate'],
])
const wording: ReadonlySet<string> = new Set([
	...['label', 'hint', 'guidance', 'media', 'requiredMessage', 'constraintMessage', 'warningMessage'],
])

function toldBy(part: Part, { choices }: FormDefinition): Told {
	const fields = Object.entries(part).filter(
		([field]) => !['parts', 'name', 'kind', 'type', 'list'].includes(field),
	)
	const those = (isOne: (field: string) => boolean) =>
		textOf(Object.fromEntries(fields.filter(([field]) => isOne(field))))
	const isQuestion = part.kind === 'question'
	return {
		type: isQuestion ? part.type : part.kind,
		choices: textOf(isQuestion && part.list !== undefined ? (choices[part.list] ?? null) : null),
		logic: those((field) => logic.has(field)),
		wording: those((field) => wording.has(field)),
		look: those((field) => !logic.has(field) && !wording.has(field)),
	}
}

const partsOf = (definition: FormDefinition): Map<string, Told> =>
	new Map(nodesOf(definition).map(({ template, part }) => [template, toldBy(part, definition)]))

const kindsOf = (before: Told | undefined, now: Told): ChangeKind[] =>
	before ? changeKinds.filter((kind) => before[kind] !== now[kind]) : []

const isSameQuestion = (from: string, old: Told | undefined, to: string, now: Told | undefined): boolean =>
	groupOf(from) === groupOf(to) &&
	old?.type === now?.type &&
	old?.wording === now?.wording &&
	old?.wording !== '{}'

const groupOf = (template: string): string => template.slice(0, Math.max(0, template.lastIndexOf('/')))

const textOf = (value: unknown): string => canonicalJson(value as Json)
