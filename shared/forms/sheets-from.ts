import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import type { Choice, FormDefinition, Group, Part, Question, Repeat } from './form-definition.ts'
import { otherQuestion } from './import-question.ts'
import type { Sheet } from './sheets.ts'
import { type Column, languageHeader, type TableLine, tableOf } from './table-columns.ts'

export interface SheetsFromOptions {
	/** Lists that the project has itself: they are named, and their rows are not written. */
	readonly files?: ReadonlySet<string>
	/** For tools that tell versions by it; nothing of ours reads it. */
	readonly version?: number
}

/**
 * A definition as XLSForm sheets: `importForm` makes the same definition of them. What the importer understood in
 * several spellings (`start`, `yes`, `TRUE`) comes back in one.
 */
export function sheetsFrom(
	definition: FormDefinition,
	{ files = new Set(), version }: SheetsFromOptions = {},
): Sheet[] {
	const { languages } = definition
	const lists = listsOf(definition, files)
	const choices = [...lists].flatMap(([list, rows]) => rows.map((choice) => choiceLine(list, choice)))
	const settings = {
		title: definition.title,
		id: definition.id,
		version,
		language: languageHeader(languages[0] ?? { tag: 'en', name: 'en' }),
		instanceName: definition.instanceName,
		twice: [...lists.values()].some(hasTwice) ? 'yes' : undefined,
	}
	return [
		tableOf({
			name: 'survey',
			columns: surveyColumns,
			lines: linesOf(definition.body, definition, files),
			languages,
		}),
		tableOf({ name: 'choices', columns: choiceColumns(choices), lines: choices, languages }),
		// a title that names no language is read as English
		tableOf({ name: 'settings', columns: settingColumns, lines: [settings], languages, plainTag: 'en' }),
	]
}

const truth = (expression: string): string => (expression === 'true()' ? 'yes' : expression)
const yes = () => 'yes'

type Field = keyof Question | keyof Group | keyof Repeat
/** Every field that a part can have: a new one does not compile until its column is named here. */
const surveyColumns: Readonly<Record<Exclude<Field, 'kind' | 'list' | 'parts'>, Column>> = {
	type: { header: 'type', isKept: true },
	name: { header: 'name', isKept: true },
	label: { header: 'label', isTranslated: true, isKept: true },
	hint: { header: 'hint', isTranslated: true },
	relevant: { header: 'relevant' },
	required: { header: 'required', cell: truth },
	requiredMessage: { header: 'required_message', isTranslated: true },
	constraint: { header: 'constraint' },
	constraintMessage: { header: 'constraint_message', isTranslated: true },
	warning: { header: 'bind::zila:warning' },
	warningMessage: { header: 'bind::zila:warning_message', isTranslated: true },
	calculation: { header: 'calculation' },
	trigger: {
		header: 'trigger',
		cell: (names: readonly string[]) => names.map((name) => `\${${name}}`).join(', '),
	},
	default: { header: 'default' },
	readOnly: { header: 'read_only', cell: truth },
	choiceFilter: { header: 'choice_filter' },
	count: { header: 'repeat_count' },
	parameters: {
		header: 'parameters',
		cell: (pairs: Readonly<Record<string, string>>) =>
			Object.entries(pairs)
				.map(([key, value]) => `${key}=${value}`)
				.join(' '),
	},
	appearance: { header: 'appearance' },
	order: { header: 'bind::zila:order' },
	preset: { header: 'bind::zila:preset' },
	onPhoneOnly: { header: 'bind::zila:on_phone_only', cell: yes },
	personal: { header: 'bind::zila:personal', cell: yes },
	gate: { header: 'bind::zila:gate', cell: yes },
}

const settingColumns: Readonly<Record<string, Column>> = {
	title: { header: 'form_title', isTranslated: true },
	id: { header: 'form_id' },
	version: { header: 'version' },
	language: { header: 'default_language' },
	instanceName: { header: 'instance_name' },
	twice: { header: 'allow_choice_duplicates' },
}

/** The form's own columns of choices carry a mark, so that none is taken for one of ours. */
const own = 'own '
const choiceLine = (list: string, { name, label, columns = {} }: Choice): TableLine => ({
	list,
	name,
	label,
	...Object.fromEntries(Object.entries(columns).map(([column, text]) => [`${own}${column}`, text])),
})
const choiceColumns = (lines: readonly TableLine[]): Readonly<Record<string, Column>> => ({
	list: { header: 'list_name', isKept: true },
	name: { header: 'name', isKept: true },
	label: { header: 'label', isTranslated: true, isKept: true },
	...Object.fromEntries(
		lines
			.flatMap((line) => Object.keys(line).filter((key) => key.startsWith(own)))
			.map((key) => [key, { header: key.slice(own.length) }]),
	),
})

function linesOf(
	parts: readonly Part[],
	definition: FormDefinition,
	files: ReadonlySet<string>,
): TableLine[] {
	return parts.flatMap((part, i): TableLine[] => {
		const before = parts[i - 1]
		// what "or_other" asks is written by "or_other"
		if (before && bringsOther(before, part, definition)) return []
		if (part.kind !== 'question')
			return [
				{ ...part, type: `begin_${part.kind}` },
				...linesOf(part.parts, definition, files),
				{ type: `end_${part.kind}` },
			]
		return [{ ...part, type: typeCell(part, bringsOther(part, parts[i + 1], definition), files) }]
	})
}

const orOther = ' or_other'
const withoutOther = (list: string): string =>
	list.endsWith(orOther) ? list.slice(0, -orOther.length) : list

function typeCell(question: Question, hasOther: boolean, files: ReadonlySet<string>): string {
	const { type, list, calculation, preset } = question
	if (list !== undefined) {
		const select = type === 'select-many' ? 'select_multiple' : type.replace('-', '_')
		return `${select}${files.has(list) ? '_from_file' : ''} ${withoutOther(list)}${hasOther ? orOther : ''}`
	}
	// `calculate` has to calculate something; what is only kept is `hidden`
	const isHidden = type === 'calculate' && (calculation ?? preset ?? question.default) === undefined
	return isHidden ? 'hidden' : type
}

/** Whether the part is what "or_other" of a select adds behind it. */
function bringsOther(part: Part, next: Part | undefined, { choices }: FormDefinition): boolean {
	if (part.kind !== 'question' || part.list === undefined || next?.kind !== 'question') return false
	const otherFits =
		part.list.endsWith(orOther) || choices[part.list]?.some(({ name }) => name === 'other') === true
	return otherFits && textOf(next) === textOf(otherQuestion(part))
}
const textOf = (part: Part): string => canonicalJson(part as unknown as Json)

/** The lists to be written, each as its author wrote it: without the choice that "or_other" added. */
function listsOf(
	{ choices }: FormDefinition,
	files: ReadonlySet<string>,
): ReadonlyMap<string, readonly Choice[]> {
	return new Map(
		Object.entries(choices)
			.filter(([list]) => !files.has(list))
			.map(([list, rows]) => [withoutOther(list), list.endsWith(orOther) ? rows.slice(0, -1) : rows]),
	)
}

const hasTwice = (rows: readonly Choice[]): boolean =>
	new Set(rows.map(({ name }) => name)).size < rows.length
