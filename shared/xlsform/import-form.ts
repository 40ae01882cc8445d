import { allFunctions } from '#shared/expressions/functions'
import { checkSealed } from '../forms/check-sealed.ts'
import { type CompiledForm, compileForm, type FormError } from '../forms/compile-form.ts'
import { compileEntities } from '../forms/entity-rows.ts'
import type { FormDefinition, FormLanguage, FormPart } from '../forms/form-definition.ts'
import { checkRootName, FormSettings, readFillers, readFormId, readReaders } from './form-settings.ts'
import { questionsIn } from './import-choices.ts'
import { type Columns, columnsOf, languageOf } from './import-columns.ts'
import { checkConsent } from './import-consent.ts'
import { importMedia } from './import-media.ts'
import type { ImportProblem, ReportImportProblem } from './import-problems.ts'
import { addSuggestions } from './import-suggestions.ts'
import { checkTranscript } from './import-transcript.ts'
import { type FormCells, findCell, problemOf } from './locate-errors.ts'
import { emptySheet, type FormContents, findSheet, readContents, surveyProblem } from './read-contents.ts'
import type { Sheet } from './sheets.ts'
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
	const report: ReportImportProblem = (problem) => problems.push(problem)
	const hasErrors = () => problems.some(({ severity }) => severity === 'error')
	const survey = findSheet(sheets, 'survey')
	if (!survey) {
		report(surveyProblem('sheet-missing', { sheet: 'survey' }))
		return { definition: null, problems }
	}
	const settingsSheet = findSheet(sheets, 'settings') ?? emptySheet('settings')
	const settings = new FormSettings(columnsOf(settingsSheet, 'en'), report)
	checkRootName(settings)
	const contents = readContents({ sheets, files, survey, isWithoutRounds, settings }, report)
	const { columns, lists, found } = contents
	const { body, origins } = found
	const id = readFormId(settings, name)
	if (body.length === 0 && !hasErrors())
		report(surveyProblem('no-questions', {}, survey.rows.length > 0 ? 'warning' : 'error'))
	// everything readable is read to the end, so that an author sees all problems at once
	const isWhole = !hasErrors()
	const mediaFiles = importMedia(body, lists, media, report, {
		part(template, column) {
			const row = origins.get(template)
			return row ? columns.cell(row, column) : ''
		},
		choice: contents.cellOfChoice,
	})
	const definition = buildDefinition(id, settings, contents, mediaFiles)
	checkConsent({ survey: columns, settings: settings.columns, body, lists, origins, report })
	checkTranscript({ survey: columns, body, lists, origins, report })
	const isSound = checkExpressions(definition, contents, { settings, isWhole, report })
	return { definition: isSound ? definition : null, problems }
}

/** Builds the definition from what was read of all sheets. */
function buildDefinition(
	id: string,
	settings: FormSettings,
	{ columns, lists, used, tables, entities, found }: FormContents,
	mediaFiles: Record<string, string>,
): FormDefinition {
	const { defaultLanguage, title } = settings
	const [readers, filledBy] = [readReaders(settings), readFillers(settings)]
	const [instanceName, consentVersion] = [
		settings.text('instance_name'),
		settings.text('zila:consent_version'),
	]
	return {
		id,
		title: title ?? { [defaultLanguage]: id },
		languages: languagesOf(columns, defaultLanguage, settings.text('default_language')),
		...(instanceName === '' ? {} : { instanceName }),
		...(readers ? { readers } : {}),
		...(filledBy ? { filledBy } : {}),
		...(consentVersion === '' ? {} : { consentVersion }),
		choices: Object.fromEntries([...lists].filter(([list]) => used.has(list))),
		...(Object.keys(tables).length > 0 ? { tables } : {}),
		...(Object.keys(mediaFiles).length > 0 ? { mediaFiles } : {}),
		...(entities.length > 0 ? { entities } : {}),
		body: withholdNames(found.body),
	}
}

/**
 * Compiles the expressions of a form and reports their errors. False if the form cannot be used. `isWhole`:
 * true if everything else in the form is free of errors.
 */
function checkExpressions(
	definition: FormDefinition,
	{ columns, found }: FormContents,
	{ settings, isWhole, report }: ExpressionCheck,
): boolean {
	const cells: FormCells = { survey: columns, settings: settings.columns, origins: found.origins }
	const compiled = compileForm(definition, allFunctions)
	const { faults } = compileEntities(definition, allFunctions)
	if ('form' in compiled && faults.length === 0 && isWhole)
		return checkReferences(compiled.form, cells, report)
	const written = new Set(columns.sheet.rows.map((row) => columns.text(row, 'name')))
	for (const fault of [...('faults' in compiled ? compiled.faults : []), ...faults])
		if (isWhole || isItsOwn(fault, written)) report(problemOf(fault, cells))
	return false
}

interface ExpressionCheck {
	readonly settings: FormSettings
	readonly isWhole: boolean
	readonly report: ReportImportProblem
}

/** Reports what the expressions of a form that compiles should not read. False if that is an error. */
function checkReferences(form: CompiledForm, cells: FormCells, report: ReportImportProblem): boolean {
	for (const { template, role, path, reason } of form.unknownPaths)
		report({
			...findCell(template, role, cells),
			severity: 'warning',
			code: reason === 'inside' ? 'path-inside' : 'path-unknown',
			details: { found: path },
		})
	const { references, flagDisclosures } = checkSealed(form)
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
	return references.length === 0
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

/** The default language first, then the others in the order of their columns. */
function languagesOf(columns: Columns, defaultLanguage: string, named: string): FormLanguage[] {
	const own = columns.languages.find(({ tag }) => tag === defaultLanguage)
	const first = own ?? (named === '' ? languageOf(defaultLanguage) : languageOf(named))
	return [first, ...columns.languages.filter(({ tag }) => tag !== first.tag)]
}
