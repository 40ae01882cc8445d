import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import { buildStudyLists } from '#shared/study/study-lists'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { readMarkdown } from '#shared/xlsform/sheets'
import { type FormSources, type ListsOfStudy, readImportedForms } from './imported-forms.ts'

export type LoadForms = (lists: ListsOfStudy) => Promise<readonly FormDefinition[]>

/**
 * Returns a function that loads the forms of a folder; none for null, as for another study. `builtIn`: the folder of
 * the built program, with the forms that the build imported; null for a program that runs from its sources.
 */
export const formsIn =
	(folder: string | null, builtIn: string | null = null): LoadForms =>
	async (lists) => {
		if (folder === null) return []
		const sources = { files: await readFormFiles(folder), lists }
		const imported = builtIn === null ? null : await readImportedForms(builtIn, sources)
		return imported ?? importForms(sources)
	}

/** Reads the form files of a folder, by name. */
export async function readFormFiles(folder: string): Promise<ReadonlyMap<string, string>> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort()
	const files = new Map<string, string>()
	for (const name of names) files.set(name, await readFile(join(folder, name), 'utf8'))
	return files
}

/**
 * Imports forms from Markdown tables.
 *
 * @throws Problem `form-unreadable` with every error of the first form that has one, at its sheet and cell
 */
export function importForms({ files, lists }: FormSources): FormDefinition[] {
	const definitions: FormDefinition[] = []
	for (const [file, text] of files) {
		const { definition, problems } = importForm(readMarkdown(text), { files: buildStudyLists(lists) })
		if (!definition) {
			const errors = problems.filter(({ severity }) => severity === 'error').map(describeProblem)
			throw new Problem('form-unreadable', { file, problems: errors.join('\n') })
		}
		definitions.push(definition)
	}
	return definitions
}
