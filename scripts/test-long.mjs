import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureInstalled, top } from './prepare.mjs'
import { runProgram } from './stages.mjs'

/*
 * npm run test:long [-- --hours 8] [--seed N]
 *
 * Runs all randomized tests for a night, with another seed in each round: properties, the simulator,
 * fuzzing, faults in the code, kills, larger amounts of data, and walks with full disks, killed browsers and broken
 * connections. `npm test` runs a small share of each. Each round prints its seed and how to run it
 * again; the last line is a tally.
 */
const { values } = parseArgs({
	options: { hours: { type: 'string', default: '8' }, seed: { type: 'string' }, rounds: { type: 'string' } },
})
process.chdir(top)
await ensureInstalled()
const { build } = await import('./build.mjs')
const { ensureChromium, ensureHeadlessShell } = await import('./find-chromium.mjs')
const { ensureFirefox } = await import('./find-firefox.mjs')
await build()
await build({ webOut: 'dist/web-next', appVersion: 'next' })
process.env.ZILA_WHOLE_CHROMIUM = await ensureChromium()
process.env.E2E_CHROMIUM = await ensureHeadlessShell()
process.env.E2E_FIREFOX = await ensureFirefox()

const first = Number(values.seed ?? Math.floor(Date.now() / 1000) % 1_000_000)
const end = Date.now() + Number(values.hours) * 3_600_000
const tool = (path) => join(top, 'node_modules', path)
const tsx = tool('tsx/dist/cli.mjs')

/** Returns the test files of a folder whose text matches. */
function testFiles(folder, content) {
	return readdirSync(join(top, folder), { recursive: true })
		.map((path) => join(folder, String(path)))
		.filter((path) => /\.test\.tsx?$/.test(path) && content.test(readFileSync(path, 'utf8')))
}
/** Test files that use a seed. */
const properties = ['shared', 'sync-server', 'web'].flatMap((folder) =>
	testFiles(folder, /'#shared\/testing\/fast-check'/),
)
/** Test files that read an amount from the environment. */
const amounts = [
	'sync-server/export/memory.test.ts',
	'shared/statistics/survey-agreement.test.ts',
	'sync-server/http/large-forms.test.ts',
]
/** Test files that run on one engine, or do less on each, in `npm test`. */
const bothEngines = testFiles('sync-server', /routeEngines|ZILA_ALL_ENGINES/)
/** Walks in which a browser is killed, a disk is full or a connection breaks at a random moment. */
const walks = [
	'killed-phone',
	'full-disk',
	'full-phone',
	'slow-line',
	'storage',
	'errors',
	'attachments',
	'two-phones',
]

/** Parts of one round: name, program, arguments, environment. */
const parts = (seed) => [
	[
		'properties',
		tool('vitest/vitest.mjs'),
		['run', '--reporter=dot', ...properties],
		{ ZILA_SEED: `${seed}` },
	],
	['simulator', tsx, ['tests/simulator/run.ts', '--seeds', '400', '--from', `${seed * 1000}`], {}],
	[
		'fuzzing',
		tool('vitest/vitest.mjs'),
		['run', '--project', 'fuzz', '--reporter=dot', '--testTimeout=0'],
		{ ZILA_FUZZ_INPUTS: '2000', ZILA_FUZZ_SEED: `${seed}` },
	],
	['faults in the code, which its tests find', tsx, ['tests/faults/run.ts'], {}],
	['Firefox', tsx, ['tests/firefox/run.ts'], {}],
	['kills', tsx, ['tests/kills/run.ts', '--kills', '100', '--seed', `${seed}`], {}],
	[
		'larger amounts',
		tool('vitest/vitest.mjs'),
		['run', '--reporter=dot', ...amounts],
		{ ZILA_MEMORY_RECORDS: '100000', ZILA_SURVEY_SAMPLES: '100', ZILA_VILLAGES: '50000' },
	],
	[
		'routes on every engine',
		tool('vitest/vitest.mjs'),
		['run', '--project', 'server', '--reporter=dot', ...bothEngines],
		{ ZILA_ALL_ENGINES: '1' },
	],
	['walks', tool('@playwright/test/cli.js'), ['test', '--repeat-each=3', '--reporter=line', ...walks], {}],
	[
		'walks in every language',
		tool('@playwright/test/cli.js'),
		['test', '--reporter=line'],
		{ ZILA_ALL_WALKS: '1' },
	],
]

let passed = 0
const failures = []
for (let round = 0; Date.now() < end && round < Number(values.rounds ?? Number.POSITIVE_INFINITY); round++) {
	const seed = first + round
	console.log(`── round ${round + 1}, seed ${seed}`)
	for (const [name, program, args, env] of parts(seed)) {
		const begun = performance.now()
		const isRight = await runProgram(program, args, { env })
		console.log(
			`── ${name}, seed ${seed}: ${isRight ? 'ok' : 'FAILED'} in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
		)
		if (isRight) passed++
		else failures.push(`${name}: npm run test:long -- --rounds 1 --seed ${seed}`)
	}
}
for (const failure of failures) console.log(`FAILED: ${failure}`)
console.log(`${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1
