import { isPhoneRole, isRole, phoneRoles, type Role, roles } from '#shared/people/roles'
import { formIdPattern } from '../forms/form-definition.ts'
import { type Columns, languageOf } from './import-columns.ts'
import { isPossibleName } from './import-context.ts'
import type { ImportCode, ImportProblem, ReportImportProblem } from './import-problems.ts'
import { cellOfSetting } from './locate-errors.ts'

/** The settings of a form: the first row of its sheet. */
export class FormSettings {
	readonly columns: Columns
	readonly #report: ReportImportProblem

	constructor(columns: Columns, report: ReportImportProblem) {
		this.columns = columns
		this.#report = report
	}

	/** Returns the setting as it is written; '' if there is none. */
	text(column: string): string {
		const row = this.columns.sheet.rows[0]
		return row ? this.columns.text(row, column) : ''
	}

	get defaultLanguage(): string {
		const named = this.text('default_language')
		return named === '' ? 'en' : languageOf(named).tag
	}

	get title() {
		const row = this.columns.sheet.rows[0]
		return row ? this.columns.texts(row, 'form_title') : undefined
	}

	/** Reports a problem at the cell of a setting. */
	report(
		column: string,
		code: ImportCode,
		details: Record<string, string>,
		severity: ImportProblem['severity'] = 'error',
	): void {
		this.#report({ severity, sheet: 'settings', cell: cellOfSetting(this.columns, column), code, details })
	}
}

/** Checks the name of the root, which expressions of some forms have in their paths. */
export function checkRootName(settings: FormSettings): void {
	const root = settings.text('name')
	if (root !== '' && !isPossibleName(root)) settings.report('name', 'name-not-possible', { found: root })
}

/** Reads the id of a form; `fileName`, without extension, is the id if the settings have none. */
export function readFormId(settings: FormSettings, fileName: string): string {
	const given = settings.text('form_id') || fileName
	const id = formIdPattern.test(given) ? given : possibleId(given)
	if (id !== given && id !== '')
		settings.report('form_id', 'form-id-changed', { found: given, id }, 'warning')
	if (!formIdPattern.test(id))
		settings.report('form_id', given === '' ? 'form-id-missing' : 'form-id-not-possible', { found: given })
	return id
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

/** Reads the roles that records of the form are restricted to. Null if there is no restriction. */
export function readReaders(settings: FormSettings): Role[] | null {
	const readers = wordsOf(settings.text('zila:readers'))
	const found = readers.find((word) => !isRole(word))
	if (found !== undefined)
		settings.report('zila:readers', 'reader-unknown', { found, possible: roles.join(', ') })
	// with unknown words only, nobody may read them: that is no absence of a restriction
	return readers.length > 0 ? readers.filter(isRole) : null
}

/** Reads the roles that fill in the form. Null if there is no restriction. */
export function readFillers(settings: FormSettings): Role[] | null {
	const fillers = wordsOf(settings.text('zila:filled_by'))
	const found = fillers.find((word) => !isRole(word) || !isPhoneRole(word))
	if (found !== undefined)
		settings.report('zila:filled_by', 'filler-unknown', { found, possible: phoneRoles.join(', ') })
	return fillers.length > 0 ? fillers.filter(isRole) : null
}

const wordsOf = (cell: string): string[] => cell.split(/[\s,]+/).filter((word) => word !== '')
