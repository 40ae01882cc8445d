import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'

/** `npm run test:kills -- --kills N --store sqlite|postgres` */
process.chdir(top)
await ensureInstalled()
const { build } = await import('./build.mjs')
await build()
const { status } = spawnSync(
	process.execPath,
	[join(top, 'node_modules/tsx/dist/cli.mjs'), 'tests/kills/run.ts', ...process.argv.slice(2)],
	{ stdio: 'inherit' },
)
process.exitCode = status ?? 1
