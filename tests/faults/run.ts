import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { copyProgram, injectFault } from '../helpers/inject-fault.ts'
import { faults } from './faults.ts'

/*
 * npm run test:faults [-- --only WORDS]
 * Injects one fault after the other into a copy of the program, and runs the tests that must notice it. A fault
 * that no test notices shows a gap in them. First the tests run without a fault.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const chosen = faults.filter(({ name }) => name.includes(values.only))
const copy = copyProgram()
process.once('exit', () => rmSync(copy, { recursive: true, force: true }))

interface Report {
	readonly numTotalTests: number
	readonly testResults: readonly {
		readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
	}[]
}

/** Returns the names of failed tests; null if none ran. */
function listFailed(tests: readonly string[]): string[] | null {
	const path = join(copy, 'report.json')
	rmSync(path, { force: true })
	spawnSync(
		process.execPath,
		['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${path}`, ...tests],
		{ cwd: copy },
	)
	if (!existsSync(path)) return null
	const { numTotalTests, testResults } = JSON.parse(readFileSync(path, 'utf8')) as Report
	const failed = testResults.flatMap(({ assertionResults }) =>
		assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
	)
	return numTotalTests === 0 ? null : failed
}

const failedBefore = listFailed([...new Set(chosen.flatMap(({ tests }) => tests))])
if (failedBefore?.length !== 0) {
	console.log(
		`Without a fault, ${failedBefore ? `these tests failed: ${failedBefore.join('; ')}` : 'no test ran'}.`,
	)
	process.exit(1)
}
let found = 0
for (const fault of chosen) {
	const takeOut = injectFault(copy, fault)
	const failed = listFailed(fault.tests) ?? []
	takeOut()
	if (failed.length > 0) found++
	console.log(`${failed[0] ? `found by "${failed[0]}"` : 'NOT FOUND'}: ${fault.name}`)
}
console.log(`${found} of ${chosen.length} faults found`)
process.exitCode = found === chosen.length ? 0 : 1
