import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compilePackages, downloadPackages, isInstalled, top } from './prepare.mjs'
import { runProgram, testRun } from './stages.mjs'

/*
 * Runs every test, stage by stage; the last line is the number of passed and failed tests. A failed
 * stage does not stop the others, so that one run finds everything. Times are written to
 * test-results/timing.json.
 */
process.chdir(top)
const { stage, check, count, report, end } = testRun()
const isFresh = !isInstalled()
await stage('install', async () => isFresh && downloadPackages())
const { build } = await import('./build.mjs')
const { ensureChromium, ensureHeadlessShell } = await import('./find-chromium.mjs')
const { ensureReaders, readers } = await import('./find-readers.mjs')
const { canInstall } = await import('./system-packages.mjs')
const { readUnitReport, readWalkReport } = await import('./read-reports.mjs')
const reports = mkdtempSync(join(tmpdir(), 'zila-test-'))
process.once('exit', () => rmSync(reports, { recursive: true, force: true }))
const tool = (path) => join(top, 'node_modules', path)

let missingReaders = []
async function ensurePrograms() {
	missingReaders = (await ensureReaders()).map((key) => readers[key])
	// if they can be installed, a missing one is a failure
	if (missingReaders.length > 0 && canInstall())
		check(`programs by others: ${missingReaders.map(({ name }) => name).join(', ')} not installed`, false)
	process.env.ZILA_WHOLE_CHROMIUM = await ensureChromium()
	process.env.E2E_CHROMIUM = await ensureHeadlessShell()
}

// beside the checks, the database driver is compiled, and programs that tests use are installed
await stage('format, lint, types, unused code; the rest of the installation', async () => {
	const [lint, types, unused] = await Promise.all([
		runProgram(tool('@biomejs/biome/bin/biome'), ['check', '--error-on-warnings', '.'], { quiet: true }),
		// one checker for each project: several check shared files several times
		runProgram(tool('typescript/bin/tsc'), ['-b', '--checkers', '1'], { quiet: true }),
		runProgram(tool('knip/bin/knip.js'), [], { quiet: true }),
		isFresh && compilePackages(),
		ensurePrograms(),
	])
	check('format and lint', lint)
	check('types', types)
	check('nothing unused', unused)
})

const unitReport = join(reports, 'unit.json')
const isUnitRight = await stage('unit, component and integration tests', () =>
	runProgram(tool('vitest/vitest.mjs'), [
		'run',
		'--reporter=dot',
		'--reporter=json',
		`--outputFile.json=${unitReport}`,
	]),
)
const files = count('unit tests', isUnitRight, unitReport, readUnitReport)

await stage('build', async () => {
	await build()
	await build({ webOut: 'dist/web-next', appVersion: 'next' })
})

const walkReport = join(reports, 'walks.json')
const areWalksRight = await stage('walks in a browser', () =>
	runProgram(tool('@playwright/test/cli.js'), ['test'], { env: { ZILA_WALK_REPORT: walkReport } }),
)
const walks = count('walks', areWalksRight, walkReport, readWalkReport)

for (const { name, from } of missingReaders)
	console.log(`SKIPPED: checks with ${name}, which is not installed (in Debian: apt-get install ${from})`)
report('test-results/timing.json', { files, walks })
end()
