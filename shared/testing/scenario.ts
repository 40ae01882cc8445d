import { allFunctions } from '#shared/expressions/functions'
import type { EvaluationContext } from '#shared/expressions/scope'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
import type { SessionStart } from '#shared/forms/form-state'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { readMarkdown, type Sheet } from '#shared/xlsform/sheets'

/**
 * Builds a form for tests from a few lines. Columns are separated by two or more spaces or by `|`; a line
 * `choices` begins the choice lists. Missing cells are left out at the end, or written `-`.
 *
 *     type     name    label        relevant
 *     integer  age     Age
 *     text     school  School name  ${age} >= 5
 */
export function formOf(text: string, files: readonly Sheet[] = []): FormDefinition {
	const { definition, problems } = importForm(sheetsOf(text), { files })
	if (!definition) throw new Error(problems.map(describeProblem).join('\n'))
	return definition
}

export function sheetsOf(text: string): Sheet[] {
	const lines = text.split('\n').filter((line) => line.trim() !== '')
	const at = lines.findIndex((line) => line.trim() === 'choices')
	const table = (name: string, rows: readonly string[]) => {
		const cells = rows.map(cellsOf)
		return `## ${name}\n${cells.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}\n`
	}
	return readMarkdown(
		`${table('survey', at < 0 ? lines : lines.slice(0, at))}${at < 0 ? '' : table('choices', lines.slice(at + 1))}## settings\n| form_id |\n| scenario |\n`,
	)
}

const cellsOf = (line: string): string[] =>
	line
		.trim()
		.split(/ {2,}|\t+|\s\|\s/)
		.map((cell) => (cell.trim() === '-' ? '' : cell.trim()))

export const testSurroundings: EvaluationContext = {
	now: () => Date.UTC(2026, 0, 15, 5, 0),
	offsetMinutes: 300,
	random: () => 0.25,
	uuid: () => '00000000-0000-4000-8000-000000000000',
	language: 'en',
}

/** A form being filled in; questions are addressed by name, and by path if the name is not unique. */
export interface Scenario {
	readonly session: FormSession
	/** Types into a question, given its name (first row) or its path. */
	answer(where: string, typed: string): void
	value(where: string): Answer | undefined
	isRelevant(where: string): boolean
	/** Returns the kind of the first violation at a question; null if there is none. */
	violation(where: string): string | null
	addRow(repeat: string): string
	path(where: string): string
}

export function scenario(form: string | FormDefinition, start: Partial<SessionStart> = {}): Scenario {
	const definition = typeof form === 'string' ? formOf(form) : form
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const session = new FormSession(compiled.form, {
		answers: new Map(),
		isNew: true,
		context: testSurroundings,
		...start,
	})
	let nextRow = 1
	const path = (where: string): string => {
		if (where.includes('/')) return where
		const node = compiled.form.nodes.find((each) => each.part.name === where)
		if (!node) throw new Error(`no part called ${where}`)
		return node.template
	}
	return {
		session,
		path,
		answer: (where, typed) => session.type(path(where), typed),
		value: (where) => session.answerAt(path(where)),
		isRelevant: (where) => session.isRelevant(path(where)),
		violation: (where) => session.violationAt(path(where))?.kind ?? null,
		addRow: (repeat) => session.addRow(path(repeat), `row${nextRow++}`),
	}
}
