import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import type {
	Choice,
	ConsentMark,
	EntityDeclaration,
	FormDefinition,
	FormPart,
	Group,
	Media,
	Question,
	Repeat,
	TableRow,
	TranscriptMark,
} from '../forms/form-definition.ts'
import { listColumnNames } from '../forms/non-response-codes.ts'
import { formatQuasiIdentifier } from '../forms/quasi-identifier.ts'
import { formatRetentionPeriod } from '../forms/retention-period.ts'
import { isTableFile, usualColumns } from './import-files.ts'
import { otherQuestion } from './import-question.ts'
import {
	buildTableSheet,
	languageHeader,
	type SheetColumnSpec,
	type SheetRowValues,
} from './sheet-columns.ts'
import type { Sheet } from './sheets.ts'

export interface ExportSheetsOptions {
	/** Lists that the project has itself: only their names are written, not their rows. */
	readonly files?: ReadonlySet<string>
	/** For tools that distinguish versions by it; nothing in this project reads it. */
	readonly version?: number
}

/**
 * Writes a definition as XLSForm sheets, from which `importForm` makes the same definition. If the importer
 * reads several spellings (`start`, `yes`, `TRUE`), one is written.
 */
export function exportSheets(
	definition: FormDefinition,
	{ files = new Set(), version }: ExportSheetsOptions = {},
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
		readers: definition.readers,
		filledBy: definition.filledBy,
		consentVersion: definition.consentVersion,
		twice: [...lists.values()].some(hasTwice) ? 'yes' : undefined,
	}
	return [
		buildTableSheet({
			name: 'survey',
			columns: surveyColumns,
			lines: linesOf(definition.body, definition, files),
			languages,
		}),
		buildTableSheet({ name: 'choices', columns: choiceColumns(choices), lines: choices, languages }),
		// a title without a language is read as English
		buildTableSheet({
			name: 'settings',
			columns: settingColumns,
			lines: [settings],
			languages,
			plainTag: 'en',
		}),
		...(definition.entities
			? [
					buildTableSheet({
						name: 'entities',
						columns: entityColumns,
						lines: definition.entities.map((each) => ({ ...each })),
						languages,
					}),
				]
			: []),
		...tablesChosenFrom(definition, files),
		...Object.entries(definition.tables ?? {}).map(([name, rows]) => attachedSheet(name, rows)),
	]
}

/**
 * Returns the file that a list was made from: `towns.csv`, or `towns.csv code name` if parameters name its
 * columns.
 */
const fileOf = (list: string): string | null => {
	const [file = ''] = list.split(' ')
	return isTableFile(file) ? file : null
}

/** Returns the tables that questions choose from, each once, with the columns that it had. */
function tablesChosenFrom({ choices, languages }: FormDefinition, own: ReadonlySet<string>): Sheet[] {
	const found = new Map<string, Sheet>()
	for (const [list, rows] of Object.entries(choices)) {
		const file = fileOf(list)
		if (file === null || own.has(file) || found.has(file) || rows.length === 0) continue
		const usual = usualColumns(file)
		const [, value, label] = list.split(' ')
		const columns = { ...choiceColumns(rows.map((row) => choiceLine('', row))) }
		delete columns.list
		found.set(
			file,
			buildTableSheet({
				name: file,
				columns: {
					...columns,
					name: { header: value || usual.value, isAlwaysWritten: true },
					label: { header: label || usual.label, isTranslated: true, isAlwaysWritten: true },
				},
				lines: rows.map((row) => choiceLine('', row)),
				languages,
			}),
		)
	}
	return [...found.values()]
}

/** Writes an attached table as a sheet with the name of its file. */
function attachedSheet(name: string, rows: readonly TableRow[]): Sheet {
	const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
	return {
		name: `${name}.csv`,
		header,
		rows: rows.map((row, i) => ({ line: i + 2, cells: header.map((column) => row[column] ?? '') })),
	}
}

const truth = (expression: string): string => (expression === 'true()' ? 'yes' : expression)
const yes = () => 'yes'

const mediaColumns: Readonly<Record<keyof Media, SheetColumnSpec>> = {
	image: { header: 'image', isTranslated: true },
	audio: { header: 'audio', isTranslated: true },
	video: { header: 'video', isTranslated: true },
}
const entityColumns: Readonly<Record<Exclude<keyof EntityDeclaration, 'place'>, SheetColumnSpec>> = {
	list: { header: 'list_name' },
	label: { header: 'label' },
	entityId: { header: 'entity_id' },
	createIf: { header: 'create_if' },
	updateIf: { header: 'update_if' },
}

type SheetField = keyof Question | keyof Group | keyof Repeat
/**
 * Columns of all fields that a part can have: a new field does not compile until its column is named here.
 */
const surveyColumns: Readonly<
	Record<
		Exclude<SheetField, 'kind' | 'list' | 'listFrom' | 'parts' | 'media' | 'atEnd'> | keyof Media,
		SheetColumnSpec
	>
> = {
	type: { header: 'type', isAlwaysWritten: true },
	name: { header: 'name', isAlwaysWritten: true },
	label: { header: 'label', isTranslated: true, isAlwaysWritten: true },
	hint: { header: 'hint', isTranslated: true },
	guidance: { header: 'guidance_hint', isTranslated: true },
	...mediaColumns,
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
	saveTo: { header: 'save_to' },
	order: { header: 'bind::zila:order' },
	preset: { header: 'bind::zila:preset' },
	onPhoneOnly: { header: 'bind::zila:on_phone_only', cell: yes },
	personal: { header: 'bind::zila:personal', cell: yes },
	gate: { header: 'bind::zila:gate', cell: yes },
	sealedTo: { header: 'bind::zila:sealed_to' },
	flag: { header: 'bind::zila:flag', cell: yes },
	background: { header: 'bind::zila:background', cell: yes },
	checks: { header: 'bind::zila:checks', cell: yes },
	trait: { header: 'bind::zila:quasi_identifier', cell: formatQuasiIdentifier },
	keep: { header: 'bind::zila:retention', cell: formatRetentionPeriod },
	consent: {
		header: 'bind::zila:consent',
		cell: ({ role, answers }: ConsentMark) => (answers ? `${role}: ${answers.join(' ')}` : role),
	},
	talk: {
		header: 'bind::zila:transcript',
		cell: ({ role, of }: TranscriptMark) => (of === undefined ? role : `${role}: ${of}`),
	},
}

const settingColumns: Readonly<Record<string, SheetColumnSpec>> = {
	title: { header: 'form_title', isTranslated: true },
	id: { header: 'form_id' },
	version: { header: 'version' },
	language: { header: 'default_language' },
	instanceName: { header: 'instance_name' },
	readers: { header: 'zila:readers', cell: (roles: readonly string[]) => roles.join(' ') },
	filledBy: { header: 'zila:filled_by', cell: (roles: readonly string[]) => roles.join(' ') },
	consentVersion: { header: 'zila:consent_version' },
	twice: { header: 'allow_choice_duplicates' },
}

/** Returns the header of a list's column, which for the project's own columns differs from the stored name. */
const listHeader = (stored: string): string =>
	Object.entries(listColumnNames).find(([, name]) => name === stored)?.[0] ?? stored

/** Prefix of the form's own columns of choices, so that none is taken for a standard one. */
const own = 'own '
const choiceLine = (list: string, { name, label, media, columns = {} }: Choice): SheetRowValues => ({
	list,
	name,
	label,
	...media,
	...Object.fromEntries(Object.entries(columns).map(([column, text]) => [`${own}${column}`, text])),
})
const choiceColumns = (lines: readonly SheetRowValues[]): Readonly<Record<string, SheetColumnSpec>> => ({
	list: { header: 'list_name', isAlwaysWritten: true },
	name: { header: 'name', isAlwaysWritten: true },
	label: { header: 'label', isTranslated: true, isAlwaysWritten: true },
	...mediaColumns,
	...Object.fromEntries(
		lines
			.flatMap((line) => Object.keys(line).filter((key) => key.startsWith(own)))
			.map((key) => [key, { header: listHeader(key.slice(own.length)) }]),
	),
})

function linesOf(
	parts: readonly FormPart[],
	definition: FormDefinition,
	files: ReadonlySet<string>,
): SheetRowValues[] {
	return parts.flatMap((part, i): SheetRowValues[] => {
		const before = parts[i - 1]
		// the question that "or_other" adds is written by "or_other"
		if (before && isOtherQuestionOf(before, part, definition)) return []
		if (part.kind !== 'question')
			return [
				{ ...part, ...part.media, type: `begin_${part.kind}` },
				...linesOf(part.parts, definition, files),
				{ type: `end_${part.kind}` },
			]
		const shown = part.atEnd ? { ...part, calculation: undefined } : part
		return [
			{
				...shown,
				...part.media,
				type: typeCell(part, isOtherQuestionOf(part, parts[i + 1], definition), files),
			},
		]
	})
}

const orOther = ' or_other'
const withoutOther = (list: string): string =>
	list.endsWith(orOther) ? list.slice(0, -orOther.length) : list

function typeCell(question: Question, hasOther: boolean, files: ReadonlySet<string>): string {
	const { type, list, listFrom, calculation, preset, atEnd } = question
	if (atEnd) return 'end'
	const select = type === 'select-many' ? 'select_multiple' : type.replace('-', '_')
	if (listFrom !== undefined) return `${select} \${${listFrom}}`
	if (list !== undefined) {
		const file = fileOf(list)
		if (file !== null) return `${select}_from_file ${file}`
		return `${select}${files.has(list) ? '_from_file' : ''} ${withoutOther(list)}${hasOther ? orOther : ''}`
	}
	// `calculate` needs a calculation; a field without one is `hidden`
	const isHidden =
		type === 'calculate' && (calculation ?? preset ?? question.consent ?? question.default) === undefined
	return isHidden ? 'hidden' : type
}

/** True if `next` is the question that "or_other" adds to the part. */
function isOtherQuestionOf(part: FormPart, next: FormPart | undefined, { choices }: FormDefinition): boolean {
	if (part.kind !== 'question' || part.list === undefined || next?.kind !== 'question') return false
	const otherFits =
		part.list.endsWith(orOther) || choices[part.list]?.some(({ name }) => name === 'other') === true
	return otherFits && textOf(next) === textOf(otherQuestion(part))
}
const textOf = (part: FormPart): string => canonicalJson(part as unknown as Json)

/** Returns the lists to be written, each as its author wrote it: without the choice that "or_other" added. */
function listsOf(
	{ choices }: FormDefinition,
	files: ReadonlySet<string>,
): ReadonlyMap<string, readonly Choice[]> {
	return new Map(
		Object.entries(choices)
			.filter(([list]) => !files.has(list) && fileOf(list) === null)
			.map(([list, rows]) => [withoutOther(list), list.endsWith(orOther) ? rows.slice(0, -1) : rows]),
	)
}

const hasTwice = (rows: readonly Choice[]): boolean =>
	new Set(rows.map(({ name }) => name)).size < rows.length
