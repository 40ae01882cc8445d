import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'

/** Takes the pictures of the documentation again, into docs/pictures. */
process.chdir(top)
await ensureInstalled()
const { build } = await import('./build.mjs')
const { ensureChromium } = await import('./find-chromium.mjs')
await build()
const env = {
	...process.env,
	E2E_CHROMIUM: await ensureChromium(),
	ZILA_DAY_SCREENSHOTS: join(top, 'docs/pictures'),
	ZILA_PICTURES: '1',
	ZILA_ALL_WALKS: '1',
}
const run = (module, ...said) =>
	spawnSync(process.execPath, [join(top, 'node_modules', module), ...said], { stdio: 'inherit', env })
		.status ?? 1
process.exitCode =
	run('tsx/dist/cli.mjs', 'scripts/take-pictures.ts') ||
	// the walk of a whole day saves the pictures of its screens
	run('@playwright/test/cli.js', 'test', 'walks/whole-day', '--reporter=line')
