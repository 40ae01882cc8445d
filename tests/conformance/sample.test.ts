import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type ImportCase, importCases } from './import-cases.ts'
import { type Journey, journeys } from './journeys.ts'
import { acceptedForms, formsRun, tryForms } from './real-forms.ts'
import { type Vector, vectors } from './vectors.ts'
import { type RealVector, vectorsReal } from './vectors-real.ts'

const sample = (name: string) =>
	JSON.parse(readFileSync(new URL(`./sample/${name}.json`, import.meta.url), 'utf8'))

test('the shipped conformance cases pass', async () => {
	const folder = fileURLToPath(new URL('./sample', import.meta.url))
	const forms = await tryForms(`${folder}/xlsforms`)
	const results = [
		vectors((sample('vectors') as { vectors: Vector[] }).vectors),
		vectorsReal((sample('vectors-real') as { vectors: RealVector[] }).vectors),
		importCases((sample('import-cases') as { cases: ImportCase[] }).cases),
		await journeys((sample('journeys') as { journeys: Journey[] }).journeys, folder),
		acceptedForms(forms),
		formsRun(forms, () => true),
	]
	for (const { suite, failures, total } of results) {
		expect(failures, suite).toEqual([])
		expect(total, suite).toBeGreaterThan(0)
	}
})
