import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDistricts } from '#shared/study/district-list'
import { allRounds } from '#shared/study/study'
import { importBuiltInForms } from '../../scripts/import-built-in-forms.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { builtInStudy } from '../built-in-study.ts'
import { formsIn } from './load-instruments.ts'

const lists = {
	districts: readDistricts(await readFile(join(builtInStudy, 'districts.csv'), 'utf8')),
	rounds: [...allRounds],
}

test('the built program has the forms that the build imported, which equal those of the files', async () => {
	const built = temporaryFolder()
	await importBuiltInForms(built)
	const fromFiles = await formsIn(builtInStudy)(lists)
	expect(await formsIn(builtInStudy, built)(lists)).toEqual(fromFiles)
	// it read the file: another answer of the file is another answer of the program
	const file = join(built, 'imported-forms.json')
	const imported = JSON.parse(await readFile(file, 'utf8'))
	await writeFile(file, JSON.stringify({ ...imported, definitions: imported.definitions.slice(0, 1) }))
	expect(await formsIn(builtInStudy, built)(lists)).toHaveLength(1)
})
test('changed forms or lists are imported again', async () => {
	const [built, folder] = [temporaryFolder(), temporaryFolder()]
	await importBuiltInForms(built)
	await cp(builtInStudy, folder, { recursive: true })
	const incident = join(folder, 'incident.md')
	await writeFile(
		incident,
		(await readFile(incident, 'utf8')).replace('| A minor at risk |', '| A child at risk |'),
	)
	const changed = await formsIn(folder, built)(lists)
	expect(JSON.stringify(changed)).toContain('A child at risk')
	const fewer = { ...lists, districts: lists.districts.slice(0, 2) }
	const household = (await formsIn(builtInStudy, built)(fewer)).find(({ id }) => id === 'household')
	expect(household?.choices['districts.csv']).toHaveLength(2)
})
