import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import type { Choice, FormDefinition, FormPart } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'

/**
 * Kinds of changes in a part: what it is, what it offers, when it is asked and what is valid, what people
 * read, how it looks.
 */
export const changeKinds = ['type', 'choices', 'logic', 'wording', 'look'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** A text that differs between two versions. A side without the text is absent. */
export interface FormTextDifference {
	/** Column as in sheets: `relevant`, `label::ur`. */
	readonly column: string
	readonly before?: string
	readonly after?: string
}

export interface ChangedPart {
	readonly template: string
	readonly kinds: readonly ChangeKind[]
	readonly differences: readonly FormTextDifference[]
}

/** A choice list that questions of both versions use, and that has changed. */
export interface ChangedList {
	readonly list: string
	readonly added: readonly string[]
	readonly removed: readonly string[]
	readonly changed: readonly {
		readonly choice: string
		readonly differences: readonly FormTextDifference[]
	}[]
	/** True if the same choices are in another order. */
	readonly isReordered: boolean
}

/** Differences between a version of a form and the one before it; parts by their template. */
export interface FormChanges {
	readonly added: readonly string[]
	readonly removed: readonly string[]
	/** Parts with another name, in the same place and with the same texts. */
	readonly renamed: readonly { readonly from: string; readonly to: string }[]
	readonly changed: readonly ChangedPart[]
	readonly lists: readonly ChangedList[]
	/** True if nothing differs that a person would see or a file would contain. */
	readonly isSame: boolean
}

export function compareForms(before: FormDefinition, after: FormDefinition): FormChanges {
	const [old, now] = [partsOf(before), partsOf(after)]
	const removed = [...old.keys()].filter((template) => !now.has(template))
	const added = [...now.keys()].filter((template) => !old.has(template))
	const renamed = removed.flatMap((from) => {
		const to = added.filter((template) => isSameQuestion(from, old.get(from), template, now.get(template)))
		return to.length === 1 ? [{ from, to: to[0] as string }] : []
	})
	const others = (templates: readonly string[], key: 'from' | 'to') =>
		templates.filter((template) => !renamed.some((each) => each[key] === template))
	const changed = [...now].flatMap(([template, part]): ChangedPart[] => {
		const kinds = kindsOf(old.get(template) ?? part, part)
		return kinds.length > 0
			? [{ template, kinds, differences: differencesOf(old.get(template)?.lines, part.lines) }]
			: []
	})
	return {
		added: others(added, 'to'),
		removed: others(removed, 'from'),
		renamed,
		changed,
		lists: listsOf(before, after),
		isSame: textOf(before) === textOf(after),
	}
}

/** Texts by column. */
type PartLines = ReadonlyMap<string, string>
/** Texts of a part that can be compared: one per kind of change, and one per column. */
interface DescribedPart {
	readonly byKind: Readonly<Record<ChangeKind, string>>
	readonly lines: PartLines
}

const logic: ReadonlySet<string> = new Set([
	...['relevant', 'required', 'constraint', 'warning', 'calculation', 'trigger', 'default', 'readOnly'],
	...[
		'choiceFilter',
		'count',
		'order',
		'preset',
		'listFrom',
		'saveTo',
		'atEnd',
		'gate',
		'consent',
		'talk',
		'keep',
	],
	'flag',
])
const wording: ReadonlySet<string> = new Set([
	...['label', 'hint', 'guidance', 'media', 'requiredMessage', 'constraintMessage', 'warningMessage'],
])

function describePart(part: FormPart, choices: ReadonlyMap<string, string>): DescribedPart {
	const fields = Object.entries(part).filter(
		([field]) => !['parts', 'name', 'kind', 'type', 'list'].includes(field),
	)
	const those = (isOne: (field: string) => boolean) =>
		textOf(Object.fromEntries(fields.filter(([field]) => isOne(field))))
	const { type, list } = part.kind === 'question' ? part : { type: part.kind, list: undefined }
	return {
		byKind: {
			type,
			choices: (list !== undefined && choices.get(list)) || '',
			logic: those((field) => logic.has(field)),
			wording: those((field) => wording.has(field)),
			look: those((field) => !logic.has(field) && !wording.has(field)),
		},
		lines: new Map([
			['type', list === undefined ? type : `${type} ${list}`],
			...linesOf(Object.fromEntries(fields.map(([field, value]) => [columnOf(field), value]))),
		]),
	}
}

/** Lists texts with their columns: `{label: {ur: …}}` is in the column `label::ur`. */
const linesOf = (fields: object): (readonly [string, string])[] =>
	Object.entries(fields).flatMap(([column, value]): (readonly [string, string])[] =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? linesOf(value).map(([inner, text]) => [`${column}::${inner}`, text])
			: [[column, String(value)]],
	)

/** Returns the column of a field in sheets: `readOnly` → `read_only`. */
const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function partsOf(definition: FormDefinition): Map<string, DescribedPart> {
	const choices = new Map(Object.entries(definition.choices).map(([list, rows]) => [list, textOf(rows)]))
	return new Map(nodesOf(definition).map(({ template, part }) => [template, describePart(part, choices)]))
}

const kindsOf = (before: DescribedPart, now: DescribedPart): ChangeKind[] =>
	changeKinds.filter((kind) => before.byKind[kind] !== now.byKind[kind])

const differencesOf = (before: PartLines = new Map(), now: PartLines = new Map()): FormTextDifference[] =>
	[...new Set([...before.keys(), ...now.keys()])].flatMap((column) => {
		const [old, text] = [before.get(column), now.get(column)]
		const sides = { ...(old !== undefined && { before: old }), ...(text !== undefined && { after: text }) }
		return old === text ? [] : [{ column, ...sides }]
	})

function listsOf(before: FormDefinition, after: FormDefinition): ChangedList[] {
	return Object.entries(after.choices).flatMap(([list, rows]): ChangedList[] => {
		const old = before.choices[list]
		if (!old || textOf(old) === textOf(rows)) return []
		const [oldLines, lines] = [choiceLines(old), choiceLines(rows)]
		const [added, removed] = [
			[...lines.keys()].filter((choice) => !oldLines.has(choice)),
			[...oldLines.keys()].filter((choice) => !lines.has(choice)),
		]
		const changed = [...lines].flatMap(([choice, now]) => {
			const was = oldLines.get(choice)
			const differences = was ? differencesOf(was, now) : []
			return differences.length > 0 ? [{ choice, differences }] : []
		})
		const commonChoices = (these: ReadonlyMap<string, unknown>, those: ReadonlyMap<string, unknown>) =>
			[...these.keys()].filter((choice) => those.has(choice)).join(' ')
		return [
			{
				list,
				added,
				removed,
				changed,
				isReordered: commonChoices(oldLines, lines) !== commonChoices(lines, oldLines),
			},
		]
	})
}

const choiceLines = (rows: readonly Choice[]): ReadonlyMap<string, PartLines> =>
	new Map(rows.map(({ name, columns, ...texts }) => [name, new Map(linesOf({ ...texts, ...columns }))]))

function isSameQuestion(
	from: string,
	old: DescribedPart | undefined,
	to: string,
	now: DescribedPart | undefined,
): boolean {
	if (groupOf(from) !== groupOf(to) || !old || !now) return false
	const [{ type, wording }, { byKind }] = [old.byKind, now]
	return type === byKind.type && wording === byKind.wording && wording !== '{}'
}

const groupOf = (template: string): string => template.slice(0, Math.max(0, template.lastIndexOf('/')))

const textOf = (value: unknown): string => canonicalJson(value as Json)
