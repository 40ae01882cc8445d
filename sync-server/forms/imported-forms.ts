import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FormDefinition } from '#shared/forms/form-definition'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { Study } from '#shared/study/study'

/** The districts and rounds that the built-in forms list. */
export type ListsOfStudy = Pick<Study, 'districts' | 'rounds'>

/** Texts of form files, and the lists that they use. */
export interface FormSources {
	readonly files: ReadonlyMap<string, string>
	readonly lists: ListsOfStudy
}

/** The built-in forms as the build imported them: importing is a third of the time of a start. */
interface ImportedForms {
	readonly digest: string
	readonly definitions: readonly FormDefinition[]
}

const file = 'imported-forms.json'
const digestOf = ({ files, lists: { districts, rounds } }: FormSources): string =>
	shortDigest(canonicalJson([[...files], districts, rounds] as unknown as Json))

/** Writes the imported forms next to the built program, which alone may read them: other sources may import differently. */
export async function writeImportedForms(
	folder: string,
	sources: FormSources,
	definitions: readonly FormDefinition[],
): Promise<void> {
	const imported: ImportedForms = { digest: digestOf(sources), definitions }
	await writeFile(join(folder, file), JSON.stringify(imported))
}

/** Returns the forms that the build imported from the same files and lists; null if there are none. */
export async function readImportedForms(
	folder: string,
	sources: FormSources,
): Promise<readonly FormDefinition[] | null> {
	const text = await readFile(join(folder, file), 'utf8').catch(() => null)
	if (text === null) return null
	const { digest, definitions } = JSON.parse(text) as ImportedForms
	return digest === digestOf(sources) ? definitions : null
}
