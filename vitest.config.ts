import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration, type TestUserConfig } from 'vitest/config'
import { readAppLanguages } from './scripts/app-languages.ts'
import { localePartsPlugin } from './scripts/locale-parts-plugin.ts'
import { SlowestFirst } from './scripts/slowest-first.ts'

/** Room for objects that die young: with the usual room, collecting them takes a seventh of the time of the server's tests. */
const execArgv = ['--max-semi-space-size=64']
/** One PostgreSQL for all tests that need a database. */
const databases = './tests/helpers/postgres-setup.ts'
/** Deletes the folders of each test file. */
const endTestFile = './tests/helpers/end-test-file.ts'
/** The program in dist/, for tests that start it. */
const built = './tests/helpers/build-setup.ts'

/** How long a test waits for what another process, a disk or a clock does (`expect.poll`): a busy machine is no failure. */
const patient = (project: TestProjectInlineConfiguration): TestProjectInlineConfiguration => ({
	...project,
	test: { expect: { poll: { timeout: 20_000 } }, ...project.test },
})

/** Tests that start whole processes of the server, as an administrator does. */
const programs = [
	'sync-server/graceful-stop.test.ts',
	'sync-server/install-page.test.ts',
	'sync-server/zila.test.ts',
	'sync-server/start.test.ts',
]

/**
 * Tests of the app that need modules of their own: they put another module in the place of one of the app's, or have a database of the phone. All
 * others share theirs.
 */
const alone = readdirSync('web', { recursive: true, encoding: 'utf8' })
	.filter((name) => /\.test\.tsx?$/.test(name))
	.map((name) => join('web', name))
	.filter((path) => /vi\.mock\(|indexeddb/i.test(readFileSync(path, 'utf8')))
const together = (pattern: string) => ({ isolate: false, include: [pattern], exclude: alone })
const apart = (ending: string) => ({ isolate: true, include: alone.filter((path) => path.endsWith(ending)) })

const app = (test: TestUserConfig): TestProjectInlineConfiguration => ({
	plugins: [localePartsPlugin()],
	define: { __APP_LANGUAGES__: JSON.stringify(readAppLanguages()), __APP_VERSION__: '"test"' },
	test: {
		execArgv,
		// what a phone sends is sent to a real server
		globalSetup: databases,
		setupFiles: endTestFile,
		testTimeout: 30_000,
		...test,
	},
})
const components = (test: TestUserConfig): TestProjectInlineConfiguration => ({
	...app({
		environment: 'happy-dom',
		setupFiles: ['web/testing/setup.ts'],
		globalSetup: [],
		testTimeout: 60_000,
		...test,
	}),
})

export default defineConfig({
	test: {
		// one more than cores: tests wait for databases and clocks, and the usual leaves one of two cores idle
		maxWorkers: availableParallelism() + 1,
		sequence: { sequencer: SlowestFirst },
		projects: [
			{
				test: {
					name: 'shared',
					isolate: false,
					include: ['shared/**/*.test.ts', 'tests/{conformance,faults}/**/*.test.ts', 'scripts/**/*.test.ts'],
					environment: 'node',
					execArgv,
					// what is random is tried many times, on a machine that does other things
					testTimeout: 60_000,
				},
			},
			// the modules of the app, and the DOM, are made once for many files: anew for each of 390 files, that took half of their time
			app({ name: 'web', environment: 'node', ...together('web/**/*.test.ts') }),
			app({ name: 'web-apart', environment: 'node', ...apart('.test.ts') }),
			components({ name: 'components', ...together('web/**/*.test.tsx') }),
			components({ name: 'components-apart', ...apart('.test.tsx') }),
			{
				test: {
					name: 'server',
					// the modules of the server hold nothing from one test to the next, and reading them anew for each file took a fifth of the time
					isolate: false,
					include: ['sync-server/**/*.test.ts'],
					exclude: programs,
					environment: 'node',
					execArgv,
					globalSetup: databases,
					setupFiles: endTestFile,
					testTimeout: 120_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'programs',
					include: [...programs, 'tests/kills/**/*.test.ts'],
					environment: 'node',
					execArgv,
					globalSetup: [databases, built],
					setupFiles: endTestFile,
					// processes are started dozens of times, on a machine that does other things
					testTimeout: 240_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'simulate',
					include: ['tests/simulator/**/*.test.ts'],
					environment: 'node',
					execArgv,
					globalSetup: databases,
					setupFiles: endTestFile,
					// weeks of work by many phones, on a machine that does other things
					testTimeout: 240_000,
				},
			},
			{
				test: {
					name: 'fuzz',
					include: ['tests/fuzz/**/*.test.ts'],
					environment: 'node',
					execArgv,
					globalSetup: databases,
					setupFiles: endTestFile,
					testTimeout: 120_000,
					hookTimeout: 60_000,
				},
			},
		].map(patient),
	},
})
