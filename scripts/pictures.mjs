import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'

/** Takes the pictures of the README anew, into docs/pictures. */
process.chdir(top)
ensureInstalled()
const { build } = await import('./build.mjs')
const { ensureChromium } = await import('./find-chromium.mjs')
await build()
const { status } = spawnSync(
	process.execPath,
	[join(top, 'node_modules/tsx/dist/cli.mjs'), 'scripts/take-pictures.ts'],
	{ stdio: 'inherit', env: { ...process.env, E2E_CHROMIUM: await ensureChromium() } },
)
process.exitCode = status ?? 1
