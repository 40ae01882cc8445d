import { allFunctions } from '#shared/expressions/functions'
import { isPhoneRole, isRole, phoneRoles, roles } from '#shared/people/roles'
import { checkSealed } from '../forms/check-sealed.ts'
import { compileForm, type FormError } from '../forms/compile-form.ts'
import { compileEntities } from '../forms/entity-rows.ts'
import {
	type FormDefinition,
	type FormLanguage,
	type FormPart,
	formIdPattern,
} from '../forms/form-definition.ts'
import { listColumnNames } from '../forms/non-response-codes.ts'
import { importBody } from './import-body.ts'
import { type ChoiceSheet, questionsIn, readChoices, settleRepeated } from './import-choices.ts'
import { type Columns, columnsOf, languageOf } from './import-columns.ts'
import { checkConsent } from './import-consent.ts'
import { isPossibleName, type ReportProblem } from './import-context.ts'
import { importEntities } from './import-entities.ts'
import { attachedTables, isTableFile } from './import-files.ts'
import { reportIgnored } from './import-ignored.ts'
import { importMedia } from './import-media.ts'
import type { ImportProblem } from './import-problems.ts'
import { addSuggestions } from './import-suggestions.ts'
import { importTables } from './import-tables.ts'
import { checkTranscript } from './import-transcript.ts'
import { cellOfSetting, type FormCells, findCell, problemOf } from './locate-errors.ts'
import { cellName, type Sheet } from './sheets.ts'
import { sortProblems } from './sort-problems.ts'

export interface Imported {
	/** Null if an error prevents it. */
	readonly definition: FormDefinition | null
	readonly problems: readonly ImportProblem[]
}

export interface ImportOptions {
	/** Tables that the form reads, named by their files: `districts.csv`. */
	readonly files?: readonly Sheet[]
	/** Pictures, sounds and videos that were chosen with the form: data URLs by file name. */
	readonly media?: Readonly<Record<string, string>>
	/** File name without extension: the form_id if the settings have none. */
	readonly name?: string
	/** True if rounds are never closed: retention until the end of a round is then rejected. */
	readonly isWithoutRounds?: boolean
}

/** Converts XLSForm sheets to a definition, with all problems at their cells, in the order of the sheets. */
export function importForm(sheets: readonly Sheet[], options: ImportOptions = {}): Imported {
	const { definition, problems } = readForm(sheets, options)
	return { definition, problems: addSuggestions(sortProblems(problems, sheets), sheets) }
}

function readForm(
	sheets: readonly Sheet[],
	{ files = [], media = {}, name = '', isWithoutRounds = false }: ImportOptions,
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
	const root = setting('name')
	if (root !== '' && !isPossibleName(root))
		report({
			severity: 'error',
			sheet: 'settings',
			cell: cellOfSetting(settings, 'name'),
			code: 'name-not-possible',
			details: { found: root },
		})
	const named = setting('default_language')
	const defaultLanguage = named === '' ? 'en' : languageOf(named).tag
	const columns = columnsOf(survey, defaultLanguage)
	for (const column of ['type', 'name'])
		if (!columns.has(column))
			report({ severity: 'error', sheet: 'survey', cell: '', code: 'column-missing', details: { column } })

	const choicesOf = (name: string): ChoiceSheet => {
		const sheet = sheetCalled(name)
		return readChoices(columnsOf(sheet ?? { name, header: [], rows: [] }, defaultLanguage), report)
	}
	for (const sheet of sheets) reportClashes(columnsOf(sheet, defaultLanguage), report)
	reportIgnored(sheets, defaultLanguage, report)
	const choices = choicesOf('choices')
	const { lists } = choices
	// a workbook can contain its tables as sheets named like files
	const tableSheets = sheets.filter(({ name }) => isTableFile(name))
	const tableFiles = [...files, ...tableSheets]
	for (const file of tableFiles) reportTwice(columnsOf(file, defaultLanguage, listColumnNames), report)
	const attached = attachedTables(tableFiles, defaultLanguage)
	const reportInSurvey: ReportProblem = (row, column, code, details = {}, severity = 'error') =>
		report({ severity, sheet: 'survey', cell: columns.cell(row, column), code, details })
	const found = importBody({
		survey: columns,
		lists,
		external: choicesOf('external_choices').lists,
		files: attached,
		searched: new Set(),
		isWithoutRounds,
		report: reportInSurvey,
	})
	const { body, origins } = found
	// lists with a filter have the same code under several parents
	if (!/^(yes|true|1)$/i.test(setting('allow_choice_duplicates'))) settleRepeated(choices, body, report)
	const entitySheet = sheetCalled('entities')
	const entities = importEntities({
		sheet: entitySheet ? columnsOf(entitySheet, defaultLanguage) : null,
		body,
		survey: columns,
		rowOf: (template) => origins.get(template),
		report,
	})
	const { lists: used, tables } = importTables({
		survey,
		found,
		lists,
		entities,
		attached,
		report: reportInSurvey,
	})
	const given = setting('form_id') || name
	const id = formIdPattern.test(given) ? given : possibleId(given)
	if (id !== given && id !== '')
		report({
			severity: 'warning',
			sheet: 'settings',
			cell: cellOfSetting(settings, 'form_id'),
			code: 'form-id-changed',
			details: { found: given, id },
		})
	if (!formIdPattern.test(id))
		report({
			severity: 'error',
			sheet: 'settings',
			cell: cellOfSetting(settings, 'form_id'),
			code: given === '' ? 'form-id-missing' : 'form-id-not-possible',
			details: { found: given },
		})
	if (body.length === 0 && !problems.some(({ severity }) => severity === 'error'))
		report({
			severity: survey.rows.length > 0 ? 'warning' : 'error',
			sheet: 'survey',
			cell: '',
			code: 'no-questions',
			details: {},
		})
	// everything readable is read to the end, so that an author sees all problems at once
	const isWhole = !problems.some(({ severity }) => severity === 'error')
	const titles = settings.sheet.rows[0] ? settings.texts(settings.sheet.rows[0], 'form_title') : undefined
	const mediaFiles = importMedia(body, lists, media, report, {
		part(template, column) {
			const row = origins.get(template)
			return row ? columns.cell(row, column) : ''
		},
		choice: choices.cellOf,
	})
	const instanceName = setting('instance_name')
	const rolesIn = (column: string) =>
		setting(column)
			.split(/[\s,]+/)
			.filter((word) => word !== '')
	const [readers, filledBy] = [rolesIn('zila:readers'), rolesIn('zila:filled_by')]
	const stranger = readers.find((word) => !isRole(word))
	if (stranger !== undefined)
		report({
			severity: 'error',
			sheet: 'settings',
			cell: cellOfSetting(settings, 'zila:readers'),
			code: 'reader-unknown',
			details: { found: stranger, possible: roles.join(', ') },
		})
	const fillsNothing = filledBy.find((word) => !isRole(word) || !isPhoneRole(word))
	if (fillsNothing !== undefined)
		report({
			severity: 'error',
			sheet: 'settings',
			cell: cellOfSetting(settings, 'zila:filled_by'),
			code: 'filler-unknown',
			details: { found: fillsNothing, possible: phoneRoles.join(', ') },
		})
	const consentVersion = setting('zila:consent_version')
	checkConsent({ survey: columns, settings, body, lists, origins, report })
	checkTranscript({ survey: columns, body, lists, origins, report })
	const definition: FormDefinition = {
		id,
		title: titles ?? { [defaultLanguage]: id },
		languages: languagesOf(columns, defaultLanguage, named),
		...(instanceName === '' ? {} : { instanceName }),
		...(readers.length > 0 ? { readers: readers.filter(isRole) } : {}),
		...(filledBy.length > 0 ? { filledBy: filledBy.filter(isRole) } : {}),
		...(consentVersion === '' ? {} : { consentVersion }),
		choices: Object.fromEntries([...lists].filter(([list]) => used.has(list))),
		...(Object.keys(tables).length > 0 ? { tables } : {}),
		...(Object.keys(mediaFiles).length > 0 ? { mediaFiles } : {}),
		...(entities.length > 0 ? { entities } : {}),
		body: withholdNames(body),
	}
	const cells: FormCells = { survey: columns, settings, origins }
	const compiled = compileForm(definition, allFunctions)
	const { faults } = compileEntities(definition, allFunctions)
	if ('form' in compiled && faults.length === 0 && isWhole) {
		for (const { template, role, path, reason } of compiled.form.unknownPaths)
			report({
				...findCell(template, role, cells),
				severity: 'warning',
				code: reason === 'inside' ? 'path-inside' : 'path-unknown',
				details: { found: path },
			})
		const { references, flagDisclosures } = checkSealed(compiled.form)
		for (const { template, found, hidden } of flagDisclosures)
			report({
				...findCell(template, 'flag', cells),
				severity: 'warning',
				code: 'flag-tells',
				details: { found, hidden: hidden.join(', ') },
			})
		for (const { template, role, found } of references)
			report({
				...findCell(template, role, cells),
				severity: 'error',
				code: 'reads-sealed',
				details: { found },
			})
		return { definition: references.length > 0 ? null : definition, problems }
	}
	const written = new Set(survey.rows.map((row) => columns.text(row, 'name')))
	for (const fault of [...('faults' in compiled ? compiled.faults : []), ...faults])
		if (isWhole || isItsOwn(fault, written)) report(problemOf(fault, cells))
	return { definition: null, problems }
}

/**
 * True if the error would remain with all others corrected: not for a question that is missing only because
 * its own row is wrong.
 */
const isItsOwn = (fault: FormError, written: ReadonlySet<string>): boolean =>
	fault.kind === 'name'
		? fault.reason === 'unknown' && !written.has(fault.name.split('/').at(-1) ?? '')
		: fault.kind !== 'ring'

/**
 * A select that offers the answers in the rows of a repeat repeats them: what is excluded from files there is
 * excluded here.
 */
function withholdNames(body: readonly FormPart[]): FormPart[] {
	const sources = new Map(questionsIn(body).map((question) => [question.name, question]))
	const withhold = (part: FormPart): FormPart => {
		if (part.kind !== 'question') return { ...part, parts: part.parts.map(withhold) }
		const source = part.listFrom === undefined ? undefined : sources.get(part.listFrom)
		return {
			...part,
			...(source?.personal ? { personal: true as const } : {}),
			...(source?.onPhoneOnly ? { onPhoneOnly: true as const } : {}),
		}
	}
	return body.map(withhold)
}

/**
 * Replaces characters that an id cannot have by `_`: `Encuesta nº 4` → `Encuesta_n_4`. Empty if nothing is
 * left.
 */
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

/** Reports headers of the same column: one of them would be read, and the other silently not. */
function reportClashes(
	{ sheet, clashes, repeated }: Columns,
	report: (problem: ImportProblem) => void,
): void {
	if (!['survey', 'choices', 'external_choices', 'entities'].includes(sheet.name)) return
	for (const place of repeated)
		report({
			severity: 'warning',
			sheet: sheet.name,
			cell: cellName(place, 1),
			code: 'column-again',
			details: { found: sheet.header[place]?.trim() ?? '' },
		})
	reportTwice({ sheet, clashes }, report)
}

/** Reports a column that is there under two names. */
function reportTwice(
	{ sheet, clashes }: Pick<Columns, 'sheet' | 'clashes'>,
	report: (problem: ImportProblem) => void,
): void {
	for (const [first, second] of clashes)
		report({
			severity: 'error',
			sheet: sheet.name,
			cell: '',
			code: 'column-twice',
			details: { first, second },
		})
}
