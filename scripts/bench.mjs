import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'

/** `npm run bench` runs all benches, `npm run bench -- NAME …` some, `--json` prints one object per bench. */
process.chdir(top)
await ensureInstalled()
const { build } = await import('./build.mjs')
const { ensureChromium } = await import('./find-chromium.mjs')
await build()
const { status } = spawnSync(
	process.execPath,
	[join(top, 'node_modules/tsx/dist/cli.mjs'), 'tests/benchmarks/run.ts', ...process.argv.slice(2)],
	{ stdio: 'inherit', env: { ...process.env, E2E_CHROMIUM: await ensureChromium() } },
)
process.exitCode = status ?? 1
