import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { withoutCht } from './form-index.ts'
import { type ImportCase, importCases } from './import-cases.ts'
import { type Journey, journeys } from './journeys.ts'
import { acceptedForms, formsRun, tryForms } from './real-forms.ts'
import type { Suite } from './suite.ts'
import { type Vector, vectors } from './vectors.ts'
import { type RealVector, vectorsReal } from './vectors-real.ts'

/** Test suites by the name of the file with their cases. */
const suites: Readonly<Record<string, (content: unknown) => Suite | Promise<Suite>>> = {
	vectors: (content) => vectors((content as { vectors: Vector[] }).vectors),
	'vectors-real': (content) => vectorsReal((content as { vectors: RealVector[] }).vectors),
	journeys: (content) => journeys((content as { journeys: Journey[] }).journeys, dir),
	'import-cases': (content) => importCases((content as { cases: ImportCase[] }).cases),
}

const { values } = parseArgs({
	options: { dir: { type: 'string' }, list: { type: 'boolean' }, json: { type: 'boolean' } },
})
const own = join(import.meta.dirname, 'sample')
const sharedFolder = resolve(import.meta.dirname, '../../../shared/conformance')
const dir = values.dir
	? resolve(process.env.INVOKED_FROM ?? '.', values.dir)
	: existsSync(sharedFolder)
		? sharedFolder
		: own
const files = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.json')) : []
const found = files
	.map((name) => name.slice(0, -'.json'.length))
	.filter((name) => Object.hasOwn(suites, name))
const forms = join(dir, 'xlsforms')
if (found.length === 0 && !existsSync(forms)) {
	process.stderr.write(`${dir} has no cases. There should be ${Object.keys(suites).join('.json, ')}.json.\n`)
	process.exit(2)
}
const results: Suite[] = []
for (const name of found) {
	const result = await suites[name]?.(JSON.parse(readFileSync(join(dir, `${name}.json`), 'utf8')))
	if (result) report(result)
}
if (existsSync(forms)) {
	const tried = await tryForms(forms)
	report(acceptedForms(tried))
	const isIncluded = withoutCht(forms)
	if (isIncluded) report(formsRun(tried, isIncluded))
}
if (values.json) process.stdout.write(`${JSON.stringify({ suites: results })}\n`)

function report(result: Suite): void {
	results.push(result)
	if (values.json) return
	const share = ((100 * result.passed) / Math.max(1, result.total)).toFixed(2)
	const aside = Object.entries(result.leftOut ?? {}).map(([reason, count]) => `${count} ${reason}`)
	const counted = `${result.passed} of ${result.total} (${share} %)`
	process.stdout.write(`${result.suite}: ${[counted, ...aside].join('; ')}\n`)
	if (!values.list) return
	for (const { case: id, what, expected, got } of result.failures)
		process.stdout.write(`  ${id} ${what}\n    expected ${String(expected)}\n    got ${String(got)}\n`)
}
