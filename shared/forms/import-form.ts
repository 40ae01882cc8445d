import { allFunctions } from '#shared/expressions/functions'
import { compileForm, type FaultRole, type FormFault } from './compile-form.ts'
import {
	type Choice,
	type FormDefinition,
	type FormLanguage,
	formIdPattern,
	type Part,
} from './form-definition.ts'
import { bodyOf, type Origins } from './import-body.ts'
import { type Columns, columnsOf, languageOf } from './import-columns.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import type { ChoiceLists } from './import-question.ts'
import type { Sheet } from './sheets.ts'

export interface Imported {
	/** Null when an error stops it. */
	readonly definition: FormDefinition | null
	readonly problems: readonly ImportProblem[]
}

export interface ImportOptions {
	/** The lists that `select_one_from_file` names, with the columns name and label (or `label::Language`). */
	readonly files?: readonly Sheet[]
	/** The file's name without its ending: the form_id where the settings give none. */
	readonly name?: string
}

/** XLSForm sheets → definition, with everything that is wrong at its cell. */
export function importForm(
	sheets: readonly Sheet[],
	{ files = [], name = '' }: ImportOptions = {},
): Imported {
	const problems: ImportProblem[] = []
	const report = (problem: ImportProblem) => problems.push(problem)
	const sheetCalled = (name: string) => sheets.find((sheet) => sheet.name.trim().toLowerCase() === name)
	const survey = sheetCalled('survey')
	if (!survey) {
		report({
			severity: 'error',
			sheet: 'survey',
			cell: '',
			code: 'sheet-missing',
			details: { sheet: 'survey' },
		})
		return { definition: null, problems }
	}
	const settings = columnsOf(sheetCalled('settings') ?? { name: 'settings', header: [], rows: [] }, 'en')
	const setting = (column: string) =>
		settings.sheet.rows[0] ? settings.text(settings.sheet.rows[0], column) : ''
	const named = setting('default_language')
	const defaultLanguage = named === '' ? 'en' : languageOf(named).tag
	const columns = columnsOf(survey, defaultLanguage)
	for (const column of ['type', 'name'])
		if (!columns.has(column))
			report({ severity: 'error', sheet: 'survey', cell: '', code: 'column-missing', details: { column } })

	const choiceSheet = sheetCalled('choices')
	// lists that are narrowed by a filter hold the same code under several parents
	const mayBeTwice = /^(yes|true|1)$/i.test(setting('allow_choice_duplicates'))
	const choices: ChoiceLists = choiceSheet
		? choiceLists(columnsOf(choiceSheet, defaultLanguage), mayBeTwice, report)
		: new Map()
	for (const file of files) {
		const fileColumns = columnsOf(file, defaultLanguage)
		choices.set(
			file.name,
			file.rows.map((row) => choiceOf(fileColumns, row)),
		)
	}
	const { body, origins } = bodyOf(columns, choices, new Set(files.map((file) => file.name)), report)
	const given = setting('form_id') || name
	const id = formIdPattern.test(given) ? given : possibleId(given)
	if (id !== given && id !== '')
		report({
			severity: 'warning',
			sheet: 'settings',
			cell: '',
			code: 'form-id-changed',
			details: { found: given, id },
		})
	if (!formIdPattern.test(id))
		report({
			severity: 'error',
			sheet: 'settings',
			cell: '',
			code: given === '' ? 'form-id-missing' : 'form-id-not-possible',
			details: { found: given },
		})
	if (body.length === 0 && !problems.some(({ severity }) => severity === 'error'))
		report({ severity: 'error', sheet: 'survey', cell: '', code: 'no-questions', details: {} })
	if (problems.some((problem) => problem.severity === 'error')) return { definition: null, problems }

	const used = listsIn(body)
	const titles = settings.sheet.rows[0] ? settings.texts(settings.sheet.rows[0], 'form_title') : undefined
	const instanceName = setting('instance_name')
	const definition: FormDefinition = {
		id,
		title: titles ?? { [defaultLanguage]: id },
		languages: languagesOf(columns, defaultLanguage, named),
		...(instanceName === '' ? {} : { instanceName }),
		choices: Object.fromEntries([...choices].filter(([list]) => used.has(list))),
		body,
	}
	const compiled = compileForm(definition, allFunctions)
	if ('form' in compiled) {
		for (const { template, role, path } of compiled.form.unknownPaths)
			report({
				...placeOf(template, role, columns, origins),
				severity: 'warning',
				code: 'path-unknown',
				details: { found: path },
			})
		return { definition, problems }
	}
	for (const fault of compiled.faults) report(problemOf(fault, columns, origins))
	return { definition: null, problems }
}

/** Letters that an id cannot have become `_`: `Encuesta nº 4` → `Encuesta_n_4`. Empty if nothing is left. */
const possibleId = (given: string): string =>
	given
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\w.:/-]+/g, '_')
		.replace(/^_+|_+$/g, '')
		.slice(0, 120)

/** The default language first, then the others in the order of their columns. */
function languagesOf(columns: Columns, defaultLanguage: string, named: string): FormLanguage[] {
	const own = columns.languages.find(({ tag }) => tag === defaultLanguage)
	const first = own ?? (named === '' ? languageOf(defaultLanguage) : languageOf(named))
	return [first, ...columns.languages.filter(({ tag }) => tag !== first.tag)]
}

/** The lists that the questions use. */
const listsIn = (parts: readonly Part[]): Set<string> =>
	new Set(parts.flatMap((part) => (part.kind === 'question' ? (part.list ?? []) : [...listsIn(part.parts)])))

function choiceLists(
	columns: Columns,
	mayBeTwice: boolean,
	report: (problem: ImportProblem) => void,
): Map<string, Choice[]> {
	const lists = new Map<string, Choice[]>()
	for (const row of columns.sheet.rows) {
		const list = columns.text(row, 'list_name')
		if (list === '') continue
		const say = (code: ImportCode, found: string) =>
			report({
				severity: 'error',
				sheet: 'choices',
				cell: columns.cell(row, 'name'),
				code,
				details: { list, found },
			})
		const choice = choiceOf(columns, row)
		const all = lists.get(list) ?? []
		lists.set(list, all)
		if (choice.name === '') say('choice-name-missing', '')
		else if (!mayBeTwice && all.some((other) => other.name === choice.name)) say('choice-twice', choice.name)
		else all.push(choice)
	}
	return lists
}

function choiceOf(columns: Columns, row: Columns['sheet']['rows'][number]): Choice {
	const name = columns.text(row, 'name')
	const others = columns.others(row, ['list_name', 'name', 'label'])
	return {
		name,
		label: columns.texts(row, 'label') ?? { en: name },
		...(Object.keys(others).length > 0 ? { columns: others } : {}),
	}
}

const columnOfRole: Readonly<Record<FaultRole, string>> = {
	relevant: 'relevant',
	calculation: 'calculation',
	count: 'repeat_count',
	required: 'required',
	constraint: 'constraint',
	warning: 'bind::zila:warning',
	readOnly: 'read_only',
	choiceFilter: 'choice_filter',
	order: 'bind::zila:order',
	seed: 'parameters',
	default: 'default',
	label: 'label',
	instanceName: 'instance_name',
	trigger: 'trigger',
}

function placeOf(template: string, role: FaultRole, survey: Columns, origins: Origins) {
	const row = origins.get(template)
	return {
		sheet: row ? 'survey' : 'settings',
		cell: row ? survey.cell(row, columnOfRole[role]) : '',
	}
}

function problemOf(fault: FormFault, survey: Columns, origins: Origins): ImportProblem {
	const role = fault.kind === 'ring' ? 'relevant' : fault.role
	const place = { severity: 'error' as const, ...placeOf(fault.template, role, survey, origins) }
	switch (fault.kind) {
		case 'syntax':
			return {
				...place,
				code: 'expression-unreadable',
				details: {
					source: fault.source,
					expected: fault.fault.expected,
					found: fault.fault.found,
					at: String(fault.fault.at + 1),
				},
			}
		case 'name':
			return {
				...place,
				code: fault.reason === 'ambiguous' ? 'reference-ambiguous' : 'reference-unknown',
				details: { found: fault.name },
			}
		case 'function':
			return { ...place, code: 'function-unknown', details: { message: fault.message } }
		case 'ring':
			return { ...place, code: 'ring', details: { found: fault.templates.join(' → ') } }
	}
}
