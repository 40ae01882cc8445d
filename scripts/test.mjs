import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ensureInstalled, top } from './prepare.mjs'

/*
 * Everything, one after the other, and in the end one line: how many passed, how many failed. A step that fails does
 * not stop the others, so that one run tells all there is to mend.
 */
process.chdir(top)
ensureInstalled()
const { build } = await import('./build.mjs')
const { ensureChromium } = await import('./find-chromium.mjs')
const { canInstall, ensureReaders, readers } = await import('./find-readers.mjs')

let passed = 0
let failed = 0
/** What failed, said once more above the tally: whoever reads only the end of a long log still learns what to mend. */
const failures = []
const reports = mkdtempSync(join(tmpdir(), 'zila-test-'))
process.once('exit', () => rmSync(reports, { recursive: true, force: true }))

/** Runs a program of node_modules; true if it ended well. */
function run(program, args, env = {}) {
	const started = performance.now()
	const { status } = spawnSync(process.execPath, [join(top, 'node_modules', program), ...args], {
		stdio: 'inherit',
		env: { ...process.env, ...env },
	})
	const seconds = ((performance.now() - started) / 1000).toFixed(1)
	console.log(
		`── ${program.split('/')[0]} ${args[0] ?? ''}: ${status === 0 ? 'ok' : 'FAILED'} in ${seconds} s`,
	)
	return status === 0
}

/** The beginning of what a failed test says, without colours: the whole of it stands further up. */
function firstLines(message = '') {
	return stripVTControlCharacters(message).split('\n').slice(0, 6).join('\n')
}

function whatAndWhere({ message, location }) {
	return firstLines(message) + (location ? `\n    at line ${location.line}` : '')
}

/** The walks of a report that did not pass, with what they said. */
function failedWalks(suites) {
	return suites.flatMap((suite) => [
		...failedWalks(suite.suites ?? []),
		...suite.specs
			.filter(({ ok }) => !ok)
			.map((walk) => {
				// one that ran out of time says so first, and only then what it waited for
				const said = walk.tests.flatMap(({ results }) => results).flatMap(({ errors }) => errors)
				return [`${walk.file}:${walk.line}: ${walk.title}`, ...said.map(whatAndWhere)].join('\n')
			}),
	])
}

/** Every walk of a report with how long it took, in seconds: one that grew slow is seen before it runs out of time. */
function walkTimes(suites) {
	return suites.flatMap((suite) => [
		...walkTimes(suite.suites ?? []),
		...suite.specs.map((walk) => {
			const took = walk.tests.flatMap(({ results }) => results).map(({ duration }) => duration)
			return { walk: `${walk.file}:${walk.line}: ${walk.title}`, seconds: Math.max(0, ...took) / 1000 }
		}),
	])
}

/** One check counts as one. */
function check(name, isRight) {
	if (isRight) passed++
	else {
		failed++
		failures.push(name)
	}
}

/** Counts of a runner's own report. A run that left none has failed, and so has one that ended badly and counted none. */
function count(name, endedWell, file, read) {
	try {
		const counts = read(JSON.parse(readFileSync(file, 'utf8')))
		passed += counts.passed
		failed += counts.failed
		failures.push(...counts.failures)
		if (counts.passed === 0) check(`${name}: no test ran`, false)
		else if (!endedWell && counts.failed === 0) check(`${name}: the run ended badly`, false)
	} catch (thrown) {
		console.log(String(thrown))
		check(`${name}: no report`, false)
	}
}

check('format and lint', run('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']))
check('types', run('typescript/bin/tsc', ['-b']))
check('nothing unused', run('knip/bin/knip.js', []))

const missingReaders = ensureReaders().map((key) => readers[key])
// where they could be had it is a fault, and no thing of the machine
if (missingReaders.length > 0 && canInstall())
	check(`programs by others: ${missingReaders.map(({ name }) => name).join(', ')} not installed`, false)

const unitReport = join(reports, 'unit.json')
const unit = run('vitest/vitest.mjs', [
	'run',
	'--reporter=default',
	'--reporter=json',
	`--outputFile.json=${unitReport}`,
])
count('unit and integration tests', unit, unitReport, (report) => {
	const failures = report.testResults.flatMap((file) => {
		const here = file.assertionResults
			.filter(({ status }) => status === 'failed')
			.map((test) => `${test.fullName}\n${firstLines(test.failureMessages[0])}`)
		// a file that could not even be loaded has no failed test, but is one
		const failed = file.status === 'failed' && here.length === 0 ? [firstLines(file.message)] : here
		return failed.map((each) => `${relative(top, file.name)}: ${each}`)
	})
	return { passed: report.numPassedTests, failed: failures.length, failures }
})

await build()
await build({ webOut: 'dist/web-next', appVersion: 'next' })
process.env.E2E_CHROMIUM = await ensureChromium()
const walkReport = join(reports, 'walks.json')
const walks = run('@playwright/test/cli.js', ['test'], { ZILA_WALK_REPORT: walkReport })
count('browser tests', walks, walkReport, ({ stats, errors, suites }) => {
	const slowest = walkTimes(suites).sort((one, other) => other.seconds - one.seconds)
	for (const { walk, seconds } of slowest.slice(0, 10)) console.log(`${seconds.toFixed(0)} s: ${walk}`)
	return {
		passed: stats.expected,
		failed: stats.unexpected + stats.flaky + (errors.length > 0 && stats.unexpected === 0 ? 1 : 0),
		failures: [...failedWalks(suites), ...errors.map(({ message }) => firstLines(message))],
	}
})

for (const { name, from } of missingReaders)
	console.log(
		`LEFT OUT: what ${name} would say of what is ours; it is not here (in Debian: apt-get install ${from})`,
	)
for (const failure of failures) console.log(`FAILED: ${failure}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
