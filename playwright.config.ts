import { availableParallelism } from 'node:os'
import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/find-chromium.mjs'

const executablePath = await findChromium()

/** Without these, Chromium asks its maker's servers, which closed networks refuse by the dozen. */
export const launchOptions = {
	...(executablePath ? { executablePath } : {}),
	args: [
		'--disable-quic',
		'--no-first-run',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync',
		'--use-fake-ui-for-media-stream',
		'--use-fake-device-for-media-stream',
	],
}

/** For the few walks that need what a browser with windows has. */
export const wholeChromium = {
	...launchOptions,
	...(process.env.ZILA_WHOLE_CHROMIUM ? { executablePath: process.env.ZILA_WHOLE_CHROMIUM } : {}),
}

export default defineConfig({
	testDir: 'tests/walks',
	// jobs whose every rule has component tests and tests of the server (decisions/082): walked in `npm run test:long`, and when they are named
	...(process.env.ZILA_ALL_WALKS ? {} : { grepInvert: /@long/ }),
	globalSetup: './tests/walks/prepare-run.ts',
	// of its own: it is emptied before each run
	outputDir: 'test-results/walks',
	fullyParallel: true,
	// one more than cores: pages wait for servers and clocks
	workers: availableParallelism() + 1,
	// each action and each expectation has its own end, below: this one is for a walk that turns in a ring
	timeout: 300_000,
	expect: { timeout: 20_000 },
	forbidOnly: Boolean(process.env.CI),
	reporter: process.env.ZILA_WALK_REPORT
		? [['json', { outputFile: process.env.ZILA_WALK_REPORT }], ['line']]
		: [['list']],
	use: {
		launchOptions,
		// the desk works without one; each new window of the desk downloads the whole app of the phone for it, a second of CPU. `npm run test:long` allows it
		serviceWorkers: process.env.ZILA_ALL_WALKS ? 'allow' : 'block',
		// recording costs every walk a quarter of its time: one that failed is run again with it (`npm run walks -- FILE --trace`)
		trace: process.env.ZILA_TRACE ? 'on' : 'off',
		// whatever waits this long has failed, and is named: the walk's own end names nothing
		actionTimeout: 60_000,
		navigationTimeout: 60_000,
	},
	projects: [{ name: 'chromium' }],
})
