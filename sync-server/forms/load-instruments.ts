import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import type { Study } from '#shared/study/study'
import { buildStudyLists } from '#shared/study/study-lists'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { readMarkdown } from '#shared/xlsform/sheets'

/** The districts and rounds that the built-in forms list. */
export type ListsOfStudy = Pick<Study, 'districts' | 'rounds'>
export type LoadForms = (lists: ListsOfStudy) => Promise<readonly FormDefinition[]>

/** Returns a function that loads the forms of a folder; none for null, as for another study. */
export const formsIn =
	(folder: string | null): LoadForms =>
	async (lists) =>
		folder === null ? [] : loadInstruments(folder, lists)

/**
 * Loads the forms in a folder of Markdown tables.
 *
 * @throws Problem `form-unreadable` with every error of the first form that has one, at its sheet and cell
 */
export async function loadInstruments(folder: string, study: ListsOfStudy): Promise<FormDefinition[]> {
	const files = (await readdir(folder)).filter((file) => file.endsWith('.md')).sort()
	const definitions: FormDefinition[] = []
	for (const file of files) {
		const { definition, problems } = importForm(readMarkdown(await readFile(join(folder, file), 'utf8')), {
			files: buildStudyLists(study),
		})
		if (!definition) {
			const errors = problems.filter(({ severity }) => severity === 'error').map(describeProblem)
			throw new Problem('form-unreadable', { file, problems: errors.join('\n') })
		}
		definitions.push(definition)
	}
	return definitions
}
