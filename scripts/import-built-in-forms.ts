import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readDistricts } from '../shared/study/district-list.ts'
import { allRounds } from '../shared/study/study.ts'
import { builtInStudy } from '../sync-server/built-in-study.ts'
import { writeImportedForms } from '../sync-server/forms/imported-forms.ts'
import { importForms, readFormFiles } from '../sync-server/forms/load-instruments.ts'

/** Imports the built-in forms into the folder of the built server, so that a start need not. */
export async function importBuiltInForms(folder: string): Promise<void> {
	const districts = readDistricts(await readFile(join(builtInStudy, 'districts.csv'), 'utf8'))
	const sources = { files: await readFormFiles(builtInStudy), lists: { districts, rounds: [...allRounds] } }
	await writeImportedForms(folder, sources, importForms(sources))
}
