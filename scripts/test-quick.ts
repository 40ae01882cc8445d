import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { dependents, readImportGraph, root } from './import-graph.ts'

/*
 * npm run test:quick [-- --base REV]
 *
 * Checks types, lint and the tests that a change can affect: uncommitted changes, or everything since a
 * revision. Tests run from the nearest to the farthest, as many as fit into the time; the others are
 * named and left to `npm test`.
 */
const { values } = parseArgs({ options: { base: { type: 'string', default: 'HEAD' } } })
process.chdir(root)

/** Seconds of all workers together: with types and lint the whole run stays below two minutes. */
const budgetSeconds = 75 * availableParallelism()
/** Seconds of a test file that was never measured. */
const defaultSeconds = 4
/** Seconds for loading a file and its imports, in addition to its tests. */
const loadingSeconds = 1.5

const git = (...args: string[]): string[] =>
	execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(Boolean)

const changed = [
	...new Set([
		...git('diff', '--name-only', values.base),
		...git('ls-files', '--others', '--exclude-standard'),
	]),
]

function run(program: string, args: string[]): boolean {
	const { status } = spawnSync(process.execPath, [join('node_modules', program), ...args], {
		stdio: 'inherit',
	})
	return status === 0
}

/** Returns the seconds of each test file in the last complete run. */
function knownSeconds(): Map<string, number> {
	const path = 'test-results/timing.json'
	if (!existsSync(path)) return new Map()
	const { files } = JSON.parse(readFileSync(path, 'utf8')) as {
		files: { file: string; seconds: number }[]
	}
	return new Map(files.map(({ file, seconds }) => [file, seconds]))
}

/** Returns the test files that the change can affect, the nearest first. */
function affectedTests(): string[] {
	const graph = readImportGraph(['shared', 'web', 'sync-server', 'tests', 'scripts'])
	const modules = changed.filter((path) => graph.has(path))
	// other files (lists, forms, texts) are read by the modules that name them
	const others = changed.filter((path) => !graph.has(path) && existsSync(path) && !path.endsWith('.md'))
	const readers = others.flatMap((path) =>
		[...graph.keys()].filter((file) => readFileSync(file, 'utf8').includes(basename(path))),
	)
	const instruments = changed.some((path) => path.startsWith('shared/study/pakistan-2023/'))
	const documents = changed.some((path) => /^docs\/|^[A-Z]+\.md$/.test(path))
	const locales = changed.some((path) => path.startsWith('web/locales/'))
	const distances = dependents(graph, [
		...modules,
		...readers,
		...(instruments ? ['tests/helpers/instruments.ts'] : []),
		...(documents ? ['scripts/docs-site/pages.ts'] : []),
		...(locales ? ['web/locales/locales.test.ts'] : []),
	])
	return [...distances]
		.filter(([file]) => /\.test\.tsx?$/.test(file) && !/^tests\/(simulator|fuzz|kills)\//.test(file))
		.sort(([, one], [, other]) => one - other)
		.map(([file]) => file)
}

const startedAt = performance.now()
const failed: string[] = []
if (!run('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])) failed.push('format and lint')
if (!run('typescript/bin/tsc', ['-b', '--checkers', '1'])) failed.push('types')

const seconds = knownSeconds()
let secondsLeft = budgetSeconds
const [selected, skipped]: [string[], string[]] = [[], []]
for (const file of affectedTests()) {
	const cost = (seconds.get(file) ?? defaultSeconds) + loadingSeconds
	if (cost <= secondsLeft) {
		secondsLeft -= cost
		selected.push(file)
	} else skipped.push(file)
}
if (selected.length > 0 && !run('vitest/vitest.mjs', ['run', '--reporter=dot', ...selected]))
	failed.push('tests')

const totalSeconds = ((performance.now() - startedAt) / 1000).toFixed(0)
console.log(
	`${changed.length} files changed since ${values.base}; ${selected.length} test files run in ${totalSeconds} s with types and lint`,
)
if (skipped.length > 0)
	console.log(
		`SKIPPED, as they take longer or are less affected: ${skipped.length} test files, such as ${skipped.slice(0, 5).join(', ')}. npm test runs them.`,
	)
console.log(failed.length === 0 ? 'quick: passed' : `quick: FAILED: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
